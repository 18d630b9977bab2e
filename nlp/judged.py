"""Which of the bodies named in a message is the one judged.

A rule of points: each naming is weighed by where it stands and what it is. Namings of the same body (社区 after
五一社区) are weighed together and answered by the fullest. Words of judgement close behind a name speak for it; a
greeting or a wish ("希望教育局…") does not, and a leader written to or a school passed on the way is seldom meant.
The points were fitted to our own corpus and to half of the development messages; the other half tells their worth.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, inf, log1p
from operator import attrgetter

from nlp.features import SEPARATOR
from nlp.mentions import Mention
from nlp.sieve import guarded
from nlp.spans import Clause, Span

_WISHED = re.compile(
    guarded(r"(?:希望|(?<!申)请求?|恳请|恳求|盼望?|呼吁|建议|望|要求|让|求|敬请|期待)[^，。！？\n]{0,6}$")
)
_TURNED_TO = re.compile(
    guarded(
        r"(?:向|找|到|去|给|跟|和|与|打|拨打|联系|咨询|投诉|举报|反映|感谢|表扬|点赞|对|被|由|问|经)[^，。！？\n]{0,4}$"
    )
)
_ACTED = re.compile(
    r"[^。！？\n]{0,14}"
    + guarded(
        "不|没|未|拒|推|拖|敷衍|态度|说|回复|答复|告知|称|强|乱|违|收|罚|打|骂|要求|互相|解决|帮|很快|及时|热情|耐心|主动|马上"
    )
)
_OF_PLACE = re.compile(
    r"的?(?:居民|业主|村民|住户|市民|老百姓|群众|家长|对面|旁边|附近|门口|后面|前面|路口|小区|一期|二期|[一-龥]{0,3}组)"
    r"|[一-龥]{1,2}(?:女士|先生)|[一-龥]某"
)
_FACILITY = re.compile(
    r"(?:小学|中学|[一二三四五六七八九十]中|学校|大学|学院|幼儿园|公园|高速|地铁|站|机场|医院|公交|公交车|景区|养老院)$"
)
_LEADER = re.compile(r"(?:书记|主任|[省市县区镇乡村局所院校]长|领导|干部)$")
_PERSON = re.compile(r"(?:员|司机|老师|医生|护士|民警|交警|警察)$")
_ORGAN = re.compile(r"政府|[局厅委]$|街道|办事处|社区|村委|居委|大队|法院|检察|派出所|城管|公安|中心")
_IS_TURNED_TO, _HAS_ACTED, _IN_TITLE = 0.4, 0.35, 0.2
_MOST_OF_PLACE = _IS_TURNED_TO + _HAS_ACTED + _IN_TITLE + 0.001  # all that a place can add, and a rounding
_FADES_OVER = 15  # characters over which a word of judgement loses two thirds of its force for a name

_FAR = 100
_FADED = [
    *(exp(-distance / _FADES_OVER) for distance in range(_FAR)),
    *(exp(-back / _FADES_OVER) for back in range(_FAR, 0, -1)),
]
_START, _WEIGHT = attrgetter("start"), attrgetter("weight")


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What else is known of the text: its clauses, where words of judgement begin, and the evidence span."""

    clauses: Sequence[Clause] = ()
    judging: Sequence[int] = ()
    evidence: Span | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The naming of the judged body; merely asked where every naming of it is a greeting or a wish."""

    mention: Mention
    is_merely_asked: bool


def find_judged(text: str, mentions: Sequence[Mention], signs: Signs | None = None) -> Judged | None:
    """Return the fullest naming of the judged body, None where no body is named."""
    if not mentions:
        return None
    best = _likeliest(text, mentions, signs or Signs())
    return Judged(
        mention=max(best, key=lambda one: one.end - one.start),
        is_merely_asked=all(one.is_addressed or _is_wished(text, one) for one in best),
    )


def _likeliest(text: str, mentions: Sequence[Mention], signs: Signs) -> list[Mention]:
    groups = _groups(text, mentions)
    if len(groups) == 1:
        return groups[0]
    before = _last_before(mentions, signs.evidence)
    heaviest = max(map(abs, map(_WEIGHT, signs.clauses)), default=0.0) or 1.0
    begins = list(map(_START, signs.clauses))
    best, most = groups[0], -inf
    for group in groups:
        points = _of_name(text[group[0].start : group[0].end], group[0].is_generic, group[0].is_known)
        points -= 1.0 * mentions.index(group[0]) / len(mentions)
        points += 0.08 * min(len(group) - 1, 3) + (0.4 if before in group else 0.0)
        points += max([_of_judging(one, signs, begins, heaviest) for one in group])
        if points + _MOST_OF_PLACE < most:
            continue
        points += max([_of_place(text, one) for one in group])
        if points > most:
            best, most = group, points
    return best


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


def _last_before(mentions: Sequence[Mention], evidence: Span | None) -> Mention | None:
    earlier = [one for one in mentions if evidence is not None and one.end <= evidence[0]]
    return earlier[-1] if earlier else None


@lru_cache(maxsize=4096)
def _of_name(name: str, is_generic: bool, is_known: bool) -> float:
    """What the name itself says, whatever stands around it."""
    points = 0.08 * min(len(name), 8)
    points -= 0.7 if is_generic else 0.0
    points += 1.0 if is_known else 0.0
    points -= 1.0 if _FACILITY.search(name) and not is_known else 0.0
    points -= 1.6 if _LEADER.search(name) else 0.0
    points -= 1.1 if _PERSON.search(name) else 0.0
    points += 0.3 if _ORGAN.search(name) else 0.0
    return points + (0.5 if name.endswith("部门") else 0.0)


def _of_place(text: str, mention: Mention) -> float:
    """What the words right before and behind the name say."""
    before = text[max(0, mention.start - 10) : mention.start]
    points = -1.5 if mention.is_addressed else 0.0
    points -= 1.5 if _WISHED.search(before) else 0.0
    points -= 1.5 if _OF_PLACE.match(text, mention.end) else 0.0
    points += _IS_TURNED_TO if _TURNED_TO.search(before) else 0.0
    points += _HAS_ACTED if _ACTED.match(text, mention.end) else 0.0
    return points + (_IN_TITLE if mention.end <= text.find("\n") else 0.0)


def _of_judging(mention: Mention, signs: Signs, begins: Sequence[int], heaviest: float) -> float:
    """How much judgement stands near the name: cues by their distance, and the weight of its own clause."""
    end, judging = mention.end, signs.judging
    near = judging[bisect_left(judging, end - _FAR) : bisect_left(judging, end + _FAR)]
    points = log1p(sum([_FADED[place - end] for place in near]))
    own = bisect_right(begins, mention.start) - 1
    if own < 0:
        return points
    clause = signs.clauses[own]
    within = bisect_left(judging, clause.end) - bisect_left(judging, mention.start)
    return points + 0.7 * clause.weight / heaviest + 0.4 * log1p(max(within, 0))


def _is_wished(text: str, mention: Mention) -> bool:
    return bool(_WISHED.search(text[max(0, mention.start - 10) : mention.start]))
