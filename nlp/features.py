"""Hashed character one- and two-grams of many texts at once.

A chunk of texts is joined and viewed as one array of code points, so hashing, counting and weighting are array
operations; no Python runs per character. Sentences of a linear model over character bigrams need no segmenter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

SEPARATOR = "\x1e"
"""Ends every record of a chunk; normalised text never contains it."""
CHUNK = 1000
TITLE_WEIGHT = 2
"""How often a gram of the first line counts: the title says what the writer wants."""
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_BASIC_PLANE = 0x10000


@dataclass(frozen=True)
class Chunk:
    """Texts laid end to end: `codes` of all characters, `starts` of the records (one more than there are)."""

    joined: str
    codes: NDArray[np.uint32]
    starts: NDArray[np.int64]
    rows: NDArray[np.int64]
    title_ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1


def lay_out(texts: Sequence[str]) -> Chunk:
    """Lay normalised texts end to end."""
    joined = SEPARATOR.join([*(text.replace(SEPARATOR, " ") for text in texts), ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    starts = np.concatenate([[0], np.flatnonzero(codes == ord(SEPARATOR)) + 1]).astype(np.int64)
    rows = np.repeat(np.arange(len(texts)), np.diff(starts))
    return Chunk(joined, codes, starts, rows, _title_ends(codes, starts))


def _title_ends(codes: NDArray[np.uint32], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each record's first line ends; a record of one line has no title."""
    breaks = np.append(np.flatnonzero(codes == ord("\n")), len(codes))
    first = breaks[np.searchsorted(breaks, starts[:-1])]
    return np.where(first < starts[1:], first, starts[:-1])


class Grams(NamedTuple):
    """What begins at every position of a chunk: the bucket of the character and of the pair, and whether each counts.

    Blanks and record ends count for nothing, alone or in a pair.
    """

    singles: NDArray[np.uint32]
    doubles: NDArray[np.uint32]
    inked: NDArray[np.bool_]
    paired: NDArray[np.bool_]

    def at(self, places: NDArray[np.int64]) -> "Grams":
        """Return those of some places only."""
        return Grams(self.singles[places], self.doubles[places], self.inked[places], self.paired[places])


def hash_grams(codes: NDArray[np.uint32], bits: int) -> Grams:
    """Hash every character and every pair of neighbours into 2**bits buckets."""
    folded = _folding()[np.minimum(codes, _BASIC_PLANE)]
    inked = folded > ord(" ")
    paired = np.append(inked[:-1] & inked[1:], np.zeros(min(1, len(inked)), dtype=bool))
    wide = np.append(folded, np.uint32(0)).astype(np.uint64)
    return Grams(_hash(wide[:-1], bits), _hash((wide[:-1] << np.uint64(21)) | wide[1:], bits), inked, paired)


def count_grams(chunk: Chunk, grams: Grams, bits: int) -> csr_array:
    """Return sublinear term counts, 1 + ln(count), grams of the title counted twice, as (records, 2**bits) float32.

    Record and bucket of a gram are one number; sorted, equal ones stand together, and a run's length is the count.
    """
    keys = np.sort(_keys(chunk, grams, bits))
    is_first = np.ones(len(keys), dtype=bool)
    np.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    firsts = np.flatnonzero(is_first)
    distinct, counts = keys[firsts], np.diff(firsts, append=len(keys))
    buckets = (distinct & keys.dtype.type((1 << bits) - 1)).astype(np.int32)  # liblinear reads 32-bit indices only
    bounds = np.searchsorted(distinct, np.arange(len(chunk) + 1).astype(keys.dtype) << keys.dtype.type(bits))
    logs = 1 + np.log(np.arange(1, counts.max(initial=1) + 1, dtype=np.float32))
    return csr_array((logs[counts - 1], buckets, bounds.astype(np.int32)), shape=(len(chunk), 1 << bits))


def _keys(chunk: Chunk, grams: Grams, bits: int) -> NDArray[np.unsignedinteger]:
    """Return record and bucket of every gram in one number, those of the title once more for every count they gain."""
    lengths = np.diff(chunk.starts)
    number = np.uint32 if (len(chunk) + 1) << bits <= 1 << 32 else np.uint64  # the small ones sort in half the time
    records = np.repeat(np.arange(len(chunk)).astype(number), lengths) << number(bits)
    titles = chunk.title_ends - chunk.starts[:-1]
    in_title = np.repeat(np.tile([True, False], len(chunk)), np.column_stack([titles, lengths - titles]).ravel())
    pieces = []
    for buckets, counts in ((grams.singles, grams.inked), (grams.doubles, grams.paired)):
        keys = records | buckets
        pieces += [keys[counts], *[keys[counts & in_title]] * (TITLE_WEIGHT - 1)]
    return np.concatenate(pieces)


def weigh(counts: csr_array, idf: NDArray[np.float32]) -> csr_array:
    """Weigh counts by rarity and bring every row to length one."""
    counts.data *= idf[counts.indices]
    squares = csr_array((counts.data**2, counts.indices, counts.indptr), shape=counts.shape)
    squares = squares @ np.ones(counts.shape[1], dtype=np.float32)
    lengths = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    counts.data /= np.repeat(lengths, np.diff(counts.indptr))
    return counts


def _hash(keys: NDArray[np.uint64], bits: int) -> NDArray[np.uint32]:
    return ((keys * _MULTIPLIER) >> np.uint64(64 - bits)).astype(np.uint32)


@cache
def _folding() -> NDArray[np.uint32]:
    """Bring digits to 0, letters to lower case, Chinese punctuation to ASCII; drop the rare planes to one mark."""
    table = np.arange(_BASIC_PLANE + 1, dtype=np.uint32)
    table[ord("0") : ord("9") + 1] = ord("0")
    for upper in range(ord("A"), ord("Z") + 1):
        table[upper] = ord(chr(upper).lower())
    for chinese, ascii_mark in zip("，！？：；（）", ",!?:;()", strict=True):
        table[ord(chinese)] = ord(ascii_mark)
    table[ord(SEPARATOR)] = 0
    return table
