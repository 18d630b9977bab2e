"""``feedback demo``: load the city, print what came of it, say where to look."""

import click
from flask import current_app
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from feedback_app.campaigns.queries import get_campaign, list_targets
from feedback_app.config import settings
from feedback_app.demonstration import loading
from feedback_app.periods.queries import get_period
from feedback_app.schema import upgrade
from feedback_app.scoring.cli import compute_run, print_totals


@click.command()
def demo() -> None:
    """Load the demonstration city into an empty installation and print its totals; run twice it adds nothing."""
    console = Console()
    upgrade(current_app.extensions["database"])
    loading.require_demonstration()
    if loading.is_over():
        console.print("the demonstration's period is closed: nothing is loaded, and these are its totals")
    else:
        _load(console)
    period = get_period(loading.PERIOD)
    print_totals(period, compute_run(period))
    _say_where_to_look(console)


def _load(console: Console) -> None:
    columns = (TextColumn("{task.description:<22}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        for step in loading.steps():
            task = bar.add_task(step.name, total=step.size)
            step.run(lambda n, task=task: bar.advance(task, n))  # type: ignore[misc]


def _say_where_to_look(console: Console) -> None:
    address = settings().public_address
    target = next(t for t in list_targets(get_campaign(loading.WEB)) if t.service_point is not None)
    console.print(f"\nsign in as office / {loading.PASSWORD}", highlight=False)
    others = ", ".join(name for name, _display, _role in loading.LOGINS if name != "office")
    console.print(f"the same password opens: {others}", highlight=False)
    for path, what in (
        (f"/board/{loading.PERIOD}", "every department's total, with its interval"),
        (f"/q/{target.code}", "the page behind a window's QR code, as a citizen sees it"),
        ("/hotline/review", "hotline texts that wait for a person"),
    ):
        console.print(f"  {address}{path}  {what}", highlight=False, soft_wrap=True)
