"""The weights of grams as the processor likes to gather them: what most texts hold stands together, and is cached."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from nlp.features import weigh

_LINE = 16  # float32 numbers in a cache line of 64 bytes
_Floats = NDArray[np.float32]


class GramTable(NamedTuple):
    """Rarity (grams,) and weights (grams, columns or more) of all grams, the commonest first, the unknown as one.

    `ranks` tell the place of every bucket.
    """

    ranks: NDArray[np.int32]
    idf: _Floats
    weights: _Floats

    @classmethod
    def of(cls, idf: _Floats, weights: _Floats) -> "GramTable":
        """Build the table for all buckets; one whose rarity is 0 is unknown."""
        known = np.flatnonzero(idf)
        known = known[np.argsort(idf[known], kind="stable")]
        ranks = np.full(len(idf), len(known), dtype=np.int32)
        ranks[known] = np.arange(len(known), dtype=np.int32)
        by_rank, table = np.zeros_like(idf), _on_cache_lines(*weights.shape)  # what stays untouched takes no memory
        by_rank[: len(known)] = idf[known]
        table[: len(known), : weights.shape[1]] = weights[known]
        return cls(ranks, by_rank, table)

    def margins_of(self, counts: csr_array) -> _Floats:
        """Return what grams, counted by bucket, add to each column: (rows, columns or more); changes the counts."""
        counts.indices = self.ranks.take(counts.indices)
        counts.has_sorted_indices = False
        lengths = weigh(counts, self.idf)
        margins: _Floats = counts @ self.weights
        margins /= lengths[:, np.newaxis]
        return margins


def _on_cache_lines(rows: int, columns: int) -> _Floats:
    """Return zeros, every row on cache lines of its own: a third faster to gather."""
    width = -columns % _LINE + columns
    room = np.zeros(rows * width + _LINE, dtype=np.float32)
    begin = -room.ctypes.data // room.itemsize % _LINE
    table: _Floats = room[begin : begin + rows * width].reshape(rows, width)
    return table
