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

Row = tuple[int, ...]
Cell = TypeVar("Cell", bound=Hashable)

MOST_STEPS = 20_000
"""Branches that are searched before the guard says that it cannot tell; a second or two."""


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
    weights = [sum(people[cell] for cell in cells) for cells in kinds.values()]
    # The heavy kinds come first, so that the last rows of the echelon form are those in which they cancel out.
    order = sorted(range(len(weights)), key=lambda kind: -weights[kind])
    signatures = list(kinds)
    rows = [tuple(int(group in signatures[kind]) for kind in order) for group in range(len(groups))]
    heavy = sum(weight >= least for weight in weights)
    light = [row[heavy:] for row in _echelon(rows) if not any(row[:heavy])]
    found = _lightest(light, [weights[kind] for kind in order[heavy:]], least)
    if found is None:
        return None
    cells = frozenset[Cell]().union(*(kinds[signatures[order[heavy + place]]] for place in found))
    return Exposed(cells=cells, people=sum(people[cell] for cell in cells))


def _kinds(groups: Sequence[frozenset[Cell]], people: Mapping[Cell, int]) -> dict[frozenset[int], set[Cell]]:
    """The inhabited cells by the groups that they are in: cells of one kind are never told apart."""
    kinds: dict[frozenset[int], set[Cell]] = {}
    for cell, n in people.items():
        inside = frozenset(place for place, group in enumerate(groups) if cell in group)
        if n and inside:
            kinds.setdefault(inside, set()).add(cell)
    return kinds


def _lightest(basis: Sequence[Row], weights: Sequence[int], limit: int) -> frozenset[int] | None:
    """The support below the limit that weighs least of all vectors in a span, by branch and bound; None without any."""
    found = None
    waiting: list[tuple[Sequence[Row], frozenset[int]]] = [(basis, frozenset())]
    for _ in range(MOST_STEPS):
        if not waiting:
            return found
        span, paid = waiting.pop()
        if not span or _weight(paid, weights) >= limit:
            continue
        support = frozenset(place for place, factor in enumerate(span[0]) if factor)
        if _weight(support, weights) < limit:
            found, limit = support, _weight(support, weights)
        # A vector that holds all that is paid for is no lighter than a row whose whole support is paid for.
        if len(span) > 1 and (unpaid := support - paid):
            column = min(unpaid)
            waiting += [(span, paid | {column}), (_without(span, column), paid)]
    raise SuppressionRefused("the groups overlap in too many ways to be judged")


def _weight(columns: Iterable[int], weights: Sequence[int]) -> int:
    return sum(weights[column] for column in columns)


def _without(basis: Sequence[Row], column: int) -> list[Row]:
    """A basis of those vectors in a span that are zero in one column."""
    pivot = next(row for row in basis if row[column])
    return [_minus(row, pivot, column) for row in basis if row is not pivot]


def _echelon(rows: Iterable[Row]) -> list[Row]:
    """Row echelon form in whole numbers, exactly."""
    left, done = [row for row in rows if any(row)], []
    while left:
        column, pivot = min((next(place for place, x in enumerate(row) if x), row) for row in left)
        done.append(pivot)
        left.remove(pivot)
        left = [row for row in (_minus(row, pivot, column) for row in left) if any(row)]
    return done


def _minus(row: Row, pivot: Row, column: int) -> Row:
    """The row with as much of the pivot row taken away as makes the column zero, divided by what its numbers share."""
    if not row[column]:
        return row
    rest = [x * pivot[column] - y * row[column] for x, y in zip(row, pivot, strict=True)]
    shared = math.gcd(*rest) or 1
    return tuple(x // shared for x in rest)
