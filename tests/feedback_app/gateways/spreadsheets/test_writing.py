"""What goes out comes back the same, and nothing in it calculates."""

import io
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.gateways.spreadsheets import Cell, csv_chunks, digest, open_table, write_csv, write_workbook
from feedback_app.gateways.spreadsheets.cells import clean, guard, unguard
from feedback_app.gateways.spreadsheets.refusals import CellTooLongToExport, TooManyRowsToExport
from feedback_app.gateways.spreadsheets.writing import _SheetWriter

PROBES = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    "\t=1",
    "\r=1",
    " =1",
    "\u3000=1",
    "\ufeff=1",
    "'=1",
    "''=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.com","点")',
]

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(clean).filter(bool)


def csv_of(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    file = io.BytesIO()
    write_csv(file, headers, rows)
    return file.getvalue()


def workbook_of(headers: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    file = io.BytesIO()
    write_workbook(file, headers, rows)
    return file.getvalue()


@pytest.mark.parametrize("probe", PROBES)
def test_no_text_begins_like_a_formula_in_csv(probe: str) -> None:
    field = csv_of(["a"], [[probe]]).decode("utf-8-sig").splitlines()[1].lstrip('"')
    assert field.startswith("'")
    assert unguard(guard(probe)) == probe


@pytest.mark.parametrize("probe", PROBES)
def test_every_text_is_a_text_cell_in_a_workbook(probe: str) -> None:
    cell = openpyxl.load_workbook(io.BytesIO(workbook_of(["a"], [[probe]]))).active["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@given(st.lists(st.tuples(words, words), min_size=1, max_size=5))
def test_csv_comes_back_as_it_went(rows: list[tuple[str, str]]) -> None:
    table = open_table(csv_of(["甲", "乙"], rows), "x.csv")
    assert [tuple(row.values.values()) for row in table] == rows
    assert all(not row.faults for row in table)


@given(st.lists(st.tuples(words, words), min_size=1, max_size=5))
@settings(max_examples=25)
def test_a_workbook_comes_back_as_it_went(rows: list[tuple[str, str]]) -> None:
    table = open_table(workbook_of(["甲", "乙"], rows), "x.xlsx")
    assert [tuple(row.values.values()) for row in table] == rows
    assert all(not row.faults for row in table)


@pytest.mark.parametrize("make", [csv_of, workbook_of])
def test_numbers_stay_numbers_and_long_ones_keep_their_digits(make: type) -> None:
    row: list[Cell] = [-5, Decimal("88.0006"), 91430100183765432, Decimal("-0.5"), None, "-5"]
    (read,) = open_table(make(list("abcdef"), [row]), "x")
    assert list(read.values.values()) == ["-5", "88.0006", "91430100183765432", "-0.5", "", "-5"]


def test_the_manifest_counts_the_rows_and_sums_the_bytes() -> None:
    file = io.BytesIO()
    manifest = write_csv(file, ["a"], ([n] for n in range(1234)))
    assert (manifest.rows, manifest.sha256) == (1234, digest(file.getvalue()))
    assert write_workbook(io.BytesIO(), ["a"], ([n] for n in range(12))).rows == 12


def test_csv_leaves_in_pieces_while_rows_are_still_made() -> None:
    made = []

    def rows() -> "list[list[Cell]]":
        for n in range(5000):
            made.append(n)
            yield [n]

    next(csv_chunks(["a"], rows()))  # type: ignore[arg-type]
    assert len(made) < 1000


def test_a_workbook_is_refused_rather_than_cut_off() -> None:
    with pytest.raises(CellTooLongToExport):
        write_workbook(io.BytesIO(), ["a"], [["字" * 32_768]])
    with pytest.raises(TooManyRowsToExport):
        _SheetWriter.write_row(None, 1_048_576, ["x"])  # type: ignore[arg-type]
