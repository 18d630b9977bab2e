"""How long a questionnaire takes: reading or hearing it, and answering, at declared speeds.

Reading 255 Chinese characters a minute is the mean that Trauzettel-Klosinski and Dietz (2012, IReST) measured over
standardised passages; 240 a minute is an unhurried reading voice. The seconds an answer takes once the question is
understood are declared here per kind, so that two questionnaires are compared by the same measure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from surveys.questionnaire.definition import Definition
from surveys.questionnaire.questions import Question, QuestionKind
from surveys.questionnaire.scales import LABELS
from surveys.questionnaire.texts import Text


class Mode(StrEnum):
    """How the questions reach a person."""

    READ = "read"
    HEARD = "heard"


CHARACTERS_PER_SECOND: Mapping[Mode, float] = MappingProxyType({Mode.READ: 255 / 60, Mode.HEARD: 240 / 60})

ANSWER_SECONDS: Mapping[QuestionKind, float] = MappingProxyType(
    {
        QuestionKind.SATISFACTION: 3,
        QuestionKind.MATRIX: 2,  # for each cell: the scale stays the same from one to the next
        QuestionKind.SINGLE: 3,
        QuestionKind.MULTIPLE: 5,
        QuestionKind.NUMBER: 5,
        QuestionKind.ZERO_TO_TEN: 4,
        QuestionKind.SHORT_TEXT: 15,
        QuestionKind.LONG_TEXT: 25,
        QuestionKind.DATE: 10,
        QuestionKind.DIVISION: 10,
        QuestionKind.CONSENT: 2,
        QuestionKind.PHONE: 12,
    }
)


@dataclass(frozen=True, kw_only=True)
class Burden:
    """Seconds for each question, by code, and for the words around them."""

    questions: Mapping[str, float]
    around: float

    @property
    def minutes(self) -> float:
        """Return the whole in minutes, for a person who is asked and answers everything that must be answered."""
        return (self.around + sum(self.questions.values())) / 60


def estimate_burden(definition: Definition, *, mode: Mode = Mode.READ, targets: int = 1) -> Burden:
    """Estimate how long a questionnaire takes in its Chinese wording.

    Optional free words are read but not counted as written: few people write them, and nobody must.

    Args:
        definition: the questionnaire.
        mode: read on a page or heard on the telephone.
        targets: units that a matrix rates.
    """
    speed = CHARACTERS_PER_SECOND[mode]
    around = (_length(definition.introduction) + _length(definition.closing)) / speed
    seconds = {question.code: _seconds(question, speed, targets) for question in definition.questions}
    return Burden(questions=seconds, around=around)


def _seconds(question: Question, speed: float, targets: int) -> float:
    is_skipped = question.kind in {QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT} and not question.is_required
    answers = targets * len(question.criteria) if question.kind is QuestionKind.MATRIX else 1
    return _characters(question) / speed + (0 if is_skipped else answers * ANSWER_SECONDS[question.kind])


def _characters(question: Question) -> int:
    own = _length(question.text) + _length(question.hint)
    rows = sum(_length(criterion.text) for criterion in question.criteria)
    levels = sum(_length(LABELS[verdict]) for verdict in question.verdicts)
    return own + rows + levels + _option_characters(question)


def _option_characters(question: Question) -> int:
    """Return the length of the options seen at once: under a satisfaction question, those of its wordiest level."""
    if question.kind is not QuestionKind.SATISFACTION:
        return sum(_length(option.text) for option in question.options)
    return max(
        (sum(_length(option.text) for option in question.options_at(verdict)) for verdict in question.verdicts),
        default=0,
    )


def _length(text: Text) -> int:
    return sum(character.isalnum() for character in str(text))
