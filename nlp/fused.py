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

from nlp.features import OWN_BUCKETS, TITLE_WEIGHT, Chunk, Grams
from nlp.gram_table import GramTable

FEWEST = 200
"""Records of a chunk that are worth it."""
_Floats = NDArray[np.float32]
_Places = NDArray[np.int64]


def is_worth_it(chunk: Chunk) -> bool:
    """Tell whether the loop can be compiled here, and the chunk is large enough."""
    return len(chunk) >= FEWEST and is_installed()


def margins_of(chunk: Chunk, grams: Grams, table: GramTable) -> tuple[_Floats, _Floats]:
    """Return what grams of the text, and of its title, add to each column, both (records, columns)."""
    of_text, of_title = (np.zeros((len(chunk), table.weights.shape[1]), dtype=np.float32) for _ in range(2))
    marks = OWN_BUCKETS & (len(table.ranks) - 1)
    add_up, starts, titles = _compiled(), chunk.starts[:-1], chunk.title_ends
    add_up(grams, (starts, chunk.starts[1:], titles), TITLE_WEIGHT, 0, table, of_text)
    add_up(grams, (starts, titles, titles), 1, marks, table, of_title)
    return of_text, of_title


@cache
def is_installed() -> bool:
    """Tell whether numba is there."""
    return find_spec("numba") is not None


@cache
def _compiled() -> Callable[..., None]:
    from numba import njit

    compiled: Callable[..., None] = njit(cache=True, nogil=True, error_model="numpy")(_add_up)
    return compiled


def _add_up(
    grams: Grams,
    bounds: tuple[_Places, _Places, _Places],
    in_title: int,
    marks: int,
    table: GramTable,
    found: _Floats,
) -> None:
    """Put into `found` the weighed mean of every record's grams, each once; `bounds` are starts, ends, ends of titles.

    A gram of the title counts `in_title` times; `marks` turn its bucket into another.
    """
    starts, ends, title_ends = bounds
    ranks, idf, weights = table
    most = in_title * np.max(np.append(ends - starts, 0))
    logs = np.float32(1) + np.log(np.arange(1, most + 1).astype(np.float32))
    counts = np.zeros(len(idf), dtype=np.int32)
    seen = np.empty(2 * len(grams.singles) + 2, dtype=np.int64)
    columns, total = weights.shape[1], np.empty(weights.shape[1], dtype=np.float32)
    for record in range(len(ends)):
        distinct = 0
        for place in range(starts[record], ends[record]):
            times = in_title if place < title_ends[record] else 1
            singles, doubles = grams.inked[place], grams.paired[place] and place + 1 < ends[record]
            for counted, hashed in ((singles, grams.singles[place]), (doubles, grams.doubles[place])):
                if counted:
                    rank = ranks[np.int64(hashed) ^ marks]
                    seen[distinct] = rank
                    distinct += counts[rank] == 0
                    counts[rank] += times
        squares = np.float32(1e-12)
        total[:] = 0
        for rank in seen[:distinct]:
            weight = logs[counts[rank] - 1] * idf[rank]
            counts[rank] = 0
            squares += weight * weight
            for column in range(columns):  # written out: the sum of two rows would be a new array every time
                total[column] += weight * weights[rank, column]
        found[record] = total / np.sqrt(squares)
