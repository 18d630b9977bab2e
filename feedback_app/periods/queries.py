"""Reading periods."""

from collections.abc import Sequence

from sqlalchemy import select

from feedback_app.database import session
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period


def find_period(code: str) -> Period | None:
    """Return the period of a code."""
    return session().scalar(select(Period).where(Period.code == code))


def get_period(code: str) -> Period:
    """Return the period of a code, which must exist."""
    period = find_period(code)
    if period is None:
        raise NotFound(kind="period", key=code)
    return period


def list_periods() -> Sequence[Period]:
    """Return all periods, the latest first."""
    return session().scalars(select(Period).order_by(Period.starts_on.desc(), Period.code)).all()
