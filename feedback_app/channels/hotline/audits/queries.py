"""Reading audits: what may be drawn, whose turn it is, and all that people have found."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.channels.hotline.audits.models import Audit, AuditItem, Coding, ItemState, Step
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import session
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an audit is: drawn records, and how many are read once, twice and differing, or settled."""

    drawn: int = 0
    read_once: int = 0
    disputed: int = 0
    settled: int = 0

    @property
    def waiting(self) -> int:
        """Records that want one or two more readers."""
        return self.drawn - self.disputed - self.settled


def list_audited_periods() -> Sequence[Period]:
    """Return the periods that have a campaign of the hotline, the latest first."""
    held = select(Campaign.period_id).where(Campaign.channel == Channel.HOTLINE)
    return session().scalars(select(Period).where(Period.id.in_(held)).order_by(Period.starts_on.desc())).all()


def find_audit(period: Period) -> Audit | None:
    """Return a period's audit."""
    return session().scalar(select(Audit).where(Audit.period_id == period.id))


def get_audit(period: Period) -> Audit:
    """Return a period's audit, which must have been drawn."""
    audit = find_audit(period)
    if audit is None:
        raise NotFound(kind="audit", key=period.code)
    return audit


def _of_period(period: Period) -> ColumnElement[bool]:
    return HotlineRecord.campaign_id.in_(select(Campaign.id).where(Campaign.period_id == period.id))


def count_records(period: Period) -> int:
    """Return how many hotline records a period has."""
    return session().scalar(select(func.count()).select_from(HotlineRecord).where(_of_period(period))) or 0


def list_keys(period: Period) -> dict[str, int]:
    """Return every hotline record of a period: what names it, which nobody outside can guess, and its number."""
    rows = session().execute(
        select(HotlineRecord.campaign_id, HotlineRecord.order_key, HotlineRecord.id).where(_of_period(period))
    )
    return {f"{campaign}:{key}": record_id for campaign, key, record_id in rows}


def list_drawn(audit: Audit) -> set[int]:
    """Return the numbers of the records that an audit has drawn."""
    return set(session().scalars(select(AuditItem.record_id).where(AuditItem.audit_id == audit.id)))


def list_records(numbers: Sequence[int]) -> Sequence[HotlineRecord]:
    """Return records by their numbers."""
    return (
        session().scalars(select(HotlineRecord).where(HotlineRecord.id.in_(numbers)).order_by(HotlineRecord.id)).all()
    )


def measure_progress(audit: Audit) -> Progress:
    """Count how far an audit is."""
    of_audit = AuditItem.audit_id == audit.id
    by_state = select(AuditItem.state, func.count()).where(of_audit).group_by(AuditItem.state)
    states = dict(session().execute(by_state).all())
    read = select(func.count()).select_from(AuditItem).where(of_audit, AuditItem.state == ItemState.WAITING)
    return Progress(
        drawn=sum(states.values()),
        read_once=session().scalar(read.where(_has_codings())) or 0,
        disputed=states.get(ItemState.DISPUTED, 0),
        settled=states.get(ItemState.SETTLED, 0),
    )


def _has_codings() -> ColumnElement[bool]:
    return select(Coding.id).where(Coding.item_id == AuditItem.id).exists()


def get_item(item_id: int, *, for_coding: bool = False) -> AuditItem:
    """Return a drawn record with what people have said; locked against a second hand if asked."""
    query = select(AuditItem).where(AuditItem.id == item_id)
    if for_coding:
        query = query.with_for_update()
    item = session().scalar(query.options(selectinload(AuditItem.codings)))
    if item is None:
        raise NotFound(kind="audit_item", key=item_id)
    return item


def _may_read(person: str) -> ColumnElement[bool]:
    """Hold what somebody may read blindly: neither read by them before, nor decided by them with the machine's help."""
    theirs = select(Coding.id).where(Coding.item_id == AuditItem.id, Coding.coder == person).exists()
    decided = select(HotlineRecord.id).where(
        HotlineRecord.id == AuditItem.record_id, HotlineRecord.decided_by == person
    )
    return and_(~theirs, ~decided.exists())


def find_next(audit: Audit, state: ItemState, person: str) -> AuditItem | None:
    """Return the record that somebody reads, or decides, next: those begun by another first."""
    query = select(AuditItem).where(AuditItem.audit_id == audit.id, AuditItem.state == state, _may_read(person))
    return session().scalar(query.order_by(_has_codings().desc(), AuditItem.id).limit(1))


def count_left(audit: Audit, state: ItemState, person: str) -> int:
    """Return how many records wait for this person."""
    query = select(func.count()).select_from(AuditItem)
    conditions = (AuditItem.audit_id == audit.id, AuditItem.state == state, _may_read(person))
    return session().scalar(query.where(*conditions)) or 0


def find_last_read(audit: Audit, person: str) -> AuditItem | None:
    """Return the record that somebody read last, while nobody else has: it can still be read again."""
    other = aliased(Coding)
    by_others = select(other.id).where(other.item_id == AuditItem.id, other.coder != person).exists()
    query = (
        select(AuditItem)
        .join(AuditItem.codings)
        .where(AuditItem.audit_id == audit.id, Coding.coder == person, Coding.step == Step.FIRST, ~by_others)
    )
    return session().scalar(query.order_by(Coding.coded_at.desc(), Coding.id.desc()).limit(1))


def list_items(audit: Audit) -> Sequence[AuditItem]:
    """Return all drawn records with what people have said of them."""
    query = select(AuditItem).where(AuditItem.audit_id == audit.id).options(selectinload(AuditItem.codings))
    return session().scalars(query.order_by(AuditItem.id)).all()


def list_settled(audit: Audit) -> Sequence[AuditItem]:
    """Return the settled ones, each with its record."""
    query = select(AuditItem).where(AuditItem.audit_id == audit.id, AuditItem.state == ItemState.SETTLED)
    query = query.options(selectinload(AuditItem.codings), joinedload(AuditItem.record))
    return session().scalars(query.order_by(AuditItem.id)).all()
