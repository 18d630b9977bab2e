"""The words that prove a judgement: the clauses that moved the model most towards "valid".

The evidence is read off the very weights that decided, so it cannot tell another story than the decision.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.linear import LinearModel, Reading
from nlp.structure import cue_weights

Span = tuple[int, int]
LONGEST = 70
_CLAUSE_END = re.compile(r"[，,；;。！？!?\n]+")
_FULL_STOPS = frozenset("。！？!?\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """A stretch of text up to a comma or full stop, and how much it speaks for a judgement."""

    start: int
    end: int
    weight: float
    ends_sentence: bool


def character_weights(model: LinearModel, reading: Reading, column: int) -> NDArray[np.float64]:
    """Return what every character of the chunk contributes to one column: grams and cues that start there."""
    grams, hits = reading.grams, reading.hits
    of_grams = model.gram_weights[grams.buckets, column] * model.idf[grams.buckets]
    total = np.bincount(grams.positions, weights=of_grams, minlength=len(reading.chunk.codes))
    scale = _gram_scale(reading)[reading.chunk.rows]
    of_cues = cue_weights(reading.chunk, hits, model.dense_weights[:, column])
    return total * scale + np.bincount(hits.position, weights=of_cues, minlength=len(total))


def _gram_scale(reading: Reading) -> NDArray[np.float64]:
    """Rows were brought to length one, so a gram of a long record weighs less; the root of the length comes near."""
    lengths = np.diff(reading.chunk.starts).astype(np.float64)
    scale: NDArray[np.float64] = 0.15 / np.sqrt(np.maximum(lengths, 4))
    return scale


def evidence(text: str, clauses: Sequence[Clause]) -> Span | None:
    """Return the span that speaks most for a judgement; None where nothing does."""
    if not clauses:
        return None
    best = max(range(len(clauses)), key=lambda i: clauses[i].weight * (0.5 if _is_title(text, clauses[i]) else 1.0))
    if clauses[best].weight <= 0:
        return None
    first, last = _widened(clauses, best)
    return clauses[first].start, clauses[last].end


def _is_title(text: str, clause: Clause) -> bool:
    return clause.end <= text.find("\n")


def weigh_clauses(text: str, weights: NDArray[np.float64]) -> list[Clause]:
    """Cut the text into clauses; `weights` holds one number per character, a clause weighs their sum."""
    sums = np.concatenate([[0.0], np.cumsum(weights)])
    clauses: list[Clause] = []
    start = 0
    for stop in (*_CLAUSE_END.finditer(text), None):
        end = len(text) if stop is None else stop.start()
        closes = stop is None or any(mark in _FULL_STOPS for mark in stop[0])
        if end > start:
            clauses.append(Clause(start=start, end=end, weight=float(sums[end] - sums[start]), ends_sentence=closes))
        start = end if stop is None else stop.end()
    return clauses


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
