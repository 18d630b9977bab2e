"""When a question is asked: a small declared tree of conditions, evaluated without any ``eval``.

A condition speaks of an answer field (``overall``, ``overall.options``) or of a fact of the campaign (``channel``).
A condition on something unanswered does not hold, except under :class:`Negation`; so ``above`` is not the opposite of
``at_most``. Numbers are compared as decimals, days as days, and a number with a day never.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

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
    ABOVE = "above"
    BELOW = "below"
    ANSWERED = "answered"


_ORDER: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.AT_LEAST: ge,
    Operator.AT_MOST: le,
    Operator.ABOVE: gt,
    Operator.BELOW: lt,
}
ORDERED = frozenset(_ORDER)
"""Operators that need a number or a day on both sides."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One of the values given stands in the relation to the subject; ``values`` is empty for ``answered``.

    ``other`` is the answer field that the subject is compared with, where the bound is not written in the file.
    """

    subject: Subject
    name: str
    operator: Operator
    values: tuple[str, ...] = ()
    other: str = ""


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
    given = _given(comparison, answers, facts)
    match comparison.operator:
        case Operator.ANSWERED:
            return bool(given)
        case Operator.IN:
            return any(value in comparison.values for value in given)
    bounds = answers.get(comparison.other, ()) if comparison.other else comparison.values
    relation = _ORDER[comparison.operator]
    return any(_stands(relation, value, bound) for value in given for bound in bounds)


def _given(comparison: Comparison, answers: Answers, facts: Facts) -> Sequence[str]:
    if comparison.subject is Subject.ANSWER:
        return answers.get(comparison.name, ())
    return (facts[comparison.name],) if comparison.name in facts else ()


def _stands(relation: Callable[[Any, Any], bool], value: str, bound: str) -> bool:
    left, right = measure(value), measure(bound)
    return left is not None and type(left) is type(right) and relation(left, right)


@lru_cache(maxsize=4096)
def measure(value: str) -> Decimal | date | None:
    """Return what can be ordered: a finite number, or a day written as ISO 8601; None for anything else."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return _day(value)
    return number if number.is_finite() else None


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def list_comparisons(expression: Expression) -> list[Comparison]:
    """Return every leaf of an expression, in the order of the file."""
    match expression:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return [leaf for part in parts for leaf in list_comparisons(part)]
        case Negation(part=part):
            return list_comparisons(part)
        case Comparison():
            return [expression]
