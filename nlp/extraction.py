"""What the pipeline answers for one text: a value, complete and immutable."""

from dataclasses import dataclass

from nlp.aspects import Aspect
from nlp.bodies import BodyCandidate
from nlp.level import verdict_of
from nlp.urgency import Urgency
from nlp.validity import Reason
from nlp.voices import Aside

Span = tuple[int, int]
"""Start and end (exclusive) as character offsets into `Extraction.text`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Confidence:
    """The calibrated probability of each answer, 0 to 1; None where no answer was given.

    That of a level is of its sign: dissatisfied or very dissatisfied, mixed, satisfied or very satisfied.
    """

    kind: float | None
    level: float | None
    theme: float | None
    body: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """One message, read.

    `text` is the normalised text with personal data masked: the only form to store, and the one the spans point into.
    `abstained` means that the machine does not vouch for its answer and a person must decide; the answers it would
    have given stand beside it as a suggestion. `body_candidates` are at most three, best first, and only suggestions:
    `body_code` is filled when, and only when, the text itself names one body beyond doubt.

    `asides` are the stretches that are not the citizen's own words: no answer rests on them, but for what kind of call
    an operator's opening says it is, and but for urgency.

    A model that never learnt to answer a question answers None: one made of themes alone does not know what is valid.
    It then abstains where it does not vouch for the theme.
    """

    text: str
    valid: bool | None
    p_valid: float | None
    reason: Reason | None
    level: int | None
    aspects: tuple[Aspect, ...]
    theme: str | None
    theme_top: tuple[tuple[str, float], ...]
    body: str | None
    body_span: Span | None
    body_code: str | None
    body_candidates: tuple[BodyCandidate, ...]
    span: Span | None
    asides: tuple[Aside, ...]
    urgency: Urgency | None
    confidence: Confidence
    abstained: bool
    model_version: str

    @property
    def verdict(self) -> str | None:
        """The five-level verdict code of the level, None where the message is no evaluation."""
        return None if self.level is None else verdict_of(self.level)

    @property
    def evidence(self) -> str | None:
        """The words that prove the judgement."""
        return None if self.span is None else self.text[slice(*self.span)]
