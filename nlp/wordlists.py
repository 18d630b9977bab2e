"""Find thousands of words in a chunk at once, overlaps included, by hashed windows of every word length.

A regular expression of a thousand alternatives tries them one by one at every character; here every window of the
text is one number, which tells the only word it can be. A window that is not that word has another
number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.segments import spread

_BASE = np.uint64(0x100000001B3)
_MIXER = 0x9E3779B97F4A7C15
_ROOM = 8
"""A table of the square of its words by this is so roomy that of some fifty factors one lets no two of them collide."""
_Codes = NDArray[np.uint32]
_Places = NDArray[np.int64]
_Hashes = NDArray[np.uint64]


@dataclass(frozen=True, kw_only=True)
class WordTable:
    """Words of one length: code points (length, words), owners, and in `slots` the number of the word by its hash.

    No two words share a slot, because `factor` was chosen so; text that is no word shares a slot with some, and is told
    from it by its hash of 64 bits.
    """

    codes: _Codes
    hashes: _Hashes
    owners: NDArray[np.int64]
    owner_starts: NDArray[np.int64]
    slots: NDArray[np.int32]
    bits: int
    factor: np.uint64

    def find(self, codes: _Codes, places: _Places) -> tuple[_Places, NDArray[np.int64]]:
        """Return positions and owners of the words that begin at one of the places."""
        length = len(self.codes)
        fitting = places[: np.searchsorted(places, len(codes) - length, side="right")]
        hashes = _hashes(codes[fitting + ahead] for ahead in range(length))
        words = self.slots[_slots(hashes, self.factor, self.bits)]
        same = hashes == self.hashes[words]
        return self._with_owners(fitting[same], words[same])

    def _with_owners(self, places: _Places, words: NDArray[np.int32]) -> tuple[_Places, NDArray[np.int64]]:
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
        return [["".join(map(chr, word)) for word in table.codes.T.tolist()] for table in self.tables]

    def find(self, codes: _Codes, places: Sequence[_Places]) -> "Words":
        """Return the words that begin at the places given for their length; one entry per owner."""
        found = [table.find(codes, fitting) for table, fitting in zip(self.tables, places, strict=True)]
        lengths = np.repeat([len(table.codes) for table in self.tables], [len(at) for at, _ in found])
        return Words(np.concatenate([at for at, _ in found]), np.concatenate([owner for _, owner in found]), lengths)


def word_finder(owners: Mapping[str, tuple[int, ...]]) -> WordFinder:
    """Build the tables for words, each with the numbers of those it stands for."""
    by_length: defaultdict[int, list[str]] = defaultdict(list)
    for word in owners:
        by_length[len(word)].append(word)
    tables = tuple(_table(words, [owners[word] for word in words]) for _, words in sorted(by_length.items()))
    return WordFinder(tables=tables, owners=owners)


def _table(words: Sequence[str], owners: Sequence[tuple[int, ...]]) -> WordTable:
    codes = np.array([list(map(ord, word)) for word in words], dtype=np.uint32).T
    hashes, bits = _hashes(codes), (len(words) ** 2 // _ROOM + len(words)).bit_length()
    factors = (np.uint64(number * _MIXER % 2**64) for number in range(1, 2**32, 2))
    factor = next(factor for factor in factors if len(np.unique(_slots(hashes, factor, bits))) == len(words))
    slots = np.zeros(1 << bits, dtype=np.int32)
    slots[_slots(hashes, factor, bits)] = np.arange(len(words))
    return WordTable(
        codes=codes,
        hashes=hashes,
        owners=np.concatenate(list(map(np.array, owners))),
        owner_starts=np.cumsum([0, *map(len, owners)]),
        slots=slots,
        bits=bits,
        factor=factor,
    )


def _hashes(window: Iterable[_Codes]) -> _Hashes:
    """Return one number for the code points, given first to last, of every stretch of text."""
    first, *rest = window
    total = first.astype(np.uint64)
    for codes in rest:
        total = total * _BASE + codes
    return total


def _slots(hashes: _Hashes, factor: np.uint64, bits: int) -> _Hashes:
    return (hashes * factor) >> np.uint64(64 - bits)
