"""The directory's commands: a file in, a file out."""

from pathlib import Path

import click
from rich.console import Console

from feedback_app import clock
from feedback_app.database import unit_of_work
from feedback_app.directory import files, imports, queries
from feedback_app.directory.files import DirectoryTable
from feedback_app.gateways.downloads import TableFormat
from feedback_app.gateways.spreadsheets import RowsRefused, write_csv, write_workbook
from feedback_app.gateways.spreadsheets.terminal import tell_problems
from feedback_app.gateways.written import WrittenFile

ACTOR = "command line"


@click.command("directory")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="check and count, store nothing")
@click.option("--problems", type=WrittenFile(endings=["csv"]), help="write bad rows to this CSV file")
def import_directory(file: Path, dry_run: bool, problems: Path | None) -> None:
    """Import units or service points from CSV or XLSX: all of the file, or nothing and every bad row named."""
    try:
        done = _prepare(file) if dry_run else _import(file)
    except RowsRefused as refused:
        tell_problems(refused.problems, problems)
        raise
    counts = ", ".join(f"{number} {name}" for name, number in done.counts.items())
    verb = "would import" if dry_run else "imported"
    Console().print(f"{verb} {done.table} from {file.name}: {counts}", highlight=False)


def _prepare(file: Path) -> imports.PreparedImport:
    return imports.prepare_import(file, file.name)


def _import(file: Path) -> imports.PreparedImport:
    with unit_of_work():
        return imports.import_file(file, file.name, actor=ACTOR, now=clock.now())


@click.command("directory")
@click.argument("file", type=WrittenFile(endings=TableFormat))
@click.option(
    "--table", type=click.Choice([str(table) for table in DirectoryTable]), default="units", show_default=True
)
def export_directory(file: Path, table: str) -> None:
    """Export units or service points; the ending of FILE, .csv or .xlsx, says in which format."""
    if table == DirectoryTable.UNITS:
        sheet = files.export_units(queries.list_unit_records())
    else:
        sheet = files.export_service_points(queries.list_service_point_records())
    write = write_csv if file.suffix.lower() == ".csv" else write_workbook
    with file.open("wb") as out:
        manifest = write(out, sheet.headers, sheet.rows)
    Console().print(f"exported {manifest.rows} {table} to {file.name}", highlight=False)
