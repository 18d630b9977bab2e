import pytest

from surveys.questionnaire import AnswerFault, AnswerProblems, DefinitionProblems, check
from tests.surveys.questionnaire.forms import AGE, APPLIED, CAME, DONE, OVERALL, WHY, form_of

COMMENT = "{code: comment, kind: short_text, text: 说明}"


def asked_if(condition: str, key: str = "show_if") -> str:
    return f"- {{code: q, kind: date, text: 问, {key}: {condition}}}"


def problems_of(*questions: str) -> list[str]:
    with pytest.raises(DefinitionProblems) as caught:
        form_of(*questions)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("{answer: came, above: 3}", "'came' is not a number or a day"),
        ("{answer: age, above: 2026-01-01}", "2026-01-01: not a number"),
        ("{answer: applied, above: 18}", "18: not a day such as 2027-12-31"),
        ("{answer: age, in: [young]}", "young: not a number"),
        ("{answer: came, in: [bike]}", "bike: not among the answers of 'came'"),
        ("{answer: comment, in: [好]}", "'comment' is free words: a condition can only ask whether it is answered"),
        ("{answer: came.options, answered: true}", "'came.options' is not a field of question 'came'"),
        ("{answer: applied, below: {answer: age}}", "'applied' and 'age' cannot be compared"),
        ("{answer: age, below: {answer: came}}", "'age' and 'came' cannot be compared"),
        ("{answer: age, below: {answer: nothing}}", "'nothing' is not an earlier question"),
        ("{fact: weather, in: [rain]}", "'weather' is not a fact of a campaign"),
        ("{fact: channel, in: [pigeon]}", "pigeon: not among the values of 'channel'"),
        ("{fact: channel, above: 2}", "'channel' is not a number or a day"),
        ("{fact: round, above: 2026-01-01}", "2026-01-01: not a number"),
        ("{fact: opens_on, below: 2}", "2: not a day"),
        ("{fact: opens_on, below: {answer: age}}", "'opens_on' and 'age' cannot be compared"),
    ],
)
@pytest.mark.parametrize("key", ["show_if", "require_if"])
def test_a_condition_that_compares_what_cannot_be_compared_is_refused(condition: str, reason: str, key: str) -> None:
    found = problems_of(AGE, CAME, APPLIED, f"- {COMMENT}", asked_if(condition, key))
    assert len(found) == 1
    assert found[0].startswith(f"questions[4].{key}: {reason}")


def test_questions_that_wait_for_each_other_are_named_as_a_circle() -> None:
    first = "- {code: first, kind: date, text: 一, show_if: {answer: third, answered: true}}"
    second = "- {code: second, kind: date, text: 二, show_if: {answer: first, answered: true}}"
    third = "- {code: third, kind: date, text: 三, show_if: {answer: second, answered: true}}"
    assert problems_of(first, second, third) == [
        "questions[0].show_if: 'third' is not an earlier question: a circle first → third → second → first"
    ]


def test_a_constraint_may_speak_of_its_own_question_and_of_earlier_ones() -> None:
    done = DONE.replace(
        "}", ", constraint: {that: {answer: done, at_least: {answer: applied}}, message: 不能早于申请}}"
    )
    form = form_of(APPLIED, done)
    assert check(form, {"applied": ["2026-03-05"], "done": ["2026-03-05"]}).answers["done"] == ("2026-03-05",)
    with pytest.raises(AnswerProblems) as caught:
        check(form, {"applied": ["2026-03-05"], "done": ["2026-03-04"]})
    assert [(p.fault, p.limit) for p in caught.value.problems] == [(AnswerFault.CONSTRAINT, "不能早于申请")]


def test_a_constraint_does_not_bind_what_is_not_answered() -> None:
    done = DONE.replace("}", ", constraint: {that: {answer: done, at_least: 2026-01-01}, message: 太早}}")
    assert check(form_of(done), {}).answers == {}


@pytest.mark.parametrize(
    ("constraint", "problem"),
    [
        ("{message: 错}", "questions[0].constraint.that: is missing"),
        ("{that: {answer: q, above: 2026-01-01}}", "questions[0].constraint.message: is missing"),
        ("{that: {answer: later, answered: true}, message: 错}", "questions[0].constraint.that: 'later' is not an"),
    ],
)
def test_a_constraint_needs_a_condition_and_a_message(constraint: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems_of(asked_if(constraint, "constraint")))


def test_a_question_is_required_only_where_its_condition_holds() -> None:
    form = form_of(
        OVERALL, WHY.replace("text: 为什么？", "text: 为什么？, require_if: {answer: overall, in: [dissatisfied]}")
    )
    assert check(form, {"overall": ["satisfied"]}).answers == {"overall": ("satisfied",)}
    with pytest.raises(AnswerProblems, match="why: required"):
        check(form, {"overall": ["dissatisfied"]})


@pytest.mark.parametrize(
    ("facts", "is_asked"),
    [({"channel": "web", "round": "2"}, True), ({"channel": "web", "round": "1"}, False), ({"channel": "web"}, False)],
)
def test_a_question_can_depend_on_the_campaign(facts: dict[str, str], is_asked: bool) -> None:
    form = form_of(asked_if("{all: [{fact: channel, in: [web, sms]}, {fact: round, above: 1}]}"))
    assert bool(check(form, {"q": ["2026-03-05"]}, facts=facts).answers) is is_asked


@pytest.mark.parametrize("given", ["18", "18.0", "１８"])
def test_a_whole_number_is_taken_however_it_is_written(given: str) -> None:
    assert check(form_of(AGE), {"age": [given]}).answers == {"age": ("18",)}


def test_a_whole_number_has_no_fraction() -> None:
    with pytest.raises(AnswerProblems, match="age: not_whole"):
        check(form_of(AGE), {"age": ["18.5"]})
