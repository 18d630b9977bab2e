"""XLSX: one sheet's cells as they are shown, with every cell named whose value is not what a person typed."""

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from feedback_app.gateways.spreadsheets.cells import (
    ERROR_FOUND,
    FORMULA_FOUND,
    MERGED_FOUND,
    RawCell,
    Sentence,
    read_workbook_cell,
)
from feedback_app.gateways.spreadsheets.encodings import Source, open_binary
from feedback_app.gateways.spreadsheets.records import Record
from feedback_app.gateways.spreadsheets.refusals import DamagedWorkbook, EmptyFile, NotATable, UnknownSheet
from feedback_app.gateways.spreadsheets.workbook_limits import WorkbookLimits, inspect_workbook

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"

MOST_MARKS = 200_000

Faults: TypeAlias = Mapping[int, Mapping[int, Sentence]]
"""Reasons by line (from 1) and position of the cell (from 0)."""


@dataclass(frozen=True, kw_only=True)
class WorkbookSheet:
    """One sheet in memory, and the cells of it that cannot be taken at their word."""

    name: str
    sheet: str
    cells: CalamineSheet
    faults: Faults
    encoding: str = ""
    delimiter: str = ""

    def records(self) -> Iterator[Record]:
        """Yield every row in order, blank ones too; line numbers are those that Excel shows."""
        if self.cells.start is None:
            return
        _first_row, first_column = self.cells.start
        margin: list[RawCell] = [""] * first_column
        for index, raw in enumerate(self.cells.iter_rows()):
            yield _record(index + 1, [*margin, *raw], self.faults.get(index + 1, {}))


def open_workbook(source: Source, name: str, *, sheet: str | None, limits: WorkbookLimits) -> WorkbookSheet:
    """Read one sheet of a workbook, after it was measured.

    Raises:
        NotATable: an archive, but no XLSX workbook.
        UnknownSheet: no sheet of that name.
        DamagedWorkbook, WorkbookTooLarge: see ``workbook_limits``.
    """
    suspects = inspect_workbook(source, name, limits)
    with open_binary(source) as file, zipfile.ZipFile(file) as archive:
        if _WORKBOOK not in archive.namelist():
            raise NotATable(name=name, found=_describe_archive(archive))
    try:
        workbook = CalamineWorkbook.from_object(source if isinstance(source, Path) else io.BytesIO(source))
        chosen = _choose_sheet(workbook, name, sheet)
        cells = workbook.get_sheet_by_name(chosen)
    except (CalamineError, OSError, ValueError) as error:
        raise DamagedWorkbook(name=name, part=sheet or "xlsx") from error
    return WorkbookSheet(name=name, sheet=chosen, cells=cells, faults=_find_faults(source, name, cells, suspects))


def _describe_archive(archive: zipfile.ZipFile) -> str:
    names = archive.namelist()
    for part, found in (("xl/workbook.bin", "XLSB"), ("word/document.xml", "DOCX"), ("content.xml", "ODS")):
        if part in names:
            return found
    return "ZIP"


def _choose_sheet(workbook: CalamineWorkbook, name: str, sheet: str | None) -> str:
    present = tuple(
        meta.name
        for meta in workbook.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and (meta.visible == SheetVisibleEnum.Visible or meta.name == sheet)
    )
    if not present:
        raise EmptyFile(name=name)
    if sheet is not None and sheet not in present:
        raise UnknownSheet(name=name, sheet=sheet, present=present)
    return sheet or present[0]


def _record(line: int, raw: list[RawCell], known: Mapping[int, Sentence]) -> Record:
    cells: list[str] = []
    faults: dict[int, Sentence] = {}
    for position, value in enumerate(raw):
        text, reason = read_workbook_cell(value)
        cells.append(text)
        if reason is not None:
            faults[position] = reason
    return Record(line=line, cells=cells, faults=faults | dict(known))


def _find_faults(source: Source, name: str, cells: CalamineSheet, suspects: frozenset[str]) -> Faults:
    faults = _mark_merged(cells)
    if suspects:
        with open_binary(source) as file, zipfile.ZipFile(file) as archive:
            part = _find_part(archive, name, cells.name)
            if part in suspects:
                _mark_calculated(archive, part, name, faults)
    return faults


def _mark_merged(cells: CalamineSheet) -> dict[int, dict[int, Sentence]]:
    """Mark merged cells: all but one of each group read as blank. Beyond ``MOST_MARKS`` the file is refused anyway."""
    faults: dict[int, dict[int, Sentence]] = {}
    marked = 0
    for (top, left), (bottom, right) in cells.merged_cell_ranges or ():
        columns = range(left, min(right, cells.total_width) + 1)
        for row in range(top, min(bottom, cells.total_height) + 1):
            faults.setdefault(row + 1, {}).update(dict.fromkeys(columns, MERGED_FOUND))
            marked += len(columns)
            if marked > MOST_MARKS:
                return faults
    return faults


def _find_part(archive: zipfile.ZipFile, name: str, sheet: str) -> str:
    """Return the archive's path of a sheet's XML."""
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for tag, attributes in _list_elements(archive, _RELATIONS, name)
        if tag == "Relationship"
    }
    for tag, attributes in _list_elements(archive, _WORKBOOK, name):
        if tag == "sheet" and attributes.get("name") == sheet:
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            target = targets.get(relation, "")
            return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    raise DamagedWorkbook(name=name, part=sheet)


def _list_elements(archive: zipfile.ZipFile, part: str, name: str) -> list[tuple[str, dict[str, str]]]:
    """Return the elements of a small part. Document type declarations were refused before, so nothing can unfold."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, attributes: found.append((_local(tag), attributes))
    try:
        parser.Parse(archive.read(part), True)
    except (expat.ExpatError, KeyError) as error:
        raise DamagedWorkbook(name=name, part=part) from error
    return found


def _mark_calculated(archive: zipfile.ZipFile, part: str, name: str, faults: dict[int, dict[int, Sentence]]) -> None:
    """Mark formula cells, of which only the last result is stored, and error values, which read as blank."""
    address = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal address
        local = _local(tag)
        if local == "c":
            address = attributes.get("r", "")
        if local == "f" or (local == "c" and attributes.get("t") == "e"):
            line, position = _position(address)
            faults.setdefault(line, {}).setdefault(position, FORMULA_FOUND if local == "f" else ERROR_FOUND)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        with archive.open(part) as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise DamagedWorkbook(name=name, part=part) from error


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _position(address: str) -> tuple[int, int]:
    """Return line (from 1) and position (from 0) of an address.

    >>> _position("AB12")
    (12, 27)
    """
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :] or 0), column - 1
