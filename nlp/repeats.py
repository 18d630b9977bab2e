"""Repeat complaints: the same caller, on the same matter, about the same place, after an earlier order was closed.

The definition of the China Institute of Standardization for 12345 hotlines: the same user complains again of the same
problem (a leaf of the classification) within X natural months. A second call while the first order is still open is
a reminder, not a repeat.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

MONTHS = 3
_Key = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What the rule needs of a complaint. An empty caller, theme or place is unknown and matches nothing.

    opened_at, closed_at   in local time: natural months are the city's
    caller   keyed hash of the number, never the number
    theme    leaf class of the complaint
    place    estate or point; where there is none, the body in charge
    """

    id: str
    caller: str
    theme: str
    place: str
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeats:
    """Which complaints repeat which, and the two published rates; None where the denominator is zero.

    earlier   the id of each repeat to the id of the last closed order it repeats
    reopened   ids of closed orders that a repeat followed
    """

    complaints: int
    closed: int
    earlier: dict[str, str]
    reopened: frozenset[str]

    @property
    def rate(self) -> float | None:
        """Repeats among the complaints."""
        return len(self.earlier) / self.complaints if self.complaints else None

    @property
    def settled_at_once(self) -> float | None:
        """First contact resolution: closed orders that no repeat followed."""
        return 1 - len(self.reopened) / self.closed if self.closed else None


def find_repeats(orders: Iterable[Order], *, months: int = MONTHS) -> Repeats:
    """Find the repeats among valid complaints: opened later than an order of the same key, at most `months` natural
    months later, and not before that order was closed."""
    everything = list(orders)
    earlier: dict[str, str] = {}
    reopened: set[str] = set()
    for matter in _by_matter(everything).values():
        spans = _spans(matter, months)
        reopened.update(order.id for order, span in zip(matter, spans, strict=True) if span)
        earlier.update((matter[again].id, matter[first].id) for again, first in _last_spanning(spans))
    closed = sum(order.closed_at is not None for order in everything)
    return Repeats(complaints=len(everything), closed=closed, earlier=earlier, reopened=frozenset(reopened))


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same day and hour some months later, the last day of the month where it has no such day.

    >>> months_later(datetime(2023, 11, 30), 3)
    datetime.datetime(2024, 2, 29, 0, 0)
    """
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def _by_matter(orders: Sequence[Order]) -> dict[_Key, list[Order]]:
    """Return the orders of each caller, theme and place in the order they were opened."""
    matters: dict[_Key, list[Order]] = defaultdict(list)
    for order in sorted(orders, key=lambda order: (order.opened_at, order.id)):
        if order.caller and order.theme and order.place:
            matters[order.caller, order.theme, order.place].append(order)
    return matters


def _spans(matter: Sequence[Order], months: int) -> list[range]:
    """Return, for each order, which of the later ones repeat it; none repeats an order that was never closed."""
    opened = [order.opened_at for order in matter]
    return [
        range(
            max(bisect_right(opened, order.opened_at), bisect_left(opened, order.closed_at)),
            bisect_right(opened, months_later(order.opened_at, months)),
        )
        if order.closed_at is not None
        else range(0)
        for order in matter
    ]


def _last_spanning(spans: Sequence[range]) -> Iterator[tuple[int, int]]:
    """Yield each number that lies in some span, with the last such span.

    Spans end in the order in which they are given, so where the last one begun is over, all before it are.
    """
    beginning: dict[int, int] = {}
    for number, span in enumerate(spans):
        if span:
            beginning[span.start] = number
    last = -1
    for number in range(len(spans)):
        last = max(last, beginning.get(number, -1))
        if last >= 0 and number in spans[last]:
            yield number, last
