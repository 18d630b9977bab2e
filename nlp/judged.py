"""Which of the bodies named in a message is the one judged.

Every naming is described by signs: what kind of body it is, where it stands, what the words around it do (turned to,
wished something of, acting, merely a place), and how much judgement stands near it. Namings of the same body (社区
after 五一社区) are described together and answered by the fullest. What each sign counts is learnt from labelled
messages (`nlp.choosing`): the judged one among the namings of a message, a conditional logit (McFadden 1974).
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from math import exp, log1p
from operator import attrgetter, mul

from nlp.features import SEPARATOR
from nlp.lexicon import sections
from nlp.mentions import Mention
from nlp.sieve import guarded
from nlp.spans import Clause, Span

_WISHED = re.compile(
    guarded(r"(?:希望|(?<!申)请求?|恳请|恳求|盼望?|呼吁|建议|望|要求|让|求|敬请|期待|责令|督促)[^，。！？\n]{0,6}$")
)
_TURNED_TO = re.compile(
    guarded(
        r"(?:向|找|到|去|给|跟|和|与|打|拨打|联系|咨询|投诉|举报|反映|感谢|表扬|点赞|对|被|由|问|经)[^，。！？\n]{0,4}$"
    )
)
_LIVING = re.compile(guarded(r"(?:[是在住于]|来自|属于|路过|经过)[^，。！？\n]{0,5}$"))
_THANKED = re.compile(guarded(r"(?:感谢|谢谢|表扬|点赞|感激|致敬)[^，。！？\n]{0,6}$"))
_ACCUSED = re.compile(guarded(r"(?:投诉|举报|状告|控告|质疑|曝光|对|针对|谴责|抗议)[^，。！？\n的]{0,4}$"))
_ACTED = re.compile(
    r"[^。！？\n]{0,14}"
    + guarded(
        "不|没|未|拒|推|拖|敷衍|态度|说|回复|答复|告知|称|强|乱|违|收|罚|打|骂|要求|互相|解决|帮|很快|及时|热情|耐心|主动|马上"
    )
)
_SAID = re.compile(
    r"[^，。！？\n]{0,8}" + guarded("说|回复|答复|告知|称|表示|解释|要求|让|叫|通知|规定|批准|答应|承诺")
)
_HELPED = re.compile(r"[^。！？\n]{0,14}" + guarded("很快|及时|热情|耐心|主动|马上|立即|认真|帮|感谢|负责"))
_OF_PLACE = re.compile(
    r"的?(?:居民|业主|村民|住户|市民|老百姓|群众|家长|对面|旁边|附近|门口|后面|前面|路口|小区|一期|二期|[一-龥]{0,3}组)"
    r"|[一-龥]{1,2}(?:女士|先生)|[一-龥]某"
)
_ADDRESS = re.compile(r"[^，。！？、\n的]{0,8}(?:小区|花园|[路村栋号组苑城期街]|广场|楼|院内|大道)")
_WITH_PLACE = re.compile("[省市区县镇乡村路]")
_CLAUSE_ENDS = "，。！？；：、\n ,;:"
_LATE, _CLOSING, _LONG = 2 / 3, 80, 160

_FAR, _AHEAD = 100, 60
_LIKELY = 0.2
_FADES_OVER, _FADES_AHEAD = 15, 25
_FADED = [
    *(exp(-distance / _FADES_OVER) for distance in range(_FAR)),
    *(exp(-back / _FADES_OVER) for back in range(_FAR, 0, -1)),
]
"""Force of a word of judgement by its distance from the name, ahead or (negative) back."""
_COMING = [exp(-distance / _FADES_AHEAD) for distance in range(_AHEAD)]
_START, _WEIGHT = attrgetter("start"), attrgetter("weight")

_OF_NAME = ("generic", "known", "length", "with_place")
_OF_PLACES = (
    *("first", "in_title", "opens_title", "accused_in_title", "late", "closing", "addressed", "turned_to", "acted"),
    *("said", "helped", "thanked", "opens_clause", "accused", "followed_by_de"),
)
_OF_JUDGING = ("near", "ahead", "judging_within", "clause_weight", "before_evidence", "in_evidence")
_OF_GROUP = ("order", "count", "share", "wished", "living", "address", "of_place", "fits_theme", "misfits_theme")
_PRIOR: Mapping[str, float] = {
    "generic": -0.9,
    "known": 1.0,
    "length": 0.8,
    "is_leader": -1.6,
    "is_staff": -1.0,
    "is_sight": -1.0,
    "addressed": -1.5,
    "wished": -1.5,
    "of_place": -1.5,
    "turned_to": 0.4,
    "acted": 0.4,
    "near": 1.0,
    "clause_weight": 0.7,
    "judging_within": 0.4,
    "order": 1.0,
    "count": 0.3,
    "before_evidence": 0.4,
}
"""What signs count for a model that has seen no judged body."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What else is known of the text: its clauses, where words of judgement begin, the evidence, its likely themes."""

    clauses: Sequence[Clause] = ()
    judging: Sequence[int] = ()
    evidence: Span | None = None
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
    strengths: list[float]

    @property
    def fullest(self) -> Mention:
        """The longest naming."""
        return max(self.namings, key=lambda one: one.end - one.start)


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
    return (*_OF_NAME, *kinds, *_OF_PLACES, *_OF_JUDGING, *_OF_GROUP)


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
        is_merely_asked=all(one.is_addressed or _is_wished(text, one) for one in best.namings),
    )


def candidates(text: str, mentions: Sequence[Mention], signs: Signs) -> list[Candidate]:
    """Put the namings of one body together and describe each such group, in order of appearance."""
    groups = _groups(text, mentions)
    if len(groups) < 2:  # nothing to choose from
        return [Candidate(namings=group, strengths=[]) for group in groups]
    places = {mention: place for place, mention in enumerate(mentions)}
    scene = _Scene.of(text, mentions, signs)
    return [
        Candidate(namings=group, strengths=_strengths(group, places[group[0]] / len(mentions), scene, len(mentions)))
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
    first: Mention
    before_evidence: Mention | None

    @classmethod
    def of(cls, text: str, mentions: Sequence[Mention], signs: Signs) -> "_Scene":
        span = signs.evidence
        earlier = [one for one in mentions if span is not None and one.end <= span[0]]
        return cls(
            text=text,
            title_end=text.find("\n"),
            signs=signs,
            heaviest=max(map(abs, map(_WEIGHT, signs.clauses)), default=0.0) or 1.0,
            begins=list(map(_START, signs.clauses)),
            first=mentions[0],
            before_evidence=earlier[-1] if earlier else None,
        )


def _strengths(group: Sequence[Mention], order: float, scene: _Scene, count: int) -> list[float]:
    """Describe a body by the strongest of its namings; what speaks against it must hold of all."""
    head, text = group[0], scene.text
    name, themes = _of_name(text[head.start : head.end], head.is_generic, head.is_known)
    rows = [[*_of_places(one, scene), *_of_judging(one, scene)] for one in group]
    own = themes and scene.signs.themes
    fits = bool(own) and not themes.isdisjoint(scene.signs.themes)
    return [
        *name,
        *(map(max, zip(*rows, strict=True)) if len(rows) > 1 else rows[0]),
        1.0 - order,
        log1p(len(group) - 1),
        len(group) / count,
        float(all(_is_wished(text, one) for one in group)),
        float(all(_LIVING.search(text, max(0, one.start - 8), one.start) for one in group)),
        float(all(_ADDRESS.match(text, one.end) for one in group)),
        float(all(_OF_PLACE.match(text, one.end) for one in group)),
        float(fits),
        float(bool(own) and not fits),
    ]


@lru_cache(maxsize=32768)
def _of_name(name: str, is_generic: bool, is_known: bool) -> tuple[tuple[float, ...], frozenset[str]]:
    """Return what the name itself says, whatever stands around it, and the themes in which such a body is judged."""
    found = [category.pattern.search(name) is not None for category in _CATEGORIES]
    kinds = compress(_CATEGORIES, found)
    with_place = bool(_WITH_PLACE.search(name, 0, len(name) - 1))
    themes = frozenset[str]().union(*(category.themes for category in kinds))
    return (float(is_generic), float(is_known), min(len(name), 10) / 10, float(with_place), *map(float, found)), themes


def _of_places(one: Mention, scene: _Scene) -> tuple[float, ...]:
    """What the place of the naming and the words right before and behind it say."""
    text, start, end = scene.text, one.start, one.end
    begin = max(0, start - 12)
    in_title = end <= scene.title_end
    accused = _ACCUSED.search(text, begin, start) is not None
    return (
        one is scene.first,
        in_title,
        in_title and start <= 2,
        in_title and accused,
        start > len(text) * _LATE,
        start > len(text) - _CLOSING and len(text) > _LONG,
        one.is_addressed,
        _TURNED_TO.search(text, begin, start) is not None,
        _ACTED.match(text, end) is not None,
        _SAID.match(text, end) is not None,
        _HELPED.match(text, end) is not None,
        _THANKED.search(text, begin, start) is not None,
        start == 0 or text[start - 1] in _CLAUSE_ENDS,
        accused,
        text.startswith("的", end),
    )


def _of_judging(one: Mention, scene: _Scene) -> tuple[float, ...]:
    """How much judgement stands near the naming: cues by their distance, and the weight of its own clause."""
    end, signs, judging = one.end, scene.signs, scene.signs.judging
    first, here = bisect_left(judging, end - _FAR), bisect_left(judging, end)
    near = log1p(sum([_FADED[at - end] for at in judging[first : bisect_left(judging, end + _FAR)]]))
    coming = judging[here : bisect_left(judging, end + _AHEAD)]
    ahead = log1p(sum([_COMING[at - end] for at in coming]))
    span = signs.evidence
    in_evidence = span is not None and one.start < span[1] and span[0] < end
    place = bisect_right(scene.begins, one.start) - 1
    if place < 0:
        return near, ahead, 0.0, 0.0, one is scene.before_evidence, in_evidence
    clause = signs.clauses[place]
    within = log1p(max(bisect_left(judging, clause.end) - bisect_left(judging, one.start), 0))
    return near, ahead, within, clause.weight / scene.heaviest, one is scene.before_evidence, in_evidence


def _groups(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Put every naming to the last fuller one before it, or else the first after it, that contains its words."""
    words = [text[one.start : one.end] for one in mentions]
    first = {word: place for place, word in reversed(list(enumerate(words)))}
    every = SEPARATOR.join(first)
    fullest = {word: place for word, place in first.items() if every.count(word) == 1}
    groups: dict[int, list[Mention]] = {}
    for place, (word, mention) in enumerate(zip(words, mentions, strict=True)):
        root = fullest[word] if word in fullest else _root(words, fullest, place)
        groups.setdefault(root, []).append(mention)
    return list(groups.values())


def _root(words: list[str], fullest: Mapping[str, int], place: int) -> int:
    while True:
        word = words[place]
        if word in fullest:
            return fullest[word]
        fuller = [other for other, longer in enumerate(words) if word in longer and word != longer]
        place = max((other for other in fuller if other < place), default=fuller[0])


def _is_wished(text: str, mention: Mention) -> bool:
    return _WISHED.search(text, max(0, mention.start - 10), mention.start) is not None
