"""``feedback audit``: draw a period's audit, and print how right the machine is."""

from decimal import Decimal

import click
from rich.console import Console
from rich.table import Table

from feedback_app import clock
from feedback_app.channels.hotline.audits import queries, service
from feedback_app.channels.hotline.audits.report import Report, report_on
from feedback_app.database import unit_of_work
from feedback_app.periods.queries import get_period
from surveys.estimation import Agreement, ClassQuality, MeasuredShare

ACTOR = "command line"


@click.group()
def audit() -> None:
    """Audit the hotline's records: draw them, and see how right the machine is."""


@audit.command("draw")
@click.argument("period")
@click.option("--percent", default=float(service.DEFAULT_SHARE * 100), show_default=True, help="share of all records")
@click.option("--minimum", default=service.DEFAULT_MINIMUM, show_default=True, help="fewest records, or all")
@click.option(
    "--seed", default="", help="of a public lottery; made and recorded when left out; fixed by the first draw"
)
def draw(period: str, percent: float, minimum: int, seed: str) -> None:
    """Draw records of PERIOD at random; called again, add those of the records that have come since."""
    plan = service.Plan(share=Decimal(str(percent)) / 100, minimum=minimum)
    with unit_of_work():
        drawn = service.draw(get_period(period), plan, seed=seed, actor=ACTOR, now=clock.now())
    progress = queries.measure_progress(drawn)
    Console().print(f"{progress.drawn:,} of {drawn.frame:,} records drawn; seed {drawn.seed}", highlight=False)


@audit.command("report")
@click.argument("period")
def report(period: str) -> None:
    """Print precision, recall and the readers' agreement for PERIOD."""
    found = queries.find_audit(get_period(period))
    if found is None:
        raise click.ClickException(f"nothing is drawn for {period} yet: feedback audit draw {period}")
    progress = queries.measure_progress(found)
    console = Console()
    console.print(
        f"drawn {progress.drawn:,}, settled {progress.settled:,}, disputed {progress.disputed:,}, "
        f"waiting {progress.waiting:,} (of these read once {progress.read_once:,})",
        highlight=False,
    )
    told = report_on(queries.list_items(found))
    console.print(_qualities(told))
    console.print(_agreements(told))


def _qualities(told: Report) -> Table:
    table = Table("answer", "precision", "recall", title=f"the machine, on {told.settled:,} settled records")
    rows: list[tuple[str, ClassQuality]] = [("valid", told.valid), ("valid, where it was sure", told.sure)]
    rows += [("unit", told.unit)]
    rows += [(f"level {one.name}", one) for one in told.levels] + [(f"theme {one.name}", one) for one in told.themes]
    for name, quality in rows:
        table.add_row(name, _share(quality.precision), _share(quality.recall))
    return table


def _agreements(told: Report) -> Table:
    table = Table("answer", "same answer", "Cohen's kappa", title="the two readers")
    for name, one in (
        ("valid", told.readers_valid),
        ("level", told.readers_level),
        ("theme", told.readers_theme),
        ("unit", told.readers_unit),
    ):
        table.add_row(name, _share(one.agreed), _kappa(one))
    return table


def _share(share: MeasuredShare) -> str:
    if share.value is None or share.interval is None:
        return "—"
    low, high = share.interval.low, share.interval.high
    return f"{share.value:.3f} ({low:.3f}–{high:.3f}), {share.hits:,}/{share.n:,}"


def _kappa(one: Agreement) -> str:
    if one.kappa is None:
        return "—"
    return f"{one.kappa:.3f}" if one.low is None else f"{one.kappa:.3f} ({one.low:.3f}–{one.high:.3f})"
