"""How much of a message a model has never seen: what rises first when a city speaks of something new."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.features import hash_grams, lay_out
from nlp.linear import LinearModel


def unknown_shares(model: LinearModel, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return for each normalised text the share of its character grams that the model gives no weight to.

    Such a gram stood in one training message at most. A text without grams has a share of 0.
    """
    chunk = lay_out(texts)
    grams = hash_grams(chunk.codes, model.bits)
    held, unknown = np.zeros(len(texts)), np.zeros(len(texts))
    for buckets, counts in ((grams.singles, grams.inked), (grams.doubles, grams.paired)):
        rows = chunk.rows[counts]
        held += np.bincount(rows, minlength=len(texts))
        unknown += np.bincount(rows, weights=model.idf[buckets[counts]] == 0, minlength=len(texts))
    shares: NDArray[np.float64] = unknown / np.maximum(held, 1)
    return shares
