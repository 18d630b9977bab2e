"""XLSX tables: real workbooks, written by another library, with the flaws that people's workbooks have."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from feedback_app.gateways.spreadsheets import Row, WorkbookLimits, open_table
from feedback_app.gateways.spreadsheets.refusals import (
    DamagedWorkbook,
    EmptyFile,
    HeaderOnly,
    NotATable,
    UnknownSheet,
    WorkbookTooLarge,
)

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: list[Any], adjust: Callable[[Any], None] = lambda book: None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    adjust(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rewritten(content: bytes, change: Callable[[bytes], bytes], *, part: str = SHEET) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return file.getvalue()


def faults(row: Row) -> dict[str, str]:
    return {fault.column: str(fault.reason) for fault in row.faults}


def test_numbers_and_moments_become_the_text_that_was_meant() -> None:
    content = workbook(
        ["电话", "分", "日", "时", "是否", "码"],
        [13800138000.0, 88.0006, date(2026, 1, 2), datetime.fromisoformat("2026-01-02T03:04:05"), True, "００７"],
    )
    (row,) = open_table(content, "样本.xlsx")
    assert row == Row(
        line=2,
        values={
            "电话": "13800138000",
            "分": "88.0006",
            "日": "2026-01-02",
            "时": "2026-01-02T03:04:05",
            "是否": "yes",
            "码": "００７",
        },
    )


def test_codes_of_which_excel_has_dropped_digits_are_faults() -> None:
    (row,) = open_table(workbook(["信用代码", "名称"], [914301001837654321, "甲"]), "x.xlsx")
    assert "末尾几位" in faults(row)["信用代码"]


def test_formulas_errors_and_merged_cells_are_faults_with_their_place() -> None:
    def adjust(book: Any) -> None:
        page = book.active
        page["B3"].value, page["B3"].data_type = "#REF!", "e"
        page.merge_cells("A5:A6")

    content = workbook(["a", "b"], [1, "=1+1"], [2, None], [3, "好"], ["合", 1], [None, 2], adjust=adjust)
    found = {row.line: faults(row) for row in open_table(content, "x.xlsx")}
    assert found == {
        2: {"b": "这一格是公式，请改为粘贴数值"},
        3: {"b": "这一格是错误值（如 #N/A），请更正"},
        4: {},
        5: {"a": "这一格属于合并单元格，请取消合并并逐格填写"},
        6: {"a": "这一格属于合并单元格，请取消合并并逐格填写"},
    }


def test_text_that_looks_like_a_formula_is_text_in_a_typed_cell() -> None:
    def adjust(book: Any) -> None:
        book.active["A2"].value, book.active["A2"].data_type = "=1+1", "s"

    (row,) = open_table(workbook(["a", "b"], [None, 1], adjust=adjust), "x.xlsx")
    assert (row.values["a"], row.faults) == ("=1+1", ())


def test_a_merged_title_above_the_header_is_passed_over() -> None:
    content = workbook(["名单"], ["a", "b"], [1, 2], adjust=lambda book: book.active.merge_cells("A1:B1"))
    table = open_table(content, "x.xlsx")
    assert (table.header_line, [(row.line, row.faults) for row in table]) == (2, [(3, ())])


def test_a_table_that_does_not_begin_in_the_corner_keeps_its_line_numbers() -> None:
    def adjust(book: Any) -> None:
        page = book.active
        page["C5"], page["D5"], page["C6"], page["D7"] = "甲", "乙", 1, 2

    rows = list(open_table(workbook(adjust=adjust), "x.xlsx"))
    assert [(row.line, dict(row.values)) for row in rows] == [(6, {"甲": "1", "乙": ""}), (7, {"甲": "", "乙": "2"})]
    assert all(not row.faults for row in rows)


def test_the_second_sheet_is_read_by_its_name_and_its_own_formulas_are_found() -> None:
    def adjust(book: Any) -> None:
        page = book.create_sheet("第二 & 表")
        page.append(["x", "y"])
        page.append([1, "=2"])

    content = workbook(["a", "b"], [1, "好"], adjust=adjust)
    assert [faults(row) for row in open_table(content, "x.xlsx")] == [{}]
    (row,) = open_table(content, "x.xlsx", sheet="第二 & 表")
    assert list(faults(row)) == ["y"]
    with pytest.raises(UnknownSheet) as refused:
        open_table(content, "x.xlsx", sheet="第三")
    assert "Sheet、第二 & 表" in refused.value.explain()


def test_a_workbook_is_known_by_its_content_whatever_its_name() -> None:
    assert open_table(workbook(["a"], [1]), "改名.csv").headers == ("a",)


def test_empty_sheets_and_bare_headers() -> None:
    with pytest.raises(EmptyFile):
        open_table(workbook(), "x.xlsx")
    with pytest.raises(HeaderOnly):
        open_table(workbook(["a", "b"]), "x.xlsx")


def test_two_cells_far_apart_are_refused_before_the_reader_fills_the_memory() -> None:
    content = workbook(["a", "b"], [1, 2], adjust=lambda book: book.active.__setitem__("XFD1048576", 1))
    assert len(content) < 10_000
    with pytest.raises(WorkbookTooLarge) as refused:
        open_table(content, "x.xlsx")
    assert (refused.value.data["measure"], refused.value.data["found"]) == ("cells", 16384 * 1048576)


@pytest.mark.parametrize(
    "spelling",
    [b'<c s="0" r="XFD1048576"', b"<c  r = 'XFD1048576'", b'<x:c r="xfd1048576"', b'<c\nr="XFD1048576"'],
)
def test_an_odd_spelling_does_not_hide_a_far_cell(spelling: bytes) -> None:
    content = rewritten(workbook(["a", "b"], [1, 2]), lambda xml: xml.replace(b'<c r="A2"', spelling))
    with pytest.raises((WorkbookTooLarge, DamagedWorkbook)):
        open_table(content, "x.xlsx")


@pytest.mark.parametrize("declared", [b"4000000000", b"99", b"&#57;9", b"9" * 40])
def test_more_strings_declared_than_there_can_be_are_refused(declared: bytes) -> None:
    part = "xl/sharedStrings.xml"
    strings = b'<sst uniqueCount="2" count="2"><si><t>a</t></si><si><t>b</t></si></sst>'
    content = rewritten(workbook(["a", "b"], [1, 2]), lambda _xml: strings, part="xl/theme/theme1.xml")
    assert open_table(content, "x.xlsx").headers == ("a", "b")
    lying = strings.replace(b'uniqueCount="2"', b'uniqueCount="' + declared + b'"')
    with pytest.raises(DamagedWorkbook):
        open_table(rewritten(content, lambda _xml: lying, part="xl/theme/theme1.xml"), part)


def test_a_far_row_without_cells_of_its_own_is_measured() -> None:
    content = rewritten(
        workbook([str(n) for n in range(20)], list(range(20))),
        lambda xml: xml.replace(b'<row r="2"', b'<row r="1048576"'),
    )
    with pytest.raises(WorkbookTooLarge):
        open_table(content, "x.xlsx")


def test_a_cell_without_address_is_refused() -> None:
    content = rewritten(workbook(["a", "b"], [1, 2]), lambda xml: xml.replace(b'<c r="A2"', b"<c"))
    with pytest.raises(DamagedWorkbook):
        open_table(content, "x.xlsx")


def test_limits_of_parts_bytes_and_ratio() -> None:
    content = workbook(["a"], [1])
    with pytest.raises(WorkbookTooLarge):
        open_table(content, "x.xlsx", limits=WorkbookLimits(parts=3))
    with pytest.raises(WorkbookTooLarge):
        open_table(content, "x.xlsx", limits=WorkbookLimits(expanded_bytes=1000))
    bomb = rewritten(content, lambda xml: xml.replace(b"</sheetData>", b" " * 8_000_000 + b"</sheetData>"))
    with pytest.raises(WorkbookTooLarge) as refused:
        open_table(bomb, "x.xlsx")
    assert refused.value.data["measure"] == "ratio"


def test_a_part_that_declares_less_than_it_unfolds_to_is_counted_truly() -> None:
    content = rewritten(workbook(["a"], [1]), lambda xml: xml + b" " * 8_000_000)
    lying = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size
    lying = lying.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    with pytest.raises(WorkbookTooLarge):
        open_table(bytes(lying), "x.xlsx")


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml,
        lambda xml: xml.decode().encode("utf-16"),
        lambda xml: xml[: len(xml) // 2],
    ],
)
def test_xml_that_a_workbook_has_no_business_to_hold(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(DamagedWorkbook):
        list(open_table(rewritten(workbook(["a"], ["=1"]), change), "x.xlsx"))


@pytest.mark.parametrize("part", ["word/document.xml", "content.xml", "photo.jpg"])
def test_another_archive_is_no_workbook(part: str) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(NotATable):
        open_table(file.getvalue(), "x.xlsx")


def test_a_truncated_workbook_is_damaged_at_every_length() -> None:
    content = workbook(["a", "b"], [1, 2])
    for end in range(4, len(content), 97):
        with pytest.raises(DamagedWorkbook):
            open_table(content[:end], "x.xlsx")
