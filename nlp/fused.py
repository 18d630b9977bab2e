"""Counting, weighing and multiplying grams in one loop, compiled where numba is installed (`feedback[fast]`).

The way over sparse matrices (`nlp.features`, `nlp.linear`) is the definition; this one must give the same margins but
for rounding, and a test compares them. Compiling, or loading what was compiled, takes a second: only whole batches of
texts come this way.
"""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from nlp.features import LEAST, Chunk, Tally, logs_of_counts
from nlp.packed import Packed

FEWEST = 200
"""Records of a chunk that are worth it."""
_TABLED = 256  # counts of a gram in a text whose logarithms are at hand
_Floats = NDArray[np.float32]


def is_worth_it(chunk: Chunk) -> bool:
    """Tell whether the loop can be compiled here, and the chunk is large enough."""
    return len(chunk) >= FEWEST and is_installed()


def margins_of(tally: Tally, idf: _Floats, weights: Packed) -> _Floats:
    """Return what the grams of every row add to each column, (rows, columns)."""
    margins = np.zeros((tally.shape[0], len(weights.scales)), dtype=np.float32)
    _compiled()(tally.keys, tally.row_bits, logs_of_counts(_TABLED), idf, *weights, margins)
    return margins


@cache
def is_installed() -> bool:
    """Tell whether numba is there."""
    return find_spec("numba") is not None


@cache
def _compiled() -> Callable[..., None]:
    from numba import njit

    compiled: Callable[..., None] = njit(cache=True, nogil=True, error_model="numpy", fastmath=True)(_add_up)
    return compiled


def _add_up(
    keys: NDArray[np.unsignedinteger],
    row_bits: int,
    logs: _Floats,
    idf: _Floats,
    numbers: NDArray[np.int16],
    scales: _Floats,
    margins: _Floats,
) -> None:
    """Put into `margins`, zeros at first, the weighed mean of every row's grams, each once; `logs` are of counts."""
    columns, place = numbers.shape[1], 0
    squares = np.full(len(margins), np.float32(LEAST))
    while place < len(keys):
        key, first = int(keys[place]), place
        while place < len(keys) and keys[place] == key:
            place += 1
        row, bucket = key & ((1 << row_bits) - 1), key >> row_bits
        count = place - first
        log = logs[count - 1] if count <= len(logs) else np.float32(1 + np.log(count))
        weight = log * idf[bucket]
        squares[row] += weight * weight
        for column in range(columns):  # written out: the sum of two rows would be a new array every time
            margins[row, column] += weight * np.float32(numbers[bucket, column])
    for row in range(len(margins)):
        for column in range(columns):
            margins[row, column] *= scales[column] / np.sqrt(squares[row])
