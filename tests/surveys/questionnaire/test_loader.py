from datetime import date
from decimal import Decimal
from textwrap import dedent, indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire import (
    DefinitionProblems,
    QuestionKind,
    Verdict,
    dump_definition,
    list_shipped,
    load_definition,
    load_shipped,
)

HEAD = """\
questionnaire: window
version: "1"
title: {zh-Hans: 窗口评价, en: Rate the window}
approval: {form_number: 示例01表, issuer: 示例局, approval_number: 示例1号, valid_until: 2028-12-31}
questions:
"""
OVERALL = """\
- {code: overall, kind: satisfaction, scale: five_level, text: 整体评价}
"""
AGE = """\
- {code: age, kind: number, minimum: 0, maximum: 120, text: 年龄}
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(DefinitionProblems) as caught:
        load_definition(text, source="window.yaml")
    return [str(problem) for problem in caught.value.problems]


def with_questions(*questions: str) -> str:
    return HEAD + indent("".join(dedent(question) for question in questions), "  ")


def test_a_small_questionnaire_is_read_into_frozen_objects() -> None:
    definition = load_definition(with_questions(OVERALL, AGE))
    assert definition.title.in_language("en") == "Rate the window"
    assert definition.approval.valid_until == date(2028, 12, 31)
    assert [question.kind for question in definition.questions] == [QuestionKind.SATISFACTION, QuestionKind.NUMBER]
    assert definition.get_question("age").maximum == Decimal(120)
    assert definition.items == ("overall",)


def test_a_language_that_is_missing_falls_back_to_chinese() -> None:
    assert load_definition(with_questions(OVERALL)).get_question("overall").text.in_language("en") == "整体评价"


@pytest.mark.parametrize(("on", "is_expired"), [(date(2028, 12, 31), False), (date(2029, 1, 1), True)])
def test_the_last_day_of_an_approval_still_counts(on: date, is_expired: bool) -> None:
    assert load_definition(with_questions(OVERALL)).is_expired(on) is is_expired


def test_all_problems_are_reported_at_once_with_their_places() -> None:
    text = """\
    questionnaire: Window 1
    version: "1"
    title: {en: Rate}
    colour: red
    approval: {form_number: "", issuer: 示例局, valid_until: soon}
    questions:
      - {code: overall, kind: satisfaction, text: 整体评价}
      - {code: overall, kind: starz, text: 几星}
      - {code: why, kind: single, text: 原因, required: perhaps, options: [{code: a b, text: 甲}, {code: c}]}
    """
    found = problems_of(dedent(text))
    places = {problem.split(": ")[0] for problem in found}
    assert places == {
        "colour",
        "questionnaire",
        "title",
        "approval.form_number",
        "approval.approval_number",
        "approval.valid_until",
        "questions[0].scale",
        "questions[1].kind",
        "questions[2].required",
        "questions[2].options[0].code",
        "questions[2].options[1].text",
    }


def test_the_source_stands_before_each_problem() -> None:
    with pytest.raises(DefinitionProblems, match=r"window\.yaml: questions: there is no question"):
        load_definition(HEAD + "  []\n", source="window.yaml")


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("- {code: q, kind: single, text: 问}", "questions[1].options: a question of kind single needs options"),
        (
            "- {code: q, kind: number, text: 问, max_length: 3}",
            "questions[1].max_length: a question of kind number has no max_length",
        ),
        ("- {code: q, kind: number, text: 问, minimum: 5, maximum: 2}", "questions[1].minimum: is above the maximum"),
        ("- {code: overall, kind: date, text: 问}", "questions: the code 'overall' is used 2 times"),
        (
            "- {code: q, kind: single, text: 问, options: [{code: a, text: 甲}, {code: a, text: 乙}]}",
            "questions[1].options: the code 'a' is used 2 times",
        ),
        (
            "- {code: q, kind: single, text: 问, options: [{code: a, text: 甲, exclusive: true}]}",
            "questions[1].options[0].exclusive: only an option among several can exclude the others",
        ),
        (
            (
                "- {code: q, kind: satisfaction, scale: four_level, text: 问, "
                "options: [{code: a, text: 甲, level: satisfied}]}"
            ),
            "questions[1].options[0].level: must be one of the levels of the question",
        ),
        (
            "- {code: q, kind: satisfaction, scale: four_level, text: 问, offers: [good]}",
            "questions[1].offers: only non-ratings such as dont_know are offered beside the scale",
        ),
        (
            (
                "- {code: q, kind: date, text: 问, show_if: {answer: later, answered: true}}\n"
                "- {code: later, kind: date, text: 问}"
            ),
            "questions[1].show_if: 'later' is not an earlier question",
        ),
        (
            "- {code: q, kind: date, text: 问, show_if: {answer: q, answered: true}}",
            "questions[1].show_if: 'q' is not an earlier question: a circle q → q",
        ),
        (
            "- {code: q, kind: date, text: 问, show_if: {answer: overall, at_least: 3}}",
            "questions[1].show_if: 'overall' is not a number or a day",
        ),
        (
            "- {code: q, kind: date, text: 问, show_if: {answer: overall, in: [happy, satisfied]}}",
            "questions[1].show_if: happy: not among the answers of 'overall'",
        ),
        (
            "- {code: q, kind: date, text: 问, show_if: {answer: overall.options, answered: true}}",
            "questions[1].show_if: 'overall.options' is not a field of question 'overall'",
        ),
        (
            "- {code: q, kind: date, text: 问, show_if: {answer: overall}}",
            (
                "questions[1].show_if: needs one of answer, fact and one of in, at_least, at_most, above, below, "
                "answered; or all, any, not"
            ),
        ),
        (
            "- {code: q, kind: date, text: 问, show_if: {any: []}}",
            "questions[1].show_if.any: must list at least one condition",
        ),
        (
            "- {code: q, kind: date, text: 问, show_if: {fact: round, at_least: two}}",
            "questions[1].show_if.at_least: must be a number or a day",
        ),
        (
            "- {code: q, kind: date, text: 问, show_if: 2 > 1}",
            "questions[1].show_if: must be a mapping",
        ),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(question: str, problem: str) -> None:
    assert problem in problems_of(with_questions(OVERALL, question + "\n"))


def test_a_key_written_twice_is_refused_with_its_line() -> None:
    text = with_questions("- {code: a, kind: date, text: 问, code: b}\n")
    assert problems_of(text) == ["line 6, column 36: the key 'code' is written twice"]


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b\n", "{", "a: [", "x: !!python/object:os.system {}\n"])
def test_what_is_no_questionnaire_is_refused(text: str) -> None:
    assert problems_of(text)


def test_conditions_nested_too_deep_are_refused_rather_than_crash() -> None:
    depth = 40
    condition = "{not: " * depth + "{answer: overall, answered: true}" + "}" * depth
    found = problems_of(with_questions(OVERALL, f"- {{code: q, kind: date, text: 问, show_if: {condition}}}\n"))
    assert found[0].endswith("is nested more than 20 deep")


def test_codes_that_look_like_numbers_are_codes() -> None:
    question = (
        "- {code: q, kind: satisfaction, scale: five_level, text: 问, options: [{code: 510, text: 甲, "
        "level: very_satisfied}]}\n"
    )
    options = load_definition(with_questions(question)).get_question("q").options_at(Verdict.VERY_SATISFIED)
    assert [option.code for option in options] == ["510"]


@pytest.mark.parametrize("code", list_shipped())
def test_a_shipped_questionnaire_is_frozen_and_thawed_unchanged(code: str) -> None:
    frozen = dump_definition(load_shipped(code))
    assert load_definition(frozen) == load_shipped(code)
    assert dump_definition(load_definition(frozen)) == frozen


CONDITIONS = st.recursive(
    st.sampled_from(
        [
            "{answer: overall, in: [satisfied]}",
            "{answer: overall, answered: true}",
            "{answer: age, at_least: 18}",
            "{answer: age, at_most: 60.5}",
            "{answer: age, above: {answer: age}}",
            "{fact: opens_on, below: 2027-01-01}",
            "{fact: channel, in: [web, phone]}",
        ]
    ),
    lambda part: st.one_of(
        part.map(lambda p: f"{{not: {p}}}"),
        st.lists(part, min_size=1, max_size=3).map(lambda ps: f"{{all: [{', '.join(ps)}]}}"),
        st.lists(part, min_size=1, max_size=3).map(lambda ps: f"{{any: [{', '.join(ps)}]}}"),
    ),
    max_leaves=6,
)


@given(condition=CONDITIONS)
def test_any_condition_is_frozen_and_thawed_unchanged(condition: str) -> None:
    question = f"- {{code: q, kind: date, text: 问, require_if: {condition}}}\n"
    definition = load_definition(with_questions(OVERALL, AGE, question))
    assert load_definition(dump_definition(definition)) == definition
