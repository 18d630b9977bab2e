"""Raw input against a questionnaire: either a sheet that can be stored, or every problem beside its question.

Input and sheet have the same shape, a mapping from field to values: ``overall`` → ``("satisfied",)``,
``overall.options`` → ``("413",)``, ``ballot:D01:efficiency`` → ``("good",)``. Checking a sheet's answers again gives
the same sheet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.errors import SurveyError
from surveys.questionnaire.definition import Definition
from surveys.questionnaire.logic import Facts, holds
from surveys.questionnaire.questions import Question, QuestionKind
from surveys.questionnaire.readers import READERS, AnswerFault, Fields, Raw, Refused
from surveys.questionnaire.scales import Verdict


@dataclass(frozen=True, kw_only=True)
class AnswerProblem:
    """Why the answer to one question cannot be taken; ``given`` and ``limit`` are there where they explain it."""

    question: str
    fault: AnswerFault
    given: str = ""
    limit: str = ""

    def __str__(self) -> str:
        facts = "".join(f" {name}={value}" for name, value in (("given", self.given), ("limit", self.limit)) if value)
        return f"{self.question}: {self.fault}{facts}"


class AnswerProblems(SurveyError):
    """Input that cannot be taken: one problem for every question that has one."""

    def __init__(self, problems: Sequence[AnswerProblem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)

    def by_question(self) -> dict[str, AnswerProblem]:
        """Return the problems under their question codes, for a form that shows each beside its question."""
        return {problem.question: problem for problem in self.problems}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Answers that were checked, by field."""

    answers: Mapping[str, tuple[str, ...]]

    def as_json(self) -> dict[str, list[str]]:
        """Return the answers as a JSON document; feeding it back to :func:`check` gives an equal sheet."""
        return {field: list(values) for field, values in self.answers.items()}


@dataclass(frozen=True, kw_only=True)
class Rating:
    """One verdict that an answer counts as. ``target`` is a unit of the matrix, or None for the campaign's only one."""

    target: str | None
    item: str
    verdict: Verdict


NO_FACTS: Facts = {}


def check(definition: Definition, raw: Raw, *, targets: Sequence[str] = (), facts: Facts = NO_FACTS) -> Sheet:
    """Check raw input against a questionnaire.

    Args:
        definition: the questionnaire as frozen into the campaign.
        raw: values by field as a form sends them; unknown fields and those of hidden questions are dropped.
        targets: codes of the units that a matrix rates, one row each.
        facts: what conditions may know of the campaign, such as ``{"channel": "web"}``.

    Raises:
        AnswerProblems: one problem for every question that cannot be taken.
    """
    kept: Fields = {}
    problems: list[AnswerProblem] = []
    for question in definition.questions:
        if question.show_if is not None and not holds(question.show_if, kept, facts):
            continue
        try:
            kept |= _read(question, raw, targets, kept, facts)
        except Refused as refused:
            problem = AnswerProblem(
                question=question.code, fault=refused.fault, given=refused.given, limit=refused.limit
            )
            problems.append(problem)
    if problems:
        raise AnswerProblems(problems)
    return Sheet(answers=kept)


def _read(question: Question, raw: Raw, targets: Sequence[str], kept: Fields, facts: Facts) -> Fields:
    fields = READERS[question.kind](question, raw, targets)
    if not fields and is_required(question, kept, facts):
        raise Refused(AnswerFault.REQUIRED)
    constraint = question.constraint
    if fields and constraint is not None and not holds(constraint.that, kept | fields, facts):
        raise Refused(AnswerFault.CONSTRAINT, limit=str(constraint.message))
    return fields


def is_required(question: Question, answers: Mapping[str, Sequence[str]], facts: Facts = NO_FACTS) -> bool:
    """Say whether a question must be answered, given the answers before it."""
    return question.is_required or (question.require_if is not None and holds(question.require_if, answers, facts))


def ratings(definition: Definition, sheet: Sheet) -> list[Rating]:
    """Return what a sheet counts as: a verdict for every rating question and every cell of a matrix answered.

    Non-ratings such as ``dont_know`` are returned too, because they are counted; an unanswered cell is nothing.
    """
    return [rating for question in definition.questions for rating in _ratings_of(question, sheet)]


def _ratings_of(question: Question, sheet: Sheet) -> Iterator[Rating]:
    if question.kind is QuestionKind.SATISFACTION and question.code in sheet.answers:
        yield Rating(target=None, item=question.code, verdict=Verdict(sheet.answers[question.code][0]))
    elif question.kind is QuestionKind.MATRIX:
        prefix = f"{question.code}:"
        for field, values in sheet.answers.items():
            if field.startswith(prefix):
                target, _, criterion = field.removeprefix(prefix).rpartition(":")
                yield Rating(target=target, item=criterion, verdict=Verdict(values[0]))


def personal_fields(definition: Definition) -> frozenset[str]:
    """Return the fields whose values identify a person and must not be stored beside the answers."""
    return frozenset(question.code for question in definition.questions if question.rules.is_personal)
