"""The bodies that messages name, and what speaks for each being the one judged.

Every naming is described by signs: what kind of body it is, where it stands, what the words around it do (turned to,
wished something of, acting, merely a place), and how much judgement stands near it. Namings of the same body
(`nlp.namings`) are described together and answered by the fullest. A whole chunk is described at once, sign by sign.

How often a body is named tells nothing: what real messages name most is often the place where something happened.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, pairwise, repeat
from math import exp
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.features import SEPARATOR, Chunk
from nlp.lexicon import alternation, sections
from nlp.mentions import Mention
from nlp.namings import fullest_of, heads_of
from nlp.segments import begins_of, spread
from nlp.sieve import guarded
from nlp.spans import NO_CLAUSES, Clauses

_Places = NDArray[np.int64]
_Flags = NDArray[np.bool_]
_Strengths = NDArray[np.float64]


def _named(section: str) -> str:
    """Return one regular expression for lines of a name and a pattern: the group of that name tells which matched."""
    lines = (line.split(" ", 1) for line in sections("bodies")[section])
    return guarded("|".join(f"(?P<{name}>{pattern})" for name, pattern in lines))


_BEFORE = re.compile(rf".*(?:{_named('before')})[^，。！？；\n]{{0,4}}$", re.DOTALL)
"""What the last word that does anything with a body does with it, right before its name."""
_AFTER = re.compile(
    rf"(?:{guarded(alternation('bodies', 'between'))}){{0,3}}"
    rf"(?:{_named('behind')}|(?P<place>{alternation('bodies', 'place')}))"
)
"""What the words behind a name make of it: asked, speaking, acting, or the address of something else."""
_WITH_PLACE = re.compile("[省市区县镇乡村路]")
_CLAUSE_ENDS = np.array(list(map(ord, f"，。！？；：、\n ,;:{SEPARATOR}")), dtype=np.uint32)
_LEAD = 14  # characters before a name in which such a word may stand
_AHEAD, _FADES_AHEAD = 60, 25
_COMING = np.array([exp(-distance / _FADES_AHEAD) for distance in range(_AHEAD)])
"""Force of a word of judgement by its distance behind the name."""

_OF_NAME = ("generic", "known", "length", "with_place")
_OF_PLACES = ("in_title", "opens_clause", "followed_by_de", "turned_to", "accused", "acted")
_OF_JUDGING = ("ahead", "judging_within", "clause_weight")
_AGAINST = ("addressed", "wished", "place")
_OF_GROUP = ("order", "fits_theme", "misfits_theme")


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What else is known of a chunk: where words of judgement begin, its clauses, the likely themes of its records."""

    judging: _Places
    clauses: Clauses = NO_CLAUSES
    themes: Sequence[Collection[str]] = ()


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The bodies that the records of a chunk name, in order of appearance.

    By body: its record (`rows`), the strength of every sign for its being the judged one (bodies, signs), and whether
    every naming of it is a greeting or a wish. Its namings are those `mentions` whose numbers stand in `members` from
    its bound to the next.
    """

    chunk: Chunk
    mentions: Sequence[Mention]
    members: _Places
    bounds: _Places
    rows: _Places
    strengths: _Strengths
    are_merely_asked: _Flags

    def fullest(self, body: int) -> Mention:
        """Return the naming by which a body is called, its places in the text of its own record."""
        numbers = self.members[self.bounds[body] : self.bounds[body + 1]].tolist()
        naming = fullest_of(self.chunk.joined, [self.mentions[number] for number in numbers])
        offset = int(self.chunk.starts[self.rows[body]])
        return naming._replace(start=naming.start - offset, end=naming.end - offset)


@dataclass(frozen=True)
class _Category:
    """A kind of body, told by its name, and the themes in which such a body is usually judged (any, if none)."""

    name: str
    pattern: re.Pattern[str]
    themes: frozenset[str]


def _categories() -> tuple[_Category, ...]:
    lines = (line.split(" ") for line in sections("bodies")["categories"])
    return tuple(_Category(name, re.compile(pattern), frozenset(themes)) for name, pattern, *themes in lines)


_CATEGORIES = _categories()


def sign_names() -> tuple[str, ...]:
    """Return the names of all signs, in the order of a candidate's strengths."""
    kinds = tuple(f"is_{category.name}" for category in _CATEGORIES)
    return (*_OF_NAME, *kinds, *_OF_PLACES, *_OF_JUDGING, *_AGAINST, *_OF_GROUP)


def find_candidates(chunk: Chunk, mentions: Sequence[Mention], signs: Signs) -> Candidates:
    """Put the namings of one body together and describe each body; mentions are in order, their places in the chunk.

    A body is described by the strongest of its namings; what speaks against it must hold of all.
    """
    namings = _Namings.of(chunk, mentions)
    heads, bodies = np.unique(_heads(chunk, mentions, namings.rows), return_inverse=True)
    members = np.argsort(bodies, kind="stable")
    begins = begins_of(bodies[members])
    speaking, against = (strengths[members] for strengths in _around(namings, signs))
    of_names, themes = _of_names(namings, heads)
    strengths = [
        of_names,
        np.maximum.reduceat(speaking, begins),
        np.minimum.reduceat(against, begins),
        _within_records(namings, heads, themes, signs.themes),
    ]
    return Candidates(
        chunk=chunk,
        mentions=mentions,
        members=members,
        bounds=np.append(begins, len(members)),
        rows=namings.rows[heads],
        strengths=np.hstack(strengths),
        are_merely_asked=np.logical_and.reduceat(against[:, :2].any(axis=1), begins),
    )


class _Namings(NamedTuple):
    """Namings as arrays, and the records in which they stand."""

    chunk: Chunk
    rows: _Places
    starts: _Places
    ends: _Places
    is_generic: NDArray[np.int64]
    is_addressed: NDArray[np.int64]
    is_known: NDArray[np.int64]

    @classmethod
    def of(cls, chunk: Chunk, mentions: Sequence[Mention]) -> "_Namings":
        table = np.array(mentions, dtype=np.int64).reshape(-1, len(Mention._fields)).T
        return cls(chunk, chunk.rows[table[0]], *table)


def _heads(chunk: Chunk, mentions: Sequence[Mention], rows: _Places) -> _Places:
    """Return for every naming the number of the first naming of the same body."""
    heads: list[int] = []
    for first, last in pairwise([*begins_of(rows).tolist(), len(rows)]):
        heads += [first + head for head in heads_of(chunk.joined, mentions[first:last])]
    return np.array(heads, dtype=np.int64)


def _of_names(namings: _Namings, heads: _Places) -> tuple[_Strengths, list[frozenset[str]]]:
    """Return what the names of bodies say, whatever stands around them, and the themes in which each is judged."""
    text, places = namings.chunk.joined, zip(namings.starts[heads].tolist(), namings.ends[heads].tolist(), strict=True)
    found = [_of_name(text[start:end]) for start, end in places]
    signs = np.array([signs for signs, _ in found]).reshape(len(heads), 2 + len(_CATEGORIES))
    return np.column_stack([namings.is_generic[heads], namings.is_known[heads], signs]), [themes for _, themes in found]


@lru_cache(maxsize=32768)
def _of_name(name: str) -> tuple[_Strengths, frozenset[str]]:
    """Return how long a name is, whether it begins with a place, which kinds it is of, and the themes of those."""
    found = [category.pattern.search(name) is not None for category in _CATEGORIES]
    themes = frozenset[str]().union(*(category.themes for category in compress(_CATEGORIES, found)))
    return np.array([min(len(name), 10) / 10, _WITH_PLACE.search(name, 0, len(name) - 1) is not None, *found]), themes


def _around(namings: _Namings, signs: Signs) -> tuple[_Strengths, _Strengths]:
    """Return what places of namings and the words around them say for the body, and what they say against it."""
    chunk, rows, starts, ends = namings.chunk, namings.rows, namings.starts, namings.ends
    text, windows = repeat(chunk.joined), np.maximum(starts - _LEAD, chunk.starts[rows])
    led = _groups(map(_BEFORE.match, text, windows.tolist(), starts.tolist()))
    does = _groups(map(_AFTER.match, text, ends.tolist()))
    speaking = [
        ends <= chunk.title_ends[rows],
        np.isin(chunk.codes[starts - 1], _CLAUSE_ENDS),
        chunk.codes[ends] == ord("的"),
        led == _BEFORE.groupindex["turned_to"],
        led == _BEFORE.groupindex["accused"],
        does == _AFTER.groupindex["acted"],
        *_of_judging(namings, signs),
    ]
    against = [namings.is_addressed, led == _BEFORE.groupindex["wished"], does == _AFTER.groupindex["place"]]
    return np.column_stack(speaking), np.column_stack(against)


def _groups(found: Iterable[re.Match[str] | None]) -> NDArray[np.int64]:
    """Return the number of the group that matched, 0 where nothing did."""
    return np.array([match.lastindex if match else 0 for match in found], dtype=np.int64)


def _of_judging(namings: _Namings, signs: Signs) -> tuple[_Strengths, _Strengths, _Strengths]:
    """How much judgement stands near namings: cues by their distance, and how many and how much in their own clause."""
    chunk, rows, ends, judging = namings.chunk, namings.rows, namings.ends, signs.judging
    first = np.searchsorted(judging, ends)
    last = np.searchsorted(judging, np.minimum(ends + _AHEAD, chunk.starts[rows + 1]))
    coming, owners = spread(first, last - first)
    ahead = np.bincount(owners, weights=_COMING[judging[coming] - ends[owners]], minlength=len(ends))
    starts, stops, weights, _ = (np.append(0, column) for column in signs.clauses)  # the first, of no record, is empty
    clause = np.searchsorted(starts[1:], namings.starts, side="right")
    within = np.searchsorted(judging, stops[clause]) - np.searchsorted(judging, namings.starts)
    heaviest = np.zeros(len(chunk))
    np.maximum.at(heaviest, chunk.rows[signs.clauses.starts], np.abs(signs.clauses.weights))
    heaviest[heaviest == 0] = 1.0
    is_own = starts[clause] >= chunk.starts[rows]
    return np.log1p(ahead), np.log1p(np.maximum(within, 0)), weights[clause] * is_own / heaviest[rows]


def _within_records(
    namings: _Namings, heads: _Places, themes: Sequence[frozenset[str]], likely: Sequence[Collection[str]]
) -> _Strengths:
    """Return how early in its record each body is named first, and whether it fits the record's themes or does not."""
    rows = namings.rows[heads]
    first, last = (np.searchsorted(namings.rows, rows, side=side) for side in ("left", "right"))
    pairs = list(zip(themes, (likely[row] for row in rows.tolist()) if likely else repeat(()), strict=False))
    both = np.array([bool(own) and bool(of_record) for own, of_record in pairs], dtype=bool)
    fits = np.array([not own.isdisjoint(of_record) for own, of_record in pairs], dtype=bool)
    return np.column_stack([1.0 - (heads - first) / (last - first), fits, both & ~fits])
