"""Quotas at their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling.quotas import (
    Admission,
    Quota,
    Tally,
    admit,
    are_all_met,
    count_completes,
    list_full,
    may_finish,
)

WOMEN = Quota(name="women", matches={"sex": frozenset({"f"})}, target=10, most=12)
EAST = Quota(name="east", matches={"district": frozenset({"east"})}, target=5, most=5)
BOTH = [WOMEN, EAST]
SHE = {"sex": "f", "district": "east"}


@pytest.mark.parametrize(
    ("completes", "under_way", "expected"),
    [(9, 0, "welcome"), (10, 0, "full"), (8, 1, "welcome"), (8, 2, "full"), (0, 10, "full")],
)
def test_the_last_place_is_given_and_the_next_is_not(completes: int, under_way: int, expected: str) -> None:
    tally = {"women": Tally(completes=completes, under_way=under_way)}
    assert admit(SHE, [WOMEN], tally) == expected


@pytest.mark.parametrize(("completes", "expected"), [(9, True), (10, True), (11, True), (12, False)])
def test_who_was_let_in_may_finish_up_to_the_hard_limit(completes: int, expected: bool) -> None:
    assert may_finish(SHE, [WOMEN], {"women": Tally(completes=completes, under_way=1)}) is expected


def test_every_quota_that_covers_a_person_needs_room() -> None:
    tallies = {"east": Tally(completes=5)}
    assert list_full(SHE, BOTH, tallies) == ["east"]
    assert admit({"sex": "f", "district": "west"}, BOTH, tallies) is Admission.WELCOME
    assert admit({"sex": "f"}, BOTH, tallies) is Admission.WELCOME


def test_completes_are_counted_and_fieldwork_ends() -> None:
    people = [SHE, {"sex": "f", "district": "west"}, {"sex": "m", "district": "east"}]
    assert count_completes(people, BOTH) == {"women": 2, "east": 2}
    assert not are_all_met(BOTH, {"women": Tally(completes=10), "east": Tally(completes=4)})
    assert are_all_met(BOTH, {"women": Tally(completes=10), "east": Tally(completes=5)})


def test_a_quota_of_nobody_lets_nobody_in_and_nonsense_is_refused() -> None:
    assert admit(SHE, [Quota(name="none", matches={}, target=0, most=0)], {}) is Admission.FULL
    with pytest.raises(ValueError, match="does not fit"):
        Quota(name="odd", matches={}, target=5, most=4)


def test_an_abandoned_interview_frees_its_place() -> None:
    assert admit(SHE, [EAST], {"east": Tally(completes=4, under_way=1)}) is Admission.FULL
    assert admit(SHE, [EAST], {"east": Tally(completes=4, under_way=0)}) is Admission.WELCOME


def test_who_reaches_the_target_ends_it_and_is_not_turned_out_by_it() -> None:
    before = {"east": Tally(completes=4, under_way=1)}
    assert may_finish(SHE, [EAST], before)
    after = {"east": Tally(completes=5)}
    assert admit(SHE, [EAST], after) is Admission.FULL
    assert are_all_met([EAST], after)


PEOPLE = st.fixed_dictionaries({"sex": st.sampled_from("fm"), "district": st.sampled_from(["east", "west"])})
STEPS = st.lists(st.tuples(st.sampled_from(["come", "finish", "abandon"]), PEOPLE), max_size=80)


@given(STEPS)
def test_in_whatever_order_people_come_finish_and_give_up_no_quota_overflows(
    steps: list[tuple[str, dict[str, str]]],
) -> None:
    """Whoever was let in finishes, and completes reach the target exactly: nobody is turned out, nobody too many."""
    inside: list[dict[str, str]] = []
    done: list[dict[str, str]] = []

    def tallies() -> dict[str, Tally]:
        completes, under_way = count_completes(done, BOTH), count_completes(inside, BOTH)
        return {name: Tally(completes=completes[name], under_way=under_way[name]) for name in completes}

    for step, facts in steps:
        if step == "come" and admit(facts, BOTH, tallies()) is Admission.WELCOME:
            inside.append(facts)
        elif step != "come" and inside:
            leaving = inside.pop()
            if step == "finish":
                assert may_finish(leaving, BOTH, tallies())
                done.append(leaving)
        assert all(tally.completes + tally.under_way <= 10 for tally in tallies().values())
    assert count_completes(done, BOTH)["women"] <= WOMEN.target
    assert count_completes(done, BOTH)["east"] <= EAST.target
