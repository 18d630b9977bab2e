"""What may be shown: small groups are hidden, and so is whatever would give the hidden away.

Primary rule: too few answers. Complementary rule: no hidden cell may follow from published totals, alone or in any
combination. Differencing guard: no two answered queries may differ by a handful of people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from surveys.errors import SuppressionRefused


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
    hold at least `least` answers (their joint mean is derivable), and no hidden cell may be a linear combination of
    shown ones. The next cell to hide is the cheapest that helps: parts before wholes, small before large. A cell with
    no answers is shown: it says nothing about anybody. Source: Cox (1980), JASA 75:377.

    Raises:
        SuppressionRefused: a sum over cells without counts, or that does not add up.
    """
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


@dataclass(frozen=True, kw_only=True)
class Release:
    """An answered query: which answers it kept, attribute → admitted values, and how many there were."""

    filters: Mapping[str, frozenset[str]]
    n: int


def find_differencing(query: Release, released: Iterable[Release], *, least: int = 10) -> Release | None:
    """The earlier release from which this query differs by some, but fewer than `least`, answers, if there is one.

    Two queries can be subtracted only where one lies within the other; the same set of people asked for twice is no
    danger. Sets that overlap can be combined three at a time, which this does not see: offer few filters at once.
    """
    for earlier in released:
        nested = _lies_within(query, earlier) or _lies_within(earlier, query)
        if nested and 0 < abs(query.n - earlier.n) < least:
            return earlier
    return None


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
    touched = [total for total in sums if exposed.intersection((*total.parts, total.whole))]
    # Where one hidden cell stands alone in its sum is where the chain of subtractions starts.
    for total in sorted(touched, key=lambda total: sum(cell in hidden for cell in (*total.parts, total.whole))):
        cells = (*total.parts, total.whole)
        if any(cell not in hidden and counts[cell] > 0 for cell in cells):
            return cells
    return tuple(sorted(exposed))


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


def _lies_within(inner: Release, outer: Release) -> bool:
    return all(key in inner.filters and inner.filters[key] <= admitted for key, admitted in outer.filters.items())


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
    for total in sums:
        missing = sorted({total.whole, *total.parts} - set(counts))
        if missing:
            raise SuppressionRefused(f"sums over cells without counts: {', '.join(missing)}")
        if counts[total.whole] != sum(counts[part] for part in total.parts):
            raise SuppressionRefused(f"the parts of {total.whole} do not add up to it")
