"""Whether questions make sense, alone and together: every problem with its place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from surveys.errors import SurveyError
from surveys.questionnaire.conditions import condition_faults
from surveys.questionnaire.piping import piping_faults
from surveys.questionnaire.questions import Part, Question, QuestionKind
from surveys.questionnaire.reachability import unreachable_places
from surveys.questionnaire.scales import NON_RATINGS
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text
from surveys.questionnaire.waivers import waiver_faults

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
CHOICE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,39}")


WHOLE_FILE = "(file)"
"""The path of what is wrong with a file as a whole."""


@dataclass(frozen=True, kw_only=True)
class DefinitionProblem:
    """One thing that is wrong in a definition.

    path    where, such as ``questions[2].options[0].level``; of a file that cannot be parsed, line and column
    reason  an English sentence; a :class:`~surveys.reasons.Reason` where it has facts in it
    """

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class DefinitionProblems(SurveyError):
    """A definition that cannot be: every problem at once, so that its author mends it at once."""

    def __init__(self, problems: Sequence[DefinitionProblem], *, source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__("\n".join(f"{source}: {problem}" if source else str(problem) for problem in problems))


def list_problems(questions: Sequence[Question]) -> list[DefinitionProblem]:
    """Return everything that is wrong with a list of questions; an empty list means that they can be asked."""
    problems = list(_repeated([question.code for question in questions], "questions"))
    if not questions:
        problems.append(DefinitionProblem(path="questions", reason="there is no question"))
    for place, question in enumerate(questions):
        path = f"questions[{place}]"
        problems += [DefinitionProblem(path=f"{path}.{part}", reason=reason) for part, reason in _own_faults(question)]
        problems += [
            DefinitionProblem(path=f"{path}.{part}", reason=reason)
            for part, reason in _piping_faults(question, questions[:place])
        ]
    logic = [DefinitionProblem(path=path, reason=reason) for path, reason in condition_faults(questions)]
    return problems + (logic or _unreachable(questions))


def _unreachable(questions: Sequence[Question]) -> list[DefinitionProblem]:
    return [
        DefinitionProblem(path=f"questions[{place}].show_if", reason="nobody can ever be asked this")
        for place in unreachable_places(questions)
    ]


def _piping_faults(question: Question, earlier: Sequence[Question]) -> Iterator[tuple[str, str]]:
    texts = [("text", question.text), ("hint", question.hint)]
    texts += [(f"options[{place}].text", option.text) for place, option in enumerate(question.options)]
    texts += [(f"criteria[{place}].text", criterion.text) for place, criterion in enumerate(question.criteria)]
    for part, text in texts:
        for reason in piping_faults(text, earlier):
            yield part, reason


def _repeated(codes: Iterable[str], path: str) -> Iterator[DefinitionProblem]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield DefinitionProblem(path=path, reason=f"the code {code!r} is used {times} times")


def _own_faults(question: Question) -> Iterator[tuple[str, str]]:
    if not CODE.fullmatch(question.code):
        yield "code", "a code is lower-case letters, digits and _, at most 40, a letter first"
    yield from _text_faults("text", question.text)
    if question.hint:
        yield from _text_faults("hint", question.hint)
    yield from _part_faults(question)
    yield from _option_faults(question)
    yield from _criterion_faults(question)
    yield from _number_faults(question)
    yield from _constraint_faults(question)
    for code, reason in waiver_faults(question.waived):
        yield f"waive.{code}", reason


def _text_faults(path: str, text: Text) -> Iterator[tuple[str, str]]:
    if not text.versions.get(PRIMARY_LANGUAGE, "").strip():
        yield path, f"there is no wording in {PRIMARY_LANGUAGE}"


def _part_faults(question: Question) -> Iterator[tuple[str, str]]:
    given = {
        Part.SCALE: question.scale is not None,
        Part.OFFERS: bool(question.offers),
        Part.OPTIONS: bool(question.options),
        Part.CRITERIA: bool(question.criteria),
        Part.MINIMUM: question.minimum is not None,
        Part.MAXIMUM: question.maximum is not None,
        Part.MAX_LENGTH: question.max_length != 0,
        Part.MAX_CHOICES: question.max_choices != 0,
        Part.WHOLE: question.is_whole,
    }
    rules = question.rules
    for part, is_given in given.items():
        if is_given and part not in rules.needs | rules.allows:
            yield part, f"a question of kind {question.kind} has no {part}"
        if not is_given and part in rules.needs:
            yield part, f"a question of kind {question.kind} needs {part}"


def _option_faults(question: Question) -> Iterator[tuple[str, str]]:
    for problem in _repeated([option.code for option in question.options], "options"):
        yield problem.path, problem.reason
    for place, option in enumerate(question.options):
        path = f"options[{place}]"
        if not CHOICE_CODE.fullmatch(option.code):
            yield f"{path}.code", "a code is letters, digits and _, at most 40"
        yield from _text_faults(f"{path}.text", option.text)
        if question.kind is QuestionKind.SATISFACTION and option.level not in question.verdicts:
            yield f"{path}.level", "must be one of the levels of the question"
        if question.kind is not QuestionKind.SATISFACTION and option.level is not None:
            yield f"{path}.level", "only the options of a satisfaction question belong to a level"
        if option.is_exclusive and question.kind is not QuestionKind.MULTIPLE:
            yield f"{path}.exclusive", "only an option among several can exclude the others"


def _criterion_faults(question: Question) -> Iterator[tuple[str, str]]:
    for problem in _repeated([criterion.code for criterion in question.criteria], "criteria"):
        yield problem.path, problem.reason
    for place, criterion in enumerate(question.criteria):
        if not CODE.fullmatch(criterion.code):
            yield f"criteria[{place}].code", "a code is lower-case letters, digits and _, at most 40, a letter first"
        yield from _text_faults(f"criteria[{place}].text", criterion.text)
    if set(question.offers) - NON_RATINGS:
        yield "offers", "only non-ratings such as dont_know are offered beside the scale"


def _number_faults(question: Question) -> Iterator[tuple[str, str]]:
    if question.minimum is not None and question.maximum is not None and question.minimum > question.maximum:
        yield "minimum", "is above the maximum"
    if question.max_length < 0:
        yield "max_length", "must be above 0"
    if question.max_choices < 0:
        yield "max_choices", "must be above 0"


def _constraint_faults(question: Question) -> Iterator[tuple[str, str]]:
    if question.constraint is None:
        return
    if question.kind is QuestionKind.MATRIX:
        yield "constraint", "a matrix has no constraint"
    yield from _text_faults("constraint.message", question.constraint.message)


def without_echoes(
    found: list[DefinitionProblem], inconsistent: tuple[DefinitionProblem, ...]
) -> list[DefinitionProblem]:
    """Drop what only follows from a problem already found: the place, or something around or under it."""

    def is_echo(problem: DefinitionProblem) -> bool:
        return any(problem.path.startswith(p.path) or p.path.startswith(problem.path) for p in found)

    return found + [problem for problem in inconsistent if not is_echo(problem)]
