"""Hashed character one- and two-grams of many texts at once.

A chunk of texts is joined and viewed as one array of code points, so hashing, counting and weighting are array
operations; no Python runs per character. Sentences of a linear model over character bigrams need no segmenter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

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


@dataclass(frozen=True)
class Grams:
    """One hashed gram per entry: its bucket and the position of its first character."""

    buckets: NDArray[np.int64]
    positions: NDArray[np.int64]


def hash_grams(codes: NDArray[np.uint32], bits: int) -> Grams:
    """Hash every character and every pair of neighbours into 2**bits buckets, blanks and record ends left out."""
    folded = _folded(codes)
    inked = np.flatnonzero(folded > ord(" "))
    pairs = inked[:-1][np.diff(inked) == 1] if len(inked) else inked
    singles = _hash(folded[inked], bits)
    doubles = _hash((folded[pairs] << np.uint64(21)) | folded[np.minimum(pairs + 1, len(folded) - 1)], bits)
    return Grams(np.concatenate([singles, doubles]), np.concatenate([inked, pairs]))


def count_grams(chunk: Chunk, grams: Grams, bits: int) -> csr_array:
    """Return sublinear term counts, 1 + ln(count), grams of the title counted twice, as (records, 2**bits) float32."""
    in_title = grams.positions < chunk.title_ends[chunk.rows[grams.positions]]
    tally = np.where(in_title, np.float32(TITLE_WEIGHT), np.float32(1))
    shape = (len(chunk), 1 << bits)
    rows = chunk.rows[grams.positions].astype(np.int32)  # liblinear reads 32-bit indices only
    counts = coo_array((tally, (rows, grams.buckets.astype(np.int32))), shape=shape).tocsr()
    counts.data = 1 + np.log(counts.data)
    return counts


def weigh(counts: csr_array, idf: NDArray[np.float32]) -> csr_array:
    """Weigh counts by rarity and bring every row to length one."""
    counts.data *= idf[counts.indices]
    squares = np.asarray(counts.multiply(counts).sum(axis=1)).ravel()
    lengths = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    counts.data /= np.repeat(lengths, np.diff(counts.indptr))
    return counts


def _hash(keys: NDArray[np.uint64], bits: int) -> NDArray[np.int64]:
    return ((keys * _MULTIPLIER) >> np.uint64(64 - bits)).astype(np.int64)


def _folded(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Bring digits to 0, letters to lower case, Chinese punctuation to ASCII; drop the rare planes to one mark."""
    return _folding()[np.minimum(codes, _BASIC_PLANE)]


@cache
def _folding() -> NDArray[np.uint64]:
    table = np.arange(_BASIC_PLANE + 1, dtype=np.uint64)
    table[ord("0") : ord("9") + 1] = ord("0")
    for upper in range(ord("A"), ord("Z") + 1):
        table[upper] = ord(chr(upper).lower())
    for chinese, ascii_mark in zip("，！？：；（）", ",!?:;()", strict=True):
        table[ord(chinese)] = ord(ascii_mark)
    table[ord(SEPARATOR)] = 0
    return table
