"""Whether the conditions of a questionnaire can be judged: what they name, what they compare, and in which order."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from surveys.questionnaire.facts import FACTS, FactKind
from surveys.questionnaire.logic import (
    ORDERED,
    Comparison,
    Expression,
    Operator,
    Subject,
    list_comparisons,
    measure,
)
from surveys.questionnaire.questions import Question, QuestionKind

_WORDS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT, QuestionKind.PHONE})


def expressions_of(question: Question) -> Iterator[tuple[str, Expression]]:
    """Return the conditions of a question with their keys in the file."""
    if question.show_if is not None:
        yield "show_if", question.show_if
    if question.require_if is not None:
        yield "require_if", question.require_if
    if question.constraint is not None:
        yield "constraint.that", question.constraint.that


def condition_faults(questions: Sequence[Question]) -> Iterator[tuple[str, str]]:
    """Return every condition that cannot be judged: its path in the file, and the reason."""
    circles = _circles(questions)
    for place, question in enumerate(questions):
        for key, expression in expressions_of(question):
            known = questions[: place + 1] if key == "constraint.that" else questions[:place]
            for leaf in list_comparisons(expression):
                reason = _leaf_fault(leaf, known, circles.get(question.code, ""))
                if reason:
                    yield f"questions[{place}].{key}", reason


def _leaf_fault(leaf: Comparison, known: Sequence[Question], circle: str) -> str:
    if leaf.subject is Subject.FACT:
        return _fact_fault(leaf) or _other_fault(leaf, _fact_measure(leaf.name), known, circle)
    question = find_owner(leaf.name, known)
    reason = _name_fault(leaf.name, question, circle)
    if reason or question is None:
        return reason
    return (
        _type_fault(leaf, question)
        or _bound_fault(leaf, _measured(question))
        or _choice_fault(leaf, question)
        or _other_fault(leaf, _measured(question), known, circle)
    )


def find_owner(field: str, questions: Sequence[Question]) -> Question | None:
    """Return the question that an answer field belongs to, or None."""
    code = field.partition(".")[0]
    return next((question for question in questions if question.code == code), None)


def _name_fault(name: str, question: Question | None, circle: str) -> str:
    if question is None:
        return f"{name!r} is not an earlier question{circle}"
    if question.kind is QuestionKind.MATRIX:
        return f"{name!r} is a matrix: a condition cannot speak of one"
    if name != question.code and (name != question.options_field or not is_levelled(question)):
        return f"{name!r} is not a field of question {question.code!r}"
    return ""


def is_levelled(question: Question) -> bool:
    """Say whether a question has reasons to tick under the level chosen."""
    return question.kind is QuestionKind.SATISFACTION and bool(question.options)


def _measured(question: Question) -> type | None:
    if question.rules.is_numeric:
        return Decimal
    return date if question.kind is QuestionKind.DATE else None


def _fact_measure(name: str) -> type | None:
    return {FactKind.NUMBER: Decimal, FactKind.DAY: date}.get(FACTS[name].kind) if name in FACTS else None


def _type_fault(leaf: Comparison, question: Question) -> str:
    if leaf.operator in ORDERED and _measured(question) is None:
        return f"{leaf.name!r} is not a number or a day"
    if leaf.operator is Operator.IN and question.kind in _WORDS:
        return f"{leaf.name!r} is free words: a condition can only ask whether it is answered"
    return ""


def _bound_fault(leaf: Comparison, wanted: type | None) -> str:
    if leaf.operator is Operator.ANSWERED or wanted is None:
        return ""
    odd = [value for value in leaf.values if type(measure(value)) is not wanted]
    what = "a day such as 2027-12-31" if wanted is date else "a number"
    return f"{', '.join(odd)}: not {what}" if odd else ""


def _choice_fault(leaf: Comparison, question: Question) -> str:
    known = set(choices_of(question, leaf.name))
    if leaf.operator is not Operator.IN or not known:
        return ""
    unknown = [value for value in leaf.values if value not in known]
    return f"{', '.join(unknown)}: not among the answers of {leaf.name!r}" if unknown else ""


def choices_of(question: Question, field: str) -> tuple[str, ...]:
    """Return every value that a field of choices can hold; nothing for fields of numbers, days and words."""
    if question.kind is QuestionKind.CONSENT:
        return ("yes",)
    if question.rules.is_rating and field == question.code:
        return tuple(str(verdict) for verdict in question.verdicts)
    return tuple(option.code for option in question.options)


def _fact_fault(leaf: Comparison) -> str:
    if leaf.name not in FACTS:
        return f"{leaf.name!r} is not a fact of a campaign, which are {', '.join(FACTS)}"
    fact = FACTS[leaf.name]
    if leaf.operator in ORDERED and fact.kind is FactKind.CHOICE:
        return f"{leaf.name!r} is not a number or a day"
    unknown = [value for value in leaf.values if fact.choices and value not in fact.choices]
    if unknown:
        return f"{', '.join(unknown)}: not among the values of {leaf.name!r}"
    return _bound_fault(leaf, _fact_measure(leaf.name))


def _other_fault(leaf: Comparison, wanted: type | None, known: Sequence[Question], circle: str) -> str:
    if not leaf.other:
        return ""
    question = find_owner(leaf.other, known)
    reason = _name_fault(leaf.other, question, circle)
    if reason or question is None:
        return reason
    return "" if _measured(question) is wanted else f"{leaf.name!r} and {leaf.other!r} cannot be compared"


def references(question: Question) -> set[str]:
    """Return the codes of the questions that decide whether a question is asked or required."""
    leaves = [
        leaf for key, tree in expressions_of(question) if key != "constraint.that" for leaf in list_comparisons(tree)
    ]
    fields = {leaf.name for leaf in leaves if leaf.subject is Subject.ANSWER} | {leaf.other for leaf in leaves}
    return {field.partition(".")[0] for field in fields if field}


def _circles(questions: Sequence[Question]) -> dict[str, str]:
    """Return, for every question that waits for itself, the way round: ``: a circle a → b → a``."""
    graph = {question.code: references(question) for question in questions}
    ways = {code: _way_round(code, graph) for code in graph}
    return {code: f": a circle {' → '.join(way)}" for code, way in ways.items() if way}


def _way_round(start: str, graph: Mapping[str, set[str]]) -> list[str]:
    ways, seen = [[start]], {start}
    for way in ways:  # grows while it is walked: breadth first, so that the shortest circle is named
        for following in sorted(graph.get(way[-1], ())):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []
