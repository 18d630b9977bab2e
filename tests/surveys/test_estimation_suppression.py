"""Nothing hidden can be worked out from what is shown."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import SuppressionRefused
from surveys.estimation.differencing import find_exposed
from surveys.estimation.suppression import (
    Sum,
    SuppressionReason,
    Thresholds,
    derivable_cells,
    disclosure_of_mean,
    may_show_comments,
    may_show_distribution,
    may_show_group,
    suppress,
)

FEW, REVEALS = SuppressionReason.TOO_FEW, SuppressionReason.WOULD_REVEAL


@pytest.mark.parametrize(
    ("n", "expected"), [(0, "suppressed"), (9, "suppressed"), (10, "indicative"), (29, "indicative"), (30, "official")]
)
def test_a_mean_is_official_from_thirty_and_indicative_from_ten(n: int, expected: str) -> None:
    assert disclosure_of_mean(n) == expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([10, 9], False),
        ([10, 10], True),
        ([18, 2], False),
        ([20, 0], True),
        ([28, 2], True),
        ([26, 3], True),
        ([], False),
    ],
)
def test_a_distribution_needs_twenty_and_no_option_of_one_or_two_among_few(counts: list[int], expected: bool) -> None:
    assert may_show_distribution(counts) is expected


def test_comments_need_ten_and_a_rater_group_five_ballots_and_two_thirds_turnout() -> None:
    assert may_show_comments(10)
    assert not may_show_comments(9)
    assert may_show_group(6, 9)
    assert not may_show_group(5, 9)
    assert not may_show_group(4, 4)


def test_thresholds_out_of_order_are_refused() -> None:
    with pytest.raises(SuppressionRefused, match="indicative"):
        Thresholds(official=5, indicative=10)


def test_a_lone_small_child_takes_its_smallest_sibling_with_it() -> None:
    counts = {"city": 100, "east": 4, "west": 36, "north": 60}
    hidden = suppress(counts, [Sum(whole="city", parts=("east", "west", "north"))])
    assert hidden == {"east": FEW, "west": REVEALS}


def test_two_small_children_whose_sum_is_still_small_take_a_third() -> None:
    counts = {"city": 67, "east": 4, "west": 3, "north": 60}
    assert set(suppress(counts, [Sum(whole="city", parts=("east", "west", "north"))])) == {"east", "west", "north"}


def test_a_whole_is_hidden_when_its_parts_cannot_protect_each_other() -> None:
    counts = {"city": 9, "east": 9, "west": 0}
    assert set(suppress(counts, [Sum(whole="city", parts=("east", "west"))])) == {"city", "east"}


def test_a_two_way_table_hides_a_rectangle() -> None:
    counts = {"a1": 4, "a2": 20, "a3": 50, "b1": 30, "b2": 25, "b3": 60, "c1": 70, "c2": 80, "c3": 90}
    rows = [Sum(whole=f"{r}.", parts=tuple(f"{r}{c}" for c in "123")) for r in "abc"]
    columns = [Sum(whole=f".{c}", parts=tuple(f"{r}{c}" for r in "abc")) for c in "123"]
    for total in rows + columns:
        counts[total.whole] = sum(counts[part] for part in total.parts)
    hidden = suppress(counts, rows + columns)
    assert set(hidden) == {"a1", "a2", "b1", "b2"}


def test_a_nested_group_cannot_be_cut_down_to_a_few_by_subtracting_a_shown_grandchild() -> None:
    counts = {"city": 29, "p": 5, "q": 24, "c": 4, "d": 20}
    sums = [Sum(whole="city", parts=("p", "q")), Sum(whole="q", parts=("c", "d"))]
    assert set(suppress(counts, sums)) >= {"p", "q", "c", "d"}


def test_two_small_cells_cannot_work_each_other_out_by_their_difference() -> None:
    """Row 0 less column 0 is a2 less b1: the one person of b1 would know what the six of a2 said, and they that one."""
    grid = {"a1": 12, "a2": 6, "a3": 30, "b1": 1, "b2": 40, "b3": 30, "c1": 12, "c2": 30, "c3": 0}
    rows = [Sum(whole=f"{r}.", parts=tuple(f"{r}{c}" for c in "123")) for r in "abc"]
    columns = [Sum(whole=f".{c}", parts=tuple(f"{r}{c}" for r in "abc")) for c in "123"]
    counts = grid | {total.whole: sum(grid[part] for part in total.parts) for total in rows + columns}
    hidden = suppress(counts, rows + columns)
    assert len(hidden) > 4
    shown = [hidden.keys() & set(total.parts) for total in rows + columns if total.whole not in hidden]
    assert find_exposed(shown, grid) is None


def test_broken_sums_are_refused() -> None:
    with pytest.raises(SuppressionRefused, match="add up"):
        suppress({"city": 10, "east": 4}, [Sum(whole="city", parts=("east",))])
    with pytest.raises(SuppressionRefused, match="without counts: west"):
        suppress({"city": 10, "east": 10}, [Sum(whole="city", parts=("east", "west"))])
    with pytest.raises(SuppressionRefused, match="negative counts: east"):
        suppress({"city": 10, "east": -2, "west": 12}, [Sum(whole="city", parts=("east", "west"))])
    with pytest.raises(SuppressionRefused, match="themselves"):
        suppress({"a": 4, "b": 4}, [Sum(whole="a", parts=("b",)), Sum(whole="b", parts=("a",))])


@given(st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=2, max_size=4), st.integers(2, 15))
def test_no_hidden_cell_is_ever_derivable(grid: list[list[int]], least: int) -> None:
    counts = {f"{r}/{c}": n for r, row in enumerate(grid) for c, n in enumerate(row)}
    rows = [Sum(whole=f"row{r}", parts=tuple(f"{r}/{c}" for c in range(3))) for r in range(len(grid))]
    columns = [Sum(whole=f"column{c}", parts=tuple(f"{r}/{c}" for r in range(len(grid)))) for c in range(3)]
    for total in rows + columns:
        counts[total.whole] = sum(counts[part] for part in total.parts)
    city = Sum(whole="city", parts=tuple(total.whole for total in rows))
    counts["city"] = sum(counts[part] for part in city.parts)
    sums = [*rows, *columns, city]
    hidden = suppress(counts, sums, least=least)
    assert all(cell in hidden for cell, n in counts.items() if 0 < n < least)
    assert not derivable_cells(sums, hidden)
    cells = {cell: n for cell, n in counts.items() if "/" in cell}
    groups = {total.whole: set(total.parts) for total in (*rows, *columns)} | {"city": set(cells)}
    shown = [groups.get(cell, {cell}) for cell in counts if cell not in hidden]
    assert find_exposed(shown, cells, least=least) is None
    for total in sums:
        veiled = [counts[part] for part in total.parts if part in hidden]
        assert total.whole in hidden or not veiled or sum(veiled) >= least


def derivable_by_rank(sums: list[Sum], hidden: set[str]) -> set[str]:
    """Find by linear algebra on floats, not by the library's elimination, what the shown cells determine."""
    unknown = sorted(hidden)
    rows = np.array(
        [[float(cell in total.parts) - float(cell == total.whole) for cell in unknown] for total in sums]
    ).reshape(len(sums), len(unknown))
    _, sizes, axes = np.linalg.svd(rows)
    free = axes[int((sizes > 1e-9).sum()) :]
    return {cell for place, cell in enumerate(unknown) if not np.abs(free[:, place]).max(initial=0) > 1e-9}


TREES = st.lists(
    st.lists(st.lists(st.integers(0, 30), min_size=1, max_size=4), min_size=1, max_size=3), min_size=1, max_size=3
)


@given(TREES, st.integers(2, 12))
def test_no_hidden_cell_of_a_hierarchy_is_derivable_either(tree: list[list[list[int]]], least: int) -> None:
    counts: dict[str, int] = {}
    sums = []
    for d, streets in enumerate(tree):
        for s, blocks in enumerate(streets):
            counts |= {f"{d}/{s}/{b}": n for b, n in enumerate(blocks)}
            counts[f"{d}/{s}"] = sum(blocks)
            sums.append(Sum(whole=f"{d}/{s}", parts=tuple(f"{d}/{s}/{b}" for b in range(len(blocks)))))
        counts[f"{d}"] = sum(map(sum, streets))
        sums.append(Sum(whole=f"{d}", parts=tuple(f"{d}/{s}" for s in range(len(streets)))))
    counts["city"] = sum(counts[f"{d}"] for d in range(len(tree)))
    sums.append(Sum(whole="city", parts=tuple(f"{d}" for d in range(len(tree)))))
    hidden = set(suppress(counts, sums, least=least))
    assert {cell for cell, n in counts.items() if 0 < n < least} <= hidden
    assert derivable_by_rank(sums, hidden) == derivable_cells(sums, hidden) == set()


def test_turnout_is_exact() -> None:
    assert Thresholds().turnout == Fraction(2, 3)
    assert may_show_group(20, 30)
