"""Reading periods."""

from collections.abc import Sequence

from sqlalchemy import select

from feedback_app.database import session
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period, PeriodState


def find_period(code: str) -> Period | None:
    """Return the period of a code."""
    return session().scalar(select(Period).where(Period.code == code))


def get_period(code: str) -> Period:
    """Return the period of a code, which must exist."""
    period = find_period(code)
    if period is None:
        raise NotFound(kind="period", key=code)
    return period


def hold_period(period: Period) -> None:
    """Read a period again, and let nobody close or freeze it before this unit of work ends; many may hold it at once.

    ``FOR SHARE`` keeps out the ``UPDATE`` that a step is, and no other holder. SQLite has one writer anyway.
    """
    query = select(Period).where(Period.id == period.id).with_for_update(read=True)
    session().scalars(query.execution_options(populate_existing=True)).one()


def lock_period(period: Period) -> None:
    """Read a period again once nobody holds it, and let nobody else hold or lock it before this unit of work ends.

    Who will lock a period must not hold it before: two such would wait for each other.
    """
    query = select(Period).where(Period.id == period.id).with_for_update(key_share=True)
    session().scalars(query.execution_options(populate_existing=True)).one()


def find_current_period() -> Period | None:
    """Return the latest period that takes evaluations, else the latest of all; None where there is none."""
    periods = list_periods()
    return next((one for one in periods if one.state is PeriodState.OPEN), periods[0] if periods else None)


def list_periods() -> Sequence[Period]:
    """Return all periods, the latest first."""
    return session().scalars(select(Period).order_by(Period.starts_on.desc(), Period.code)).all()
