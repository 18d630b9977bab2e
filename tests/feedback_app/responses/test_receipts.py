"""Receipts: short, forgiving, and leading back to their response."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.responses.receipts import LETTERS, keys_of, receipt_of, response_id


@given(st.uuids())
def test_a_receipt_leads_back_to_its_key(key: UUID) -> None:
    receipt = receipt_of(key)
    assert len(receipt) == 12
    assert set(receipt) <= set(LETTERS)
    found = keys_of(receipt)
    assert found is not None
    assert found[0] <= key <= found[1]


@given(st.integers(1, 50), st.text(min_size=1, max_size=30), st.integers(1, 50), st.text(min_size=1, max_size=30))
def test_the_same_answer_has_the_same_key_and_no_other(one: int, key: str, other: int, another: str) -> None:
    assert (response_id(one, key) == response_id(other, another)) is ((one, key) == (other, another))


@pytest.mark.parametrize("written", ["0A1B-2C3D-4E5F", "0a1b 2c3d 4e5f", "OAIB2C3D4E5F", "oalb2c3d4e5f"])
def test_slips_of_the_pen_are_forgiven(written: str) -> None:
    assert keys_of(written) == keys_of("0A1B2C3D4E5F")


@pytest.mark.parametrize("written", ["", "0A1B2C3D4E5", "0A1B2C3D4E5FG", "0A1B2C3D4E5U", "收据", "%" * 12])
def test_what_is_no_receipt_leads_nowhere(written: str) -> None:
    assert keys_of(written) is None
