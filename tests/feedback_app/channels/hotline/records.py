"""Records of the hotline as an import leaves them, without the reading: tests say what the machine said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.campaigns.queries import find_campaign
from feedback_app.channels.hotline.judging import ITEM
from feedback_app.channels.hotline.models import HotlineFile, HotlineRecord, ReviewState
from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.jobs.service import enqueue
from feedback_app.responses.models import Standing
from feedback_app.responses.service import Submission, Verdict, take_all
from nlp.level import verdict_of
from tests.stored import ACTOR, store_campaign

CAMPAIGN = "HOT"
VERSION = "machine"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the machine said of a record; no level: no evaluation."""

    level: int | None = None
    theme: str = "教育文体"
    text: str = ""
    p_valid: float = 0.9
    surely: bool = True
    on: date = date(2026, 2, 3)
    standing: Standing = Standing.VALID
    caller: str | None = None
    place: str = ""
    version: str = VERSION


def store_records(now: datetime, unit: Unit, said: Sequence[Said]) -> list[HotlineRecord]:
    """Store records that count for a unit where the machine surely said so; inside a unit of work."""
    campaign = find_campaign(CAMPAIGN) or store_campaign(now, unit, channel=Channel.HOTLINE, code=CAMPAIGN)
    file = session().scalar(select(HotlineFile)) or _store_file(campaign, now)
    first = len(session().scalars(select(HotlineRecord.id)).all())
    counting = [one.level is not None and one.surely for one in said]
    submissions = [
        Submission(
            idempotency_key=f"order-{number}",
            content={"text": one.text},
            verdicts=[_verdict(unit, one)] if counts else [],
        )
        for number, (one, counts) in enumerate(zip(said, counting, strict=True), start=first)
    ]
    receipts = take_all(campaign, submissions, today=now.date())
    rows = [
        _row(file, unit, number, one, receipt.response_id)
        for number, (one, receipt) in enumerate(zip(said, receipts, strict=True), start=first)
    ]
    session().add_all(rows)
    session().flush()
    return rows


def _verdict(unit: Unit, one: Said) -> Verdict:
    assert one.level is not None
    return Verdict(
        unit_id=unit.id,
        item=ITEM,
        verdict=verdict_of(one.level),
        confidence=one.p_valid,
        made_by=one.version,
        standing=one.standing,
    )


def _row(file: HotlineFile, unit: Unit, number: int, one: Said, response_id: object) -> HotlineRecord:
    text = one.text or f"第 {number} 件：来电人反映{unit.name}办事推诿"
    return HotlineRecord(
        file_id=file.id,
        campaign_id=file.campaign_id,
        response_id=response_id,
        line=number + 2,
        order_key=f"key-{number}",
        caller_key=one.caller,
        title=text.partition("\n")[0][:120],
        text=text,
        occurred_on=one.on,
        official_unit=one.place,
        is_valid=one.level is not None,
        reason=None if one.level else "enquiry",
        level=one.level,
        theme=one.theme,
        p_valid=one.p_valid,
        has_abstained=not one.surely,
        is_urgent=False,
        unit_id=unit.id if one.level else None,
        model_version=one.version,
        extraction={
            "span": None,
            "body": None,
            "body_span": None,
            "candidates": [],
            "aspects": [],
            "theme_top": [[one.theme, 0.9]],
            "urgency": None,
            "confidence": {"kind": one.p_valid, "level": 0.9, "theme": 0.9, "body": None},
        },
        review_state=ReviewState.NONE if one.surely else ReviewState.WAITING,
    )


def _store_file(campaign: Campaign, now: datetime) -> HotlineFile:
    file = HotlineFile(
        sha256="0" * 64,
        name="orders.csv",
        encoding="utf-8",
        headers=[],
        mapping={},
        campaign_id=campaign.id,
        job_id=enqueue("hotline_import", {}, title="orders", actor=ACTOR, now=now).id,
        uploaded_by=ACTOR,
        uploaded_at=now,
    )
    session().add(file)
    session().flush()
    return file
