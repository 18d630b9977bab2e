"""Questions that nobody can ever be asked, found by trying the answers that their conditions tell apart.

The search is exact over choices and over the points where a comparison changes; where it would take too long, or a
condition compares two answers, the question counts as reachable: an author is never refused on a guess.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import chain, combinations, pairwise

from surveys.questionnaire.conditions import expressions_of, is_levelled, references
from surveys.questionnaire.facts import FACTS
from surveys.questionnaire.logic import Comparison, Subject, holds, list_comparisons, measure
from surveys.questionnaire.questions import Question, QuestionKind

_MOST_TRIALS = 5_000
_MOST_MENTIONED = 8
_UNANSWERED: dict[str, tuple[str, ...]] = {}

Candidate = dict[str, tuple[str, ...]]


class _TooLong(Exception):
    """The search has tried more answers than it may."""


def unreachable_places(questions: Sequence[Question]) -> list[int]:
    """Return the places of the questions whose condition no way of answering fulfils."""
    return [
        place
        for place, question in enumerate(questions)
        if question.show_if is not None and not _is_reachable(question, questions[:place])
    ]


def _is_reachable(question: Question, earlier: Sequence[Question]) -> bool:
    cone = _cone(question, earlier)
    leaves = [leaf for q in (*cone, question) for _key, tree in expressions_of(q) for leaf in list_comparisons(tree)]
    if any(leaf.other for leaf in leaves):
        return True
    try:
        trial = _Trial(cone=cone, leaves=leaves, goal=question)
        return any(trial.succeeds(dict(facts), {}, 0) for facts in trial.facts())
    except _TooLong:
        return True


def _cone(question: Question, earlier: Sequence[Question]) -> list[Question]:
    """Return the earlier questions that the condition depends on, however indirectly, in the order asked."""
    wanted = references(question)
    cone: list[Question] = []
    for candidate in reversed(earlier):
        if candidate.code in wanted:
            wanted |= references(candidate)
            cone.append(candidate)
    return cone[::-1]


class _Trial:
    """One search: the questions to answer, what is told apart, and how often it has tried."""

    def __init__(self, *, cone: Sequence[Question], leaves: Sequence[Comparison], goal: Question) -> None:
        self.cone = cone
        self.leaves = leaves
        self.goal = goal
        self.trials = 0
        self.candidates = {question.code: list(_candidates(question, leaves)) for question in cone}

    def facts(self) -> Iterator[dict[str, str]]:
        """Return every combination of campaign facts that the conditions tell apart."""
        combined: list[dict[str, str]] = [{}]
        for name in sorted({leaf.name for leaf in self.leaves if leaf.subject is Subject.FACT}):
            choices = FACTS[name].choices or tuple(_points(_bounds(self.leaves, name)))
            combined = [{**facts, **given} for facts in combined for given in ({}, *({name: c} for c in choices))]
            if len(combined) > _MOST_TRIALS:
                raise _TooLong
        yield from combined

    def succeeds(self, facts: dict[str, str], answers: Candidate, place: int) -> bool:
        """Say whether some answers to the questions from ``place`` on lead to the goal."""
        self.trials += 1
        if self.trials > _MOST_TRIALS:
            raise _TooLong
        if place == len(self.cone):
            return self.goal.show_if is not None and holds(self.goal.show_if, answers, facts)
        question = self.cone[place]
        if question.show_if is not None and not holds(question.show_if, answers, facts):
            return self.succeeds(facts, answers, place + 1)
        return any(
            self.succeeds(facts, answers | given, place + 1)
            for given in self.candidates[question.code]
            if _may_answer(question, given, answers, facts)
        )


def _may_answer(question: Question, given: Candidate, answers: Candidate, facts: dict[str, str]) -> bool:
    if not given:
        return not question.is_required
    return question.constraint is None or holds(question.constraint.that, answers | given, facts)


def _bounds(leaves: Sequence[Comparison], name: str) -> list[str]:
    return [value for leaf in leaves if leaf.name == name for value in leaf.values]


def _points(bounds: Sequence[str]) -> Iterator[str]:
    """Return the bounds, something on either side of each, and something between each two."""
    measures = [measure(bound) for bound in bounds]
    numbers = sorted({number for number in measures if isinstance(number, Decimal)})
    for number in numbers:
        yield from (str(number), str(number - 1), str(number + 1))
        yield from (str(number.to_integral_value(ROUND_FLOOR)), str(number.to_integral_value(ROUND_CEILING)))
    yield from (str((low + high) / 2) for low, high in pairwise(numbers))
    for day in {day for day in measures if isinstance(day, date)}:
        yield from (day.isoformat(), *_neighbours(day))


def _neighbours(day: date) -> Iterator[str]:
    for step in (timedelta(days=-1), timedelta(days=1)):
        try:
            yield (day + step).isoformat()
        except OverflowError:
            continue


def _candidates(question: Question, leaves: Sequence[Comparison]) -> Iterator[Candidate]:
    yield _UNANSWERED
    if question.kind is QuestionKind.MULTIPLE:
        yield from ({question.code: ticked} for ticked in _ticked(question, leaves))
    elif is_levelled(question):
        yield from _levelled(question, leaves)
    else:
        for value in _values(question, leaves):
            yield {question.code: (value,)}


def _ticked(question: Question, leaves: Sequence[Comparison]) -> Iterator[tuple[str, ...]]:
    mentioned = set(_bounds(leaves, question.code))
    alone = [option.code for option in question.options if option.is_exclusive]
    free = [option.code for option in question.options if not option.is_exclusive]
    told_apart = [code for code in free if code in mentioned] + [code for code in free if code not in mentioned][:1]
    yield from ((code,) for code in alone)
    yield from _subsets(told_apart, question.max_choices or len(told_apart))


def _subsets(codes: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    if len(codes) > _MOST_MENTIONED:
        raise _TooLong
    yield from chain.from_iterable(combinations(codes, size) for size in range(1, min(most, len(codes)) + 1))


def _levelled(question: Question, leaves: Sequence[Comparison]) -> Iterator[Candidate]:
    mentioned = set(_bounds(leaves, question.options_field))
    for verdict in question.verdicts:
        here = [option.code for option in question.options_at(verdict)]
        told_apart = [code for code in here if code in mentioned] + [code for code in here if code not in mentioned][:1]
        yield {question.code: (str(verdict),)}
        for ticked in _subsets(told_apart, question.max_choices or len(told_apart)):
            yield {question.code: (str(verdict),), question.options_field: ticked}


def _values(question: Question, leaves: Sequence[Comparison]) -> Iterator[str]:
    match question.kind:
        case QuestionKind.SATISFACTION:
            yield from (str(verdict) for verdict in question.verdicts)
        case QuestionKind.SINGLE:
            yield from (option.code for option in question.options)
        case QuestionKind.CONSENT:
            yield "yes"
        case QuestionKind.ZERO_TO_TEN:
            yield from (str(number) for number in range(11))
        case QuestionKind.NUMBER:
            yield from _numbers(question, leaves)
        case QuestionKind.DATE:
            yield from ("2000-01-01", *_points(_bounds(leaves, question.code)))
        case _:
            yield from ("110101", *_bounds(leaves, question.code))


def _numbers(question: Question, leaves: Sequence[Comparison]) -> Iterator[str]:
    limits = [str(limit) for limit in (question.minimum, question.maximum) if limit is not None]
    for point in ("0", *limits, *_points([*_bounds(leaves, question.code), *limits])):
        number = Decimal(point)
        is_low = question.minimum is not None and number < question.minimum
        is_high = question.maximum is not None and number > question.maximum
        is_odd = question.is_whole and number != number.to_integral_value()
        if not (is_low or is_high or is_odd):
            yield point
