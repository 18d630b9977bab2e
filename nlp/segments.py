"""Arrays in which what belongs to one owner (a record, a body) stands side by side, owners in ascending order."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_Places = NDArray[np.int64]


def begins_of(owners: NDArray[np.integer[Any]]) -> _Places:
    """Return where the entries of each owner that has any begin.

    >>> begins_of(np.array([2, 2, 5])).tolist()
    [0, 2]
    """
    return np.flatnonzero(np.append(np.ones(min(1, len(owners)), dtype=bool), owners[1:] != owners[:-1]))


def best_of(values: NDArray[np.floating[Any]], owners: NDArray[np.integer[Any]]) -> _Places:
    """Return the place of each owner's highest value, the first of equals.

    >>> best_of(np.array([1.0, 3.0, 3.0, 0.0]), np.array([2, 2, 2, 5])).tolist()
    [1, 3]
    """
    begins = begins_of(owners)
    highest = np.repeat(np.maximum.reduceat(values, begins), np.diff(begins, append=len(values)))
    places = np.flatnonzero(values == highest)
    return places[begins_of(owners[places])]


def spread(firsts: _Places, counts: _Places) -> tuple[_Places, _Places]:
    """Return all places of ranges that begin at `firsts` and hold so many, and of which range each is.

    >>> [array.tolist() for array in spread(np.array([7, 0, 3]), np.array([2, 0, 1]))]
    [[7, 8, 3], [0, 0, 2]]
    """
    owners = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return firsts[owners] + within, owners
