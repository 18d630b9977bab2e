"""The one door. Whatever the channel, a response enters here: once, unchanged, with its evaluations."""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.database import insert_all, insert_new, session
from feedback_app.errors import Refusal
from feedback_app.periods.service import require_not_frozen
from feedback_app.responses.models import Evaluation, Response, Standing, StandingChange
from feedback_app.responses.receipts import receipt_of, response_id


class StandingUnchanged(Refusal):
    """The evaluation stands like that already."""

    status = 409
    sentence = _l("这条评价已经是这个状态。")


class ReasonMissing(Refusal):
    """Nobody changes what counts without saying why."""

    sentence = _l("请写明理由。")


class Occasion(Protocol):
    """What the door needs to know of a campaign; a channel in a hurry hands it less than the whole row."""

    @property
    def id(self) -> int: ...

    @property
    def period_id(self) -> int: ...

    @property
    def channel(self) -> Channel: ...


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One evaluation that a response counts as."""

    unit_id: int
    item: str
    verdict: str
    rater_group: str = ""
    confidence: float | None = None
    made_by: str = "rater"
    standing: Standing = Standing.VALID


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a channel brings to the door.

    ``idempotency_key`` names this very answer within its campaign: the form's hidden key, the poller's case number,
    the hotline's work-order number. ``content`` is what was said, with nothing in it that identifies a citizen.
    """

    idempotency_key: str
    content: Mapping[str, Any]
    verdicts: Sequence[Verdict] = field(default_factory=tuple)
    target_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The answer of the door: the code to keep, and whether this answer had come in before."""

    response_id: UUID
    is_repeat: bool = False
    differs: bool = False

    @property
    def code(self) -> str:
        """The code by which whoever sent the answer finds it again."""
        return receipt_of(self.response_id)


def take(campaign: Occasion, submission: Submission, *, today: date) -> Receipt:
    """Take one response. The same key again gives the same receipt, and never a second row."""
    return take_all(campaign, [submission], today=today)[0]


def take_all(campaign: Occasion, submissions: Sequence[Submission], *, today: date) -> list[Receipt]:
    """Take many responses of one campaign, in the order given; repeats are told apart, not stored."""
    rows = [_response_row(campaign, submission, today) for submission in submissions]
    firsts: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        firsts.setdefault(row["id"], row)
    taken = insert_new(Response, list(firsts.values()), returning=Response.id)
    kept = {key: firsts[key]["content_hash"] for key in taken} | _find_earlier(firsts.keys() - taken)
    is_new = [row["id"] in taken and row is firsts[row["id"]] for row in rows]
    evaluations = [
        _evaluation_row(campaign, row["id"], ordinal, verdict)
        for row, submission, new in zip(rows, submissions, is_new, strict=True)
        if new
        for ordinal, verdict in enumerate(submission.verdicts)
    ]
    insert_all(Evaluation, evaluations)
    return [
        Receipt(
            response_id=row["id"],
            is_repeat=not new,
            differs=kept[row["id"]] != row["content_hash"],
        )
        for row, new in zip(rows, is_new, strict=True)
    ]


def _response_row(campaign: Occasion, submission: Submission, today: date) -> dict[str, Any]:
    return {
        "id": response_id(campaign.id, submission.idempotency_key),
        "campaign_id": campaign.id,
        "target_id": submission.target_id,
        "channel": campaign.channel,
        "content": dict(submission.content),
        "content_hash": content_hash(submission.content),
        "received_on": today,
    }


def _evaluation_row(campaign: Occasion, response_id: UUID, ordinal: int, verdict: Verdict) -> dict[str, Any]:
    return {
        "response_id": response_id,
        "ordinal": ordinal,
        "period_id": campaign.period_id,
        "campaign_id": campaign.id,
        "channel": campaign.channel,
        "unit_id": verdict.unit_id,
        "rater_group": verdict.rater_group,
        "item": verdict.item,
        "verdict": verdict.verdict,
        "confidence": verdict.confidence,
        "made_by": verdict.made_by,
        "standing": verdict.standing,
    }


def _find_earlier(keys: Set[UUID]) -> dict[UUID, str]:
    """Return the content hashes of responses that were there before."""
    if not keys:
        return {}
    query = select(Response.id, Response.content_hash).where(Response.id.in_(keys))
    return {row.id: row.content_hash for row in session().execute(query)}


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a response's content in canonical JSON."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def add_verdicts(response: Response, campaign: Campaign, verdicts: Sequence[Verdict]) -> None:
    """Give a response evaluations that a person has read out of it later; it keeps those that it has."""
    require_not_frozen(campaign.period)
    first = len(response.evaluations)
    rows = [_evaluation_row(campaign, response.id, first + n, verdict) for n, verdict in enumerate(verdicts)]
    insert_all(Evaluation, rows)
    session().expire(response, ["evaluations"])


def change_standing(evaluation: Evaluation, after: Standing, *, reason: str, actor: str, now: datetime) -> None:
    """Let an evaluation count, or stop counting; the change itself is kept, and can be undone by another.

    Raises:
        StandingUnchanged, ReasonMissing, PeriodFrozen
    """
    require_not_frozen(evaluation.response.campaign.period)
    if not reason.strip():
        raise ReasonMissing
    before = evaluation.standing
    if before is after:
        raise StandingUnchanged
    session().add(
        StandingChange(
            response_id=evaluation.response_id,
            ordinal=evaluation.ordinal,
            before=before,
            after=after,
            reason=reason.strip(),
            actor=actor,
            at=now,
        )
    )
    evaluation.standing = after
    session().flush()
