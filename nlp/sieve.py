"""Where regular expressions can match at all, found for all of them in one look at every character.

A pattern says with which three characters its matches may begin. All such openings of all patterns stand in a few
tables, so a whole chunk is sifted by array look-ups, and each expression is tried only where it may begin: the same
matches as `finditer`, some twenty times faster.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from re import _constants as opcode  # type: ignore[attr-defined]  # typeshed knows only the old public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import numpy as np
from numpy.typing import NDArray

Opening = tuple[int, ...]
"""Code points of the first characters of a match; ANY where any character will do."""
ANY = -1
LENGTH = 3
FLAGS = re.ASCII | re.MULTILINE
_WIDEST_CLASS = 400
_GAP = re.compile(r"\]\{\d+,\d+\}(?=\(\?:)")
_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_REPEATS = tuple("?*+{")
CODES = 0x10001  # the basic plane, and one place for all beyond
_MOST_PATTERNS = 64
_BITS = 16
_PLACE_BITS = 40
_MIXERS = tuple(map(np.uint32, (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)))
_Bits = NDArray[np.uint64]


@dataclass(frozen=True, kw_only=True)
class Sieve:
    """Which patterns, as bits, may begin with which characters.

    `first` and `second` are ranks of a character in both roles, their sum the place of a pair in `kinds`, and that its
    place in two tables: patterns that may go on with any third character (`sure`), and those that want a certain one
    (`wanting`). `thirds` holds the latter by a hash of all three characters; two openings may share a place of it, and
    then a pattern is tried in vain, never missed.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    kinds: NDArray[np.uint16]
    sure: _Bits
    wanting: _Bits
    thirds: _Bits
    count: int

    def sift(self, codes: NDArray[np.uint32]) -> "Sifted":
        """Find the places at which any pattern may begin."""
        basic = np.append(np.minimum(codes, CODES - 1), np.zeros(LENGTH - 1, dtype=np.uint32))
        pairs = self.first.take(basic[: len(codes)], mode="clip")  # clipping costs less than looking for what is beyond
        pairs += self.second.take(basic[1 : len(codes) + 1], mode="clip")
        kinds = self.kinds.take(pairs, mode="clip")
        places = np.flatnonzero(kinds != 0)
        kinds = kinds[places]
        thirds = self.thirds[_hashed(*(basic[places + ahead] for ahead in range(LENGTH)))]
        found = self.sure[kinds] | (self.wanting[kinds] & thirds)
        fitting = np.flatnonzero(found != 0)
        return Sifted(places=places[fitting], patterns=found[fitting], count=self.count)


@dataclass(frozen=True, kw_only=True)
class Sifted:
    """Places in ascending order, and the bits of the patterns, `count` in all, that may begin at each."""

    places: NDArray[np.int64]
    patterns: _Bits
    count: int

    def of(self, number: int) -> NDArray[np.int64]:
        """Return the places at which the pattern of this number may begin."""
        chosen: NDArray[np.int64] = self.places[(self.patterns & np.uint64(1 << number)) != 0]
        return chosen

    def by_pattern(self) -> list[NDArray[np.int64]]:
        """Return the places of every pattern: pattern and place in one number, one for every bit, and sorted."""
        pieces = [(numbers << _PLACE_BITS) | self.places[at] for at, numbers in by_bit(self.patterns)]
        keys = np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *pieces]))
        bounds = np.searchsorted(keys, np.arange(self.count + 1) << _PLACE_BITS)
        return np.split(keys & ((1 << _PLACE_BITS) - 1), bounds[1:-1])


def by_bit(bits: _Bits) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield where the lowest bit of any number stands and which it is, then the second lowest, and so on.

    >>> [(at.tolist(), which.tolist()) for at, which in by_bit(np.array([4, 0, 3], dtype=np.uint64))]
    [([0, 2], [2, 0]), ([2], [1])]
    """
    at = np.flatnonzero(bits)
    left = bits[at]
    while len(at):
        rest = left & (left - np.uint64(1))
        yield at, np.bitwise_count((left ^ rest) - np.uint64(1)).astype(np.int64)
        at, left = at[rest != 0], rest[rest != 0]


def matches(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield what `pattern.finditer(text)` does, given the ascending places at which a match may begin."""
    floor = 0
    for found in filter(None, map(pattern.match, repeat(text), places)):
        start, end = found.span()
        if start >= floor:
            floor = end
            yield found


def guarded(pattern: str) -> str:
    """Put in front of a pattern all that it may begin with: one look at a character instead of one an alternative.

    >>> guarded("投诉|举报"), guarded("[^a]b|c")
    ('(?=[举投])(?:投诉|举报)', '[^a]b|c')
    """
    heads = {head[0] for head in heads_within(_parser.parse(pattern, FLAGS), 1) if head}
    if not heads or ANY in heads:
        return pattern
    return f"(?=[{''.join(re.escape(chr(head)) for head in sorted(heads))}])(?:{pattern})"


def with_guarded_gaps(pattern: str) -> str:
    """Guard every group behind a gap, which is tried at each character of the gap from its end.

    >>> with_guarded_gaps("再次[^。]{0,9}(?:没有|不曾)")
    '再次[^。]{0,9}(?=[不没])(?:没有|不曾)'
    """
    pieces, done = [], 0
    for gap in _GAP.finditer(pattern):
        end = _end_of_group(pattern, gap.end())
        if gap.end() > done and pattern[end : end + 1] not in _REPEATS:
            pieces += [pattern[done : gap.end()], guarded(pattern[gap.end() + 3 : end - 1])]
            done = end
    return "".join([*pieces, pattern[done:]])


def _end_of_group(pattern: str, start: int) -> int:
    """Return the place behind the group that opens at the start; brackets may be in classes or behind a backslash."""
    depth, place = 0, start
    while depth or place == start:
        token = _TOKEN.match(pattern, place)
        assert token is not None, "a pattern that compiles has tokens to its end"
        depth += (token[0] == "(") - (token[0] == ")")
        place = token.end()
    return place


def sieve(patterns: Sequence[str]) -> Sieve:
    """Build the sieve of at most 64 patterns, none of which may match an empty text."""
    return sieve_of([openings_of(pattern, LENGTH) for pattern in patterns])


def sieve_of(openings: Sequence[frozenset[Opening]]) -> Sieve:
    """Build the sieve of at most 64 patterns from the openings of each, `LENGTH` characters long."""
    if len(openings) > _MOST_PATTERNS:
        raise ValueError(f"{len(openings)} patterns, but a sieve holds {_MOST_PATTERNS}")
    tables = list(map(_as_array, openings))
    every = np.concatenate(tables)
    bits = np.repeat(np.left_shift(np.uint64(1), np.arange(len(tables), dtype=np.uint64)), list(map(len, tables)))
    first, second = _ranks(every[:, 0]), _ranks(every[:, 1])
    first *= second.max() + 1
    is_sure = (every == ANY).any(axis=1)
    by_pair = [_pair_table(every[chosen], bits[chosen], first, second) for chosen in (is_sure, ~is_sure)]
    used = np.flatnonzero(by_pair[0] | by_pair[1])  # of all pairs of characters, few begin anything
    pairs, numbers = np.unique(np.stack(by_pair)[:, used], axis=1, return_inverse=True)
    kinds = np.zeros(len(by_pair[0]), dtype=np.uint16)
    kinds[used] = numbers + 1
    sure, wanting = (np.append(np.uint64(0), bits_of_kind) for bits_of_kind in pairs)
    thirds = np.zeros(1 << _BITS, dtype=np.uint64)
    np.bitwise_or.at(thirds, _hashed(*every[~is_sure].T.astype(np.uint32)), bits[~is_sure])
    return Sieve(
        first=first,
        second=second,
        kinds=kinds,
        sure=sure,
        wanting=wanting,
        thirds=thirds,
        count=len(openings),
    )


def _as_array(openings: frozenset[Opening]) -> NDArray[np.int64]:
    return np.minimum(np.array(sorted(openings), dtype=np.int64).reshape(-1, LENGTH), CODES - 1)


def _pair_table(openings: NDArray[np.int64], bits: _Bits, first: NDArray[np.int32], second: NDArray[np.int32]) -> _Bits:
    """Return the bits of the patterns by both ranks of a pair, in one row."""
    table = np.zeros(first.max() + second.max() + 1, dtype=np.uint64)
    every_first, every_second = np.unique(first), np.unique(second)
    for (head, tail, _third), bit in zip(openings.tolist(), bits, strict=True):
        rows = every_first if head == ANY else first[head]
        columns = every_second if tail == ANY else second[tail]
        table[np.add.outer(rows, columns)] |= bit
    return table


def _hashed(first: NDArray[np.uint32], second: NDArray[np.uint32], third: NDArray[np.uint32]) -> NDArray[np.uint32]:
    mixed = first * _MIXERS[0] + second * _MIXERS[1] + third * _MIXERS[2]
    shifted: NDArray[np.uint32] = mixed >> np.uint32(32 - _BITS)
    return shifted


def openings_of(pattern: str, length: int = 2) -> frozenset[Opening]:
    """Return all that a match may begin with, `length` characters each; classes of hundreds of characters are ANY.

    >>> sorted("".join(map(chr, opening)) for opening in openings_of("[省市]委(?!托)|局长"))
    ['局长', '市委', '省委']
    """
    return heads_of(_parser.parse(pattern, FLAGS), pattern, length)


def heads_of(items: Iterable[tuple[Any, Any]], pattern: str, length: int = LENGTH) -> frozenset[Opening]:
    """Return the same for a part of a pattern, parsed."""
    heads = heads_within(items, length)
    padded = frozenset((head + (ANY,) * length)[:length] for head in heads)
    if () in heads or any(opening[:2] == (ANY, ANY) for opening in padded):
        raise ValueError(f"a match of {pattern!r} may begin with anything")
    return padded


def _ranks(codes: NDArray[np.int64]) -> NDArray[np.int32]:
    """Number the characters from 1; all others are 0."""
    ranks = np.zeros(CODES, dtype=np.int32)
    known = np.unique(codes[codes != ANY])
    ranks[known] = np.arange(1, len(known) + 1)
    return ranks


def heads_within(items: Iterable[tuple[Any, Any]], length: int) -> set[Opening]:
    """Return the first characters, `length` at most, of all texts that a sequence of parsed items matches."""
    growing: set[Opening] = {()}
    grown: set[Opening] = set()
    for kind, value in items:
        longer = {(head + more)[:length] for head in growing for more in _of_item(kind, value, length)}
        grown |= {head for head in longer if len(head) == length}
        growing = longer - grown
        if not growing:
            break
    return grown | growing


def _of_item(kind: Any, value: Any, length: int) -> set[Opening]:
    if kind is opcode.LITERAL:
        return {(value,)}
    if kind is opcode.IN:
        return _of_class(value)
    if kind is opcode.BRANCH:
        return set().union(*(heads_within(branch, length) for branch in value[1]))
    if kind is opcode.SUBPATTERN:
        return heads_within(value[3], length)
    if kind in {opcode.MAX_REPEAT, opcode.MIN_REPEAT}:
        least, most, items = value
        times = range(min(least, length), min(most, length) + 1)
        return set().union(*(heads_within(list(items) * count, length) for count in times))
    return {()} if kind in {opcode.ASSERT, opcode.ASSERT_NOT, opcode.AT} else {(ANY,)}


def _of_class(members: Iterable[tuple[Any, Any]]) -> set[Opening]:
    codes: set[int] = set()
    for kind, value in members:
        if kind is opcode.LITERAL:
            codes.add(value)
        elif kind is opcode.RANGE and value[1] - value[0] < _WIDEST_CLASS:
            codes.update(range(value[0], value[1] + 1))
        elif kind is opcode.CATEGORY and value is opcode.CATEGORY_DIGIT:
            codes.update(map(ord, "0123456789"))
        else:
            return {(ANY,)}
    return {(code,) for code in codes}
