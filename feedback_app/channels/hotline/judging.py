"""What a read message counts as: decided here, purely, before anything is stored."""

from dataclasses import dataclass
from datetime import date

from feedback_app.channels.hotline.models import ReviewState
from feedback_app.responses.models import Standing
from feedback_app.responses.service import Verdict
from nlp.extraction import Extraction
from nlp.mentions import find_mentions

ITEM = "overall"


@dataclass(frozen=True, kw_only=True)
class Official:
    """What the file itself says about who handled the work order: a name, and the unit that bears it if one does."""

    name: str = ""
    unit_id: int | None = None
    code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days of an assessment period, both included."""

    starts_on: date
    ends_on: date

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies inside; an unknown day is taken to."""
        return day is None or self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The unit known beyond doubt, whether a person has to look, and what counts until then."""

    unit_id: int | None
    review_state: ReviewState
    verdict: Verdict | None


def judge(
    extraction: Extraction, *, text_unit_id: int | None, official: Official, occurred_on: date | None, span: Span
) -> Judgement:
    """Decide what a message counts as at once and whether a person has to look at it."""
    unit_id = settle_unit(extraction, text_unit_id, official) if extraction.valid else None
    verdict = None
    if extraction.verdict is not None and unit_id is not None and not extraction.abstained:
        verdict = _verdict(extraction, extraction.verdict, unit_id, is_inside=span.holds(occurred_on))
    lacks_verdict = extraction.valid and verdict is None
    is_waiting = extraction.abstained or lacks_verdict or extraction.urgency is not None
    return Judgement(
        unit_id=unit_id,
        review_state=ReviewState.WAITING if is_waiting else ReviewState.NONE,
        verdict=verdict,
    )


def settle_unit(extraction: Extraction, text_unit_id: int | None, official: Official) -> int | None:
    """Return the judged unit if it is beyond doubt.

    The text decides when it names one. The handling unit of the file is taken when the text names nobody, or somebody
    who may be that unit; who handles a complaint is not always who is complained of.
    """
    if text_unit_id is not None:
        return text_unit_id if official.unit_id in {None, text_unit_id} else None
    may_be_meant = official.code in {candidate.code for candidate in extraction.body_candidates}
    return official.unit_id if may_be_meant or not _names_somebody(extraction.body) else None


def _names_somebody(body: str | None) -> bool:
    """Tell whether the words for the judged body name one, as 相关部门 does not."""
    return body is not None and not all(mention.is_generic for mention in find_mentions(body))


def confidence_of(extraction: Extraction) -> float:
    """Return the confidence of a whole evaluation: that of its least certain answer.

    A unit that the file itself names is certain; one that the text names has the confidence of that name.
    """
    sure = extraction.confidence
    body = sure.body if extraction.body_code is not None else None
    return min(answer for answer in (sure.kind, sure.level, body) if answer is not None)


def _verdict(extraction: Extraction, code: str, unit_id: int, *, is_inside: bool) -> Verdict:
    return Verdict(
        unit_id=unit_id,
        item=ITEM,
        verdict=code,
        confidence=confidence_of(extraction),
        made_by=extraction.model_version,
        standing=Standing.VALID if is_inside else Standing.QUARANTINED,
    )
