"""``python -m tests.surveys.questionnaire.bench_logic``: how many rules a second are evaluated (the bar is 50,000)."""

from statistics import median
from time import perf_counter

from surveys.questionnaire.logic import AllOf, AnyOf, Comparison, Negation, Operator, Subject, holds

ANSWERS = {"overall": ("dissatisfied",), "age": ("42",), "done": ("2026-03-05",), "asked": ("2026-03-01",)}
FACTS = {"channel": "web"}
BAR = 50_000


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
"""One rule of six comparisons over answers, days and a fact, all of which are evaluated."""


def rules_per_second(rounds: int = 7, rules: int = 20_000) -> float:
    """Return the median over some rounds."""
    rates = []
    for _ in range(rounds):
        started = perf_counter()
        for _ in range(rules):
            holds(RULE, ANSWERS, FACTS)
        rates.append(rules / (perf_counter() - started))
    return median(rates)


if __name__ == "__main__":
    print(f"{rules_per_second():,.0f} rules of six comparisons a second (bar: {BAR:,})")  # noqa: T201
