"""Reading audits: what may be drawn, whose turn it is, and all that people have found."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.channels.hotline.audits.models import Audit, AuditItem, Coding, ItemState
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


def measure_progress(audit: Audit) -> Progress:
    """Count how far an audit is."""
    of_audit = AuditItem.audit_id == audit.id
    by_state = select(AuditItem.state, func.count()).where(of_audit).group_by(AuditItem.state)
    states = dict(session().execute(by_state).all())
    read = select(func.count()).select_from(AuditItem).where(of_audit, AuditItem.state == ItemState.WAITING)
    return Progress(
        drawn=sum(states.values()),
        read_once=session().scalar(read.where(has_codings())) or 0,
        disputed=states.get(ItemState.DISPUTED, 0),
        settled=states.get(ItemState.SETTLED, 0),
    )


def has_codings() -> ColumnElement[bool]:
    """Hold what somebody has read."""
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


def list_items(audit: Audit) -> Sequence[AuditItem]:
    """Return all drawn records with what people have said of them."""
    codings = selectinload(AuditItem.codings).joinedload(Coding.unit)
    query = select(AuditItem).where(AuditItem.audit_id == audit.id).options(codings)
    return session().scalars(query.order_by(AuditItem.id)).all()


def list_settled(audit: Audit) -> Sequence[AuditItem]:
    """Return the settled ones, each with its record."""
    query = select(AuditItem).where(AuditItem.audit_id == audit.id, AuditItem.state == ItemState.SETTLED)
    query = query.options(selectinload(AuditItem.codings), joinedload(AuditItem.record))
    return session().scalars(query.order_by(AuditItem.id)).all()
