"""What pages call an evaluation: it leads back for the house, and tells nobody else anything."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.responses.handles import seal, unseal

SECRET, OTHER = "s" * 32, "t" * 32
MOST_EVALUATIONS = 1 << 16
ORDINALS = st.integers(0, MOST_EVALUATIONS - 1)


@given(st.uuids(), ORDINALS)
def test_a_handle_leads_back_for_who_holds_the_key_and_nobody_else(response_id: UUID, ordinal: int) -> None:
    handle = seal((response_id, ordinal), secret=SECRET)
    assert unseal(handle, secret=SECRET) == (response_id, ordinal)
    assert unseal(handle, secret=OTHER) is None


@given(st.uuids(), ORDINALS)
def test_the_handles_of_one_response_have_nothing_in_common(response_id: UUID, ordinal: int) -> None:
    one, other = (seal((response_id, n % MOST_EVALUATIONS), secret=SECRET) for n in (ordinal, ordinal + 1))
    alike = sum(a == b for a, b in zip(one, other, strict=True))
    assert alike < len(one) // 2


@given(st.uuids(), ORDINALS, st.data())
def test_a_changed_letter_leads_nowhere(response_id: UUID, ordinal: int, data: st.DataObject) -> None:
    handle = seal((response_id, ordinal), secret=SECRET)
    place = data.draw(st.integers(0, len(handle) - 2))  # of the last letter not every bit counts
    letter = "A" if handle[place] != "A" else "B"
    assert unseal(handle[:place] + letter + handle[place + 1 :], secret=SECRET) is None


@pytest.mark.parametrize("written", ["", "A" * 23, "A" * 25, "A" * 28, "评" * 24, "!" * 24, "A" * 23 + "="])
def test_what_is_no_handle_leads_nowhere(written: str) -> None:
    assert unseal(written, secret=SECRET) is None
