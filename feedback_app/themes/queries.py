"""Reading boards, and the hotline's records as the search for issues needs them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import session
from feedback_app.errors import NotFound
from feedback_app.themes.models import IssueBoard, Scale

LISTED = 30
_AT_ONCE = 5000


def find_board(scale: Scale, last_on: date) -> IssueBoard | None:
    """Return the latest version of a board."""
    query = select(IssueBoard).where(IssueBoard.scale == scale, IssueBoard.last_on == last_on)
    return session().scalar(query.order_by(IssueBoard.id.desc()).limit(1))


def get_board(scale: Scale, last_on: date) -> IssueBoard:
    """Return the latest version of a board, which must have been found."""
    board = find_board(scale, last_on)
    if board is None:
        raise NotFound(kind="issue board", key=f"{scale}/{last_on}")
    return board


def get_version(board_id: int) -> IssueBoard:
    """Return one version of a board."""
    board = session().get(IssueBoard, board_id)
    if board is None:
        raise NotFound(kind="issue board", key=str(board_id))
    return board


def find_previous(scale: Scale, last_on: date) -> IssueBoard | None:
    """Return the latest board of the same scale up to a day: issues found again keep the keys that they had there."""
    query = select(IssueBoard).where(IssueBoard.scale == scale, IssueBoard.last_on <= last_on)
    return session().scalar(query.order_by(IssueBoard.last_on.desc(), IssueBoard.id.desc()).limit(1))


def list_boards() -> Sequence[tuple[Scale, date]]:
    """Return the spans that were looked at, the latest first."""
    query = select(IssueBoard.scale, IssueBoard.last_on).distinct()
    rows = session().execute(query.order_by(IssueBoard.last_on.desc(), IssueBoard.scale).limit(LISTED))
    return [(scale, last_on) for scale, last_on in rows]


def find_last_day(today: date) -> date | None:
    """Return the last day up to today of which there is a record; a slip of the pen may date one later."""
    query = select(HotlineRecord.occurred_on).where(HotlineRecord.occurred_on <= today)
    return session().scalar(query.order_by(HotlineRecord.occurred_on.desc()).limit(1))


def find_first_day() -> date | None:
    """Return the first day of which there is a record."""
    return session().scalar(select(func.min(HotlineRecord.occurred_on)))


def has_records_between(first: date, last: date) -> bool:
    """Tell whether there is a record of some days, both included."""
    query = select(HotlineRecord.id).where(HotlineRecord.occurred_on.between(first, last))
    return session().scalar(query.limit(1)) is not None


def list_between(first: date, last: date) -> Sequence[HotlineRecord]:
    """Return the records of some days, both included."""
    query = select(HotlineRecord).where(HotlineRecord.occurred_on.between(first, last))
    return session().scalars(query.order_by(HotlineRecord.id)).all()


def list_by_id(numbers: Collection[int]) -> list[HotlineRecord]:
    """Return records by their numbers, in the order of the numbers; unknown ones are left out."""
    wanted = sorted(numbers)
    found: list[HotlineRecord] = []
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(HotlineRecord).where(HotlineRecord.id.in_(wanted[start : start + _AT_ONCE]))
        found += session().scalars(query.order_by(HotlineRecord.id))
    return found
