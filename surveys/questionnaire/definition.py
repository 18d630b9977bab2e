"""A questionnaire as it is frozen into a campaign: it either makes sense or does not exist."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from surveys.questionnaire.consistency import CODE, DefinitionProblem, DefinitionProblems, list_problems
from surveys.questionnaire.piping import piping_faults
from surveys.questionnaire.questions import Question
from surveys.questionnaire.scales import UnknownCode
from surveys.questionnaire.texts import EMPTY, PRIMARY_LANGUAGE, Text
from surveys.questionnaire.waivers import waiver_faults


@dataclass(frozen=True, kw_only=True)
class Approval:
    """The four marks that article 17 of the Statistics Law (2024) wants printed on an official survey form."""

    form_number: str
    issuer: str
    approval_number: str
    valid_until: date

    def is_expired(self, on: date) -> bool:
        """Say whether the approval has run out; its last day still counts."""
        return on > self.valid_until


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A questionnaire; ``waived`` holds reasons against rules of good wording that concern it as a whole.

    Raises:
        DefinitionProblems: at construction, with everything that is inconsistent.
    """

    code: str
    version: str
    title: Text
    approval: Approval
    questions: tuple[Question, ...]
    introduction: Text = EMPTY
    closing: Text = EMPTY
    waived: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problems = list_problems(self.questions)
        if not CODE.fullmatch(self.code):
            problems.append(DefinitionProblem(path="questionnaire", reason="not a code: lower-case letters, digits, _"))
        if not self.version.strip():
            problems.append(DefinitionProblem(path="version", reason="is empty"))
        if not self.title.versions.get(PRIMARY_LANGUAGE):
            problems.append(DefinitionProblem(path="title", reason=f"there is no wording in {PRIMARY_LANGUAGE}"))
        problems += [
            DefinitionProblem(path=f"waive.{code}", reason=reason) for code, reason in waiver_faults(self.waived)
        ]
        problems += [DefinitionProblem(path=path, reason=reason) for path, reason in self._frame_faults()]
        for mark in ("form_number", "issuer", "approval_number"):
            if not getattr(self.approval, mark).strip():
                problems.append(DefinitionProblem(path=f"approval.{mark}", reason="is empty"))
        if problems:
            raise DefinitionProblems(problems)

    def _frame_faults(self) -> Iterator[tuple[str, str]]:
        frames = (("introduction", self.introduction, ()), ("closing", self.closing, self.questions))
        for path, text, quotable in frames:
            for reason in piping_faults(text, quotable):
                yield path, reason
            if text and not text.versions.get(PRIMARY_LANGUAGE):
                yield path, f"there is no wording in {PRIMARY_LANGUAGE}"

    def is_expired(self, on: date) -> bool:
        """Say whether the form may no longer be used on a day."""
        return self.approval.is_expired(on)

    def get_question(self, code: str) -> Question:
        """Return a question by its code.

        Raises:
            UnknownCode: the questionnaire does not ask this.
        """
        for question in self.questions:
            if question.code == code:
                return question
        raise UnknownCode("question", code)

    @property
    def items(self) -> tuple[str, ...]:
        """Return the items under which this questionnaire's answers count: rating questions and matrix criteria."""
        return tuple(
            code
            for question in self.questions
            if question.rules.is_rating
            for code in ([criterion.code for criterion in question.criteria] or [question.code])
        )
