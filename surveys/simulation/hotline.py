"""Work orders of the 12345 hotline, composed from our own sentences: complaints, praise, questions, mere requests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from surveys.questionnaire.scales import FIVE_LEVEL, Verdict
from surveys.simulation.departments import DEPARTMENTS, Department
from surveys.simulation.dice import dice, draw
from surveys.simulation.places import DISTRICTS
from surveys.simulation.sentences import CLOSINGS, ENQUIRIES, ERRAND_VERDICTS, OPENINGS, REQUESTS, TROUBLE_VERDICTS
from surveys.simulation.truth import level_shares

CALL_URGE: Mapping[Verdict, float] = {
    Verdict.VERY_SATISFIED: 0.5,
    Verdict.SATISFIED: 0.35,
    Verdict.BASICALLY_SATISFIED: 0.5,
    Verdict.DISSATISFIED: 5.0,
    Verdict.VERY_DISSATISFIED: 10.0,
}
"""People ring the hotline when something is wrong."""


class CallKind(StrEnum):
    """What a caller wants."""

    VERDICT = "verdict"
    ENQUIRY = "enquiry"
    REQUEST = "request"


CALLS: Mapping[CallKind, float] = {CallKind.VERDICT: 0.62, CallKind.ENQUIRY: 0.2, CallKind.REQUEST: 0.18}


@dataclass(frozen=True, kw_only=True)
class WorkOrder:
    """One call as the file has it; ``kind``, ``verdict`` and ``department`` are the truth, which the file has not."""

    number: str
    title: str
    text: str
    called_at: datetime
    department: str
    kind: CallKind
    verdict: Verdict | None


def work_orders(seed: int, first: date, last: date, *, orders: int = 1500) -> Iterator[WorkOrder]:
    """Yield work orders in the order of their calls; ``verdict`` is None where nobody judges anything."""
    stream = dice(seed, "hotline")
    busy = {"public_service": 10.0, "regulatory": 5.0, "party_affairs": 0.8}
    callers = {department: busy[department.category] for department in DEPARTMENTS}
    span = (last - first).days * 24 * 60
    moments = sorted(stream.randint(0, span) for _ in range(orders))
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001 -- local time, as hotline files write it
    for place, minutes in enumerate(moments, start=1):
        moment = start + timedelta(minutes=minutes)
        yield _order(stream, draw(stream, callers), f"AL{moment:%Y%m%d}{place:06d}", moment)


def _order(stream: Random, department: Department, number: str, moment: datetime) -> WorkOrder:
    kind = draw(stream, CALLS)
    verdict = None
    if kind is CallKind.VERDICT:
        shares = level_shares(department.regard, FIVE_LEVEL)
        verdict = draw(stream, {level: share * CALL_URGE[level] for level, share in shares.items()})
    title, body = _words(stream, department, kind, verdict)
    opening = stream.choice(OPENINGS).format(place=_place(stream))
    closing = stream.choice(CLOSINGS) if stream.random() < 0.6 else ""
    return WorkOrder(
        number=number,
        title=title,
        text=f"{opening}{body}{closing}",
        called_at=moment,
        department=department.code,
        kind=kind,
        verdict=verdict,
    )


def _words(stream: Random, department: Department, kind: CallKind, verdict: Verdict | None) -> tuple[str, str]:
    body = stream.choice((department.name, department.short_name, *department.aliases[:1]))
    errand, trouble = stream.choice(department.errands), stream.choice(department.troubles)
    if kind is CallKind.ENQUIRY:
        return f"咨询{errand}", stream.choice(ENQUIRIES).format(body=body, errand=errand)
    if kind is CallKind.REQUEST:
        return f"反映{trouble}", stream.choice(REQUESTS).format(body=body, trouble=trouble)
    assert verdict is not None
    is_errand = verdict in {Verdict.VERY_SATISFIED, Verdict.SATISFIED} or stream.random() < 0.4
    stock = ERRAND_VERDICTS if is_errand else TROUBLE_VERDICTS
    words = stream.choice(stock[verdict]).format(body=body, errand=errand, trouble=trouble)
    return (f"关于{errand}的评价" if is_errand else f"反映{trouble}"), words


def _place(stream: Random) -> str:
    district = stream.choice(DISTRICTS)
    return f"{district.name}{stream.choice(district.towns).name}"
