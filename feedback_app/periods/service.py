"""Use cases of periods: plan, open, close, freeze, publish, in this order only."""

from collections.abc import Mapping
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from feedback_app.database import is_writing, list_dependents, session
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


class PeriodStarted(Refusal):
    """Once a period has opened, people have been heard by what was announced."""

    status = 409
    sentence = _l("考核周期“%(period)s”已经开放过，名称和日期不能再改，也不能删除。")


class PeriodInUse(Refusal):
    """Other rows belong to the period; ``what`` says which."""

    status = 409
    sentence = _l("考核周期“%(period)s”已有%(what)s，不能删除。")


DEPENDENTS = {
    "adopted_schemes": _l("计分方案"),
    "campaigns": _l("评价活动"),
    "imported_scores": _l("分项得分"),
    "scheme_proposals": _l("计分方案"),
    "score_adjustments": _l("加减分"),
    "score_runs": _l("计分结果"),
}
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


def change_period(period: Period, *, name: str, starts_on: date, ends_on: date, actor: str, now: datetime) -> None:
    """Give a period that has not opened yet another name or other days.

    Raises:
        PeriodStarted, PeriodEndsBeforeItStarts
    """
    require_planned(period)
    if ends_on < starts_on:
        raise PeriodEndsBeforeItStarts
    new = {"name": name, "starts_on": starts_on, "ends_on": ends_on}
    detail = {key: [str(getattr(period, key)), str(value)] for key, value in new.items()}
    period.name, period.starts_on, period.ends_on = name, starts_on, ends_on
    changed = {key: pair for key, pair in detail.items() if pair[0] != pair[1]}
    if changed:
        record("period.change", subject=("period", period.code), actor=actor, at=now, detail=changed)


def delete_period(period: Period, *, actor: str, now: datetime) -> None:
    """Delete a period that has not opened and that nothing belongs to.

    Raises:
        PeriodStarted, PeriodInUse
    """
    require_planned(period)
    require_unused(period)
    session().delete(period)
    record("period.delete", subject=("period", period.code), actor=actor, at=now, detail={"name": period.name})


def require_unused(period: Period) -> None:
    """Refuse when other rows belong to a period."""
    words = dict.fromkeys(str(DEPENDENTS.get(table, _l("其他数据"))) for table in list_dependents(period))
    if words:
        raise PeriodInUse(period=period.name, what="、".join(words))


def require_planned(period: Period) -> None:
    """Refuse to change what was announced once a period has opened."""
    if is_writing():
        queries.lock_period(period)
    if period.state is not PeriodState.PLANNED:
        raise PeriodStarted(period=period.name)


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
