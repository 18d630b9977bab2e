"""``feedback score``, ``feedback verify`` and ``feedback import components``: the same services as the pages."""

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from feedback_app import clock
from feedback_app.database import unit_of_work
from feedback_app.errors import NotFound
from feedback_app.gateways.downloads import TableFormat
from feedback_app.gateways.spreadsheets import RowsRefused, write_csv, write_workbook
from feedback_app.gateways.spreadsheets.terminal import tell_problems
from feedback_app.gateways.written import WrittenFile
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import find_current_period, get_period, list_periods
from feedback_app.scoring import components, computing, proposals, queries, service, tables
from feedback_app.scoring.models import ScoreRun
from feedback_app.scoring.rater_groups import tell_unscored
from feedback_app.scoring.tables import ScoreTable
from surveys.assessment import Scheme, list_shipped_schemes, load_shipped_scheme

ACTOR = "command line"
MOST_COMPONENTS = 8
WIDTH_ON_PAPER, ROOM_FOR_COMPONENTS = 150, 130


def _period(code: str | None) -> Period:
    """Return the period named; without a name the latest that takes evaluations, else the latest of all."""
    period = get_period(code) if code else find_current_period()
    if period is None:
        raise NotFound(kind="period", key="")
    return period


def _fixed_period(code: str | None) -> Period:
    """Return the period named; without a name the latest whose totals are fixed."""
    fixed = [one for one in list_periods() if one.state in {PeriodState.FROZEN, PeriodState.PUBLISHED}]
    return fixed[0] if fixed and not code else _period(code)


@click.command("score")
@click.argument("period", required=False)
@click.option(
    "--export",
    "file",
    type=WrittenFile(endings=TableFormat),
    help="also write FILE: a .xlsx with both tables, totals first, or a .csv (UTF-8 that Excel opens) with one of them",
)
@click.option(
    "--table",
    type=click.Choice([str(table) for table in ScoreTable]),
    help="which table to write: totals (a row for each unit: its total with interval, rank and tier, and a column for "
    "each component and channel) or lines (a row for each score line); a .csv without this holds lines",
)
@click.option("--scheme", help="adopt this scheme first (propose it, where one is in force): shipped code or file")
@click.option("--reason", default="", help="why the scheme changes, for whoever approves it")
def score(period: str | None, file: Path | None, table: str | None, scheme: str | None, reason: str) -> None:
    """Score PERIOD (the latest by default) as it stands, and print the totals with their 95 % intervals."""
    if table and file is None:
        raise click.UsageError("--table says what --export writes, and there is no --export")
    found = _period(period)
    if scheme:
        _adopt(found, scheme, reason)
    run = compute_run(found)
    print_totals(found, run)
    if file is not None:
        _export(file, run, ScoreTable(table) if table else None)


def compute_run(period: Period) -> ScoreRun:
    """Return a period's run: the frozen one, or a provisional one as of now."""
    if period.state in {PeriodState.FROZEN, PeriodState.PUBLISHED}:
        run = queries.find_run(period, is_final=True)
        if run is None:
            raise computing.ScoresNotFrozen(period=period.name)
        return run
    computed = computing.compute(period)
    with unit_of_work():
        return service.store_provisional(period, computed, actor=ACTOR, now=clock.now())


def _adopt(period: Period, named: str, reason: str) -> None:
    path = Path(named)
    if named in list_shipped_schemes():
        scheme = load_shipped_scheme(named)
    elif path.is_file():
        scheme = _read_scheme(path)
    else:
        known = ", ".join(list_shipped_schemes())
        raise click.BadParameter(f"no shipped scheme and no file of that name; shipped are: {known}")
    with unit_of_work():
        if not service.needs_second_person(period):
            service.adopt_scheme(period, scheme, actor=ACTOR, now=clock.now())
            return
        proposals.propose_scheme(period, scheme, reason=reason, actor=ACTOR, now=clock.now())
    Console().print("proposed: it counts once somebody approves it on the page of schemes", highlight=False)


def _read_scheme(path: Path) -> Scheme:
    try:
        return service.read_scheme(path.read_text(encoding="utf-8-sig", errors="replace"), source=path.name)
    except service.SchemeRefused as refused:
        for fault in refused.faults:
            where = ":".join(map(str, filter(None, (path.name, fault.line, fault.place))))
            Console(stderr=True).print(f"{where}: {fault.sentence}", markup=False, highlight=False)
        raise


def print_totals(period: Period, run: ScoreRun) -> None:
    """Print a run, and the ballots it leaves out; a window keeps its width, a file or a pipe has room for all."""
    window = Console()
    console = window if window.is_terminal else Console(width=WIDTH_ON_PAPER)
    console.print(totals_table(period, run, has_room=console.width >= ROOM_FOR_COMPONENTS))
    if unscored := tell_unscored(period):
        console.print(unscored, markup=False, highlight=False, soft_wrap=True)


def totals_table(period: Period, run: ScoreRun, *, has_room: bool) -> Table:
    """Return a run as a table for the terminal; its components are left out where there is no room for them."""
    table = Table(title=f"{period.name} [{period.code}] · {run.scheme.code} {run.scheme.version}", title_justify="left")
    scores = queries.list_scores(run)
    columns = tables.component_columns(scores)[: MOST_COMPONENTS if has_room else 0]
    table.caption = None if has_room else f"components: in a window of {ROOM_FOR_COMPONENTS} columns, or --export"
    table.add_column("tier", justify="right")
    table.add_column("unit", min_width=12)
    for header in ("total", "95 %", "rank"):
        table.add_column(header, justify="right", no_wrap=True)
    for column in columns:
        table.add_column(column.title, justify="right", min_width=7)
    for placed in tables.by_tier(scores):
        found = placed.score
        table.add_row(
            "—" if placed.tier is None else str(placed.tier),
            found.unit.short_name or found.unit.name,
            "—" if found.published is None else str(found.published),
            "—" if found.low is None else f"{found.low:.2f}–{found.high:.2f}",
            "—" if placed.best is None else f"{placed.best}–{placed.worst}",
            *(column.cell(found) for column in columns),
        )
    return table


def _export(file: Path, run: ScoreRun, table: ScoreTable | None) -> None:
    """Write one table of a run, or both where a workbook has room for them."""
    is_csv = file.suffix.lower() == ".csv"
    wanted = [table] if table else [ScoreTable.LINES] if is_csv else list(ScoreTable)
    first, *more = (tables.sheet_of(one, run, queries.list_scores(run)) for one in wanted)
    with file.open("wb") as out:
        if is_csv:
            write_csv(out, first.headers, first.rows)
        else:
            write_workbook(out, first.headers, first.rows, sheet=first.name, more=more)
    written = " and ".join(f"{len(sheet.rows)} {table}" for sheet, table in zip((first, *more), wanted, strict=True))
    Console().print(f"wrote {written} to {file.name}", highlight=False)


@click.command("verify")
@click.argument("period", required=False)
def verify(period: str | None) -> None:
    """Compute the frozen totals of PERIOD again from the rows stored today, and compare every digit."""
    found = computing.verify(_fixed_period(period))
    console = Console()
    for one in found.differences:
        console.print(f"{one.unit}: frozen {one.frozen}, now {one.recomputed}", highlight=False)
    if not found.holds:
        raise click.ClickException("the frozen totals do not come out of the rows stored today")
    console.print("every total comes out again, digit by digit")


@click.command("components")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--period", help="code of the period; default: the one that takes evaluations")
@click.option("--problems", type=WrittenFile(endings=["csv"]), help="write bad rows to this CSV file")
def import_components(file: Path, period: str | None, problems: Path | None) -> None:
    """Import scores that another office computed, such as task completion (CSV or XLSX)."""
    try:
        with unit_of_work():
            into = _period(period)
            done = components.import_components(file, file.name, into, actor=ACTOR, now=clock.now())
    except RowsRefused as refused:
        tell_problems(refused.problems, problems)
        raise
    console = Console()
    console.print(
        f"{into.name} ({into.code}): {done.new} new, {done.changed} changed, {done.unchanged} unchanged",
        highlight=False,
        markup=False,
    )
    if done.ignored:
        console.print(f"columns that say nothing: {', '.join(done.ignored)}", highlight=False, markup=False)
