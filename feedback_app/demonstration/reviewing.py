"""People who read what the machine was unsure of. They know the simulated truth, as a reader of the real text would.

Every twentieth record is left to the visitor of the demonstration, so that the queue is not empty.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import count

from feedback_app.channels.hotline import queries
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.hotline.review import Decision, decide
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from nlp.level import LEVELS, verdict_of
from nlp.validity import Reason
from surveys.simulation import CallKind, WorkOrder

REVIEWER = "analyst"
LEFT_TO_VISITORS = 20
DECISIONS_A_UNIT_OF_WORK = 50

_LEVELS: Mapping[str, int] = {verdict_of(level): level for level in LEVELS}
_REASONS: Mapping[CallKind, Reason] = {CallKind.ENQUIRY: Reason.ENQUIRY, CallKind.REQUEST: Reason.REQUEST}


def review_waiting(orders: Sequence[WorkOrder], tell: Callable[[int], None], *, now: datetime) -> None:
    """Decide the records that wait; done again it finds only those left to visitors."""
    waiting = [record for record in _list_waiting() if record.line % LEFT_TO_VISITORS]
    for start in range(0, len(waiting), DECISIONS_A_UNIT_OF_WORK):
        batch = waiting[start : start + DECISIONS_A_UNIT_OF_WORK]
        with unit_of_work():
            for record in batch:
                order = orders[record.line - 2]  # the first order stands below the header
                decide(record.id, _decision(order), actor=REVIEWER, now=now)
        tell(len(batch))
    tell(len(orders) - len(waiting))


def _list_waiting() -> list[HotlineRecord]:
    wanted = queries.Wanted(state=ReviewState.WAITING)
    found: list[HotlineRecord] = []
    for page in count(1):
        records = queries.list_records(wanted, page=page)
        if not records:
            break
        found.extend(records)
    return found


def _decision(order: WorkOrder) -> Decision:
    if order.verdict is None:
        return Decision(reason=_REASONS[order.kind])
    return Decision(level=_LEVELS[order.verdict], unit_id=get_unit(order.department).id)
