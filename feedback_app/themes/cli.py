"""``feedback issues``: find the hot issues of a span, or of all three, and print them."""

from datetime import date, datetime

import click
from rich.console import Console
from rich.table import Table

from feedback_app import clock
from feedback_app.database import unit_of_work
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.worker import run_job
from feedback_app.themes import queries
from feedback_app.themes.finding import DayAhead, SpanEmpty, SpanUncovered, ask_for_issues, read_issues, today
from feedback_app.themes.models import IssueBoard, Scale

ACTOR = "command line"


@click.command("issues")
@click.argument("scale", type=click.Choice([str(scale) for scale in Scale]), required=False)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="last day of the span; default: that of the records")
@click.option("--top", default=20, show_default=True, help="how many to print of each span")
def issues(scale: str | None, until: datetime | None, top: int) -> None:
    """Find the hot issues of the day, week or month that ends on a day, without SCALE of all three, and print them."""
    last_on = until.date() if until else queries.find_last_day(today())
    if last_on is None:
        raise click.ClickException("there are no dated records of the hotline")
    wanted = [Scale(scale)] if scale else list(Scale)
    refused: list[click.ClickException] = []
    for one in wanted:
        try:
            _print(_found(one, last_on), top)
        except SpanWithoutRecords as flaw:
            refused.append(flaw)
    if len(refused) == len(wanted):
        raise refused[0]
    for left_out in refused:
        left_out.show()


class SpanWithoutRecords(click.ClickException):
    """One of the spans cannot be looked at; another may."""


def _found(scale: Scale, last_on: date) -> IssueBoard:
    try:
        with unit_of_work():
            job = ask_for_issues(scale, last_on, actor=ACTOR, now=clock.now())
    except DayAhead as ahead:
        raise click.ClickException(f"{last_on} has not come yet") from ahead
    except SpanUncovered as flaw:
        first = flaw.data["first"]
        raise SpanWithoutRecords(f"the {scale} to {last_on} begins before the first record, of {first}") from flaw
    except SpanEmpty as flaw:
        raise SpanWithoutRecords(f"there is no record of the {scale} to {last_on}") from flaw
    run_job(job.id)
    if "error" in get_job(job.id).outcome:
        raise click.ClickException(str(get_job(job.id).outcome["error"]))
    return queries.get_board(scale, last_on)


def _print(board: IssueBoard, top: int) -> None:
    """Print the issues of a board that have a title of their own, the hottest first."""
    known = {issue.key: issue for issue in read_issues(board.issues)}
    heading = f"{board.scale} to {board.last_on}"
    table = Table("", "issue", "voices", "expected", "heat", "spread", "keywords", title=heading)
    for line in [line for line in board.lines if not line.get("loose")][:top]:
        spread = f"{line['spread']:.1f}" if line["spread"] else "—"
        figures = (f"{line['voices']:,}", f"{line['expected']:.1f}", f"{line['heat']:.1f}", spread)
        called = known[line["key"]].name or line["title"]
        table.add_row(str(line["rank"]), called, *figures, " ".join(line["keywords"][:5]))
    Console().print(table)
