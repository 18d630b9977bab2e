"""What must stand behind the place where a pattern begins, told for all patterns before any of them is tried.

"多次 … 没有" is not to be found in a sentence without 没. So every alternative of a pattern says which characters it
wants further on, and a place from which the sentence does not hold them within reach is not tried: the same matches,
half the tries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from re import _constants as opcode  # type: ignore[attr-defined]  # typeshed knows only the old public name
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.features import SEPARATOR
from nlp.sieve import ANY, CODES, LENGTH, Sifted, by_bit, heads_within

_Places = NDArray[np.int64]
_Bits = NDArray[np.uint64]
_Items = Sequence[tuple[Any, Any]]
_EMPTY = frozenset({opcode.ASSERT, opcode.ASSERT_NOT, opcode.AT})
_STOPS = frozenset(map(ord, f"。！？\n{SEPARATOR}"))
_STOP = np.uint64(1 << 63)
_MOST_SETS = 63
_FAR = 1 << 32  # as far as the sentence goes


class Want(NamedTuple):
    """Characters one of which must stand at most `reach` behind the first, with no end of a sentence in between."""

    characters: frozenset[int]
    reach: int


def wants_of(alternative: _Items) -> list[Want]:
    """Return what an alternative wants, what a sieve sees of its first characters left out.

    The list ends before what may itself hold the end of a sentence: behind that, another sentence is told of.
    """
    wants: list[Want] = []
    ahead = 0
    for kind, value in _flat(alternative):
        heads = heads_within([(kind, value)], 1)
        if ahead >= LENGTH and () not in heads and (ANY,) not in heads:
            wants.append(Want(frozenset(head[0] for head in heads), ahead))
        if _may_stop(kind, value):
            break
        ahead = min(ahead + _width(kind, value), _FAR)
    return wants


def _flat(items: _Items) -> Iterable[tuple[Any, Any]]:
    for kind, value in items:
        if kind is opcode.SUBPATTERN:
            yield from _flat(value[3])
        else:
            yield kind, value


def _width(kind: Any, value: Any) -> int:
    """Return how many characters an item matches at most."""
    if kind is opcode.BRANCH:
        return max(sum(_width(*item) for item in branch) for branch in value[1])
    if kind is opcode.SUBPATTERN:
        return sum(_width(*item) for item in value[3])
    if kind in {opcode.MAX_REPEAT, opcode.MIN_REPEAT}:
        return min(int(value[1]) * sum(_width(*item) for item in value[2]), _FAR)
    if kind in _EMPTY:
        return 0
    return 1 if kind in {opcode.LITERAL, opcode.NOT_LITERAL, opcode.IN, opcode.ANY} else _FAR


def _may_stop(kind: Any, value: Any) -> bool:
    """Tell whether what an item matches may hold the end of a sentence."""
    if kind is opcode.LITERAL:
        return value in _STOPS
    if kind is opcode.IN:
        return _class_may_stop(value)
    if kind is opcode.BRANCH:
        return any(_may_stop(*item) for branch in value[1] for item in branch)
    if kind is opcode.SUBPATTERN:
        return any(_may_stop(*item) for item in value[3])
    if kind in {opcode.MAX_REPEAT, opcode.MIN_REPEAT}:
        return any(_may_stop(*item) for item in value[2])
    return kind not in _EMPTY


def _class_may_stop(members: Sequence[tuple[Any, Any]]) -> bool:
    named = {stop for stop in _STOPS for member in members if _is_member(stop, *member)}
    if members[0][0] is opcode.NEGATE:
        return named != _STOPS
    return bool(named) or any(kind is opcode.CATEGORY and value is not opcode.CATEGORY_DIGIT for kind, value in members)


def _is_member(code: int, kind: Any, value: Any) -> bool:
    """Tell whether a member of a class names a character, by itself or in a range."""
    if kind is opcode.LITERAL:
        return bool(code == value)
    if kind is opcode.RANGE:
        return bool(value[0] <= code <= value[1])
    return False


@dataclass(frozen=True, kw_only=True)
class Following:
    """What patterns want: the sets that each character is of (as bits), and by pattern the reach and the sets wanted.

    `asking` are the patterns that want anything, as bits. `wanted` is (patterns, alternatives): of one of these, all
    sets must be there.
    """

    asking: np.uint64
    members: _Bits
    reaches: _Places
    wanted: _Bits

    def fitting(self, codes: NDArray[np.uint32], sifted: Sifted) -> Sifted:
        """Return what was sifted without the patterns behind which does not stand what they want."""
        members = np.append(self.members.take(codes, mode="clip"), _STOP)
        stops = np.flatnonzero(members >= _STOP)
        vain = np.zeros_like(sifted.patterns)
        for at, numbers in by_bit(sifted.patterns & self.asking):
            fits = self._fits(members, stops, sifted.places[at], numbers)
            vain[at[~fits]] |= np.left_shift(np.uint64(1), numbers[~fits].astype(np.uint64))
        return replace(sifted, patterns=sifted.patterns & ~vain)

    def _fits(self, members: _Bits, stops: _Places, places: _Places, patterns: _Places) -> NDArray[np.bool_]:
        ends = np.minimum(places + self.reaches[patterns], stops[np.searchsorted(stops, places + 1)]) + 1
        bounds = np.column_stack([places + 1, ends])[::-1].ravel()  # backwards, nothing lies between two stretches
        held = np.bitwise_or.reduceat(members, bounds)[::2][::-1]
        fits = np.zeros(len(places), dtype=bool)
        for by_pattern in self.wanted.T:
            wanted = by_pattern[patterns]
            fits |= (held & wanted) == wanted
        return fits


def following_of(patterns: Sequence[Sequence[_Items]]) -> Following:
    """Build it for at most 64 patterns, each given as its alternatives, parsed."""
    every = [[wants_of(alternative) for alternative in alternatives] for alternatives in patterns]
    asked = [wants if all(wants) else [] for wants in every]  # what one alternative finds anywhere is found anywhere
    bits = _bits_of(want.characters for wants in asked for group in wants for want in group)
    members = np.zeros(CODES, dtype=np.uint64)
    members[list(_STOPS)] = _STOP
    for characters, bit in bits.items():
        members[[min(code, CODES - 1) for code in characters]] |= bit
    none = np.uint64(0)
    masks = [[np.bitwise_or.reduce([bits.get(one, none) for one, _ in group]) for group in wants] for wants in asked]
    most = max(1, *map(len, masks))
    reaches = np.array([max((want.reach for group in wants for want in group), default=0) for wants in asked])
    return Following(
        asking=np.bitwise_or.reduce(np.left_shift(np.uint64(1), np.flatnonzero(reaches).astype(np.uint64))),
        members=members,
        reaches=reaches,
        wanted=np.array([(some * most or [none] * most)[:most] for some in masks], dtype=np.uint64),
    )


def _bits_of(sets: Iterable[frozenset[int]]) -> dict[frozenset[int], np.uint64]:
    """Give every set a bit of its own, those beyond the last bit none: they are then not asked for."""
    return {one: np.uint64(1 << number) for number, one in enumerate(islice(dict.fromkeys(sets), _MOST_SETS))}
