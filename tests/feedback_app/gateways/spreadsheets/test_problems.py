"""The same problem in many rows is one line for a person, and no place of it is lost."""

from hypothesis import given
from hypothesis import strategies as st

from feedback_app.gateways.spreadsheets import Problem, ProblemRecord, RowProblems, group_problems
from feedback_app.gateways.spreadsheets.problems import runs_of

RECORDS = st.lists(
    st.builds(
        ProblemRecord,
        line=st.integers(1, 60),
        column=st.sampled_from(("", "甲", "乙")),
        value=st.text(max_size=3),
        reason=st.sampled_from(("必填，不能为空", "与第 3 行重复", "与第 41 行重复")),
    )
)


def _record(line: int, reason: str, *, column: str = "甲", value: str = "x") -> ProblemRecord:
    return ProblemRecord(line=line, column=column, value=value, reason=reason)


def test_one_wrong_column_of_four_thousand_rows_is_one_line() -> None:
    (group,) = group_problems(_record(line, "没有声明方向", value=str(1 + line % 5)) for line in range(2, 4002))
    assert (group.column, group.reason, group.count) == ("甲", "没有声明方向", 4000)
    assert group.runs == [(2, 4001)]
    assert (group.values, group.has_more) == (("3", "4", "5"), True)
    assert not group.varies


def test_reasons_of_two_columns_stay_apart_and_the_most_frequent_comes_first() -> None:
    found = [_record(2, "必填", column="乙"), *(_record(line, "必填") for line in (2, 3, 7))]
    groups = group_problems(found)
    assert [(group.column, group.runs) for group in groups] == [("甲", [(2, 3), (7, 7)]), ("乙", [(2, 2)])]


def test_reasons_that_differ_by_their_numbers_are_one_and_say_so() -> None:
    """A file in which every row stands twice."""
    (group,) = group_problems(_record(line, f"与第 {line - 50} 行重复") for line in range(52, 102))
    assert (group.reason, group.varies, group.count) == ("与第 2 行重复", True, 50)


@given(RECORDS)
def test_no_place_is_lost_and_none_is_told_twice(records: list[ProblemRecord]) -> None:
    groups = group_problems(records)
    assert sum(group.count for group in groups) == len(records)
    places = {(group.column, line) for group in groups for line in group.lines}
    assert places == {(record["column"], record["line"]) for record in records}


@given(st.lists(st.integers(1, 80)).map(sorted))
def test_runs_hold_the_same_lines(lines: list[int]) -> None:
    runs = runs_of(lines)
    assert [line for first, last in runs for line in range(first, last + 1)] == sorted(set(lines))


def test_the_problems_of_a_file_group_themselves() -> None:
    problems = tuple(Problem(line=line, column="甲", value="", reason="必填") for line in (2, 3))
    (group,) = RowProblems(listed=problems, total=2).groups()
    assert (group.runs, group.values) == ([(2, 3)], ("",))
