"""Frames and draws: repeatable, fair, and honest about chances."""

import hashlib
import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling.draw import (
    Allocation,
    SampleTooLarge,
    allocate,
    draw_growing,
    draw_simple,
    draw_stratified,
    draw_systematic,
)
from surveys.sampling.frames import KeyInTwoStrata, roster_frame, segment_frame
from surveys.sampling.numbers import RANGE, in_order, number

ROSTER = [(f"case{number:03d}", "east" if number % 3 else "west") for number in range(90)]
FRAME = roster_frame(ROSTER)


def test_a_roster_counts_people_not_visits() -> None:
    frame = roster_frame([*ROSTER, ROSTER[0], ROSTER[1]], excluded={"case005"})
    assert (frame.size, frame.duplicates, frame.excluded) == (89, 2, 1)
    assert frame.sizes == {"east": 59, "west": 30}


def test_a_key_in_two_strata_is_refused() -> None:
    with pytest.raises(KeyInTwoStrata) as refused:
        roster_frame([("a", "east"), ("a", "west"), ("b", "west")])
    assert refused.value.keys == ("a",)


def test_segments_hold_every_number_behind_them() -> None:
    frame = segment_frame({"1380731": "east", "1390731": "west"}, length=9, excluded=["138073100", "not a number"])
    assert frame.sizes == {"east": 99, "west": 100}
    assert frame.excluded == 1
    assert frame.strata["west"][0] == "139073100"


@pytest.mark.parametrize("segments", [{"1380731x": "e"}, {"138": "e"}, {"1380731": "e", "13807312": "w"}])
def test_impossible_segments_are_refused(segments: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"segment|prefix"):
        segment_frame(segments)


def test_the_same_seed_draws_the_same_sample_whatever_the_order_of_the_list() -> None:
    first = draw_stratified(FRAME, {"east": 6, "west": 3}, seed="2026-1", reserves=2)
    again = draw_stratified(roster_frame(reversed(ROSTER)), {"east": 6, "west": 3}, seed="2026-1", reserves=2)
    other = draw_stratified(FRAME, {"east": 6, "west": 3}, seed="2026-2", reserves=2)
    assert first.cases == again.cases
    assert first.cases != other.cases


def test_a_draw_is_fixed_for_good() -> None:
    # A published seed must give the published sample in ten years' time as well.
    keys = [case.key for case in draw_stratified(FRAME, {"east": 3, "west": 2}, seed="2026-1").cases]
    assert keys == ["case010", "case040", "case026", "case042", "case039"]


def test_reserves_are_released_whole_and_change_the_chances() -> None:
    sample = draw_stratified(FRAME, {"east": 6, "west": 3}, seed="s", reserves=2)
    assert Counter((case.stratum, case.replicate) for case in sample.cases) == {
        (stratum, replicate): n for stratum, n in (("east", 6), ("west", 3)) for replicate in range(3)
    }
    main, more = sample.released(0), sample.released(1)
    assert [case.inclusion_probability for case in main[:1]] == [0.1]
    assert more[0].inclusion_probability == 0.2
    assert sum(case.design_weight for case in more) == pytest.approx(90)
    assert len({case.key for case in sample.cases}) == 27


def test_more_than_the_frame_holds_is_refused_with_every_shortage() -> None:
    with pytest.raises(SampleTooLarge) as refused:
        draw_stratified(FRAME, {"east": 61, "west": 31, "north": 1}, seed="s")
    assert refused.value.shortages == {"east": (61, 60), "west": (31, 30), "north": (1, 0)}
    with pytest.raises(SampleTooLarge):
        draw_systematic(["a"], 2, seed="s")


def test_every_key_has_the_same_chance() -> None:
    hits = Counter(case.key for seed in range(2000) for case in draw_simple(FRAME, 9, seed=f"{seed}").cases)
    assert set(hits) == {key for key, _ in ROSTER}
    # 2,000 draws of one in ten: 200 each, standard deviation 13.4; ninety keys stay within four of it.
    assert 146 < min(hits.values()) <= max(hits.values()) < 254


def test_a_systematic_draw_spreads_over_the_list() -> None:
    ordered = [f"{number:03d}" for number in range(100)]
    sample = draw_systematic(ordered, 8, seed="s")
    places = [int(case.key) for case in sample.cases]
    assert all(12 <= later - earlier <= 13 for earlier, later in itertools.pairwise(places))
    starts = {draw_systematic(ordered, 8, seed=f"{seed}").cases[0].key for seed in range(200)}
    assert len(starts) == 13


def test_allocations() -> None:
    sizes = {"big": 6000, "middle": 3000, "small": 1000}
    assert allocate(100, sizes) == {"big": 60, "middle": 30, "small": 10}
    assert allocate(100, sizes, rule=Allocation.EQUAL) == {"big": 34, "middle": 33, "small": 33}
    assert allocate(100, sizes, least=20) == {"big": 53, "middle": 27, "small": 20}
    spread = {"big": 10.0, "middle": 20.0, "small": 60.0}
    assert allocate(90, sizes, rule=Allocation.NEYMAN, deviations=spread) == {"big": 30, "middle": 30, "small": 30}
    with pytest.raises(ValueError, match="Neyman"):
        allocate(100, sizes, deviations=spread)
    with pytest.raises(ValueError, match="zero"):
        allocate(9, sizes, rule=Allocation.NEYMAN, deviations=dict.fromkeys(sizes, 0.0))
    with pytest.raises(SampleTooLarge):
        allocate(20_000, sizes)


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 500), min_size=1),
    st.sampled_from([Allocation.PROPORTIONAL, Allocation.EQUAL]),
    st.integers(0, 20),
    st.data(),
)
def test_allocations_add_up_between_floor_and_size(
    sizes: dict[str, int], rule: Allocation, least: int, data: st.DataObject
) -> None:
    floor, cap = sum(min(least, size) for size in sizes.values()), sum(sizes.values())
    if cap == 0:
        return
    total = data.draw(st.integers(floor, cap))
    found = allocate(total, sizes, rule=rule, least=least)
    assert sum(found.values()) == total
    assert all(min(least, sizes[name]) <= n <= sizes[name] for name, n in found.items())


@given(st.integers(0, 60), st.integers(0, 80), st.text(max_size=5))
def test_the_first_few_are_the_beginning_of_the_whole_order(size: int, most: int, seed: str) -> None:
    keys = [f"k{n}" for n in range(size)]
    assert in_order(keys, seed, most) == sorted(keys, key=lambda key: number(seed, key))[:most]


def test_the_numbers_are_the_published_hash() -> None:
    secret = hashlib.blake2b(b"2026 draw", digest_size=32).digest()
    digest = hashlib.blake2b(b"case001", key=secret, digest_size=8).hexdigest()
    assert number("2026 draw", "case001") == int(digest, 16) < RANGE


def test_an_order_is_right_even_where_all_numbers_are_large() -> None:
    large = [key for key in (f"k{n}" for n in range(2000)) if number("s", key) > 0.95 * RANGE]
    assert in_order(large, "s", 3) == sorted(large, key=lambda key: number("s", key))[:3]


@given(st.integers(1, 30), st.integers(0, 30), st.integers(1, 30), st.integers(1, 60))
def test_a_growing_sample_keeps_whom_it_had(first: int, more: int, n: int, later: int) -> None:
    keys = [f"k{number}" for number in range(first + more)]
    n, later = min(n, first), min(later, first + more)
    drawn = draw_growing(keys[:first], n, seed="s")
    grown = draw_growing(keys, later, seed="s", drawn=drawn)
    assert len(drawn) == n
    assert set(drawn) <= set(grown)
    assert len(grown) >= later
    assert grown == draw_growing(list(reversed(keys)), len(grown), seed="s")


def test_who_came_later_is_drawn_as_often_as_who_came_first() -> None:
    keys = [f"k{number}" for number in range(40)]
    late = early = 0
    for seed in range(400):
        drawn = draw_growing(keys[:20], 5, seed=str(seed))
        grown = draw_growing(keys, 10, seed=str(seed), drawn=drawn)
        late += sum(int(key[1:]) >= 20 for key in grown)
        early += sum(int(key[1:]) < 20 for key in grown)
    assert 0.9 < late / early < 1.1


def test_a_growing_sample_must_fit() -> None:
    with pytest.raises(SampleTooLarge):
        draw_growing(["a"], 2, seed="s")
