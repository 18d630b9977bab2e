"""Whatever is added to and subtracted from whatever was answered speaks of enough people."""

from collections import Counter
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import SuppressionRefused
from surveys.estimation import differencing, find_exposed

PEOPLE = st.lists(st.sampled_from([0, 1, 2, 3, 4, 5, 8, 20]), min_size=1, max_size=8).map(lambda n: dict(enumerate(n)))


@st.composite
def released(draw: st.DrawFn) -> tuple[list[set[int]], dict[int, int]]:
    people = draw(PEOPLE)
    return draw(st.lists(st.sets(st.sampled_from(sorted(people))), max_size=6)), people


def by_every_subset(groups: list[set[int]], people: dict[int, int], least: int) -> int | None:
    """Without the library's search: a set of cells is exposed if without its columns the released rows lose rank."""
    cells = [cell for cell, n in people.items() if n]
    rows = np.array([[float(cell in group) for cell in cells] for group in groups]).reshape(len(groups), len(cells))

    def rank(columns: list[int]) -> int:
        return int(np.linalg.matrix_rank(rows[:, columns])) if groups and columns else 0

    every = list(range(len(cells)))
    exposed = [
        sum(people[cells[place]] for place in chosen)
        for size in range(1, len(cells) + 1)
        for chosen in combinations(every, size)
        if rank([place for place in every if place not in chosen]) < rank(every)
    ]
    return min((n for n in exposed if n < least), default=None)


@given(released(), st.integers(1, 15))
def test_the_fewest_people_are_found_exactly_where_every_subset_is_tried(
    query: tuple[list[set[int]], dict[int, int]], least: int
) -> None:
    groups, people = query
    found = find_exposed(groups, people, least=least)
    assert (found.people if found else None) == by_every_subset(groups, people, least)
    if found:
        assert sum(people[cell] for cell in found.cells) == found.people
        assert all(people[cell] for cell in found.cells)


FACTS = st.tuples(st.sampled_from("fm"), st.sampled_from("123"), st.sampled_from("yo"))
FILTERS = st.tuples(*(st.sets(st.sampled_from(values), min_size=1) for values in ("fm", "123", "yo")))


@given(st.lists(FACTS, min_size=1, max_size=80), st.lists(FILTERS, max_size=12), st.randoms(use_true_random=False))
def test_no_combination_of_answered_queries_speaks_of_a_few(
    people: list[tuple[str, str, str]], wishes: list[tuple[set[str], set[str], set[str]]], dice: Random
) -> None:
    counts = Counter(people)
    answered: list[set[tuple[str, str, str]]] = []
    for wish in wishes:
        query = {cell for cell in counts if all(value in held for value, held in zip(cell, wish, strict=True))}
        if find_exposed([*answered, query], counts) is None:
            answered.append(query)
    for _ in range(20):
        factors = [dice.choice([-2, -1, -1, 0, 1, 1, 2]) for _ in answered]
        told = {cell: sum(f for f, query in zip(factors, answered, strict=True) if cell in query) for cell in counts}
        heard = sum(counts[cell] for cell, factor in told.items() if factor)
        assert heard == 0 or heard >= 10


def test_a_group_taken_out_of_one_around_it_is_found() -> None:
    people = {"women": 95, "men": 5}
    found = find_exposed([{"women", "men"}, {"women"}], people)
    assert found is not None
    assert (found.cells, found.people) == (frozenset({"men"}), 5)
    assert find_exposed([{"women", "men"}, {"women"}], people | {"men": 10}) is None


def test_three_groups_that_overlap_are_seen_through() -> None:
    """The last less the first less the second plus what these share leaves three people; any three tell of more."""
    people = {"a": 20, "b": 20, "both": 20, "c": 3}
    groups = [{"a", "both"}, {"b", "both"}, {"both"}, {"a", "b", "c"}]
    for some in combinations(groups, 3):
        assert find_exposed(some, people) is None
    found = find_exposed(groups, people)
    assert found is not None
    assert (found.cells, found.people) == (frozenset({"c"}), 3)


def test_what_is_asked_twice_and_who_is_nobody_is_no_danger() -> None:
    people = {"women": 95, "nobody": 0}
    assert find_exposed([{"women"}, {"women"}, {"women", "nobody"}, {"nobody"}, set()], people) is None
    assert find_exposed([], people) is None


def test_a_group_of_few_is_exposed_by_itself() -> None:
    found = find_exposed([{"men"}], {"women": 95, "men": 9})
    assert found is not None
    assert found.people == 9


def test_where_it_cannot_tell_it_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty people, each a cell of their own, in thirty groups by chance: too many ways to come down to 24."""
    monkeypatch.setattr(differencing, "MOST_NUMBERS", 100_000)
    dice = np.random.default_rng(1)
    people = dict.fromkeys(range(60), 1)
    groups = [{cell for cell in people if dice.random() < 0.5} for _ in range(30)]
    with pytest.raises(SuppressionRefused, match="too many ways"):
        find_exposed(groups, people, least=25)


@pytest.mark.parametrize(
    ("groups", "people", "least"), [([{"x"}], {"a": 3}, 10), ([{"a"}], {"a": -3}, 10), ([{"a"}], {"a": 3}, 0)]
)
def test_what_makes_no_groups_is_refused(groups: list[set[str]], people: dict[str, int], least: int) -> None:
    with pytest.raises(SuppressionRefused, match="known cells"):
        find_exposed(groups, people, least=least)
