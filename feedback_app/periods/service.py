"""Use cases of periods: plan, open, close, freeze, publish, in this order only."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from feedback_app.database import is_writing, session
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record
from feedback_app.periods import queries
from feedback_app.periods.models import Period, PeriodState


class PeriodCodeTaken(Refusal):
    """Another period has that code."""

    status = 409
    sentence = _l("周期编号“%(code)s”已存在。")


class PeriodEndsBeforeItStarts(Refusal):
    """The last day lies before the first."""

    sentence = _l("周期的结束日期早于开始日期。")


class PeriodStepOutOfOrder(Refusal):
    """A period goes planned → open → closed → frozen → published; only a closed one may be opened again."""

    status = 409
    sentence = _l("周期“%(period)s”目前的状态不允许这一步。")


class PeriodNotOpen(Refusal):
    """Evaluations are taken in open periods only."""

    status = 409
    sentence = _l("考核周期“%(period)s”未开放，不接收评价。")


class PeriodFrozen(Refusal):
    """A frozen period's inputs do not change any more."""

    status = 409
    sentence = _l("考核周期“%(period)s”已冻结，数据不能再改动。")


_NEXT: Mapping[PeriodState, PeriodState] = {
    PeriodState.PLANNED: PeriodState.OPEN,
    PeriodState.OPEN: PeriodState.CLOSED,
    PeriodState.CLOSED: PeriodState.FROZEN,
    PeriodState.FROZEN: PeriodState.PUBLISHED,
}
_STAMP: Mapping[PeriodState, str] = {
    PeriodState.OPEN: "opened_at",
    PeriodState.CLOSED: "closed_at",
    PeriodState.FROZEN: "frozen_at",
    PeriodState.PUBLISHED: "published_at",
}


def plan_period(*, code: str, name: str, starts_on: date, ends_on: date, actor: str, now: datetime) -> Period:
    """Plan a period."""
    if queries.find_period(code) is not None:
        raise PeriodCodeTaken(code=code)
    if ends_on < starts_on:
        raise PeriodEndsBeforeItStarts
    period = Period(code=code, name=name, starts_on=starts_on, ends_on=ends_on)
    session().add(period)
    session().flush()
    record("period.plan", subject=("period", code), actor=actor, at=now)
    return period


def advance_period(period: Period, to: PeriodState, *, actor: str, now: datetime) -> None:
    """Take the next step of a period's life, after those who are writing into it."""
    queries.lock_period(period)
    if _NEXT.get(period.state) is not to:
        raise PeriodStepOutOfOrder(period=period.name)
    setattr(period, _STAMP[to], now)
    record(f"period.{to}", subject=("period", period.code), actor=actor, at=now)


def reopen_period(period: Period, *, reason: str, actor: str, now: datetime) -> None:
    """Take a closing back, with a reason: late samples and corrections exist. A frozen period stays frozen."""
    queries.lock_period(period)
    if period.state is not PeriodState.CLOSED:
        raise PeriodStepOutOfOrder(period=period.name)
    period.closed_at = None
    record("period.reopen", subject=("period", period.code), actor=actor, at=now, detail={"reason": reason})


def require_open(period: Period) -> None:
    """Refuse when a period takes no evaluations; in a unit of work, what is found stays so until its end."""
    _hold(period)
    if period.state is not PeriodState.OPEN:
        raise PeriodNotOpen(period=period.name)


def require_not_frozen(period: Period) -> None:
    """Refuse when a period's inputs are fixed; in a unit of work, what is found stays so until its end."""
    _hold(period)
    if period.state in {PeriodState.FROZEN, PeriodState.PUBLISHED}:
        raise PeriodFrozen(period=period.name)


def _hold(period: Period) -> None:
    """Pages only look; who writes must not be overtaken between the look and the commit."""
    if is_writing():
        queries.hold_period(period)
