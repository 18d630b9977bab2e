"""Questions and their kinds. A kind is a row in a table, so that a new one is a row and a reader, not a class tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from surveys.questionnaire.logic import Expression
from surveys.questionnaire.scales import Scale, Verdict
from surveys.questionnaire.texts import EMPTY, Text


class QuestionKind(StrEnum):
    """What is asked for; the value is what the file says."""

    SATISFACTION = "satisfaction"
    MATRIX = "matrix"
    SINGLE = "single"
    MULTIPLE = "multiple"
    NUMBER = "number"
    ZERO_TO_TEN = "zero_to_ten"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    DATE = "date"
    DIVISION = "division"
    CONSENT = "consent"
    PHONE = "phone"


class Part(StrEnum):
    """A part of a question that only some kinds have; the value is its key in the file."""

    SCALE = "scale"
    OFFERS = "offers"
    OPTIONS = "options"
    CRITERIA = "criteria"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    MAX_LENGTH = "max_length"
    MAX_CHOICES = "max_choices"
    WHOLE = "whole"


@dataclass(frozen=True, kw_only=True)
class KindRules:
    """What a kind needs, what it may have, and what it says about a person."""

    needs: frozenset[Part] = frozenset()
    allows: frozenset[Part] = frozenset()
    is_rating: bool = False
    is_numeric: bool = False
    is_personal: bool = False
    default_length: int = 0


_RANGE = frozenset({Part.MINIMUM, Part.MAXIMUM})

KINDS: Mapping[QuestionKind, KindRules] = {
    QuestionKind.SATISFACTION: KindRules(
        needs=frozenset({Part.SCALE}), allows=frozenset({Part.OFFERS, Part.OPTIONS, Part.MAX_CHOICES}), is_rating=True
    ),
    QuestionKind.MATRIX: KindRules(
        needs=frozenset({Part.SCALE, Part.CRITERIA}), allows=frozenset({Part.OFFERS}), is_rating=True
    ),
    QuestionKind.SINGLE: KindRules(needs=frozenset({Part.OPTIONS})),
    QuestionKind.MULTIPLE: KindRules(needs=frozenset({Part.OPTIONS}), allows=frozenset({Part.MAX_CHOICES})),
    QuestionKind.NUMBER: KindRules(allows=_RANGE | {Part.WHOLE}, is_numeric=True),
    QuestionKind.ZERO_TO_TEN: KindRules(is_numeric=True),
    QuestionKind.SHORT_TEXT: KindRules(allows=frozenset({Part.MAX_LENGTH}), default_length=100),
    QuestionKind.LONG_TEXT: KindRules(allows=frozenset({Part.MAX_LENGTH}), default_length=500),
    QuestionKind.DATE: KindRules(),
    QuestionKind.DIVISION: KindRules(),
    QuestionKind.CONSENT: KindRules(),
    QuestionKind.PHONE: KindRules(is_personal=True),
}


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing to choose. Under a satisfaction question it belongs to one level and is only offered there."""

    code: str
    text: Text
    level: Verdict | None = None
    is_exclusive: bool = False


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One row of a matrix; its code is the item of the evaluations it yields."""

    code: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class Constraint:
    """What must hold once the question is answered, and what to say where it does not."""

    that: Expression
    message: Text = EMPTY


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question as it is asked; :func:`surveys.questionnaire.consistency.list_problems` says if it makes sense.

    ``offers`` are the non-ratings a rater may choose beside the scale, such as 不了解. ``waived`` holds the reasons why
    rules of good wording do not bind here, by the code of the rule.
    """

    code: str
    kind: QuestionKind
    text: Text
    hint: Text = EMPTY
    is_required: bool = False
    show_if: Expression | None = None
    require_if: Expression | None = None
    scale: Scale | None = None
    offers: tuple[Verdict, ...] = ()
    options: tuple[Option, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int = 0
    max_choices: int = 0
    is_whole: bool = False
    constraint: Constraint | None = None
    waived: Mapping[str, str] = field(default_factory=dict)

    @property
    def rules(self) -> KindRules:
        """Return the table row of this question's kind."""
        return KINDS[self.kind]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return everything that may be said of a unit here: the levels, then the non-ratings offered."""
        return (*self.scale.levels, *self.offers) if self.scale else ()

    @property
    def length_limit(self) -> int:
        """Return how many characters a text answer may have; 0 for kinds that are no text."""
        return self.max_length or self.rules.default_length

    @property
    def options_field(self) -> str:
        """Return the field that holds the reasons ticked under the level chosen."""
        return f"{self.code}.options"

    def options_at(self, verdict: str) -> tuple[Option, ...]:
        """Return the options that belong to a level."""
        return tuple(option for option in self.options if option.level == verdict)

    def cell_field(self, target: str, criterion: str) -> str:
        """Return the field of one cell of the matrix: one unit under one criterion."""
        return f"{self.code}:{target}:{criterion}"
