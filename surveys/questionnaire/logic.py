"""When a question is asked: a small declared tree of conditions, evaluated without any ``eval``.

A condition speaks of an answer field (``overall``, ``overall.options``) or of a fact of the campaign (``channel``).
A condition on something unanswered does not hold, except under :class:`Negation`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeAlias

Answers: TypeAlias = Mapping[str, Sequence[str]]
Facts: TypeAlias = Mapping[str, str]


class Subject(StrEnum):
    """What a condition speaks of."""

    ANSWER = "answer"
    FACT = "fact"


class Operator(StrEnum):
    """How a condition compares; the value is the key in the file."""

    IN = "in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ANSWERED = "answered"


NUMERIC = frozenset({Operator.AT_LEAST, Operator.AT_MOST})


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One of the values given stands in the relation to the subject; ``values`` is empty for ``answered``."""

    subject: Subject
    name: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AllOf:
    """Every part holds."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, kw_only=True)
class AnyOf:
    """At least one part holds."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, kw_only=True)
class Negation:
    """The part does not hold."""

    part: "Expression"


Expression: TypeAlias = Comparison | AllOf | AnyOf | Negation


def holds(expression: Expression, answers: Answers, facts: Facts) -> bool:
    """Say whether an expression is true of the answers so far and of the campaign."""
    match expression:
        case AllOf(parts=parts):
            return all(holds(part, answers, facts) for part in parts)
        case AnyOf(parts=parts):
            return any(holds(part, answers, facts) for part in parts)
        case Negation(part=part):
            return not holds(part, answers, facts)
        case Comparison():
            return _compares(expression, answers, facts)


def _compares(comparison: Comparison, answers: Answers, facts: Facts) -> bool:
    if comparison.subject is Subject.FACT:
        given: Sequence[str] = [facts[comparison.name]] if comparison.name in facts else []
    else:
        given = answers.get(comparison.name, ())
    match comparison.operator:
        case Operator.ANSWERED:
            return bool(given)
        case Operator.IN:
            return any(value in comparison.values for value in given)
        case Operator.AT_LEAST:
            return any(number >= Decimal(comparison.values[0]) for number in _numbers(given))
        case Operator.AT_MOST:
            return any(number <= Decimal(comparison.values[0]) for number in _numbers(given))


def _numbers(values: Sequence[str]) -> Iterator[Decimal]:
    for value in values:
        try:
            yield Decimal(value)
        except InvalidOperation:
            continue


def list_comparisons(expression: Expression) -> list[Comparison]:
    """Return every leaf of an expression, in the order of the file."""
    match expression:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return [leaf for part in parts for leaf in list_comparisons(part)]
        case Negation(part=part):
            return list_comparisons(part)
        case Comparison():
            return [expression]
