"""The differencing guard: what all released figures say together, added and subtracted in any way, is of no few people.

A figure of a group (a count, a mean with its count) is a sum over the cells that the group is made of. Whoever knows
several such sums can add and subtract them with any factors; what comes out speaks of the cells whose factors do not
cancel out. So the question is linear algebra: of all vectors in the row space of the released groups over the cells,
none but zero may have a support of fewer than `least` people. This covers subtracting a group from one around it, three
groups that overlap, whole tables, and the difference of two small cells, which either of them can solve for the other.
Source: the general tracker problem, Denning, Denning & Schwartz (1979), ACM Transactions on Database Systems 4:76.
"""

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from surveys.errors import SuppressionRefused

Row = Mapping[int, int]
"""A vector over the kinds of cells, without its zeros: place → factor."""
Cell = TypeVar("Cell", bound=Hashable)

MOST_NUMBERS = 10_000_000
"""Numbers that are handled before the guard says that it cannot tell, some ten seconds' worth."""


class _Effort:
    """How many numbers may still be handled."""

    def __init__(self) -> None:
        self.left = MOST_NUMBERS

    def spend(self, numbers: int) -> None:
        """Take away what a step costs.

        Raises:
            SuppressionRefused: more than there is.
        """
        self.left -= numbers
        if self.left < 0:
            raise SuppressionRefused("the groups overlap in too many ways to be judged")


@dataclass(frozen=True, kw_only=True)
class Exposed(Generic[Cell]):
    """A group that released figures single out: its cells and how many people they hold."""

    cells: frozenset[Cell]
    people: int


def find_exposed(
    released: Iterable[Collection[Cell]], people: Mapping[Cell, int], *, least: int = 10
) -> Exposed[Cell] | None:
    """The fewest people, below `least`, of whom the released figures together say something; None if there are none.

    released   one collection of cells for each figure, tables cell by cell: what is out already and what is asked for
    people     cell → people in it, for cells so fine that every released group is made of whole ones (say sex ×
               district); answers that came in between two releases are cells of their own

    Nothing that a reader may know of the counts makes the guard too kind: cells that hold nobody are left out, as if
    everybody knew which they are. What people answered is not looked at: a refusal says that a group is small, no more,
    and a mean at the very end of its scale tells of everybody in a group, however many they are.

    >>> people = {("f", "east"): 50, ("f", "west"): 40, ("m", "east"): 60, ("m", "west"): 4}
    >>> everyone, women = set(people), {("f", "east"), ("f", "west")}
    >>> find_exposed([everyone, women], people)  # men: 64
    >>> east = {("f", "east"), ("m", "east")}
    >>> find_exposed([everyone, women, east], people)  # women of the east less men of the west: 54
    >>> find_exposed([everyone, women, east, {("f", "east")}], people)
    Exposed(cells=frozenset({('m', 'west')}), people=4)

    Raises:
        SuppressionRefused: a released cell that `people` does not know, a count below zero, `least` below 1; or groups
            that overlap in so many ways that the search would not end in good time. Release nothing then.
    """
    groups = [frozenset(group) for group in released]
    if least < 1 or min(people.values(), default=0) < 0 or not frozenset().union(*groups) <= people.keys():
        raise SuppressionRefused("groups are made of known cells, none of which holds fewer people than none")
    kinds = _kinds(groups, people)
    weights = {kind: sum(people[cell] for cell in cells) for kind, cells in kinds.items()}
    # The heavy kinds come first, so that the last rows of the echelon form are those in which they cancel out.
    order = sorted(kinds, key=lambda kind: -weights[kind])
    heavy = sum(weights[kind] >= least for kind in order)
    rows = [{place: 1 for place, kind in enumerate(order) if group in kind} for group in range(len(groups))]
    effort = _Effort()
    light = [row for row in _echelon(rows, effort) if min(row) >= heavy]
    found = _lightest(light, [weights[kind] for kind in order], least, effort)
    if found is None:
        return None
    cells = frozenset(cell for place in found for cell in kinds[order[place]])
    return Exposed(cells=cells, people=sum(people[cell] for cell in cells))


def _kinds(groups: Sequence[frozenset[Cell]], people: Mapping[Cell, int]) -> dict[frozenset[int], set[Cell]]:
    """The inhabited cells by the groups that they are in: cells of one kind are never told apart."""
    kinds: dict[frozenset[int], set[Cell]] = {}
    for cell, n in people.items():
        inside = frozenset(place for place, group in enumerate(groups) if cell in group)
        if n and inside:
            kinds.setdefault(inside, set()).add(cell)
    return kinds


def _lightest(basis: Sequence[Row], weights: Sequence[int], limit: int, effort: _Effort) -> frozenset[int] | None:
    """The support below the limit that weighs least of all vectors in a span, by branch and bound; None without any."""
    found = None
    waiting: list[tuple[Sequence[Row], frozenset[int]]] = [(basis, frozenset())]
    while waiting:
        span, paid = waiting.pop()
        if not span or _weight(paid, weights) >= limit:
            continue
        effort.spend(len(span[0]))
        support = frozenset(span[0])
        if _weight(support, weights) < limit:
            found, limit = support, _weight(support, weights)
        # A vector that holds all that is paid for is no lighter than a row whose whole support is paid for.
        if len(span) > 1 and (unpaid := support - paid):
            column = min(unpaid)
            waiting += [(span, paid | {column}), (_without(span, column, effort), paid)]
    return found


def _weight(columns: Iterable[int], weights: Sequence[int]) -> int:
    return sum(weights[column] for column in columns)


def _without(basis: Sequence[Row], column: int, effort: _Effort) -> list[Row]:
    """A basis of those vectors in a span that are zero in one column."""
    pivot = next(row for row in basis if column in row)
    return [_minus(row, pivot, column, effort) for row in basis if row is not pivot]


def _echelon(rows: Iterable[Row], effort: _Effort) -> list[Row]:
    """Rows with the same span, each of which begins in a column of its own; in whole numbers, exactly."""
    begun: dict[int, Row] = {}
    for row in rows:
        while row:
            first = min(row)
            if first not in begun:
                begun[first] = row
                break
            row = _minus(row, begun[first], first, effort)
    return list(begun.values())


def _minus(row: Row, pivot: Row, column: int, effort: _Effort) -> Row:
    """The row with as much of the pivot row taken away as makes the column zero, divided by what its numbers share."""
    if column not in row:
        return row
    effort.spend(len(row) + len(pivot))
    rest = {
        place: row.get(place, 0) * pivot[column] - pivot.get(place, 0) * row[column]
        for place in row.keys() | pivot.keys()
    }
    shared = math.gcd(*rest.values()) or 1
    return {place: factor // shared for place, factor in rest.items() if factor}
