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

_BEFORE = re.compile(
    r".*(?:(?P<wished>希望|请(?!问|示)|恳求|盼|呼吁|建议|望|要求|让|求|敬请|期待|责令|督促|转交)"
    r"|(?P<thanked>感谢|谢谢|表扬|点赞|感激|致敬)|(?P<accused>投诉|举报|状告|控告|质疑|曝光|对(?!面)|针对|谴责|抗议|请问|试问)"
    r"|(?P<turned>[向找给跟打问]|联系|咨询|反映|反馈|上访|信访|求助|申请|[被由经和与])"
    r"|(?P<lived>[是在住于到去离]|来自|属于|路过|经过|作为|附近))"
    r"[^，。！？；\n]{0,4}$",
    re.DOTALL,
)
"""What the last word of these before a name does with the body: asks, thanks, accuses, turns to it, or is merely there."""
_AFTER = re.compile(
    r"(?:的?(?:工作人员|领导|人员|人|同志|干部|师傅|书记|主任|方面|部门|们)|[却就都也又还只]|一直|总是|每次|居然|竟然?|至今|始终"
    r"|多次|根本|仍然?|依然|当时|后来|到底|已经?|曾经?){0,3}"
    r"(?:(?P<asked>能(?![力源])|可[以否]|予以|给予|尽[快早]|早日|加[大强]|出面|高度|重视|协[助调]|督促|介入|查处|核实|调查|关注|应|立即|责成"
    r"|考虑|依法|牵头|落实|百忙|为[我民]|来?管管|管一|好好|多)"
    r"|(?P<said>说|称|回复|答复|告知|表示|解释|承诺|答应|通知|[要叫让](?!求)|要求|规定|批准)"
    r"|(?P<helped>很快|及时|热情|耐心|主动|马上|认真|帮|感谢|负责[^人]|非常好|服务)"
    r"|(?P<acted>[不没未拒推拖无]|强[行制收拆]|乱|违|收|罚|[打骂]人|把|将|为[何什啥]|怎么|凭|以[^来]|扣|互相|相互|置|敷衍|态度|失职|监管|处理|解决"
    r"|执法|作为|任由|纵容|包庇|擅自|私自|故意|随意|滥用|迟迟|难道|是否|何在|在哪|干什么|太|存在|做出?|办(?!公)|派|来(?!往))"
    r"|(?P<place>[^，。！？、；\n\s的说不没未在来去往向把是有给过了到对建打反开许递邮选组许们]{0,10}?(?:小区|花园|公馆|楼盘|家园|[号栋路街村组苑城府湾楼期段]|广场|大道|项目|工程|大桥|附近|旁|对面|门口|周边"
    r"|片区|宿舍|校区|业主|居民|村民|住户|市民|家长|学生|职工|工程|[一-龥]{1,2}(?:女士|先生)|[一-龥]某)"
    r"|的(?:业主|居民|村民|住户|市民|老百姓|群众|家长|学生|员工|职工|对面|旁边|附近|门口)))"
)
"""What the words behind a name make of it: asked, speaking, helping, acting, or the address of something else."""
_FRUITLESS = re.compile(r"[^。！？\n]{0,30}?(?:[无未]果|[无未没不推拖]|但|却|石沉)")
_WITH_PLACE = re.compile("[省市区县镇乡村路]")
_CLAUSE_ENDS = "，。！？；：、\n ,;:"
_LATE, _LIKELY = 2 / 3, 0.2
_AHEAD, _FADES_AHEAD = 60, 25
_COMING = [exp(-distance / _FADES_AHEAD) for distance in range(_AHEAD)]
"""Force of a word of judgement by its distance behind the name."""
_START, _WEIGHT = attrgetter("start"), attrgetter("weight")

_OF_NAME = ("generic", "known", "length", "with_place")
_OF_PLACES = (
    *("in_title", "late", "opens_clause", "followed_by_de", "turned_to", "fruitless", "thanked", "accused", "acted"),
)
_OF_JUDGING = ("ahead", "judging_within", "clause_weight")
_AGAINST = ("addressed", "wished", "lived", "asked", "place")
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
    "asked": -0.5,
    "place": -1.5,
    "turned_to": 0.4,
    "acted": 0.4,
    "ahead": 1.0,
    "clause_weight": 0.7,
    "judging_within": 0.4,
    "order": 1.0,
    "fruitless": 0.4,
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
        is_merely_asked=all(one.is_addressed or _is_wished(text, one) for one in best.namings),
    )


def candidates(text: str, mentions: Sequence[Mention], signs: Signs) -> list[Candidate]:
    """Put the namings of one body together and describe each such group, in order of appearance."""
    groups = _groups(text, mentions)
    if len(groups) < 2:  # nothing to choose from
        return [Candidate(namings=group, fullest=_fullest(text, group), strengths=[]) for group in groups]
    places = {mention: place for place, mention in enumerate(mentions)}
    scene = _Scene.of(text, mentions, signs)
    return [
        Candidate(
            namings=group,
            fullest=_fullest(text, group),
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
    def of(cls, text: str, mentions: Sequence[Mention], signs: Signs) -> "_Scene":
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
    rows, against = zip(*(_of_naming(one, scene) for one in group), strict=True)
    own = themes and scene.signs.themes
    fits = bool(own) and not themes.isdisjoint(scene.signs.themes)
    return [
        *name,
        *(map(max, zip(*rows, strict=True)) if len(rows) > 1 else rows[0]),
        *(map(min, zip(*against, strict=True)) if len(rows) > 1 else against[0]),
        1.0 - order,
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


def _of_naming(one: Mention, scene: _Scene) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What the place of a naming and the words around it say for the body, and what they say against it."""
    text, start, end = scene.text, one.start, one.end
    before, after = _BEFORE.match(text, max(0, start - 14), start), _AFTER.match(text, end)
    led = before and before.lastgroup
    does = after and after.lastgroup
    turned = led == "turned"
    return (
        end <= scene.title_end,
        start > len(text) * _LATE,
        start == 0 or text[start - 1] in _CLAUSE_ENDS,
        text.startswith("的", end),
        turned,
        turned and _FRUITLESS.match(text, end) is not None,
        led == "thanked",
        led == "accused",
        does == "acted",
        *_of_judging(one, scene),
    ), (one.is_addressed, led == "wished", led == "lived", does == "asked", does == "place")


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


def _groups(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Put every naming to the last fuller one before it, or else the first after it, that contains its words.

    Staff belong to the body named right before them, and what a company runs to the company, if it is named.
    """
    words = [text[one.start : one.end] for one in mentions]
    first = {word: place for place, word in reversed(list(enumerate(words)))}
    every = SEPARATOR.join(first)
    fullest = {word: place for word, place in first.items() if every.count(word) == 1}
    operators = {kind: place for place, word in enumerate(words) if (kind := _operates(word)) is not None}
    groups: dict[int, list[Mention]] = {}
    roots: list[int] = []
    for place, (word, mention) in enumerate(zip(words, mentions, strict=True)):
        if place and _STAFF.fullmatch(word) and mention.start - mentions[place - 1].end <= _STAFF_REACH and "\n" not in text[mentions[place - 1].end : mention.start]:
            root = roots[-1]
        else:
            root = operators.get(_run_by(word), -1) if operators else -1
            if root < 0:
                root = fullest[word] if word in fullest else _root(words, fullest, place)
        roots.append(root)
        groups.setdefault(root, []).append(mention)
    return list(groups.values())


def _fullest(text: str, group: Sequence[Mention]) -> Mention:
    """Return the longest naming, that of a company before that of what it runs, of a body before that of its staff."""
    if len(group) == 1:
        return group[0]
    return max(group, key=lambda one: (_rank(text[one.start : one.end]), one.end - one.start))


def _rank(word: str) -> int:
    return 2 if _operates(word) is not None else 0 if _STAFF.fullmatch(word) else 1


_STAFF = re.compile(r"(?:工作|办事|窗口|值班|接线|客服|执法)人员|接线员|话务员|办事员|值班民警|办案民警|司机|窗口")
_STAFF_REACH = 40
_OPERATORS = tuple(
    (re.compile(operator), re.compile(run))
    for operator, run in (
        ("公交(?:公司|集团|总公司|管理部门)", "公交|路车$"),
        ("地铁公司|轨道(?:集团|公司)", "地铁|轨道"),
        ("(?:自来水|供水|水务|水业)(?:公司|集团)", "自来水|供水|水司|水厂|水务"),
        ("(?:天然气|燃气)公司", "燃气|天然气"),
    )
)


@lru_cache(maxsize=32768)
def _operates(word: str) -> int | None:
    return next((place for place, (operator, _) in enumerate(_OPERATORS) if operator.search(word)), None)


@lru_cache(maxsize=32768)
def _run_by(word: str) -> int | None:
    return next((place for place, (_, run) in enumerate(_OPERATORS) if run.search(word)), None)


def _root(words: list[str], fullest: Mapping[str, int], place: int) -> int:
    while True:
        word = words[place]
        if word in fullest:
            return fullest[word]
        fuller = [other for other, longer in enumerate(words) if word in longer and word != longer]
        place = max((other for other in fuller if other < place), default=fuller[0])


def _is_wished(text: str, mention: Mention) -> bool:
    found = _BEFORE.match(text, max(0, mention.start - 14), mention.start)
    return found is not None and found.lastgroup == "wished"
