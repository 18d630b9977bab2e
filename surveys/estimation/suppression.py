"""What may be shown: small groups are hidden, and so is whatever would give the hidden away.

Primary rule: too few answers. Complementary rule: no hidden cell may follow from published totals, alone or in any
combination, and no combination of them may speak of a handful of people (`differencing` asks the same of queries).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from surveys.errors import SuppressionRefused
from surveys.estimation.differencing import find_exposed


class Disclosure(StrEnum):
    """How a mean may be published."""

    OFFICIAL = "official"
    INDICATIVE = "indicative"
    """Shown with its wide interval, never ranked."""
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The least numbers of answers, fixed before a campaign opens.

    Raises:
        SuppressionRefused: at construction: an indicative threshold outside of 1 to the official one.
    """

    official: int = 30
    indicative: int = 10
    distribution: int = 20
    comments: int = 10
    rater_group: int = 5
    turnout: Fraction = Fraction(2, 3)
    small_option: int = 3
    """Options with fewer (but some) answers are merged while the whole is below `official`."""

    def __post_init__(self) -> None:
        if not 1 <= self.indicative <= self.official:
            raise SuppressionRefused("the indicative threshold lies between 1 and the official one")


DEFAULT_THRESHOLDS = Thresholds()


def disclosure_of_mean(n: float, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> Disclosure:
    """Whether a mean of n answers is official, indicative or hidden.

    >>> [str(disclosure_of_mean(n)) for n in (30, 29, 10, 9)]
    ['official', 'indicative', 'indicative', 'suppressed']
    """
    if n >= thresholds.official:
        return Disclosure.OFFICIAL
    return Disclosure.INDICATIVE if n >= thresholds.indicative else Disclosure.SUPPRESSED


def may_show_distribution(counts: Iterable[int], thresholds: Thresholds = DEFAULT_THRESHOLDS) -> bool:
    """Whether the counts per option may be shown: enough answers, and no option chosen by one or two of a few."""
    held = list(counts)
    n = sum(held)
    if n < thresholds.distribution:
        return False
    return n >= thresholds.official or not any(0 < count < thresholds.small_option for count in held)


def may_show_comments(n: int, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> bool:
    """Whether comments may be listed."""
    return n >= thresholds.comments


def may_show_group(ballots: int, invited: int, thresholds: Thresholds = DEFAULT_THRESHOLDS) -> bool:
    """Whether the mean of one rater group may be shown: enough ballots, and enough of those invited."""
    return ballots >= thresholds.rater_group and ballots >= thresholds.turnout * invited


@dataclass(frozen=True, kw_only=True)
class Sum:
    """A published identity: the parts add up to the whole. Cells are named by any string."""

    whole: str
    parts: tuple[str, ...]


class SuppressionReason(StrEnum):
    """Why a cell is hidden."""

    TOO_FEW = "too_few"
    WOULD_REVEAL = "would_reveal"


def suppress(counts: Mapping[str, int], sums: Sequence[Sum], *, least: int = 10) -> dict[str, SuppressionReason]:
    """The cells that must be hidden so that no cell below `least` can be worked out.

    counts   cell → number of answers, wholes included and equal to the sum of their parts
    sums     every identity a reader knows: rows, columns, levels of a hierarchy

    Cells with 0 < n < least are hidden. Then, until nothing more is needed: the hidden parts of each sum must together
    hold at least `least` answers (their joint mean is derivable), no hidden cell may be a linear combination of shown
    ones, and no combination of shown wholes may come down to hidden cells of fewer answers (the difference of two
    small cells tells either of them the other). The next cell to hide is the cheapest that helps: parts before wholes,
    small before large. A cell with no answers is shown: it says nothing about anybody. Source: Cox (1980), JASA 75:377.

    Raises:
        SuppressionRefused: a count below zero, or `least` below 1; a sum over cells without counts, over itself, or
            that does not add up.
    """
    if least < 1:
        raise SuppressionRefused(f"fewer than {least} people cannot be protected")
    _refuse_broken_sums(counts, sums)
    hidden = {cell: SuppressionReason.TOO_FEW for cell, n in counts.items() if 0 < n < least}
    while leaking := _first_leak(counts, sums, hidden, least):
        candidates = [cell for cell in leaking if cell not in hidden and counts[cell] > 0]
        if not candidates:
            candidates = [cell for cell in counts if cell not in hidden and counts[cell] > 0]
        hidden[min(candidates, key=lambda cell: _cost(cell, counts, sums, hidden))] = SuppressionReason.WOULD_REVEAL
    return hidden


def derivable_cells(sums: Sequence[Sum], hidden: Iterable[str]) -> set[str]:
    """The hidden cells that the sums determine, by exact elimination over the hidden unknowns."""
    unknown = sorted(set(hidden))
    place = {cell: column for column, cell in enumerate(unknown)}
    rows = []
    for total in sums:
        row = [Fraction(0)] * len(unknown)
        for cell, sign in ((total.whole, -1), *((part, 1) for part in total.parts)):
            if cell in place:
                row[place[cell]] += sign
        if any(row):
            rows.append(row)
    # In reduced form a cell is determined exactly when its row has no other unknown left.
    reduced = _reduce(rows)
    alone = (next((i for i, value in enumerate(row) if value), 0) for row in reduced if sum(map(bool, row)) == 1)
    return {unknown[column] for column in alone}


def _first_leak(
    counts: Mapping[str, int], sums: Sequence[Sum], hidden: Mapping[str, SuppressionReason], least: int
) -> tuple[str, ...]:
    """The cells among which hiding one more closes a leak, or nothing."""
    for total in sums:
        if total.whole not in hidden:
            veiled = _subtract_shown(total, counts, sums, hidden)
            if veiled and sum(counts[cell] for cell in veiled) < least:
                return (*_cells_below(total, sums, hidden), total.whole)
    exposed = derivable_cells(sums, hidden)
    if not exposed:
        exposed = _exposed_together(counts, sums, hidden, least)
    touched = [total for total in sums if exposed.intersection((*total.parts, total.whole))]
    # Where one hidden cell stands alone in its sum is where the chain of subtractions starts.
    for total in sorted(touched, key=lambda total: sum(cell in hidden for cell in (*total.parts, total.whole))):
        cells = (*total.parts, total.whole)
        if any(cell not in hidden and counts[cell] > 0 for cell in cells):
            return cells
    return tuple(sorted(exposed))


def _exposed_together(
    counts: Mapping[str, int], sums: Sequence[Sum], hidden: Mapping[str, SuppressionReason], least: int
) -> set[str]:
    """Hidden cells of few answers that shown wholes speak of together; all of them where that cannot be told."""
    wholes = {total.whole for total in sums}
    veiled = {cell: counts[cell] for cell in hidden if cell not in wholes}
    shown = [veiled.keys() & _smallest_parts(total, sums) for total in sums if total.whole not in hidden]
    try:
        found = find_exposed(shown, veiled, least=least)
    except SuppressionRefused:
        return set(veiled)
    return set() if found is None else {str(cell) for cell in found.cells}


def _smallest_parts(total: Sum, sums: Sequence[Sum]) -> set[str]:
    """The cells that a sum comes down to, level by level."""
    below = {lower.whole: lower for lower in sums}
    return set().union(*(_smallest_parts(below[part], sums) if part in below else {part} for part in total.parts))


def _cost(
    cell: str, counts: Mapping[str, int], sums: Sequence[Sum], hidden: Mapping[str, SuppressionReason]
) -> tuple[bool, int, int, str]:
    """Parts before wholes, cells that need no further company before others, then the smallest."""
    around = [set(total.parts) | {total.whole} for total in sums if cell in (*total.parts, total.whole)]
    alone = sum(not cells.intersection(hidden) for cells in around)
    return any(total.whole == cell for total in sums), alone, counts[cell], cell


def _cells_below(total: Sum, sums: Sequence[Sum], hidden: Mapping[str, SuppressionReason]) -> list[str]:
    below = [lower for lower in sums if lower.whole in total.parts and lower.whole in hidden]
    return [*total.parts, *(cell for lower in below for cell in _cells_below(lower, sums, hidden))]


def _subtract_shown(
    total: Sum, counts: Mapping[str, int], sums: Sequence[Sum], hidden: Mapping[str, SuppressionReason]
) -> list[str]:
    """The hidden cells left of a sum once a reader has taken away all that is shown, on every level below it."""
    left: list[str] = []
    for part in total.parts:
        if part in hidden:
            below = [_subtract_shown(lower, counts, sums, hidden) for lower in sums if lower.whole == part]
            left += min([[part], *below], key=lambda cells: sum(counts[cell] for cell in cells))
    return left


def _reduce(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Reduced row echelon form."""
    reduced: list[list[Fraction]] = []
    for row in rows:
        for pivot_row in reduced:
            pivot = next(i for i, value in enumerate(pivot_row) if value)
            row = _minus(row, pivot_row, row[pivot])
        lead = next((i for i, value in enumerate(row) if value), None)
        if lead is None:
            continue
        row = [value / row[lead] for value in row]
        reduced = [_minus(other, row, other[lead]) for other in reduced]
        reduced.append(row)
    return reduced


def _minus(row: list[Fraction], other: list[Fraction], factor: Fraction) -> list[Fraction]:
    if not factor:
        return row
    return [value - factor * taken for value, taken in zip(row, other, strict=True)]


def _refuse_broken_sums(counts: Mapping[str, int], sums: Sequence[Sum]) -> None:
    if negative := sorted(cell for cell, n in counts.items() if n < 0):
        raise SuppressionRefused(f"negative counts: {', '.join(negative)}")
    try:
        TopologicalSorter({total.whole: total.parts for total in sums}).prepare()
    except CycleError as circle:
        raise SuppressionRefused(f"sums of themselves: {', '.join(circle.args[1])}") from None
    for total in sums:
        missing = sorted({total.whole, *total.parts} - set(counts))
        if missing:
            raise SuppressionRefused(f"sums over cells without counts: {', '.join(missing)}")
        if counts[total.whole] != sum(counts[part] for part in total.parts):
            raise SuppressionRefused(f"the parts of {total.whole} do not add up to it")
