"""Which of the bodies named in a message is the one judged.

Every naming is described by signs: what kind of body it is, where it stands, what the words around it do (turned to,
wished something of, acting, merely a place), and how much judgement stands near it. Namings of the same body
(`nlp.namings`) are described together and answered by the fullest. What each sign counts is learnt from labelled
messages (`nlp.choosing`): the judged one among the namings of a message, a conditional logit (McFadden 1974).

How often a body is named tells nothing: what real messages name most is often the place where something happened.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from math import exp, log1p
from operator import attrgetter, mul

from nlp.lexicon import alternation, sections
from nlp.mentions import Mention
from nlp.namings import fullest_of, groups_of
from nlp.sieve import guarded
from nlp.spans import Clause


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
_CLAUSE_ENDS = "，。！？；：、\n ,;:"
_LIKELY = 0.2
_LEAD = 14  # characters before a name in which such a word may stand
_AHEAD, _FADES_AHEAD = 60, 25
_COMING = [exp(-distance / _FADES_AHEAD) for distance in range(_AHEAD)]
"""Force of a word of judgement by its distance behind the name."""
_START, _WEIGHT = attrgetter("start"), attrgetter("weight")

_OF_NAME = ("generic", "known", "length", "with_place")
_OF_PLACES = ("in_title", "opens_clause", "followed_by_de", "turned_to", "accused", "acted")
_OF_JUDGING = ("ahead", "judging_within", "clause_weight")
_AGAINST = ("addressed", "wished", "place")
_OF_GROUP = ("order", "fits_theme", "misfits_theme")
_PRIOR: Mapping[str, float] = {
    "generic": -0.9,
    "known": 1.0,
    "length": 0.8,
    "is_leader": -1.6,
    "is_staff": -1.0,
    "is_sight": -1.0,
    "addressed": -1.5,
    "wished": -1.5,
    "place": -1.5,
    "turned_to": 0.4,
    "acted": 0.4,
    "ahead": 1.0,
    "clause_weight": 0.7,
    "judging_within": 0.4,
    "order": 1.0,
}
"""What signs count for a model that has seen no judged body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What else is known of the text: its clauses, where words of judgement begin, its likely themes."""

    clauses: Sequence[Clause] = ()
    judging: Sequence[int] = ()
    themes: Collection[str] = ()


def likely_themes(themes: Sequence[tuple[str, float]]) -> frozenset[str]:
    """Return the names of the themes that are likely enough to tell which kinds of body are meant.

    >>> sorted(likely_themes([("政法", 0.7), ("民政", 0.25), ("国土资源", 0.05)]))
    ['政法', '民政']
    """
    return frozenset(name for name, share in themes if share >= _LIKELY)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The naming of the judged body; merely asked where every naming of it is a greeting or a wish."""

    mention: Mention
    is_merely_asked: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Namings of one body, and the strength of every sign (`sign_names`) for its being the judged one."""

    namings: list[Mention]
    fullest: Mention
    strengths: list[float]


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


def prior() -> tuple[float, ...]:
    """Return what every sign counts for a model that learnt nothing of bodies."""
    return tuple(_PRIOR.get(name, 0.0) for name in sign_names())


def find_judged(
    text: str, mentions: Sequence[Mention], signs: Signs | None = None, points: Sequence[float] = ()
) -> Judged | None:
    """Return the fullest naming of the judged body, None where no body is named; `points` say what each sign counts."""
    if not mentions:
        return None
    found = candidates(text, mentions, signs or Signs())
    counts = points or prior()
    best = max(found, key=lambda one: sum(map(mul, one.strengths, counts))) if len(found) > 1 else found[0]
    return Judged(
        mention=best.fullest,
        is_merely_asked=all(one.is_addressed or _led_by(text, one.start) == "wished" for one in best.namings),
    )


def candidates(text: str, mentions: Sequence[Mention], signs: Signs) -> list[Candidate]:
    """Put the namings of one body together and describe each such group, in order of appearance."""
    groups = groups_of(text, mentions)
    if len(groups) < 2:  # nothing to choose from
        return [Candidate(namings=group, fullest=fullest_of(text, group), strengths=[]) for group in groups]
    places = {mention: place for place, mention in enumerate(mentions)}
    scene = _Scene.of(text, signs)
    return [
        Candidate(
            namings=group,
            fullest=fullest_of(text, group),
            strengths=_strengths(group, places[group[0]] / len(mentions), scene),
        )
        for group in groups
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scene:
    """The text around the namings."""

    text: str
    title_end: int
    signs: Signs
    heaviest: float
    begins: list[int]

    @classmethod
    def of(cls, text: str, signs: Signs) -> "_Scene":
        return cls(
            text=text,
            title_end=text.find("\n"),
            signs=signs,
            heaviest=max(map(abs, map(_WEIGHT, signs.clauses)), default=0.0) or 1.0,
            begins=list(map(_START, signs.clauses)),
        )


def _strengths(group: Sequence[Mention], order: float, scene: _Scene) -> list[float]:
    """Describe a body by the strongest of its namings; what speaks against it must hold of all."""
    head, text = group[0], scene.text
    name, themes = _of_name(text[head.start : head.end], head.is_generic, head.is_known)
    speaks, against = _of_naming(head, scene)
    for one in group[1:]:
        more, less = _of_naming(one, scene)
        speaks, against = tuple(map(max, speaks, more)), tuple(map(min, against, less))
    own = themes and scene.signs.themes
    fits = bool(own) and not themes.isdisjoint(scene.signs.themes)
    return [*name, *speaks, *against, 1.0 - order, float(fits), float(bool(own) and not fits)]


@lru_cache(maxsize=32768)
def _of_name(name: str, is_generic: bool, is_known: bool) -> tuple[tuple[float, ...], frozenset[str]]:
    """Return what the name itself says, whatever stands around it, and the themes in which such a body is judged."""
    found = [category.pattern.search(name) is not None for category in _CATEGORIES]
    kinds = compress(_CATEGORIES, found)
    with_place = bool(_WITH_PLACE.search(name, 0, len(name) - 1))
    themes = frozenset[str]().union(*(category.themes for category in kinds))
    return (float(is_generic), float(is_known), min(len(name), 10) / 10, float(with_place), *map(float, found)), themes


def _of_naming(one: Mention, scene: _Scene) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What the place of a naming and the words around it say for the body, and what they say against it."""
    text, start, end = scene.text, one.start, one.end
    led, after = _led_by(text, start), _AFTER.match(text, end)
    does = after and after.lastgroup
    return (
        end <= scene.title_end,
        start == 0 or text[start - 1] in _CLAUSE_ENDS,
        text.startswith("的", end),
        led == "turned_to",
        led == "accused",
        does == "acted",
        *_of_judging(one, scene),
    ), (one.is_addressed, led == "wished", does == "place")


def _of_judging(one: Mention, scene: _Scene) -> tuple[float, ...]:
    """How much judgement stands near the naming: cues by their distance, and the weight of its own clause."""
    end, signs, judging = one.end, scene.signs, scene.signs.judging
    here = bisect_left(judging, end)
    coming = judging[here : bisect_left(judging, end + _AHEAD)]
    ahead = log1p(sum([_COMING[at - end] for at in coming]))
    place = bisect_right(scene.begins, one.start) - 1
    if place < 0:
        return ahead, 0.0, 0.0
    clause = signs.clauses[place]
    within = log1p(max(bisect_left(judging, clause.end) - bisect_left(judging, one.start), 0))
    return ahead, within, clause.weight / scene.heaviest


def _led_by(text: str, start: int) -> str | None:
    """Return what the last word that does anything with the body named at the start does with it."""
    found = _BEFORE.match(text, max(0, start - _LEAD), start)
    return found and found.lastgroup
