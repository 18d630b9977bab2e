"""Changing the standing of many evaluations in one go, and taking that back in one go.

A room of its own because it works in whole statements: a hundred thousand rows must not pass through Python one by one.
Each change of each evaluation is on record all the same, and belongs to a batch.
"""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, select, tuple_, update
from sqlalchemy.orm import aliased

from feedback_app.database import session
from feedback_app.errors import Refusal
from feedback_app.periods.models import Period
from feedback_app.periods.queries import lock_period
from feedback_app.periods.service import require_not_frozen
from feedback_app.responses.models import Evaluation, Standing, StandingBatch, StandingChange
from feedback_app.responses.selections import Selection, count_evaluations
from feedback_app.responses.service import ReasonMissing


class SelectionChanged(Refusal):
    """What is selected now is not what was looked at: evaluations have come in, or somebody else decided."""

    status = 409
    sentence = _l("您看过以后，符合条件的评价由 %(seen)s 条变为 %(now)s 条，没有更改。请核对后再确认。")


class NothingToChange(Refusal):
    """Every evaluation selected has that standing already, or none is selected."""

    status = 409
    sentence = _l("选中的评价都已经是这个状态，或没有选中评价，没有更改。")


class BatchUndone(Refusal):
    """A batch is taken back once."""

    status = 409
    sentence = _l("这次批量更改已经撤销过了。")


def change_standings(
    period: Period, chosen: Selection, after: Standing, *, reason: str, seen: int, actor: str, now: datetime
) -> StandingBatch:
    """Give all selected evaluations a standing; those that have it already are left alone.

    Args:
        seen: how many evaluations the selection held when a person said yes to it.

    Raises:
        PeriodFrozen, ReasonMissing, SelectionChanged, NothingToChange
    """
    lock_period(period)
    require_not_frozen(period)
    if not reason.strip():
        raise ReasonMissing
    found = count_evaluations(chosen)
    if found != seen:
        raise SelectionChanged(seen=seen, now=found)
    batch = _open_batch(period, after, chosen=chosen, reason=reason.strip(), actor=actor, now=now)
    _change(batch, literal(str(after)), and_(*chosen.conditions(), Evaluation.standing != after))
    return batch


def undo_batch(batch: StandingBatch, *, actor: str, now: datetime) -> StandingBatch:
    """Give every evaluation of a batch the standing it had before; whoever was decided about since is left alone.

    The undoing is a batch itself, and can be undone.

    Raises:
        PeriodFrozen, BatchUndone, NothingToChange
    """
    lock_period(batch.period)
    require_not_frozen(batch.period)
    if session().scalar(select(StandingBatch.id).where(StandingBatch.undoes_id == batch.id)) is not None:
        raise BatchUndone
    undoing = _open_batch(batch.period, None, undoes=batch, reason=batch.reason, actor=actor, now=now)
    later = aliased(StandingChange)
    is_last = ~exists().where(
        later.response_id == StandingChange.response_id,
        later.ordinal == StandingChange.ordinal,
        later.id > StandingChange.id,
    )
    of_evaluation = and_(
        StandingChange.batch_id == batch.id,
        StandingChange.response_id == Evaluation.response_id,
        StandingChange.ordinal == Evaluation.ordinal,
    )
    before = select(StandingChange.before).where(of_evaluation).correlate(Evaluation).scalar_subquery()
    _change(undoing, before, exists().where(of_evaluation, is_last).correlate(Evaluation))
    return undoing


def _open_batch(
    period: Period,
    after: Standing | None,
    *,
    chosen: Selection | None = None,
    undoes: StandingBatch | None = None,
    reason: str,
    actor: str,
    now: datetime,
) -> StandingBatch:
    batch = StandingBatch(
        period=period,
        after=after,
        undoes_id=undoes.id if undoes else None,
        criteria=chosen.as_json() if chosen else {},
        reason=reason,
        actor=actor,
        at=now,
        changed=0,
    )
    session().add(batch)
    session().flush()
    return batch


def _change(batch: StandingBatch, after: ColumnElement[str], meant: ColumnElement[bool]) -> None:
    """Write down every change first, then let the evaluations be what was written down."""
    columns = (StandingChange.response_id, StandingChange.ordinal, StandingChange.before, StandingChange.after)
    rows = select(
        Evaluation.response_id,
        Evaluation.ordinal,
        Evaluation.standing,
        after,
        literal(batch.reason),
        literal(batch.actor),
        literal(batch.at, StandingChange.at.type),
        literal(batch.id),
    ).where(meant)
    rest = (StandingChange.reason, StandingChange.actor, StandingChange.at, StandingChange.batch_id)
    session().execute(insert(StandingChange).from_select([c.key for c in (*columns, *rest)], rows))
    of_batch = select(func.count()).select_from(StandingChange).where(StandingChange.batch_id == batch.id)
    batch.changed = session().scalar(of_batch) or 0
    if not batch.changed:
        raise NothingToChange
    changed = select(StandingChange.response_id, StandingChange.ordinal).where(StandingChange.batch_id == batch.id)
    new = select(StandingChange.after).where(
        StandingChange.batch_id == batch.id,
        StandingChange.response_id == Evaluation.response_id,
        StandingChange.ordinal == Evaluation.ordinal,
    )
    session().execute(
        update(Evaluation)
        .where(tuple_(Evaluation.response_id, Evaluation.ordinal).in_(changed))
        .values(standing=new.scalar_subquery()),
        execution_options={"synchronize_session": False},
    )
    session().flush()
    session().expire_all()
