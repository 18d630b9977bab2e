"""Find thousands of words in a chunk at once, overlaps included, by hashed windows of every word length.

A regular expression of a thousand alternatives tries them one by one at every character; here every window of the
text is one number, looked up in one sorted table. Windows that only share the hash with a word are compared in full.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.features import Chunk

_BASE = np.uint64(0x100000001B3)


@dataclass(frozen=True, kw_only=True)
class WordFinder:
    """Words by length: their hashes in ascending order, and the words in that order."""

    tables: Mapping[int, tuple[NDArray[np.uint64], tuple[str, ...]]]
    owners: Mapping[str, tuple[int, ...]]

    def find(self, chunk: Chunk) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return positions and owners of every occurrence of every word, side by side; one entry per owner."""
        found = [
            (position, owner)
            for length, (hashes, words) in self.tables.items()
            for position, word in _occurrences(chunk, length, hashes, words)
            for owner in self.owners[word]
        ]
        pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


def word_finder(owners: Mapping[str, tuple[int, ...]]) -> WordFinder:
    """Build the tables for words, each with the numbers of those it stands for."""
    by_length: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for word in owners:
        codes = np.array([ord(character) for character in word], dtype=np.uint32)
        by_length[len(word)].append((int(_windows(codes, len(word))[0]), word))
    tables = {}
    for length, entries in sorted(by_length.items()):
        entries.sort()
        tables[length] = (np.array([key for key, _ in entries], dtype=np.uint64), tuple(word for _, word in entries))
    return WordFinder(tables=tables, owners=owners)


def _occurrences(
    chunk: Chunk, length: int, hashes: NDArray[np.uint64], words: tuple[str, ...]
) -> list[tuple[int, str]]:
    windows = _windows(chunk.codes, length)
    places = np.minimum(np.searchsorted(hashes, windows), len(hashes) - 1)
    likely = np.flatnonzero(hashes[places] == windows)
    spots = zip(likely.tolist(), places[likely].tolist(), strict=True)
    return [(spot, words[place]) for spot, place in spots if chunk.joined.startswith(words[place], spot)]


def _windows(codes: NDArray[np.uint32], length: int) -> NDArray[np.uint64]:
    """Return the hash of every window of this length; none where the text is shorter."""
    count = max(len(codes) - length + 1, 0)
    total = np.zeros(count, dtype=np.uint64)
    for offset in range(length):
        total = total * _BASE + codes[offset : offset + count]
    return total
