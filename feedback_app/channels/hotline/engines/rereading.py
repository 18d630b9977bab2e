"""Reading old records again with the model in force: only what no person has decided, and every change on record.

A job of its own, asked for by somebody: a promotion alone changes no record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, select

from feedback_app import clock
from feedback_app.campaigns.models import Campaign
from feedback_app.channels.hotline.engine import load_engine
from feedback_app.channels.hotline.engines.models import EarlierReading
from feedback_app.channels.hotline.judging import Judgement, Official, Span, judge
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.hotline.queries import load_units
from feedback_app.channels.hotline.reading import as_json
from feedback_app.channels.hotline.review import SET_ASIDE_BY_MODEL, let_count
from feedback_app.channels.hotline.units import UnitBook
from feedback_app.database import session
from feedback_app.jobs.models import Job
from feedback_app.jobs.service import enqueue
from feedback_app.jobs.worker import Progress, Step
from feedback_app.ledger.service import record as note
from feedback_app.periods.models import Period
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import require_not_frozen
from nlp.extraction import Extraction

KIND = "hotline_reread"
CHUNK = 200
ANSWER = ("is_valid", "reason", "level", "theme", "unit_id")


@dataclass(frozen=True, kw_only=True)
class Reread:
    """A record's new reading."""

    record_id: int
    extraction: Extraction
    judgement: Judgement


def ask_for_rereading(period: Period, *, actor: str, now: datetime) -> Job:
    """Let a job read a period's undecided records again.

    Raises:
        PeriodFrozen
    """
    require_not_frozen(period)
    job = enqueue(KIND, {"period": period.code}, title=f"重读 {period.name}", actor=actor, now=now)
    note("hotline.reread", subject=("period", period.code), actor=actor, at=now, detail={"job": job.id})
    return job


def reread_steps(job: Job) -> Iterator[Step]:
    """Yield the reading, chunk by chunk, from the job's checkpoint on."""
    period, book = get_period(job.payload["period"]), load_units()
    extract_many = load_engine(book)
    done, last = job.checkpoint.get("done", 0), job.checkpoint.get("last", 0)
    changed = job.checkpoint.get("changed", 0)
    total = done + (session().scalar(select(func.count()).select_from(HotlineRecord).where(*_open(period, last))) or 0)
    span, actor = Span(starts_on=period.starts_on, ends_on=period.ends_on), job.created_by
    while records := _next_records(period, last):
        answers = extract_many([record.text for record in records])
        read = [_reread(record, answer, book, span) for record, answer in zip(records, answers, strict=True)]
        done, last = done + len(read), records[-1].id
        step = partial(_store, read, actor=actor, done=done, total=total, last=last, changed=changed)
        result: list[Progress] = []
        yield partial(_kept, step, result)
        changed = result[0].checkpoint["changed"] if result else changed


def _kept(step: Step, result: list[Progress]) -> Progress:
    """Run a step and remember what it came to, which the next one goes on from."""
    result.append(step())
    return result[-1]


def _open(period: Period, after: int) -> tuple[ColumnElement[bool], ...]:
    campaigns = select(Campaign.id).where(Campaign.period_id == period.id)
    undecided = HotlineRecord.review_state != ReviewState.DECIDED
    return HotlineRecord.campaign_id.in_(campaigns), HotlineRecord.id > after, undecided


def _next_records(period: Period, after: int) -> Sequence[HotlineRecord]:
    query = select(HotlineRecord).where(*_open(period, after)).order_by(HotlineRecord.id).limit(CHUNK)
    return session().scalars(query).all()


def _reread(record: HotlineRecord, extraction: Extraction, book: UnitBook, span: Span) -> Reread:
    named = book.find(record.official_unit) if record.official_unit else None
    judgement = judge(
        extraction,
        text_unit_id=book.by_code(extraction.body_code),
        official=Official(name=record.official_unit, unit_id=named, code=book.code_of(named)),
        occurred_on=record.occurred_on,
        span=span,
    )
    return Reread(record_id=record.id, extraction=extraction, judgement=judgement)


def _store(read: Sequence[Reread], *, actor: str, done: int, total: int, last: int, changed: int) -> Progress:
    now = clock.now()
    query = select(HotlineRecord).where(HotlineRecord.id.in_([one.record_id for one in read])).with_for_update()
    records = {record.id: record for record in session().scalars(query)}
    for one in read:
        record = records[one.record_id]
        if record.review_state is not ReviewState.DECIDED:  # somebody may have decided it while it was read
            require_not_frozen(record.campaign.period)
            changed += _replace(record, one, actor, now)
    outcome = {"read": done, "changed": changed}
    return Progress(
        done=done, total=total, checkpoint={"done": done, "last": last, "changed": changed}, outcome=outcome
    )


def _replace(record: HotlineRecord, new: Reread, actor: str, now: datetime) -> bool:
    """Take over a new reading; return whether it says anything else than the old one."""
    read = new.extraction
    earlier, version = _answer(record), record.model_version
    record.is_valid, record.reason, record.level = bool(read.valid), read.reason, read.level
    record.theme, record.unit_id = read.theme or record.theme, new.judgement.unit_id
    record.p_valid, record.has_abstained = read.p_valid or 0.0, read.abstained
    record.is_urgent, record.model_version = read.urgency is not None, read.model_version
    record.extraction, record.review_state = as_json(read), new.judgement.review_state
    let_count(record, new.judgement.verdict, actor=actor, now=now, reason=SET_ASIDE_BY_MODEL)
    if _answer(record) == earlier:
        return False
    session().add(
        EarlierReading(
            record_id=record.id,
            model_version=version,
            answer=earlier,
            replaced_by=read.model_version,
            asked_by=actor,
            replaced_at=now,
        )
    )
    return True


def _answer(record: HotlineRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in ANSWER}
