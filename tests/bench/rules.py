"""One rule of a questionnaire as its authors write them, to be judged again and again."""

from surveys.questionnaire.logic import AllOf, AnyOf, Comparison, Negation, Operator, Subject, holds

ANSWERS = {"overall": ("dissatisfied",), "age": ("42",), "done": ("2026-03-05",), "asked": ("2026-03-01",)}
FACTS = {"channel": "web"}


def _leaf(name: str, operator: Operator, *values: str, other: str = "") -> Comparison:
    return Comparison(subject=Subject.ANSWER, name=name, operator=operator, values=values, other=other)


RULE = AllOf(
    parts=(
        AnyOf(
            parts=(_leaf("overall", Operator.IN, "dissatisfied", "very_dissatisfied"), _leaf("x", Operator.ANSWERED))
        ),
        _leaf("age", Operator.AT_LEAST, "18"),
        Negation(part=_leaf("age", Operator.ABOVE, "60")),
        _leaf("done", Operator.AT_LEAST, other="asked"),
        Comparison(subject=Subject.FACT, name="channel", operator=Operator.IN, values=("web", "sms")),
    )
)
"""Six comparisons over answers, days and a fact, all of which are evaluated."""


def judged(times: int) -> int:
    """Judge the rule so many times; return how often it held."""
    return sum(holds(RULE, ANSWERS, FACTS) for _ in range(times))
