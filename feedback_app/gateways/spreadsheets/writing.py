"""Tables that leave the house: complete or refused, counted and summed, with nothing in them that calculates."""

import csv
import hashlib
import io
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import BinaryIO, TypeAlias

import xlsxwriter

from feedback_app.gateways.spreadsheets.cells import guard, is_dangerous
from feedback_app.gateways.spreadsheets.refusals import CellTooLongToExport, TooManyRowsToExport

Cell: TypeAlias = str | int | float | Decimal | date | None
"""What may be written. Texts stay texts; a ``datetime`` is written as ISO 8601, so make it local first."""

MOST_SHEET_ROWS = 1_048_576
LONGEST_SHEET_CELL = 32_767
FIRST_SHEET = "Sheet1"
LARGEST_EXACT_INTEGER = 10**15

_ROWS_PER_CHUNK = 500
_BOM = "\ufeff"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What was written: rows without the header, and for CSV the SHA-256 of the bytes."""

    rows: int
    sha256: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A further sheet of a workbook, for people to look things up in."""

    name: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_chunks(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Generator[bytes, None, Manifest]:
    """Yield a CSV file piece by piece, UTF-8 with a byte order mark for Excel; return its manifest at the end."""
    summed, written = hashlib.sha256(), 0
    buffer = io.StringIO(_BOM)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    writer.writerow(map(guard, headers))
    for row in rows:
        writer.writerow(map(_csv_cell, row))
        written += 1
        if written % _ROWS_PER_CHUNK == 0:
            yield _drain(buffer, summed)
    yield _drain(buffer, summed)
    return Manifest(rows=written, sha256=summed.hexdigest())


def write_csv(file: BinaryIO, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Manifest:
    """Write a CSV file and return its manifest."""
    chunks = csv_chunks(headers, rows)
    while True:
        try:
            file.write(next(chunks))
        except StopIteration as end:
            manifest: Manifest = end.value
            return manifest


def write_workbook(
    file: BinaryIO,
    headers: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet: str = FIRST_SHEET,
    more: Sequence[Sheet] = (),
) -> Manifest:
    """Write an XLSX file in constant memory, every cell typed as text or number; never a formula.

    What the file is about stands on the first sheet, the only one that is read again; ``more`` follows it.

    Raises:
        TooManyRowsToExport, CellTooLongToExport: the format would cut something off.
    """
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False})
    try:
        written = _write_sheet(book, sheet, headers, rows)
        for further in more:
            _write_sheet(book, further.name, further.headers, further.rows)
    finally:
        book.close()
    return Manifest(rows=written)


def _write_sheet(book: xlsxwriter.Workbook, name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    page, written = _SheetWriter(book, name), 0
    page.write_header(headers)
    for row in rows:
        written += 1
        page.write_row(written, row)
    return written


def _drain(buffer: io.StringIO, summed: "hashlib._Hash") -> bytes:
    chunk = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    summed.update(chunk)
    return chunk


def _csv_cell(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return guard(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date) else cell


class _SheetWriter:
    """One worksheet; texts that a program might calculate when edited carry the "quote prefix" of Excel."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: str) -> None:
        self._page = book.add_worksheet(sheet)
        self._text = book.add_format({"num_format": "@"})
        self._quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        self._heading = book.add_format({"bold": True, "num_format": "@"})

    def write_header(self, headers: Sequence[str]) -> None:
        self._page.freeze_panes(1, 0)
        for position, header in enumerate(headers):
            self._page.set_column(position, position, max(10, min(40, 2 * len(header) + 4)))
            self._page.write_string(0, position, header, self._heading)

    def write_row(self, index: int, row: Sequence[Cell]) -> None:
        if index >= MOST_SHEET_ROWS:
            raise TooManyRowsToExport(found=index, allowed=MOST_SHEET_ROWS - 1)
        for position, cell in enumerate(row):
            self._write_cell(index, position, cell)

    def _write_cell(self, index: int, position: int, cell: Cell) -> None:
        if _is_exact_number(cell):
            self._page.write_number(index, position, cell)
            return
        text = "" if cell is None else str(_csv_cell(cell)) if not isinstance(cell, str) else cell
        if not text:
            return
        if len(text) > LONGEST_SHEET_CELL:
            raise CellTooLongToExport(line=index + 1, found=len(text), allowed=LONGEST_SHEET_CELL)
        self._page.write_string(index, position, text, self._quoted if is_dangerous(text) else self._text)


def _is_exact_number(cell: Cell) -> bool:
    """Tell whether a cell can be a number without losing digits; longer ones are written as text."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return False
    if isinstance(cell, Decimal):
        return cell.is_finite() and len(cell.as_tuple().digits) <= 15
    return abs(cell) < LARGEST_EXACT_INTEGER
