"""A poller's table, row by row, without a database."""

import io
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.channels.phone.cases import Case, CaseVerdict, ReadSheet, read_cases
from feedback_app.channels.phone.columns import Layout
from feedback_app.errors import Refusal
from feedback_app.gateways.pseudonyms import pseudonym
from feedback_app.gateways.spreadsheets import Cell, open_table, write_workbook
from feedback_app.gateways.spreadsheets.refusals import MissingColumns
from surveys.questionnaire import GB39046, HCP, Definition, Numbering, load_shipped
from tests.feedback_app.channels.phone.sheets import as_csv, complete, refusal

KEY = "k" * 32
TODAY = date(2026, 3, 2)
POLL = load_shipped("public_phone_poll")
ONE = {"JYJ": "JYJ", "市教育局": "JYJ"}
TWO = {**ONE, "GAJ": "GAJ", "市公安局": "GAJ"}


def _nothing(_ids: Iterable[str]) -> set[str]:
    return set()


def layout_for(definition: Definition, units: dict[str, str], numbering: Numbering | None = None) -> Layout:
    """Return the columns of a campaign in 2026."""
    return Layout(
        definition=definition,
        units=units,
        numbering=numbering,
        key=KEY,
        today=TODAY,
        since=date(2026, 1, 1),
        until=date(2026, 12, 31),
    )


def _read(
    *rows: dict[str, str],
    units: dict[str, str] = ONE,
    numbering: Numbering | None = None,
    known: frozenset[str] = frozenset(),
    definition: Definition = POLL,
) -> ReadSheet:
    layout = layout_for(definition, units, numbering)
    table = open_table(as_csv(rows), "sample.csv")
    return read_cases(table, layout, find_known=lambda ids: {*ids} & known)


def _reasons(read: ReadSheet) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, str(problem.reason)) for problem in read.problems]


def test_a_complete_brings_its_answers_and_verdicts() -> None:
    read = _read(complete("A1", 区县="430102", 通话秒数="215", 访问日期="2026/3/1", 设计权重="12.5"))
    case = read.cases[0]
    assert not read.problems
    assert case.answers["overall"] == ["satisfied"]
    assert case.verdicts == (
        CaseVerdict(unit="JYJ", item="overall", verdict="satisfied"),
        CaseVerdict(unit="JYJ", item="attitude", verdict="very_satisfied"),
    )
    assert (case.stratum, case.talk_seconds, case.called_on, case.design_weight) == (
        "430102",
        215,
        date(2026, 3, 1),
        12.5,
    )
    assert (case.sex, case.age_band) == ("female", "a30_44")


def test_a_case_that_is_no_complete_needs_no_answers_and_brings_none() -> None:
    read = _read(complete("A1"), complete("A2", 处置结果="中途拒访"), refusal("A3"))
    assert [bool(case.answers) for case in read.cases] == [True, False, False]


def test_the_case_survives_the_wait_for_a_yes() -> None:
    case = _read(complete("A1", 访问日期="2026-03-01", 手机号="13800138000")).cases[0]
    assert Case.from_json(case.as_json()) == case


@pytest.mark.parametrize(
    ("numbering", "written", "verdict"),
    [
        (GB39046, "1", "very_satisfied"),
        (HCP, "1", "very_dissatisfied"),
        (GB39046, "5.0", "very_dissatisfied"),
        (HCP, "５", "very_satisfied"),
        (None, "98", "dont_know"),
        (None, "99", "refused"),
        (None, "very_satisfied", "very_satisfied"),
        (None, "不了解", "dont_know"),
        (None, "满意 ", "satisfied"),
    ],
)
def test_levels_are_read_by_word_by_code_or_by_a_declared_number(
    numbering: Numbering | None, written: str, verdict: str
) -> None:
    read = _read(complete("A1", overall=written), numbering=numbering)
    assert read.cases[0].answers["overall"] == [verdict]


def test_an_undeclared_number_is_refused_because_the_two_official_directions_contradict() -> None:
    ((line, column, reason),) = _reasons(_read(complete("A1", overall="5")))
    assert (line, column) == (2, "overall")
    assert "方向" in reason


def test_every_problem_of_every_row_is_named() -> None:
    read = _read(
        complete("A1", overall="还行"),
        complete("A1", overall=""),
        {**refusal("13800138000"), "处置结果": "挂了"},
        complete("A4", overall="", contact="也许", 访问日期="2026-03-03", 设计权重="0"),
    )
    assert [(line, column) for line, column, _ in _reasons(read)] == [
        (2, "overall"),
        (3, "个案编号"),
        (4, "个案编号"),
        (4, "处置结果"),
        (5, "设计权重"),
        (5, "访问日期"),
        (5, "contact"),
    ]
    assert not any(case.case_id == "A4" for case in read.cases)


def test_a_missing_answer_is_named_beside_its_question() -> None:
    assert _reasons(_read(complete("A1", overall=""))) == [(2, "overall", "这一项必须填写")]


def test_a_column_without_which_no_interview_is_complete_is_asked_for_at_once() -> None:
    row = complete("A1")
    del row["overall"], row["consent"]
    with pytest.raises(MissingColumns) as refused:
        _read(row)
    assert len(refused.value.data["missing"]) == 2


def test_the_unit_must_be_said_where_there_are_several() -> None:
    with pytest.raises(MissingColumns):
        _read(complete("A1"), units=TWO)
    read = _read(complete("A1", 部门="市公安局"), complete("A2", 部门="市民局"), units=TWO)
    assert read.cases[0].unit == "GAJ"
    assert [(line, column) for line, column, _ in _reasons(read)] == [(3, "部门")]


def test_a_case_accepted_before_is_refused_with_its_line() -> None:
    read = _read(complete("A1"), complete("A2"), known=frozenset({"A2"}))
    assert [(line, column) for line, column, _ in _reasons(read)] == [(3, "个案编号")]


def test_a_telephone_number_leaves_only_its_pseudonym() -> None:
    read = _read(*(complete(f"A{n}", 手机号=written) for n, written in enumerate(("13800138000", "+86 138-0013-8000"))))
    assert {case.phone_hash for case in read.cases} == {pseudonym(KEY, "phone case", "13800138000")}
    assert "13800138000" not in repr(read.cases)


def test_reports_hide_numbers_and_words_are_masked() -> None:
    read = _read(complete("A1", 手机号="1380013800O", sex="13800138000"), complete("A2"))
    assert "138001380" not in repr([problem.value for problem in read.problems])
    case = _read(complete("A2", comment="我叫李晓明，电话13800138000")).cases[0]
    assert case.answers["comment"] == ["我叫【姓名】，电话【手机】"]


def test_several_options_stand_in_one_cell() -> None:
    case = _read(complete("A1", improve="办事效率；手续和材料")).cases[0]
    assert case.answers["improve"] == ["efficiency", "steps"]


def test_a_matrix_has_a_column_for_each_cell() -> None:
    ballot = load_shipped("reverse_ballot")
    criteria = ballot.questions[0].criteria
    cells = {f"JYJ {criterion.text}": "良好" for criterion in criteria}
    case = _read({"个案编号": "A1", "处置结果": "1.1", **cells}, definition=ballot).cases[0]
    assert {said.verdict for said in case.verdicts} == {"good"}
    assert len(case.verdicts) == len(criteria)


def test_a_workbook_keeps_numbers_and_is_read_as_what_was_meant() -> None:
    file = io.BytesIO()
    headers = ("个案编号", "处置结果", "手机号", "设计权重", "consent", "overall", "contact")
    rows: list[tuple[Cell, ...]] = [
        (1001, 1.1, 13800138000.0, 1.5, "是", "满意", "打过交道"),
        (1002, 2.2, "13800138001.0", 1, None, None, None),
        (1003, 4.1, None, None, None, None, None),
    ]
    write_workbook(file, headers, rows)
    layout = layout_for(POLL, ONE)
    read = read_cases(open_table(file.getvalue(), "sample.xlsx"), layout, find_known=_nothing)
    assert not read.problems
    assert [(case.case_id, case.disposition) for case in read.cases] == [
        ("1001", "1.1"),
        ("1002", "2.20"),
        ("1003", "4.10"),
    ]
    assert read.cases[0].phone_hash == pseudonym(KEY, "phone case", "13800138000")


def test_a_formula_is_no_answer() -> None:
    read = _read(complete("A1", overall="=A1"))
    assert [(line, column) for line, column, _ in _reasons(read)] == [(2, "overall")]


WRITTEN = st.text(max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({"id": WRITTEN, "outcome": WRITTEN, "level": WRITTEN}), min_size=1, max_size=4))
def test_whatever_stands_in_the_cells_every_line_is_a_case_or_has_a_problem(rows: list[dict[str, str]]) -> None:
    written = [complete(row["id"], 处置结果=row["outcome"], overall=row["level"]) for row in rows]
    try:
        read = _read(*written)
    except Refusal:
        return
    wrong = {problem.line for problem in read.problems}
    assert len(read.cases) + len(wrong) == len(written)
    assert all(case.verdicts for case in read.cases if case.disposition == "1.1")


@pytest.mark.parametrize("on", ["2025-12-31", "2027/1/1"])
def test_a_call_outside_the_period_is_refused_with_its_place(on: str) -> None:
    read = _read(complete("A1", 访问日期="2026-01-01"), complete("A2", 访问日期=on))
    assert _reasons(read) == [(3, "访问日期", "不在考核周期内（2026-01-01 至 2026-12-31）")]


def test_a_rating_by_somebody_who_refused_is_refused_with_its_place() -> None:
    read = _read(complete("A1"), {**refusal("A2"), "overall": "满意", "attitude": "拒答"})
    reason = "处置结果不是成功访问，却有评价。请更正处置结果，或清空这一格"
    assert _reasons(read) == [(3, "overall", reason)]


@pytest.mark.parametrize("disposition", ["1.2", "2.12"])
def test_answers_of_an_interview_broken_off_are_left_out_and_counted(disposition: str) -> None:
    broken_off = {"个案编号": "A2", "处置结果": disposition, "consent": "是", "overall": "满意"}
    read = _read(complete("A1"), broken_off)
    assert not read.problems
    assert read.ignored == 1
    assert (read.cases[1].answers, read.cases[1].verdicts) == ({}, ())


def test_saying_no_to_an_interview_is_no_answer() -> None:
    read = _read(complete("A1"), {**refusal("A2"), "consent": "否"}, {**refusal("A3"), "overall": "拒答"})
    assert not read.problems
    assert read.ignored == 1, "the last one wrote something into a rating's cell"
