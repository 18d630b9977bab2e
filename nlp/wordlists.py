"""Find thousands of words in a chunk at once, overlaps included, by hashed windows of every word length.

A regular expression of a thousand alternatives tries them one by one at every character; here every window of the
text is one number, looked up in one sorted table. A window that only shares the hash with a word is told by comparing
its characters.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.segments import spread

_BASE = np.uint64(0x100000001B3)
_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class WordTable:
    """Words of one length: hashes in ascending order, and in that order code points (words, length) and owners."""

    hashes: NDArray[np.uint64]
    codes: _Codes
    owners: NDArray[np.int64]
    owner_starts: NDArray[np.int64]

    def find(self, codes: _Codes, places: _Places) -> tuple[_Places, NDArray[np.int64]]:
        """Return positions and owners of the words that begin at one of the places."""
        length = self.codes.shape[1]
        fitting = places[places <= len(codes) - length]
        windows = codes[fitting[:, np.newaxis] + np.arange(length)]
        words = np.minimum(np.searchsorted(self.hashes, _hashes(windows)), len(self.hashes) - 1)
        same = (windows == self.codes[words]).all(axis=1)
        return self._with_owners(fitting[same], words[same])

    def _with_owners(self, places: _Places, words: NDArray[np.int64]) -> tuple[_Places, NDArray[np.int64]]:
        """Repeat every place for each owner of the word that begins there."""
        counts = self.owner_starts[words + 1] - self.owner_starts[words]
        entries, found = spread(self.owner_starts[words], counts)
        return places[found], self.owners[entries]


class Words(NamedTuple):
    """Words found: where each begins, whose it is, and how many characters it has."""

    positions: _Places
    owners: NDArray[np.int64]
    lengths: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class WordFinder:
    """One table for every length of word."""

    tables: tuple[WordTable, ...]
    owners: Mapping[str, tuple[int, ...]]

    @property
    def words_by_length(self) -> list[list[str]]:
        """The words of each table."""
        return [["".join(map(chr, word)) for word in table.codes.tolist()] for table in self.tables]

    def find(self, codes: _Codes, places: Sequence[_Places]) -> "Words":
        """Return the words that begin at the places given for their length; one entry per owner."""
        found = [table.find(codes, fitting) for table, fitting in zip(self.tables, places, strict=True)]
        lengths = np.repeat([table.codes.shape[1] for table in self.tables], [len(at) for at, _ in found])
        return Words(np.concatenate([at for at, _ in found]), np.concatenate([owner for _, owner in found]), lengths)


def word_finder(owners: Mapping[str, tuple[int, ...]]) -> WordFinder:
    """Build the tables for words, each with the numbers of those it stands for."""
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for word in owners:
        by_length[len(word)].append(word)
    tables = tuple(_table(words, [owners[word] for word in words]) for _, words in sorted(by_length.items()))
    return WordFinder(tables=tables, owners=owners)


def _table(words: Sequence[str], owners: Sequence[tuple[int, ...]]) -> WordTable:
    codes = np.array([list(map(ord, word)) for word in words], dtype=np.uint32)
    hashes = _hashes(codes)
    order = np.argsort(hashes)
    sizes = [len(owners[place]) for place in order]
    return WordTable(
        hashes=hashes[order],
        codes=codes[order],
        owners=np.array([owner for place in order for owner in owners[place]], dtype=np.int64),
        owner_starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
    )


def _hashes(windows: _Codes) -> NDArray[np.uint64]:
    """Return one number for every row of code points."""
    total = np.zeros(len(windows), dtype=np.uint64)
    for column in windows.T:
        total = total * _BASE + column
    return total
