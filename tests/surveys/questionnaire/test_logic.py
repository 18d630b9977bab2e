import pickle

import pytest

from surveys.questionnaire.logic import AllOf, AnyOf, Comparison, Expression, Negation, Operator, Subject, holds

ANSWERS = {"overall": ("dissatisfied",), "overall.options": ("213", "214"), "age": ("18",), "place": ("",)}
FACTS = {"channel": "web", "round": "2"}


def answer(name: str, operator: Operator, *values: str) -> Comparison:
    return Comparison(subject=Subject.ANSWER, name=name, operator=operator, values=values)


def fact(name: str, operator: Operator, *values: str) -> Comparison:
    return Comparison(subject=Subject.FACT, name=name, operator=operator, values=values)


TRUE, FALSE = answer("overall", Operator.ANSWERED), answer("absent", Operator.ANSWERED)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (answer("overall", Operator.IN, "dissatisfied", "very_dissatisfied"), True),
        (answer("overall", Operator.IN, "satisfied"), False),
        (answer("overall.options", Operator.IN, "214"), True),
        (answer("absent", Operator.IN, "satisfied"), False),
        (answer("age", Operator.AT_LEAST, "18"), True),
        (answer("age", Operator.AT_LEAST, "18.5"), False),
        (answer("age", Operator.AT_MOST, "18"), True),
        (answer("age", Operator.AT_MOST, "17"), False),
        (answer("absent", Operator.AT_LEAST, "0"), False),
        (answer("absent", Operator.AT_MOST, "0"), False),
        (answer("place", Operator.AT_LEAST, "0"), False),
        (fact("channel", Operator.IN, "web", "sms"), True),
        (fact("channel", Operator.IN, "phone"), False),
        (fact("round", Operator.AT_LEAST, "2"), True),
        (fact("absent", Operator.ANSWERED), False),
        (AllOf(parts=(TRUE, TRUE)), True),
        (AllOf(parts=(TRUE, FALSE)), False),
        (AnyOf(parts=(FALSE, TRUE)), True),
        (AnyOf(parts=(FALSE, FALSE)), False),
        (Negation(part=FALSE), True),
        (Negation(part=AllOf(parts=(TRUE, Negation(part=FALSE)))), False),
    ],
)
def test_conditions(expression: Expression, expected: bool) -> None:
    assert holds(expression, ANSWERS, FACTS) is expected


def test_having_been_judged_changes_nothing_about_a_condition() -> None:
    fresh = AllOf(parts=(Negation(part=FALSE), answer("age", Operator.ABOVE, "17")))
    judged = AllOf(parts=(Negation(part=FALSE), answer("age", Operator.ABOVE, "17")))
    assert holds(judged, ANSWERS, FACTS)
    assert (judged, hash(judged), repr(judged)) == (fresh, hash(fresh), repr(fresh))
    sent = pickle.loads(pickle.dumps(judged))  # noqa: S301  our own bytes
    assert sent == judged
    assert holds(sent, ANSWERS, FACTS)
