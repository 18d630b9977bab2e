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
from scipy.sparse import coo_array

from nlp.segments import spread

SEPARATOR = "\x1e"
"""Ends every record of a chunk; normalised text never contains it."""
CHUNK = 1000
TITLE_WEIGHT = 2
"""How often a gram of the first line counts: the title says what the writer wants."""
OWN_BUCKETS = 0x9E3779B1
"""Turns a bucket of the text into another one for the title; the same grams then have a weight for each."""
_MULTIPLIERS = tuple(map(np.uint32, (0x9E3779B1, 0x85EBCA77)))
_BASIC_PLANE = 0x10000
LEAST = 1e-12
"""Square of the length of a row without grams."""


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
    folded = _folding().take(codes, mode="clip")
    inked = folded > ord(" ")
    paired = np.append(inked[:-1] & inked[1:], np.zeros(min(1, len(inked)), dtype=bool))
    heads, tails, shift = folded * _MULTIPLIERS[0], folded * _MULTIPLIERS[1], np.uint32(32 - bits)
    pairs = heads.copy()
    pairs[:-1] += tails[1:]
    return Grams(heads >> shift, pairs >> shift, inked, paired)


def sort_grams(chunk: Chunk, grams: Grams, bits: int) -> "Tally":
    """Tally the grams of every text, and once more those of its title, as of a row of their own.

    In its text a gram of the title counts twice, and in the row of the title it has a bucket of its own: a school in
    the title is what the message is about, in the story it may be a place.
    """
    count = len(chunk)
    row_bits = (2 * count).bit_length()
    number = np.uint32 if bits + row_bits <= 32 else np.uint64  # the small ones sort in half the time
    records = np.repeat(np.arange(count).astype(number), np.diff(chunk.starts))
    in_titles, _ = spread(chunk.starts[:-1], chunk.title_ends - chunk.starts[:-1])
    marks = number((OWN_BUCKETS & ((1 << bits) - 1)) << row_bits)
    pieces = []
    for buckets, counts in ((grams.singles, grams.inked), (grams.doubles, grams.paired)):
        keys = np.left_shift(buckets, row_bits, dtype=number) | records
        of_titles = keys[in_titles[counts[in_titles]]]
        pieces += [keys[counts], *[of_titles] * (TITLE_WEIGHT - 1), np.bitwise_xor(of_titles + number(count), marks)]
    return Tally(np.sort(np.concatenate(pieces)), row_bits, (2 * count, 1 << bits))


class Tally(NamedTuple):
    """Bucket and row of a gram in one number, ascending, as often as the gram counts there; `shape` is (rows, buckets).

    The rows are those of the texts and behind them those of their titles. By bucket, because what is multiplied with
    the weights of a bucket is then done with them, and the next are at hand.
    """

    keys: NDArray[np.unsignedinteger]
    row_bits: int
    shape: tuple[int, int]

    def counts(self) -> coo_array:
        """Return sublinear counts, 1 + ln(count), float32; equal keys stand together, and a run's length is a count."""
        is_first = np.ones(len(self.keys), dtype=bool)
        np.not_equal(self.keys[1:], self.keys[:-1], out=is_first[1:])
        firsts = np.flatnonzero(is_first)
        distinct, counts = self.keys[firsts], np.diff(firsts, append=len(self.keys))
        rows = (distinct & distinct.dtype.type((1 << self.row_bits) - 1)).astype(np.int32)
        buckets = (distinct >> distinct.dtype.type(self.row_bits)).astype(np.int32)
        return coo_array((logs_of_counts(counts.max(initial=1)).take(counts - 1), (rows, buckets)), shape=self.shape)


def logs_of_counts(most: int) -> NDArray[np.float32]:
    """Return 1 + ln(count) of all counts from 1."""
    logs: NDArray[np.float32] = 1 + np.log(np.arange(1, most + 1, dtype=np.float32))
    return logs


def weigh(counts: coo_array, idf: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weigh counts by rarity, in place; return the length of every row, by which it would have to be divided."""
    counts.data *= idf.take(counts.col)
    squares = np.bincount(counts.row, np.square(counts.data), counts.shape[0])
    lengths: NDArray[np.float32] = np.sqrt(np.maximum(squares, LEAST)).astype(np.float32)
    return lengths


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
