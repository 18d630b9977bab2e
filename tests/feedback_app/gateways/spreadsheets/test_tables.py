"""CSV tables: what is read, with which line numbers, and what is refused by which name."""

from pathlib import Path

import pytest

from feedback_app.gateways.spreadsheets import Row, digest, open_table
from feedback_app.gateways.spreadsheets.refusals import (
    DuplicateHeaders,
    EmptyFile,
    HeaderOnly,
    LegacyWorkbook,
    MalformedCsv,
    NotATable,
    TooManyColumns,
)


def read(text: str, codec: str = "utf-8") -> list[Row]:
    return list(open_table(text.encode(codec), "表.csv"))


def reasons(row: Row) -> list[str]:
    return [str(fault.reason) for fault in row.faults]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_delimiter_in_every_encoding(delimiter: str, codec: str) -> None:
    text = delimiter.join(["单位代码", "名称"]) + "\r\n" + delimiter.join(["A01", "市教育局"]) + "\r\n"
    assert read(text, codec) == [Row(line=2, values={"单位代码": "A01", "名称": "市教育局"})]


def test_a_header_quoting_another_delimiter_is_split_rightly() -> None:
    assert read('"a,b,c";d\n1;2\n')[0].values == {"a,b,c": "1", "d": "2"}


def test_lines_are_counted_as_an_editor_shows_them() -> None:
    rows = read('编号,内容\n1,"两\n行"\n\n2,好\n,\n3,差\n')
    assert [(row.line, row.values["编号"]) for row in rows] == [(2, "1"), (5, "2"), (7, "3")]
    assert rows[0].values["内容"] == "两\n行"


def test_blanks_of_every_width_are_trimmed() -> None:
    assert read("编号 ,\u3000满意度\n\u30001 , 满意\u3000\u00a0\n")[0].values == {"编号": "1", "满意度": "满意"}


def test_a_title_above_the_header_is_passed_over() -> None:
    table = open_table("2026年度被评单位名单,,\n\n代码,名称,类别\nA,甲,无\n".encode(), "x.csv")
    assert (table.headers, table.header_line) == (("代码", "名称", "类别"), 3)
    assert [row.line for row in table] == [4]


def test_one_column_is_a_table_too() -> None:
    assert [row.values for row in read("名称\n甲\n乙\n")] == [{"名称": "甲"}, {"名称": "乙"}]


def test_a_table_can_be_read_again_from_the_start(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    table = open_table(path, path.name)
    assert list(table) == list(table)
    assert digest(path) == digest(path.read_bytes())


def test_empty_trailing_columns_are_no_columns() -> None:
    table = open_table(b"a,b,,\n1,2,,\n3,4\n", "x.csv")
    assert table.headers == ("a", "b")
    assert all(not row.faults for row in table)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1", ["这一行只有 1 格，表头有 2 列"]),
        ("1,2,3", ["这一行有 3 格，表头只有 2 列"]),
        ("1,2,", []),
        ("=1+1,2", ["这一格是公式，请改为粘贴数值"]),
        ("'=1+1,2", []),
        ('"=""0012""",2', []),
        ("==== 投诉 ====,2", []),
    ],
)
def test_lines_that_cannot_be_taken_at_their_word(line: str, expected: list[str]) -> None:
    assert reasons(read(f"a,b\n{line}\n")[0]) == expected


def test_a_value_under_no_header_is_a_fault() -> None:
    assert reasons(read("a,,b\n1,x,2\n")[0]) == ["这一行有 3 格，表头只有 2 列"]


def test_text_forced_by_a_formula_or_an_apostrophe_is_its_text() -> None:
    rows = read('a,b\n"=""0012""",\'=甲\n')
    assert rows[0].values == {"a": "0012", "b": "=甲"}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"\xef\xbb\xbf", EmptyFile),
        (b"\n\n , ,\n", EmptyFile),
        (b"a,b\n", HeaderOnly),
        (b"a,b\n,\n\n", HeaderOnly),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, LegacyWorkbook),
        (b"<html><table><tr><td>1</td></tr></table>", NotATable),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", NotATable),
        (b"%PDF-1.7", NotATable),
        (b"a,b,a\n1,2,3\n", DuplicateHeaders),
        (b'a,b\n1,"2\n3,4\n', MalformedCsv),
        (b'a,b\n1,"2"x\n', MalformedCsv),
        (b",".join(b"c%d" % n for n in range(2000)) + b"\n1\n", TooManyColumns),
    ],
)
def test_files_that_are_no_table_are_refused_by_name(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        open_table(content, "表.xlsx")


def test_unpaired_quotes_are_named_by_the_line_on_which_they_open() -> None:
    with pytest.raises(MalformedCsv) as refused:
        open_table(b'a,b\n1,2\n3,"4\n5,6\n', "x.csv")
    assert refused.value.data["line"] == 3


def test_refusals_explain_themselves_in_chinese() -> None:
    with pytest.raises(DuplicateHeaders) as refused:
        open_table("代码,名称,代码\n1,2,3\n".encode(), "单位.csv")
    assert refused.value.explain() == "文件“单位.csv”的表头（第 1 行）有重复的列名：代码。"
