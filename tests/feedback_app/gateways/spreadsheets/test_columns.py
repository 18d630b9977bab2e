"""Columns are found by any of their names; every bad cell is named once, none is skipped."""

from decimal import Decimal

import pytest

from feedback_app.gateways.spreadsheets import ColumnSpec, Table, check_rows, match_columns, open_table
from feedback_app.gateways.spreadsheets.parsing import choice, code, decimal, text, whole_number
from feedback_app.gateways.spreadsheets.refusals import AmbiguousColumns, MissingColumns

SPECS = (
    ColumnSpec(field="code", names=("单位代码", "编码"), parse=code(), required=True, unique=True),
    ColumnSpec(field="name", names=("名称", "单位名称"), parse=text(longest=4), required=True),
    ColumnSpec(field="level", names=("满意度",), parse=choice({"满意": 5, "不满意": 1}), default=0),
    ColumnSpec(field="points", names=("得分",), parse=decimal(low=0, high=100)),
)


def table(content: str) -> Table:
    return open_table(content.encode(), "单位.csv")


@pytest.mark.parametrize(
    "header", ["单位代码", "编码", "单 位 代 码", "*单位代码(必填)", "单位代码（必填）：", "CODE", "Code"]
)
def test_a_header_is_known_by_its_names_in_any_dress(header: str) -> None:
    assert match_columns(table(f"{header},名称\nA,甲\n"), SPECS)["code"] == header


def test_a_chosen_header_overrides_the_guess() -> None:
    matched = match_columns(table("单位代码,旧码,名称\nA,B,甲\n"), SPECS, chosen={"code": "旧码"})
    assert matched == {"code": "旧码", "name": "名称"}


def test_missing_columns_are_named_together_with_those_present() -> None:
    with pytest.raises(MissingColumns) as refused:
        match_columns(table("甲,乙\n1,2\n"), SPECS)
    assert refused.value.explain() == "文件“单位.csv”缺少列：单位代码、名称。现有的列：甲、乙。"


def test_two_headers_for_one_field_are_refused() -> None:
    with pytest.raises(AmbiguousColumns):
        match_columns(table("单位代码,编码,名称\nA,B,甲\n"), SPECS)


def test_good_rows_carry_values_by_field() -> None:
    rows, problems = check_rows(table("单位代码,名称,满意度,得分\nＡ０１,教育局,满意 ,85.5\nB,甲,,\n"), SPECS)
    assert not problems
    assert [dict(row.values) for row in rows] == [
        {"code": "A01", "name": "教育局", "level": 5, "points": Decimal("85.5")},
        {"code": "B", "name": "甲", "level": 0, "points": None},
    ]


def test_every_bad_cell_is_reported_with_line_column_value_and_reason() -> None:
    content = "单位代码,名称,满意度,得分\nA,名称太长了,还行,101\n,甲,=1+1,x\nA,乙,满意,1\n"
    rows, problems = check_rows(table(content), SPECS)
    assert [tuple(problem.as_record().values()) for problem in problems] == [
        (2, "名称", "名称太长了", "最多 4 个字，这里有 5 个"),
        (2, "满意度", "还行", "只能是：满意、不满意"),
        (2, "得分", "101", "应在 0 到 100 之间"),
        (3, "满意度", "=1+1", "这一格是公式，请改为粘贴数值"),
        (3, "单位代码", "", "必填，不能为空"),
        (3, "得分", "x", "不是数字"),
        (4, "单位代码", "A", "与第 2 行重复"),
    ]
    assert (len(rows), len(problems)) == (3, 7)


def test_faults_in_columns_nobody_reads_are_left_alone() -> None:
    _rows, problems = check_rows(table("单位代码,名称,备注\nA,甲,=1+1\n"), SPECS)
    assert not problems


def test_a_ragged_line_is_a_problem_of_the_whole_line() -> None:
    _rows, problems = check_rows(table("单位代码,名称\nA,甲,多\n"), SPECS)
    assert [(problem.line, problem.column) for problem in problems] == [(2, "")]


def test_whole_numbers_do_not_take_halves() -> None:
    spec = ColumnSpec(field="n", names=("数",), parse=whole_number(low=1), required=True)
    _rows, problems = check_rows(table("数\n1\n1.5\n0\n3.0\n１２\n"), [spec])
    assert [problem.value for problem in problems] == ["1.5", "0"]
