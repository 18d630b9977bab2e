"""When a question is asked: a small declared tree of conditions, evaluated without any ``eval``.

A condition speaks of an answer field (``overall``, ``overall.options``) or of a fact of the campaign (``channel``).
A condition on something unanswered does not hold, except under :class:`Negation`; so ``above`` is not the opposite of
``at_most``. Numbers are compared as decimals, days as days, and a number with a day never.

A tree is turned into nested functions the first time it is judged, with its bounds measured and its branches chosen, so
that a hundred thousand respondents cost no more than the comparisons themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

Answers: TypeAlias = Mapping[str, Sequence[str]]
Facts: TypeAlias = Mapping[str, str]
Judge: TypeAlias = Callable[[Answers, Facts], bool]


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


class _Judged:
    """What all nodes of a tree share: their judge, made once and not part of what they are."""

    @cached_property
    def judge(self) -> Judge:
        """Return the node as a function of answers and facts."""
        return _judge_of(self)

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields alone: functions cannot be sent to another process, and are soon made again."""
        return {name: value for name, value in vars(self).items() if name != "judge"}


@dataclass(frozen=True, kw_only=True)
class Comparison(_Judged):
    """One of the values given stands in the relation to the subject; ``values`` is empty for ``answered``.

    ``other`` is the answer field that the subject is compared with, where the bound is not written in the file.
    """

    subject: Subject
    name: str
    operator: Operator
    values: tuple[str, ...] = ()
    other: str = ""


@dataclass(frozen=True, kw_only=True)
class AllOf(_Judged):
    """Every part holds."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, kw_only=True)
class AnyOf(_Judged):
    """At least one part holds."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, kw_only=True)
class Negation(_Judged):
    """The part does not hold."""

    part: "Expression"


Expression: TypeAlias = Comparison | AllOf | AnyOf | Negation


def holds(expression: Expression, answers: Answers, facts: Facts) -> bool:
    """Say whether an expression is true of the answers so far and of the campaign."""
    return expression.judge(answers, facts)


def _judge_of(node: object) -> Judge:
    match node:
        case AllOf(parts=parts):
            return _all_of([part.judge for part in parts])
        case AnyOf(parts=parts):
            return _any_of([part.judge for part in parts])
        case Negation(part=part):
            return _negation(part.judge)
    assert isinstance(node, Comparison)
    return _comparison(node)


def _all_of(judges: Sequence[Judge]) -> Judge:
    def judge(answers: Answers, facts: Facts) -> bool:
        for part in judges:  # noqa: SIM110  a generator would cost as much again as the parts
            if not part(answers, facts):
                return False
        return True

    return judge


def _any_of(judges: Sequence[Judge]) -> Judge:
    def judge(answers: Answers, facts: Facts) -> bool:
        for part in judges:  # noqa: SIM110  see above
            if part(answers, facts):
                return True
        return False

    return judge


def _negation(part: Judge) -> Judge:
    return lambda answers, facts: not part(answers, facts)


def _comparison(node: Comparison) -> Judge:
    given = _reader(node)
    match node.operator:
        case Operator.ANSWERED:
            return lambda answers, facts: bool(given(answers, facts))
        case Operator.IN:
            values = frozenset(node.values)
            return lambda answers, facts: not values.isdisjoint(given(answers, facts))
    relation = _ORDER[node.operator]
    if node.other:
        other = node.other
        return lambda answers, facts: _stands(relation, given(answers, facts), map(measure, answers.get(other, ())))
    bounds = tuple(map(measure, node.values))
    return lambda answers, facts: _stands(relation, given(answers, facts), bounds)


def _reader(node: Comparison) -> Callable[[Answers, Facts], Sequence[str]]:
    name = node.name
    if node.subject is Subject.ANSWER:
        return lambda answers, facts: answers.get(name, ())
    return lambda answers, facts: (facts[name],) if name in facts else ()


def _stands(
    relation: Callable[[Any, Any], bool], given: Sequence[str], bounds: Iterable[Decimal | date | None]
) -> bool:
    measured = [value for value in map(measure, given) if value is not None]
    for bound in bounds:
        for value in measured:
            if type(value) is type(bound) and relation(value, bound):
                return True
    return False


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
