"""The compiled loop gives what the sparse matrices give."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import fused, model_store
from nlp.corpus import own_examples
from nlp.features import hash_grams, lay_out, sort_grams
from nlp.linear import LinearModel, multiplied
from nlp.packed import Packed, unpacked

pytest.importorskip("numba", reason="feedback[fast] is not installed")
TEXTS = st.lists(st.text(alphabet="局长 态度差\n,，A区3！", max_size=60), min_size=1, max_size=6)


@pytest.fixture(scope="module")
def model() -> LinearModel:
    return model_store.load(None)


def test_both_ways_read_our_own_messages_alike(model: LinearModel) -> None:
    chunk = lay_out([example.text for example in own_examples()[:600]])
    looped, multiplied = (model.read(chunk, looped=way).margins for way in (True, False))
    assert np.abs(multiplied).max() > 1
    np.testing.assert_allclose(looped, multiplied, atol=1e-5)


def _assert_alike(model: LinearModel, texts: list[str]) -> None:
    chunk = lay_out(texts)
    tally = sort_grams(chunk, hash_grams(chunk.codes, model.bits), model.bits)
    packed = Packed.of(model.gram_weights)
    looped, defined = (
        fused.margins_of(tally, model.idf, packed),
        multiplied(tally, model.idf, unpacked(model.gram_weights)),
    )
    np.testing.assert_allclose(looped, defined, atol=1e-5)


def test_packed_weights_stand_for_the_weights(model: LinearModel) -> None:
    packed = Packed.of(model.gram_weights)
    kept = (packed.numbers * packed.scales)[:, : model.gram_weights.shape[1]]
    np.testing.assert_allclose(kept, model.gram_weights, atol=np.abs(model.gram_weights).max() / 60_000)
    np.testing.assert_array_equal(unpacked(model.gram_weights)[:, : kept.shape[1]], kept)
    assert packed.numbers.strides[0] % 64 == 0


def test_columns_of_nothing_can_be_packed() -> None:
    assert not unpacked(np.zeros((4, 3), dtype=np.float32)).any()


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_texts_weigh_alike(model: LinearModel, texts: list[str]) -> None:
    _assert_alike(model, texts)


def test_a_gram_that_counts_as_often_as_no_other_weighs_alike(model: LinearModel) -> None:
    _assert_alike(model, ["局" * 700])


def test_few_texts_are_not_worth_compiling_for() -> None:
    assert not fused.is_worth_it(lay_out(["态度差"]))
    assert fused.is_worth_it(lay_out(["态度差"] * fused.FEWEST))
