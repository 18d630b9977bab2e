"""What pages call an evaluation: it leads back for the house, and tells nobody else anything."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.responses.handles import HANDLE_LENGTH, MOST_EVALUATIONS, seal, unseal

SECRET, OTHER = "s" * 32, "t" * 32
ORDINALS = st.integers(0, MOST_EVALUATIONS - 1)


@given(st.uuids(), ORDINALS)
def test_a_handle_leads_back_for_who_holds_the_key_and_nobody_else(response_id: UUID, ordinal: int) -> None:
    handle = seal((response_id, ordinal), secret=SECRET)
    assert len(handle) == HANDLE_LENGTH
    assert unseal(handle, secret=SECRET) == (response_id, ordinal)
    assert unseal(handle, secret=OTHER) != (response_id, ordinal)


@given(st.uuids(), ORDINALS)
def test_the_handles_of_one_response_have_nothing_in_common(response_id: UUID, ordinal: int) -> None:
    one, other = (seal((response_id, n % MOST_EVALUATIONS), secret=SECRET) for n in (ordinal, ordinal + 1))
    alike = sum(a == b for a, b in zip(one, other, strict=True))
    assert alike < HANDLE_LENGTH // 2


@given(st.uuids(), ORDINALS, st.integers(0, HANDLE_LENGTH - 1))
def test_a_changed_letter_leads_elsewhere(response_id: UUID, ordinal: int, place: int) -> None:
    handle = seal((response_id, ordinal), secret=SECRET)
    letter = "A" if handle[place] != "A" else "B"
    found = unseal(handle[:place] + letter + handle[place + 1 :], secret=SECRET)
    assert found is not None
    assert found[0] != response_id


@pytest.mark.parametrize("written", ["", "A" * 23, "A" * 25, "A" * 28, "评" * 24, "!" * 24, "A" * 23 + "="])
def test_what_is_no_handle_leads_nowhere(written: str) -> None:
    assert unseal(written, secret=SECRET) is None
