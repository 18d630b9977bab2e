"""Quotas at their edges."""

import pytest

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
