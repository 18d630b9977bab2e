"""Whether questions make sense, alone and together: every problem with its place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from surveys.questionnaire.logic import NUMERIC, Comparison, Operator, Subject, list_comparisons
from surveys.questionnaire.questions import Part, Question, QuestionKind
from surveys.questionnaire.scales import NON_RATINGS
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
CHOICE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,39}")


@dataclass(frozen=True, kw_only=True)
class DefinitionProblem:
    """One thing that is wrong in a definition; ``path`` is where, such as ``questions[2].options[0].level``."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class DefinitionProblems(Exception):
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
        problems += _logic_problems(question, questions[:place], path)
    return problems


def _repeated(codes: Iterable[str], path: str) -> Iterator[DefinitionProblem]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield DefinitionProblem(path=path, reason=f"the code {code!r} is used {times} times")


def _own_faults(question: Question) -> Iterator[tuple[str, str]]:
    if not CODE.fullmatch(question.code):
        yield "code", "a code is lower-case letters, digits and _, at most 40, a letter first"
    yield from _text_faults("text", question.text)
    yield from _part_faults(question)
    yield from _option_faults(question)
    yield from _criterion_faults(question)
    yield from _number_faults(question)


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


def _logic_problems(question: Question, earlier: Sequence[Question], path: str) -> Iterator[DefinitionProblem]:
    for key, expression in (("show_if", question.show_if), ("require_if", question.require_if)):
        for leaf in list_comparisons(expression) if expression else ():
            reason = _leaf_fault(leaf, earlier)
            if reason:
                yield DefinitionProblem(path=f"{path}.{key}", reason=reason)


def _leaf_fault(leaf: Comparison, earlier: Sequence[Question]) -> str:
    if leaf.subject is Subject.FACT:
        return _number_fault(leaf)
    code, _, sub_field = leaf.name.partition(".")
    question = next((q for q in earlier if q.code == code), None)
    if question is None:
        return f"{leaf.name!r} is not an earlier question"
    if question.kind is QuestionKind.MATRIX:
        return f"{leaf.name!r} is a matrix: a condition cannot speak of one"
    if sub_field and (leaf.name != question.options_field or not question.options):
        return f"{leaf.name!r} is not a field of question {code!r}"
    if leaf.operator in NUMERIC and not question.rules.is_numeric:
        return f"{leaf.name!r} is not a number"
    return _number_fault(leaf) or _choice_fault(leaf, question)


def _number_fault(leaf: Comparison) -> str:
    if leaf.operator not in NUMERIC:
        return ""
    try:
        is_finite = Decimal(leaf.values[0]).is_finite()
    except InvalidOperation:
        is_finite = False
    return "" if is_finite else f"{leaf.values[0]!r} is not a number"


def _choice_fault(leaf: Comparison, question: Question) -> str:
    if leaf.operator is not Operator.IN:
        return ""
    if question.rules.is_rating and leaf.name == question.code:
        known = {str(verdict) for verdict in question.verdicts}
    else:
        known = {option.code for option in question.options}
    unknown = [value for value in leaf.values if value not in known]
    return f"{', '.join(unknown)}: not among the answers of {leaf.name!r}" if known and unknown else ""
