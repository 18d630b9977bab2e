import pytest

from surveys.questionnaire import DefinitionProblems
from tests.surveys.questionnaire.forms import AGE, APPLIED, CAME, OVERALL, WHY, form_of

HIDDEN = "- {code: bad, kind: zero_to_ten, text: 几分, show_if: {answer: overall, in: [dissatisfied]}}"
LEVELLED = (
    "- {code: rate, kind: satisfaction, scale: three_level, text: 评价, options: ["
    "{code: a1, text: 甲, level: satisfied}, {code: b1, text: 乙, level: dissatisfied}]}"
)
WILLING = "- {code: willing, kind: consent, required: true, text: 愿意吗}"


def is_refused(condition: str, *earlier: str) -> bool:
    try:
        form_of(*earlier, f"- {{code: q, kind: date, text: 问, show_if: {condition}}}")
    except DefinitionProblems as refused:
        return [problem.reason for problem in refused.problems] == ["nobody can ever be asked this"]
    return False


@pytest.mark.parametrize(
    ("condition", "earlier"),
    [
        ("{all: [{answer: came, in: [bus]}, {answer: came, in: [car]}]}", [CAME]),
        ("{all: [{answer: came, answered: true}, {not: {answer: came, answered: true}}]}", [CAME]),
        ("{all: [{answer: age, above: 18}, {answer: age, below: 19}]}", [AGE]),
        ("{answer: age, above: 120}", [AGE]),
        ("{all: [{answer: why, in: [none]}, {answer: why, in: [slow]}]}", [WHY]),
        ("{all: [{answer: why, in: [far]}, {answer: why, in: [slow]}, {answer: why, in: [rude]}]}", [WHY]),
        ("{all: [{answer: bad, at_most: 3}, {answer: overall, in: [satisfied]}]}", [OVERALL, HIDDEN]),
        ("{all: [{answer: rate, in: [satisfied]}, {answer: rate.options, in: [b1]}]}", [LEVELLED]),
        ("{not: {answer: willing, answered: true}}", [WILLING]),
        ("{all: [{fact: channel, in: [web]}, {fact: channel, in: [sms]}]}", []),
        ("{all: [{answer: applied, above: 2026-03-01}, {answer: applied, below: 2026-03-02}]}", [APPLIED]),
    ],
)
def test_a_question_that_nobody_can_be_asked_is_refused(condition: str, earlier: list[str]) -> None:
    assert is_refused(condition, *earlier)


@pytest.mark.parametrize(
    ("condition", "earlier"),
    [
        ("{any: [{answer: came, in: [bus]}, {answer: came, in: [car]}]}", [CAME]),
        ("{all: [{answer: age, above: 18}, {answer: age, below: 20}]}", [AGE]),
        ("{all: [{answer: age, above: 18}, {answer: age, below: 19}]}", [AGE.replace("whole: true, ", "")]),
        ("{all: [{answer: why, in: [far]}, {answer: why, in: [slow]}]}", [WHY]),
        ("{all: [{answer: why, answered: true}, {not: {answer: why, in: [slow, rude, far]}}]}", [WHY]),
        ("{all: [{answer: bad, at_most: 3}, {not: {answer: overall, in: [satisfied]}}]}", [OVERALL, HIDDEN]),
        ("{all: [{answer: rate, in: [satisfied]}, {not: {answer: rate.options, answered: true}}]}", [LEVELLED]),
        ("{answer: willing, in: ['yes']}", [WILLING]),
        ("{all: [{answer: applied, above: 2026-03-01}, {answer: applied, below: 2026-03-03}]}", [APPLIED]),
        ("{answer: age, above: {answer: age}}", [AGE]),
    ],
)
def test_a_question_that_somebody_can_be_asked_is_not_refused(condition: str, earlier: list[str]) -> None:
    assert not is_refused(condition, *earlier)


def test_a_search_that_would_take_too_long_refuses_nobody() -> None:
    many = [OVERALL.replace("overall", f"q{place}") for place in range(12)]
    condition = ", ".join(f"{{answer: q{place}, in: [satisfied]}}" for place in range(12))
    assert not is_refused(f"{{all: [{condition}, {{not: {{answer: q0, in: [satisfied]}}}}]}}", *many)
