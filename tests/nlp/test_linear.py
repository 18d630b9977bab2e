from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nlp.linear import Head, chosen, shares_of_steps, tempered, tilted

LEVEL = Head(
    name="level",
    labels=("1", "2", "3"),
    first=1,
    exclusive=True,
    temperature=1.0,
    accept_at=(0.5, 0.5, 0.5),
    groups=(0, 1, 2),
    ordered=True,
)


@given(arrays(np.float32, (3, 4), elements=st.floats(0, 1, width=32)))
def test_steps_become_shares_that_add_up_to_one(beyond: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> None:
    shares = shares_of_steps(beyond)
    assert shares.shape == (3, 5)
    assert (shares >= 0).all()
    assert shares.sum(axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("shares", "median", "likeliest"),
    [((0.4, 0.3, 0.3), 1, 0), ((0.6, 0.2, 0.2), 0, 0), ((0.1, 0.2, 0.7), 2, 2), ((0.0, 0.0, 0.0), 2, 0)],
)
def test_ordered_labels_are_answered_by_their_median(shares: tuple[float, ...], median: int, likeliest: int) -> None:
    row = np.array([shares], dtype=np.float32)
    assert (chosen(row, ordered=True)[0], chosen(row, ordered=False)[0]) == (median, likeliest)


def test_an_ordered_head_has_one_column_less_than_labels() -> None:
    margins = np.array([[99.0, 9.0, -9.0, 99.0]], dtype=np.float32)
    assert LEVEL.width == 2
    assert LEVEL.choose(LEVEL.probabilities(margins)).tolist() == [1]


def test_shares_are_tilted_towards_labels_that_are_more_common_in_real_traffic() -> None:
    shares = np.array([[0.5, 0.3, 0.2], [0.0, 0.0, 1.0]], dtype=np.float32)
    assert tilted(shares, (2.0, 1.0, 0.5)) == pytest.approx(np.array([[1 / 1.4, 0.3 / 1.4, 0.1 / 1.4], [0, 0, 1]]))
    assert tilted(shares, ()) is shares


def test_rarity_makes_an_answer_less_sure_but_does_not_change_it() -> None:
    margins = np.array([[99.0, 2.0, 1.0]], dtype=np.float32)
    rare = replace(LEVEL, groups=(0, 0, 1), odds=(1.0, 1.0, 0.1))
    shares = rare.probabilities(margins)
    assert rare.choose(shares).tolist() == LEVEL.choose(LEVEL.probabilities(margins)).tolist() == [2]
    assert rare.sureness(shares)[0, 2] == pytest.approx(0.1 * shares[0, 2] / (1 - 0.9 * shares[0, 2]))
    assert rare.sureness(shares)[0, :2].tolist() == pytest.approx([1 - rare.sureness(shares)[0, 2]] * 2)


def test_no_answer_is_surer_than_those_who_label_agree() -> None:
    shares = np.array([[1.0, 0.0, 0.0], [0.5, 0.3, 0.2]], dtype=np.float32)
    spread = tempered(shares, 0.9)
    assert spread.sum(axis=1) == pytest.approx(1)
    assert spread[0] == pytest.approx([0.9 + 0.1 / 3, 0.1 / 3, 0.1 / 3])
    assert spread.argmax(axis=1).tolist() == shares.argmax(axis=1).tolist()
    np.testing.assert_array_equal(tempered(shares, 1.0), shares)
