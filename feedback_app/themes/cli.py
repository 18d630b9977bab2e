"""``feedback issues``: find the hot issues of a span and print them."""

from datetime import datetime

import click
from rich.console import Console
from rich.table import Table

from feedback_app import clock
from feedback_app.database import unit_of_work
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.worker import run_job
from feedback_app.themes import queries
from feedback_app.themes.finding import ask_for_issues, read_issues
from feedback_app.themes.models import Scale

ACTOR = "command line"


@click.command("issues")
@click.argument("scale", type=click.Choice([str(scale) for scale in Scale]))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="last day of the span; default: that of the records")
@click.option("--top", default=20, show_default=True, help="how many to print")
def issues(scale: str, until: datetime | None, top: int) -> None:
    """Find the hot issues of the day, week or month that ends on a day, and print them."""
    last_on = until.date() if until else queries.find_last_day()
    if last_on is None:
        raise click.ClickException("there are no dated records of the hotline")
    with unit_of_work():
        job = ask_for_issues(Scale(scale), last_on, actor=ACTOR, now=clock.now())
    run_job(job.id)
    if "error" in get_job(job.id).outcome:
        raise click.ClickException(str(get_job(job.id).outcome["error"]))
    board = queries.get_board(Scale(scale), last_on)
    known = {issue.key: issue for issue in read_issues(board.issues)}
    table = Table("", "issue", "voices", "expected", "heat", "spread", "keywords", title=f"{scale} to {last_on}")
    for line in board.lines[:top]:
        issue = known[line["key"]]
        figures = (f"{line['voices']:,}", f"{line['expected']:.1f}", f"{line['heat']:.1f}", f"{line['spread']:.1f}")
        table.add_row(str(line["rank"]), issue.name or issue.title, *figures, " ".join(line["keywords"][:5]))
    Console().print(table)
