from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire import (
    AnswerFault,
    AnswerProblems,
    Definition,
    Rating,
    Verdict,
    check,
    load_definition,
    load_shipped,
    personal_fields,
    ratings,
)

EVERY_KIND = load_definition(
    """\
questionnaire: every_kind
version: "1"
title: 各种题型
approval: {form_number: 示例01表, issuer: 示例局, approval_number: 示例1号, valid_until: 2028-12-31}
questions:
  - {code: consent, kind: consent, required: true, text: 同意}
  - {code: place, kind: single, text: 地点, options: [{code: hall, text: 大厅}, {code: other, text: 其他}]}
  - {code: which, kind: short_text, max_length: 5, text: 哪里, required: true, show_if: {answer: place, in: [other]}}
  - code: wishes
    kind: multiple
    max_choices: 2
    text: 希望
    options:
      - {code: faster, text: 更快}
      - {code: nearer, text: 更近}
      - {code: simpler, text: 更简单}
      - {code: none, exclusive: true, text: 没有}
  - {code: visits, kind: number, minimum: 1, maximum: 9, text: 次数}
  - {code: mark, kind: zero_to_ten, text: 打分}
  - {code: day, kind: date, text: 日期}
  - {code: division, kind: division, text: 区划}
  - {code: phone, kind: phone, text: 电话}
  - {code: note, kind: long_text, text: 备注, show_if: {fact: channel, in: [web]}}
"""
)
HCP = load_shipped("hcp_onsite")
BALLOT = load_shipped("reverse_ballot")


def taken(raw: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    answers = check(EVERY_KIND, {"consent": ["yes"], **raw}, facts={"channel": "web"}).as_json()
    del answers["consent"]
    return answers


def faults(definition: Definition, raw: Mapping[str, Sequence[str]], targets: Sequence[str] = ()) -> dict[str, str]:
    with pytest.raises(AnswerProblems) as caught:
        check(definition, raw, targets=targets, facts={"channel": "web"})
    return {code: str(problem.fault) for code, problem in caught.value.by_question().items()}


@pytest.mark.parametrize(
    ("field", "given", "canonical"),
    [
        ("place", "hall", "hall"),
        ("place", " ｈａｌｌ ", "hall"),
        ("visits", "３", "3"),
        ("visits", "3.50", "3.5"),
        ("visits", "1e0", "1"),
        ("mark", "１０", "10"),
        ("mark", "0", "0"),
        ("mark", "7.0", "7"),
        ("day", "2026-03-05", "2026-03-05"),
        ("day", "２０２６／３／５", "2026-03-05"),
        ("day", "2026年3月5日", "2026-03-05"),
        ("day", "2024-02-29", "2024-02-29"),
        ("division", "430102", "430102"),
        ("division", "430102001", "430102001"),
        ("division", "４３０１０２００１００２", "430102001002"),
        ("division", "430102.0", "430102"),
        ("phone", "13800138000", "13800138000"),
        ("phone", "13800138000.0", "13800138000"),
        ("phone", "+86 138-0013-8000", "13800138000"),
        ("phone", "１３８００１３８０００", "13800138000"),
        ("phone", "(0731) 8866 5500", "073188665500"),
        ("note", "  两行\r\n文字\x00  ", "两行\n文字"),
        ("note", "１２３", "１２３"),
    ],
)
def test_an_answer_takes_its_canonical_form(field: str, given: str, canonical: str) -> None:
    assert taken({field: [given]}) == {field: [canonical]}


@pytest.mark.parametrize(
    ("field", "given", "fault"),
    [
        ("consent", ["no"], "required"),
        ("consent", [], "required"),
        ("place", ["roof"], "unknown_option"),
        ("place", ["hall", "other"], "too_many"),
        ("wishes", ["faster", "cheaper"], "unknown_option"),
        ("wishes", ["faster", "nearer", "simpler"], "too_many"),
        ("wishes", ["faster", "none"], "exclusive"),
        ("visits", ["many"], "not_a_number"),
        ("visits", ["NaN"], "not_a_number"),
        ("visits", ["Infinity"], "not_a_number"),
        ("visits", ["1e999999"], "not_a_number"),
        ("visits", ["10"], "out_of_range"),
        ("visits", ["0.9"], "out_of_range"),
        ("mark", ["11"], "out_of_range"),
        ("mark", ["-1"], "out_of_range"),
        ("mark", ["7.5"], "not_a_number"),
        ("day", ["2026-02-30"], "not_a_date"),
        ("day", ["yesterday"], "not_a_date"),
        ("division", ["43010"], "not_a_division"),
        ("division", ["030102"], "not_a_division"),
        ("phone", ["12345"], "not_a_phone"),
        ("phone", ["23800138000"], "not_a_phone"),
        ("note", ["字" * 501], "too_long"),
    ],
)
def test_what_cannot_be_taken_is_named_beside_its_question(field: str, given: list[str], fault: str) -> None:
    assert faults(EVERY_KIND, {"consent": ["yes"], field: given}) == {field: fault}


def test_every_question_with_a_problem_is_reported_at_once() -> None:
    raw = {"consent": ["yes"], "visits": ["x"], "mark": ["99"], "day": ["x"]}
    assert faults(EVERY_KIND, raw) == {"visits": "not_a_number", "mark": "out_of_range", "day": "not_a_date"}


def test_a_phone_number_is_never_repeated_in_a_problem() -> None:
    with pytest.raises(AnswerProblems) as caught:
        check(EVERY_KIND, {"consent": ["yes"], "phone": ["138001380001"]})
    assert "138001380001" not in str(caught.value)


def test_phone_is_the_field_that_identifies_a_person() -> None:
    assert personal_fields(EVERY_KIND) == {"phone"}


def test_a_hidden_question_is_not_asked_and_its_answer_is_dropped() -> None:
    assert taken({"place": ["hall"], "which": ["左侧"]}) == {"place": ["hall"]}
    assert faults(EVERY_KIND, {"consent": ["yes"], "place": ["other"]}) == {"which": "required"}


def test_a_condition_may_speak_of_the_campaign() -> None:
    raw = {"consent": ["yes"], "note": ["话"]}
    assert "note" not in check(EVERY_KIND, raw, facts={"channel": "phone"}).answers
    assert "note" in check(EVERY_KIND, raw, facts={"channel": "web"}).answers


def test_several_choices_keep_the_order_of_the_form_and_count_once() -> None:
    assert taken({"wishes": ["nearer", "faster", "nearer"]}) == {"wishes": ["faster", "nearer"]}


def test_unknown_fields_and_blank_answers_are_nothing() -> None:
    assert taken({"csrf_token": ["abc"], "place": [" ", ""], "note": ["\u3000"]}) == {}


def test_reasons_of_another_level_are_dropped() -> None:
    sheet = check(HCP, {"overall": ["dissatisfied"], "overall.options": ["510", "214", "213"]})
    assert sheet.as_json() == {"overall": ["dissatisfied"], "overall.options": ["213", "214"]}


def test_a_reason_that_no_level_has_is_refused() -> None:
    assert faults(HCP, {"overall": ["satisfied"], "overall.options": ["999"]}) == {"overall": "unknown_option"}


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ({"overall": ["dissatisfied"]}, "required"),
        ({"overall": ["very_dissatisfied"], "overall.options": ["510"]}, "required"),
        ({"overall": ["dissatisfied"], "overall.options": ["214"]}, ""),
        ({"overall": ["very_dissatisfied"], "comment": ["等了两个小时"]}, ""),
        ({"overall": ["basically_satisfied"]}, ""),
    ],
)
def test_a_bad_rating_says_why(raw: dict[str, list[str]], fault: str) -> None:
    if fault:
        assert faults(HCP, raw) == {"comment": fault}
    else:
        assert ratings(HCP, check(HCP, raw)) == [
            Rating(target=None, item="overall", verdict=Verdict(raw["overall"][0]))
        ]


@pytest.mark.parametrize("given", [["happy"], ["5"], ["defaulted"], ["dont_know"]])
def test_only_the_verdicts_offered_are_taken(given: list[str]) -> None:
    assert faults(HCP, {"overall": given}) == {"overall": "unknown_option"}


def full_ballot(targets: Sequence[str], verdict: str) -> dict[str, list[str]]:
    ballot = BALLOT.get_question("ballot")
    return {ballot.cell_field(target, item): [verdict] for target in targets for item in BALLOT.items}


def test_a_matrix_yields_one_rating_per_unit_and_criterion() -> None:
    targets = ["D:01", "D02"]  # a colon in a unit's code must not confuse the cells
    raw = full_ballot(targets, "good") | {"ballot:D02:burden": ["dont_know"]}
    found = ratings(BALLOT, check(BALLOT, raw, targets=targets))
    assert [(rating.target, rating.item) for rating in found] == [(t, item) for t in targets for item in BALLOT.items]
    assert {rating.item for rating in found if rating.verdict is Verdict.DONT_KNOW} == {"burden"}


def test_a_ballot_begun_must_be_finished_and_the_missing_cells_are_named() -> None:
    raw = full_ballot(["D01", "D02"], "fair")
    del raw["ballot:D02:lawful"]
    with pytest.raises(AnswerProblems) as caught:
        check(BALLOT, raw, targets=["D01", "D02"])
    (problem,) = caught.value.problems
    assert (problem.question, problem.fault, problem.given) == ("ballot", AnswerFault.INCOMPLETE, "D02:lawful")


def test_units_that_are_not_targets_of_the_campaign_are_not_rated() -> None:
    raw = full_ballot(["D01"], "good") | full_ballot(["D99"], "poor")
    assert {rating.target for rating in ratings(BALLOT, check(BALLOT, raw, targets=["D01"]))} == {"D01"}


def test_an_empty_ballot_is_refused() -> None:
    assert faults(BALLOT, {}, targets=["D01"]) == {"ballot": "required"}


FIELDS = ["consent", "place", "which", "wishes", "visits", "mark", "day", "division", "phone", "note", "elsewhere"]
LETTERS = "aB0９.-/e+ \t\r\n\x00\u200b\u3000\ud800年是𠮷<&%"
VALUES = st.one_of(
    st.text(LETTERS, max_size=12),
    st.sampled_from(["yes", "hall", "other", "faster", "none", "7", "２", "2026-01-01", "430102"]),
)


@given(raw=st.dictionaries(st.sampled_from(FIELDS), st.lists(VALUES, max_size=3)))
def test_any_input_gives_a_stable_sheet_or_named_problems(raw: dict[str, list[str]]) -> None:
    try:
        sheet = check(EVERY_KIND, {"consent": ["yes"], **raw})
    except AnswerProblems as problems:
        codes = [problem.question for problem in problems.problems]
        assert codes
        assert len(set(codes)) == len(codes)
    else:
        assert check(EVERY_KIND, sheet.as_json()) == sheet
