"""Many regular expressions found at once: their plain words by table look-ups, only what is left by trying them.

Most alternatives of a cue are words (推诿|扯皮|踢皮球). Taken apart once, the words of all expressions stand in one
table of hashed windows; an expression itself is tried only where one of its other alternatives may begin.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product, repeat
from re import _constants as opcode  # type: ignore[attr-defined]  # typeshed knows only the old public name
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.sieve import FLAGS, Opening, heads_of

Items = Sequence[tuple[Any, Any]]
"""A part of an expression, parsed."""
_Places = NDArray[np.int64]
_MOST_WORDS = 400
_PLACE_BITS, _LENGTH_BITS = 34, 20
_LONGEST = (1 << _LENGTH_BITS) - 1
_TRIED = 1 << _LENGTH_BITS  # between the length and the place: what was tried outweighs any word


@dataclass(frozen=True, kw_only=True)
class Apart:
    """An expression taken apart: `words` that it matches wherever they stand, all else, parsed, and its `openings`."""

    words: tuple[str, ...]
    others: tuple[Items, ...]
    openings: frozenset[Opening]


def taken_apart(pattern: str) -> Apart:
    """Tell the plain words among the alternatives of an expression from the rest.

    A word that never decides a match, because one before it is its beginning, is left out; so the longest word that
    stands at a place is the match there, unless another alternative may begin there too.

    >>> taken_apart("推诿扯皮|推诿|不(?:管|理)|不理睬|迟{2,}").words
    ('推诿扯皮', '推诿', '不管', '不理')
    """
    words: list[str] = []
    others: list[Items] = []
    for alternative in _alternatives(_parser.parse(pattern, FLAGS)):
        plain = _plain_words(alternative)
        if plain is None:
            others.append(alternative)
        else:
            words += [word for word in plain if not any(word.startswith(other) for other in words)]
    openings = frozenset[Opening]().union(*(heads_of(other, pattern) for other in others))
    return Apart(words=tuple(dict.fromkeys(words)), others=tuple(others), openings=openings)


def _alternatives(items: Items) -> list[Items]:
    if len(items) == 1 and items[0][0] is opcode.BRANCH:
        return list(items[0][1][1])
    return [items]


def _plain_words(items: Iterable[tuple[Any, Any]]) -> list[str] | None:
    """Return all texts that a sequence matches, in the order in which they are tried; None where it is no word list."""
    growing = [""]
    for kind, value in items:
        choices = _choices(kind, value)
        if choices is None or len(growing) * len(choices) > _MOST_WORDS:
            return None
        growing = ["".join(pair) for pair in product(growing, choices)]
    return growing


def _choices(kind: Any, value: Any) -> list[str] | None:
    if kind is opcode.LITERAL:
        return [chr(value)]
    if kind is opcode.IN:
        return _members(value)
    if kind is opcode.SUBPATTERN:
        return _plain_words(value[3])
    if kind is opcode.BRANCH:
        branches = [_plain_words(branch) for branch in value[1]]
        return None if None in branches else [word for branch in branches for word in branch or ()]
    if kind is opcode.MAX_REPEAT and value[:2] == (0, 1):
        inner = _plain_words(value[2])
        return None if inner is None else [*inner, ""]
    return None


def _members(value: Iterable[tuple[Any, Any]]) -> list[str] | None:
    """Return the characters of a class; None where it is not a list of characters and short ranges."""
    members: list[str] = []
    for kind, what in value:
        if kind is opcode.LITERAL:
            members.append(chr(what))
        elif kind is opcode.RANGE and what[1] - what[0] < _MOST_WORDS:
            members += map(chr, range(what[0], what[1] + 1))
        else:
            return None
    return members


def tried(pattern: re.Pattern[str], text: str, places: Sequence[int]) -> list[int]:
    """Return where the match that begins at each place ends, 0 where none does."""
    return [found.end() if found else 0 for found in map(pattern.match, repeat(text), places)]


def first_come(
    numbers: _Places, starts: _Places, ends: _Places, was_tried: NDArray[np.bool_]
) -> tuple[_Places, _Places]:
    """Return which expression (`numbers`) matches where, as `finditer` of each would: ascending, without overlaps.

    At one place what was tried outweighs words, and the longest word all others.
    """
    lengths = np.minimum(ends - starts, _LONGEST)
    keys = np.sort((((numbers << _PLACE_BITS) | starts) << (_LENGTH_BITS + 1)) | (was_tried * _TRIED) | lengths)
    spots = keys >> (_LENGTH_BITS + 1)
    is_last = np.append(spots[1:] != spots[:-1], np.ones(min(1, len(spots)), dtype=bool))
    spots, lengths = spots[is_last], keys[is_last] & _LONGEST
    kept = _without_overlaps(spots, spots + lengths)
    return spots[kept] >> _PLACE_BITS, spots[kept] & ((1 << _PLACE_BITS) - 1)


def _without_overlaps(starts: _Places, ends: _Places) -> NDArray[np.bool_]:
    """Take spans from left to right, each that begins before the end of the last one taken left out."""
    kept = np.ones(len(starts), dtype=bool)
    reach = np.maximum.accumulate(ends)
    for place in (np.flatnonzero(starts[1:] < reach[:-1]) + 1).tolist():
        last = place - 1
        while not kept[last]:
            last -= 1
        kept[place] = starts[place] >= ends[last]
    return kept
