"""The words that prove a judgement: the clauses that moved the model most towards "valid".

The evidence is read off the very weights that decided, so it cannot tell another story than the decision.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.features import SEPARATOR, Chunk
from nlp.linear import LinearModel, Reading
from nlp.segments import best_of, spread
from nlp.structure import cue_weights

Span = tuple[int, int]
LONGEST = 70
"""Characters of the evidence at most; a clause without a mark for longer than that is cut there."""
_WORD, _COMMA, _FULL_STOP = range(3)


class Clauses(NamedTuple):
    """Stretches of a chunk up to a comma, blank or full stop, in order, and how much each speaks for a judgement.

    Four arrays of one length; starts and ends are places in the chunk. The last clause of a record ends a sentence.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    weights: NDArray[np.float64]
    ends_sentence: NDArray[np.bool_]


NO_CLAUSES = Clauses(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0, np.bool_))


def evidence(chunk: Chunk, clauses: Clauses) -> dict[int, Span]:
    """Return by record the span of its text that speaks most for a judgement; no entry where nothing does."""
    rows = chunk.rows[clauses.starts]
    halved = clauses.weights * np.where(clauses.ends <= chunk.title_ends[rows], 0.5, 1.0)
    best = best_of(halved, rows)
    best = best[clauses.weights[best] > 0]
    first, last = np.array([_widened(clauses, place) for place in best.tolist()], dtype=np.int64).reshape(-1, 2).T
    offsets = chunk.starts[rows[best]]
    starts, ends = clauses.starts[first] - offsets, clauses.ends[last] - offsets
    return dict(zip(rows[best].tolist(), zip(starts.tolist(), ends.tolist(), strict=True), strict=True))


def clauses_of(model: LinearModel, reading: Reading, column: int, rows: NDArray[np.int64]) -> Clauses:
    """Cut records of a chunk, given in ascending order, into clauses; a clause weighs what it adds to the column."""
    lengths = np.diff(reading.chunk.starts)
    inside = np.repeat(np.isin(np.arange(len(lengths)), rows), lengths)
    places = np.flatnonzero(inside)
    kinds = _kinds_of_marks()[np.minimum(reading.chunk.codes[places], len(_kinds_of_marks()) - 1)]
    inked = np.concatenate([[False], kinds == _WORD, [False]])
    edges = np.flatnonzero(inked[1:] != inked[:-1])
    starts, ends = _cut(edges[::2], edges[1::2])
    sums = np.concatenate([[0.0], np.cumsum(_character_weights(model, reading, column, places, lengths[rows]))])
    stops = np.concatenate([[0], np.cumsum(kinds == _FULL_STOP)])
    closes = stops[np.append(starts[1:], len(kinds))] > stops[ends]
    return Clauses(places[starts], places[ends - 1] + 1, sums[ends] - sums[starts], closes)


def _cut(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut what is longer than the longest evidence into pieces of that length and a rest."""
    within, owners = spread(np.zeros(len(starts), dtype=np.int64), -(-(ends - starts) // LONGEST))
    begins = starts[owners] + within * LONGEST
    return begins, np.minimum(begins + LONGEST, ends[owners])


def _character_weights(
    model: LinearModel, reading: Reading, column: int, places: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what characters contribute to a column: grams and cues that start there.

    Rows were brought to length one, so a gram of a long record weighs less; the root of the length comes near.
    """
    grams, hits, weights = reading.grams.at(places), reading.hits, model.weights_of(column)
    total = weights[grams.singles].astype(np.float64) * grams.inked
    total += weights[grams.doubles].astype(np.float64) * grams.paired
    total *= np.repeat(0.15 / np.sqrt(np.maximum(lengths, 4).astype(np.float64)), lengths)
    of_cues = cue_weights(hits, model.dense_weights[:, column])
    total += np.bincount(hits.position, weights=of_cues, minlength=len(reading.chunk.codes))[places]
    return total


@cache
def _kinds_of_marks() -> NDArray[np.uint8]:
    kinds = np.full(0x10001, _WORD, dtype=np.uint8)
    for kind, marks in ((_COMMA, "，,；; "), (_FULL_STOP, f"。！？!?\n{SEPARATOR}")):
        kinds[list(map(ord, marks))] = kind
    return kinds


def _widened(clauses: Clauses, best: int) -> tuple[int, int]:
    """Take in neighbours of the same sentence that also speak for it, up to the longest span."""
    starts, ends, weights, ends_sentence = clauses
    first = last = best
    while first > 0 and not ends_sentence[first - 1] and weights[first - 1] > 0:
        if ends[last] - starts[first - 1] > LONGEST:
            break
        first -= 1
    while not ends_sentence[last] and weights[last + 1] > 0:
        if ends[last + 1] - starts[first] > LONGEST:
            break
        last += 1
    return first, last
