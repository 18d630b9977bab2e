"""Tables: open a file of any of the known kinds and read its rows one by one under their headers."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from feedback_app.gateways.spreadsheets.cells import CellFault, too_few_cells, too_many_cells
from feedback_app.gateways.spreadsheets.csv_tables import open_csv
from feedback_app.gateways.spreadsheets.encodings import Source, open_binary
from feedback_app.gateways.spreadsheets.records import Record, RecordSource
from feedback_app.gateways.spreadsheets.refusals import (
    DuplicateHeaders,
    EmptyFile,
    HeaderOnly,
    LegacyWorkbook,
    NotATable,
    TooManyColumns,
)
from feedback_app.gateways.spreadsheets.workbook_limits import WorkbookLimits
from feedback_app.gateways.spreadsheets.workbooks import open_workbook

MOST_COLUMNS = 500
MOST_TITLE_LINES = 3

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"<html", "HTML"),
    (b"<!doctype", "HTML"),
    (b"<table", "HTML"),
    (b"<?xml", "XML"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of data: clean text by header; ``faults`` name cells that cannot be taken at their word."""

    line: int
    values: Mapping[str, str]
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file's headers and, each time it is iterated, its rows from the first on, in constant memory for CSV."""

    name: str
    headers: tuple[str, ...]
    header_line: int
    source: RecordSource

    @property
    def encoding(self) -> str:
        """The codec of a CSV file; empty for a workbook."""
        return self.source.encoding

    @property
    def delimiter(self) -> str:
        """The delimiter of a CSV file; empty for a workbook."""
        return self.source.delimiter

    @property
    def sheet(self) -> str:
        """The sheet that is read; empty for CSV."""
        return self.source.sheet

    def __iter__(self) -> Iterator[Row]:
        for record in self.source.records():
            if record.line > self.header_line and not record.is_blank:
                yield _row(self.headers, record)


def open_table(source: Source, name: str, *, sheet: str | None = None, limits: WorkbookLimits | None = None) -> Table:
    """Open a CSV file or a workbook as a table; the content decides which it is, not the name.

    Args:
        source: a path, or the bytes of an upload.
        name: the file's name as the person knows it, for refusals.
        sheet: the worksheet's name; the first visible one where omitted.
        limits: how large a workbook may unfold.

    Raises:
        SpreadsheetRefused: by the name of the reason; see ``refusals``.
    """
    records = _open_records(source, name, sheet, limits or WorkbookLimits())
    header = _find_header(records)
    if header is None:
        raise EmptyFile(name=name)
    table = Table(name=name, headers=_check_headers(name, header), header_line=header.line, source=records)
    if next(iter(table), None) is None:
        raise HeaderOnly(name=name, line=header.line)
    return table


def digest(source: Source) -> str:
    """Return the SHA-256 of a file in hexadecimal: by it the same file is known when it comes twice."""
    summed = hashlib.sha256()
    with open_binary(source) as file:
        while chunk := file.read(1 << 20):
            summed.update(chunk)
    return summed.hexdigest()


def _open_records(source: Source, name: str, sheet: str | None, limits: WorkbookLimits) -> RecordSource:
    with open_binary(source) as file:
        start = file.read(512)
    if not start:
        raise EmptyFile(name=name)
    if start.startswith(_OLE):
        raise LegacyWorkbook(name=name)
    if start.startswith(_ZIP):
        return open_workbook(source, name, sheet=sheet, limits=limits)
    opening = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, found in _FOREIGN:
        if opening.startswith(mark.lower()):
            raise NotATable(name=name, found=found)
    return open_csv(source, name)


def _find_header(records: RecordSource) -> Record | None:
    """Return the header: the first line of several cells, or the very first where the table has one column."""
    filled = (record for record in records.records() if not record.is_blank)
    opening = list(islice(filled, MOST_TITLE_LINES + 1))
    several = (record for record in opening if sum(map(bool, record.cells)) > 1)
    return next(several, opening[0] if opening else None)


def _check_headers(name: str, header: Record) -> tuple[str, ...]:
    headers = list(header.cells)
    while headers and not headers[-1]:
        headers.pop()
    if len(headers) > MOST_COLUMNS:
        raise TooManyColumns(name=name, line=header.line, found=len(headers), allowed=MOST_COLUMNS)
    repeated = tuple(text for text, times in Counter(headers).items() if text and times > 1)
    if repeated:
        raise DuplicateHeaders(name=name, line=header.line, headers=repeated)
    return tuple(headers)


def _row(headers: tuple[str, ...], record: Record) -> Row:
    cells, width = record.cells, len(headers)
    values = dict(zip(headers, cells, strict=False))
    values.pop("", None)
    if len(cells) == width and not record.faults and "" not in headers:
        return Row(line=record.line, values=values)
    return Row(line=record.line, values=values, faults=tuple(_faults(headers, record)))


def _faults(headers: tuple[str, ...], record: Record) -> Iterator[CellFault]:
    cells, width = record.cells, len(headers)
    if len(cells) < width:
        yield CellFault(column="", value="", reason=too_few_cells(len(cells), width))
    outside = [cell for cell in cells[width:] if cell]
    unnamed = [cell for header, cell in zip(headers, cells, strict=False) if not header and cell]
    if outside or unnamed:
        yield CellFault(column="", value="", reason=too_many_cells(len(cells), sum(map(bool, headers))))
    for position, reason in record.faults.items():
        header = headers[position] if position < width else ""
        value = cells[position] if position < len(cells) else ""
        yield CellFault(column=header, value=value, reason=reason)
