"""Which messages a person should label next, so that a model learns most from the fewest.

The most doubtful ones, but not the same doubt fifty times: each next message is the one whose doubt, lessened by how
much it resembles what was chosen already, is greatest (maximal marginal relevance: Carbonell & Goldstein 1998, SIGIR).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

BATCH = 50
POOL = 10
"""How many times the batch the pool of the most doubtful is, from which unlike ones are picked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A message nobody has labelled: what names it, its normalised text, and the model's doubt from 0 to 1."""

    key: int
    text: str
    doubt: float


def doubt_of(confidences: Sequence[float | None]) -> float:
    """Return the doubt about a message from the confidence of each answer given: that about the least sure answer.

    >>> doubt_of([0.9, None, 0.6])
    0.4
    """
    return 1.0 - min((one for one in confidences if one is not None), default=1.0)


def most_useful(candidates: Sequence[Candidate], n: int = BATCH) -> list[int]:
    """Return the keys of at most `n` messages to label, the most useful first; equal input gives equal output.

    Near copies of a chosen message come last, however doubtful: they would teach nothing new.
    """
    pool = sorted(candidates, key=lambda one: (-one.doubt, one.key))[: n * POOL]
    if not pool:
        return []
    rows = _pairs_of_characters([one.text for one in pool])
    doubts = np.array([one.doubt for one in pool])
    likest = np.zeros(len(pool))
    left = np.ones(len(pool), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < min(n, len(pool)):
        worth = np.where(left, doubts * (1.0 - likest), -1.0)
        place = int(worth.argmax())
        left[place] = False
        chosen.append(pool[place].key)
        likest = np.maximum(likest, (rows @ rows[[place]].T).toarray().ravel())
    return chosen


def _pairs_of_characters(texts: Sequence[str]) -> csr_array:
    """Return a row of length one for each text, with a column for each pair of neighbouring characters in any."""
    columns: dict[str, int] = {}
    places: list[int] = []
    starts, values = [0], list[float]()
    for text in texts:
        pairs = {text[at : at + 2] for at in range(len(text) - 1)}
        places += [columns.setdefault(pair, len(columns)) for pair in sorted(pairs)]
        values += [len(pairs) ** -0.5 for _pair in pairs]
        starts.append(len(places))
    return csr_array((values, places, starts), shape=(len(texts), max(len(columns), 1)))
