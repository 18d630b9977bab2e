"""The words that prove a judgement: the clauses that moved the model most towards "valid".

The evidence is read off the very weights that decided, so it cannot tell another story than the decision.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.features import SEPARATOR
from nlp.linear import LinearModel, Reading
from nlp.structure import cue_weights

Span = tuple[int, int]
LONGEST = 70
_WORD, _COMMA, _FULL_STOP = range(3)


class Clause(NamedTuple):
    """A stretch of text up to a comma or full stop, and how much it speaks for a judgement.

    A tuple, because a chunk has tens of thousands and a frozen dataclass takes five times as long to make.
    """

    start: int
    end: int
    weight: float
    ends_sentence: bool


_clause = partial(tuple.__new__, Clause)  # what Clause._make does, without a Python call for each of thousands


def evidence(text: str, clauses: Sequence[Clause]) -> Span | None:
    """Return the span that speaks most for a judgement; None where nothing does."""
    if not clauses:
        return None
    title = text.find("\n")
    halved = [clause.weight * (0.5 if clause.end <= title else 1.0) for clause in clauses]
    best = halved.index(max(halved))
    if clauses[best].weight <= 0:
        return None
    first, last = _widened(clauses, best)
    return clauses[first].start, clauses[last].end


def clauses_of(
    model: LinearModel, reading: Reading, column: int, rows: NDArray[np.int64]
) -> Callable[[int], list[Clause]]:
    """Cut records of a chunk, given in ascending order, into clauses; a clause weighs what it adds to the column.

    Returns what gives the clauses of the n-th of them, with offsets into its own text.
    """
    lengths = np.diff(reading.chunk.starts)
    inside = np.repeat(np.isin(np.arange(len(lengths)), rows), lengths)
    begins = np.concatenate([[0], np.cumsum(lengths[rows])])
    kinds = _kinds_of_marks()[np.minimum(reading.chunk.codes[inside], len(_kinds_of_marks()) - 1)]
    inked = np.concatenate([[False], kinds == _WORD, [False]])
    edges = np.flatnonzero(inked[1:] != inked[:-1])
    starts, ends = edges[::2], edges[1::2]
    sums = np.concatenate([[0.0], np.cumsum(_character_weights(model, reading, column, inside, lengths[rows]))])
    stops = np.concatenate([[0], np.cumsum(kinds == _FULL_STOP)])
    closes = stops[np.append(starts[1:], len(kinds))] > stops[ends]
    bounds = np.searchsorted(starts, begins)
    offsets = np.repeat(begins[:-1], np.diff(bounds))
    columns = (starts - offsets, ends - offsets, sums[ends] - sums[starts], closes)

    def of_record(number: int) -> list[Clause]:
        part = slice(bounds[number], bounds[number + 1])
        return list(map(_clause, zip(*(column[part].tolist() for column in columns), strict=True)))

    return of_record


def _character_weights(
    model: LinearModel, reading: Reading, column: int, inside: NDArray[np.bool_], lengths: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what characters (those `inside`) contribute to a column: grams and cues that start there.

    Rows were brought to length one, so a gram of a long record weighs less; the root of the length comes near.
    """
    grams, hits, weights = reading.grams, reading.hits, model.weights_of(column)
    total = weights[grams.singles[inside]].astype(np.float64) * grams.inked[inside]
    total += weights[grams.doubles[inside]].astype(np.float64) * grams.paired[inside]
    scale = np.repeat(0.15 / np.sqrt(np.maximum(lengths, 4).astype(np.float64)), lengths)
    of_cues = cue_weights(reading.chunk, hits, model.dense_weights[:, column])
    return total * scale + np.bincount(hits.position, weights=of_cues, minlength=len(inside))[inside]


@cache
def _kinds_of_marks() -> NDArray[np.uint8]:
    kinds = np.full(0x10001, _WORD, dtype=np.uint8)
    for kind, marks in ((_COMMA, "，,；;"), (_FULL_STOP, f"。！？!?\n{SEPARATOR}")):
        kinds[list(map(ord, marks))] = kind
    return kinds


def _widened(clauses: Sequence[Clause], best: int) -> tuple[int, int]:
    """Take in neighbours of the same sentence that also speak for it, up to the longest span."""
    first = last = best
    while first > 0 and not clauses[first - 1].ends_sentence and clauses[first - 1].weight > 0:
        if clauses[last].end - clauses[first - 1].start > LONGEST:
            break
        first -= 1
    while not clauses[last].ends_sentence and last + 1 < len(clauses) and clauses[last + 1].weight > 0:
        if clauses[last + 1].end - clauses[first].start > LONGEST:
            break
        last += 1
    return first, last
