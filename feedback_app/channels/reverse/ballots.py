"""A ballot on its way: what is asked, what was ticked, what is still missing.

A room of its own because it decides without storing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedback_app.campaigns.models import Campaign
from feedback_app.channels.reverse.models import RaterGroup
from feedback_app.directory.models import Unit
from surveys.questionnaire import AnswerFault, AnswerProblem, Definition, Question, QuestionKind, Verdict

NO_CONTACT = "no_contact"
Raw = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """A ballot as it is handed to one rater of a group."""

    campaign: Campaign
    group: RaterGroup
    definition: Definition
    units: tuple[Unit, ...]

    @property
    def unit_codes(self) -> tuple[str, ...]:
        """The codes of the units to be rated, in the order of the ballot."""
        return tuple(unit.code for unit in self.units)

    @property
    def matrices(self) -> tuple[Question, ...]:
        """The questions that are asked of every unit."""
        return tuple(question for question in self.definition.questions if question.kind is QuestionKind.MATRIX)

    @property
    def other_questions(self) -> tuple[Question, ...]:
        """The questions that are asked once."""
        return tuple(question for question in self.definition.questions if question.kind is not QuestionKind.MATRIX)

    def cells_of(self, unit: str) -> list[tuple[Question, str]]:
        """Return the question and the field of every cell that asks about a unit."""
        return [
            (question, question.cell_field(unit, criterion.code))
            for question in self.matrices
            for criterion in question.criteria
        ]


def fill_no_contact(ballot: Ballot, raw: Raw) -> dict[str, Sequence[str]]:
    """Return the answers with 不了解 in every open cell of the units with which a rater has no dealings."""
    filled = dict(raw)
    for unit in ballot.unit_codes:
        if unit in raw.get(NO_CONTACT, ()):
            filled |= {
                field: (str(Verdict.DONT_KNOW),)
                for question, field in ballot.cells_of(unit)
                if Verdict.DONT_KNOW in question.offers and not _is_given(raw, field)
            }
    return filled


def missing_cells(ballot: Ballot, raw: Raw, problems: Sequence[AnswerProblem]) -> list[str]:
    """Return the fields of the cells that must still be filled, given what the check refused."""
    open_ones = {p.question for p in problems if p.fault in {AnswerFault.INCOMPLETE, AnswerFault.REQUIRED}}
    return list(_open_cells(ballot, raw, open_ones))


def _open_cells(ballot: Ballot, raw: Raw, questions: set[str]) -> Iterator[str]:
    for unit in ballot.unit_codes:
        for question, field in ballot.cells_of(unit):
            if question.code in questions and not _is_given(raw, field):
                yield field


def _is_given(raw: Raw, field: str) -> bool:
    return any(value.strip() for value in raw.get(field, ()))
