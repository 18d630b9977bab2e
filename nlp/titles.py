"""Titles side by side: which are alike, and which belong together.

Character-bigram TF-IDF, cosine of each title to its nearest twenty, groups by label propagation (Raghavan, Albert,
Kumara, "Near linear time algorithm to detect community structures in large-scale networks", 2007). Titles of the same
letters are one node that weighs as much as it has copies. Several runs agree on the groups, after A. Lancichinetti, S.
Fortunato, "Consensus clustering in complex networks", 2012. Everything is done in the order of the titles' letters, so
neither the order of the records nor the machine changes a group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, diags_array
from scipy.sparse.csgraph import connected_components

from nlp.duplicates import squeezed
from nlp.features import SEPARATOR, lay_out

LEAST_ALIKE, NEIGHBOURS = 0.35, 20
COMMONEST = 2_000
"""A bigram in more titles than this tells little and costs most: without it the search grows with their number only."""
RUNS = 15
_ROUNDS = 100
_BATCHES = 8
_BLOCK = 500
_HAIR = 1e-9
_BLANK = " "  # begins no squeezed title


@dataclass(frozen=True)
class Titles:
    """Distinct titles: TF-IDF rows of length one (or zero), how many records bear each, and the node of each record."""

    vectors: csr_array
    copies: NDArray[np.int64]
    nodes: NDArray[np.int64]


class Pairs(NamedTuple):
    """Cosines and the rows and columns where they stand, three arrays of one length."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    cosines: NDArray[np.float64]


def lay_side_by_side(titles: Sequence[str]) -> Titles:
    """Weigh the bigrams of normalised titles; a title without a letter is a node of its own."""
    said = [squeezed(title) or f"{_BLANK}{i}" for i, title in enumerate(titles)]
    distinct = sorted(set(said))
    number = {title: i for i, title in enumerate(distinct)}
    nodes = np.array([number[title] for title in said], dtype=np.int64)
    worded = ["" if title.startswith(_BLANK) else title for title in distinct]
    return Titles(_weighed(_bigrams(worded)), np.bincount(nodes, minlength=len(distinct)), nodes)


def alike(vectors: csr_array, least: float = LEAST_ALIKE, most: int = NEIGHBOURS) -> csr_array:
    """Return the cosines of at least `least` between each title and its `most` nearest others, made symmetric."""
    found = nearest(vectors, vectors, least, most + 1)
    others = found.rows != found.columns
    size = vectors.shape[0]
    places = (found.rows[others], found.columns[others])
    graph = coo_array((found.cosines[others], places), shape=(size, size)).tocsr()
    return graph.maximum(graph.T).tocsr()


def nearest(vectors: csr_array, others: csr_array, least: float, most: int) -> Pairs:
    """Return for each row the `most` rows of the others with the highest cosines; of equals the first ones."""
    turned = others.T.tocsr()
    starts = range(0, vectors.shape[0], _BLOCK)
    found = [_nearest_of(vectors[start : start + _BLOCK] @ turned, start, least, most) for start in starts]
    return Pairs(
        np.concatenate([pairs.rows for pairs in found] or [np.empty(0, dtype=np.int64)]),
        np.concatenate([pairs.columns for pairs in found] or [np.empty(0, dtype=np.int64)]),
        np.concatenate([pairs.cosines for pairs in found] or [np.empty(0)]),
    )


def group(graph: csr_array, copies: NDArray[np.int64], *, seed: int = 0, runs: int = RUNS) -> NDArray[np.int64]:
    """Group titles by label propagation and return their labels, on which most of the runs agree.

    One propagation depends on the order in which titles are asked: now and then it splits a great issue. Neighbours
    stay together if they ended together in more than half of the runs, and so do those they chain.
    """
    dice = np.random.default_rng(seed)
    links = graph.tocoo()
    own = copies - 1 + 2 * _HAIR  # the hair keeps a title with its label on a tie
    votes = (csr_array(graph.multiply(copies)) + diags_array(own)).tocsr()
    together = np.zeros(len(links.row), dtype=np.int64)
    for _ in range(runs):
        labels = propagate(votes, dice)
        together += labels[links.row] == labels[links.col]
    kept = 2 * together > runs
    agreed = coo_array((np.ones(kept.sum(), dtype=np.int8), (links.row[kept], links.col[kept])), shape=graph.shape)
    return np.asarray(connected_components(agreed, directed=False)[1], dtype=np.int64)


def propagate(votes: csr_array, dice: np.random.Generator) -> NDArray[np.int64]:
    """Let every title take the label that weighs most among its neighbours until none changes; return the labels.

    Titles are asked in a new order each round, an eighth of them at a time. `votes` holds in each row what the labels
    of the neighbours weigh, and its own; a title takes the lowest of labels that weigh the same.
    """
    labels, is_waiting = np.arange(votes.shape[0]), np.diff(votes.indptr) > 1
    for _ in range(_ROUNDS):
        waiting = dice.permutation(np.flatnonzero(is_waiting))
        if not len(waiting):
            break
        for batch in np.array_split(waiting, min(_BATCHES, len(waiting))):
            taken = _heaviest(votes[batch], labels)
            changed = batch[taken != labels[batch]]
            labels[batch] = taken
            is_waiting[batch] = False
            is_waiting[votes[changed].indices] = True
    return labels


def closeness(titles: Titles, groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how like the other titles of its group each record's title is: its cosine with their sum."""
    members = coo_array((np.ones(len(groups)), (groups, titles.nodes)), shape=(_groups_of(groups), len(titles.copies)))
    sums = (members.tocsr() @ titles.vectors).tocsr()
    return np.asarray(sums[groups].multiply(titles.vectors[titles.nodes]).sum(axis=1)).ravel().round(9)


def _groups_of(groups: NDArray[np.int64]) -> int:
    return int(groups.max()) + 1 if len(groups) else 0


def _bigrams(distinct: Sequence[str]) -> csr_array:
    """Count the bigrams of each title: shape (titles, bigrams that two titles share and not too many do)."""
    chunk = lay_out(distinct)
    codes = chunk.codes.astype(np.uint64)
    whole = (
        np.flatnonzero((codes[:-1] != ord(SEPARATOR)) & (codes[1:] != ord(SEPARATOR)))
        if len(codes)
        else np.empty(0, int)
    )
    keys, columns = np.unique((codes[whole] << np.uint64(32)) | codes[whole + 1], return_inverse=True)
    ones = np.ones(len(whole), dtype=np.float64)
    counts = coo_array((ones, (chunk.rows[whole], columns)), shape=(len(distinct), len(keys))).tocsr()
    spread = np.bincount(counts.indices, minlength=len(keys))
    return counts[:, np.flatnonzero((spread >= 2) & (spread <= COMMONEST))]


def _weighed(counts: csr_array) -> csr_array:
    """Weigh by 1 + ln(count) and rarity, each row brought to length one."""
    spread = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0]) / (1 + spread)) + 1
    counts.data = (1 + np.log(counts.data)) * rarity[counts.indices]
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    counts.data /= np.repeat(lengths, np.diff(counts.indptr))
    return counts


def _nearest_of(cosines: csr_array, start: int, least: float, most: int) -> Pairs:
    rows = np.repeat(np.arange(cosines.shape[0]), np.diff(cosines.indptr)) + start
    near = np.flatnonzero(cosines.data >= least)
    rows, columns, data = rows[near], cosines.indices[near].astype(np.int64), cosines.data[near].round(9)
    order = np.lexsort((columns, -data, rows))
    rows, columns, data = rows[order], columns[order], data[order]
    kept = np.arange(len(rows)) - np.searchsorted(rows, rows) < most
    return Pairs(rows[kept], columns[kept], data[kept])


def _heaviest(votes: csr_array, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each row of votes the label that weighs most, of equals the lowest."""
    voters = np.arange(len(labels) + 1)
    sums = votes @ csr_array((np.ones(len(labels)), labels, voters), shape=(len(labels), len(labels)))
    best = np.maximum.reduceat(sums.data, sums.indptr[:-1])
    is_best = sums.data >= np.repeat(best, np.diff(sums.indptr)) - _HAIR
    winners: NDArray[np.int64] = np.minimum.reduceat(np.where(is_best, sums.indices, len(labels)), sums.indptr[:-1])
    return winners
