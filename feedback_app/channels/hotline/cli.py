"""``feedback import hotline``: the same import as the page's, with a progress bar and the summary as a table."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from feedback_app import clock
from feedback_app.campaigns.queries import get_campaign
from feedback_app.channels.hotline import pages, queries, service
from feedback_app.channels.hotline.columns import Field
from feedback_app.channels.hotline.models import HotlineFile, ProblemKind
from feedback_app.channels.hotline.queries import Summary
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.gateways.spreadsheets import ProblemGroup
from feedback_app.gateways.spreadsheets.terminal import lines_of
from feedback_app.jobs import service as jobs
from feedback_app.jobs.models import Job, JobState
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.worker import Progress as Done
from feedback_app.jobs.worker import run_job
from feedback_app.localisation import local_minute

ACTOR = "system"
POLL_SECONDS = 0.5
MOST_GROUPS_SHOWN = 20
VERDICTS = {
    "very_dissatisfied": "非常不满意",
    "dissatisfied": "不满意",
    "basically_satisfied": "基本满意",
    "satisfied": "满意",
    "very_satisfied": "非常满意",
}


@click.command("hotline")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", help="code of the hotline campaign; default: the open period's own")
@click.option("--period", help="code of the period, when no campaign is named; default: the open one")
@click.option("--map", "pairs", multiple=True, metavar="COLUMN=FIELD", help=f"FIELD is one of {', '.join(Field)}")
def import_hotline(file: Path, campaign: str | None, period: str | None, pairs: tuple[str, ...]) -> None:
    """Import a file of 12345 work orders (CSV or XLSX). An interrupted import goes on when called again."""
    console, began = Console(), time.monotonic()
    with file.open("rb") as stream:
        received = service.receive(stream, file.name, now=clock.now())
    job = _begin(received, _chosen(pairs, received.headers), campaign, period, console)
    before = job.done
    job = _run(job, console)
    if job.state is not JobState.DONE:
        raise click.ClickException(f"the import stopped: {job.outcome.get('error', job.state)}; call again to go on")
    _report(queries.get_file(job.payload["file"]), job.done - before, time.monotonic() - began, console)


def _chosen(pairs: tuple[str, ...], headers: tuple[str, ...]) -> dict[str, str]:
    """Read ``COLUMN=FIELD`` pairs, refusing what the file or the house does not know."""
    chosen: dict[str, str] = {}
    for pair in pairs:
        header, _equals, field = pair.rpartition("=")
        if header not in headers:
            raise click.BadParameter(f"no column {header!r}; the file has: {', '.join(filter(None, headers))}")
        if field not in set(Field):
            raise click.BadParameter(f"no field {field!r}; there are: {', '.join(Field)}")
        chosen[field] = header
    return chosen


def _begin(
    received: service.Received, chosen: dict[str, str], campaign: str | None, period: str | None, console: Console
) -> Job:
    """Register the file and give it a job, or take up the job that it has."""
    now, today = clock.now(), clock.today(settings().timezone)
    with unit_of_work():
        file = service.register(received, actor=ACTOR, now=now)
        if file.job is not None:
            console.print(f"[yellow]going on with the import begun {local_minute(file.job.created_at)}")
            if file.job.state in {JobState.PAUSED, JobState.FAILED}:
                jobs.resume(file.job)
            return file.job
        wanted = period if campaign is None else None
        target = (
            get_campaign(campaign)
            if campaign
            else service.choose_campaign(
                service.choose_period(wanted, actor=ACTOR, now=now, today=today), actor=ACTOR, now=now
            )
        )
        mapping = {**file.mapping, **chosen}
        job = service.start_import(file, mapping, target, actor=ACTOR, now=now, today=today)
        columns = ", ".join(f"{header}→{field}" for field, header in file.mapping.items())
        console.print(
            f"{file.name} ({file.encoding}) → {target.title} [{target.code}]; columns: {columns}", markup=False
        )
        if Field.CALLER not in file.mapping:
            console.print(f"no column tells callers apart, so repeated calls stay unknown; --map COLUMN={Field.CALLER}")
        return job


def _run(job: Job, console: Console) -> Job:
    """Run the job here, or follow it where a worker has it; Ctrl-C pauses it."""
    with _bar(console) as bar:
        task = bar.add_task("importing", total=None)

        def show(done: Done) -> None:
            bar.update(task, completed=done.done, total=done.total)

        try:
            while run_job(job.id, on_progress=show) is None:
                job = get_job(job.id)
                if job.state not in {JobState.WAITING, JobState.RUNNING}:
                    break
                bar.update(task, completed=job.done, total=job.total or None)
                time.sleep(POLL_SECONDS)
        except KeyboardInterrupt:
            with unit_of_work():
                jobs.pause(get_job(job.id))
    with unit_of_work():
        return get_job(job.id)


@contextmanager
def _bar(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=console) as bar:
        yield bar


def _report(file: HotlineFile, rows: int, seconds: float, console: Console) -> None:
    summary = queries.summarise(file)
    console.print(_overview(summary, rows, seconds))
    console.print(_shares("valid evaluations by level", pages.level_lines(summary), VERDICTS))
    reasons = {line.code: str(pages.reason_label(line.code)) for line in pages.reason_lines(summary)}
    console.print(_shares("not an evaluation, because", pages.reason_lines(summary), reasons))
    console.print(_shares("valid evaluations by theme", pages.theme_lines(summary), {}))
    for kind in pages.problems_by_kind(file, summary.problems):
        console.print(f"{kind.label} ({kind.total:,}):", markup=False)
        for group in kind.groups[:MOST_GROUPS_SHOWN]:
            console.print(f"  {_places(group)}: {group.reason}", markup=False)
        if len(kind.groups) > MOST_GROUPS_SHOWN or kind.read < kind.total:
            console.print("  … the page of the file lists them all")


def _places(group: ProblemGroup) -> str:
    """Name the column and the first lines of problems that are alike."""
    return f"{group.column or 'row'}, line{'s' if group.count > 1 else ''} {lines_of(group)}"


def _overview(summary: Summary, rows: int, seconds: float) -> Table:
    table = Table(title="import", show_header=False)
    for name, value in (
        ("rows read", f"{summary.rows_read:,}"),
        ("records", f"{summary.records:,}"),
        ("valid evaluations", f"{summary.valid:,}"),
        ("counted for a unit", f"{summary.evaluations:,}"),
        ("outside the period, quarantined", f"{summary.quarantined:,}"),
        ("waiting for a person", f"{summary.waiting:,}"),
        ("  of these urgent", f"{summary.urgent:,}"),
        ("duplicates refused", f"{summary.problems.get(ProblemKind.DUPLICATE, 0):,}"),
        ("bad cells refused", f"{summary.problems.get(ProblemKind.REFUSED, 0):,}"),
        ("unknown units named", f"{summary.problems.get(ProblemKind.UNKNOWN_UNIT, 0):,}"),
        ("seconds", f"{seconds:.1f}"),
        ("records/s", f"{rows / seconds:,.0f}"),
    ):
        table.add_row(name, value)
    return table


def _shares(title: str, lines: list[pages.Line], labels: dict[str, str]) -> Table:
    table = Table(title=title, show_header=False)
    for line in lines:
        table.add_row(labels.get(line.code, line.code), f"{line.number:,}", f"{line.share:.1%}")
    return table
