"""Which waiting records a person should decide next for the model's sake.

A room of its own because the queue's order is a promise to citizens, urgent ones first, and this is another order.
"""

from collections.abc import Collection

from sqlalchemy import func, select

from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.channels.hotline.queries import Wanted, conditions
from feedback_app.database import session
from nlp.active import BATCH, POOL, Candidate, doubt_of, most_useful


def list_useful(wanted: Wanted) -> list[int]:
    """Return the numbers of the records that teach most, the best first."""
    doubtful = func.abs(HotlineRecord.p_valid - 0.5)
    query = select(HotlineRecord).where(*conditions(wanted)).order_by(doubtful, HotlineRecord.id)
    records = session().scalars(query.limit(BATCH * POOL)).all()
    return most_useful([Candidate(key=one.id, text=one.text, doubt=_doubt(one)) for one in records])


def _doubt(record: HotlineRecord) -> float:
    sure = record.extraction["confidence"]
    return doubt_of([sure["kind"], sure["level"] if record.is_valid else None])


def find_next_useful(wanted: Wanted, *, skipped: Collection[int] = ()) -> HotlineRecord | None:
    """Return the most useful record that this person has not skipped."""
    best = next((number for number in list_useful(wanted) if number not in skipped), None)
    return None if best is None else session().get(HotlineRecord, best)
