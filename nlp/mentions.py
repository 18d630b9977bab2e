"""Where a text names a public body: exact spans, by the words such names end in.

A Chinese organ's name ends in its kind (局, 街道办, 派出所 …) and begins after a verb, a preposition or a clause break;
both ends are found without a dictionary of names, so unknown towns and schools are found too. The text may be many
records laid end to end (`nlp.features`): no name, and nothing that bounds one, reaches over a record's end.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from functools import partial
from typing import NamedTuple

from nlp.features import SEPARATOR
from nlp.lexicon import alternation, sections
from nlp.sieve import guarded, matches
from nlp.trie import trie_pattern

_WORDS = " ".join(sections("bodies")["words"]).split()
ENDING = re.compile(
    f"(?P<generic>{alternation('bodies', 'generic')})|{trie_pattern(_WORDS)}|{alternation('bodies', 'patterns')}"
)
_STOP = re.compile(
    "|".join(
        [
            guarded(trie_pattern(" ".join(sections("bodies")["stop_words"]).split())),
            *map(guarded, sections("bodies")["stop"]),
        ]
    )
)
_SHORTEST = 2
_PLACE_CODE = r"(?:[A-Z]\d{0,2}[省市州区县]|西地省)"
"""What stands for a place in published messages: a name begins with the first."""
_BEFORE_NAME = re.compile(
    f"(?:(?>.*?(?:{_STOP.pattern}))(?=.{{{_SHORTEST}}}))*+(?:.*?(?={_PLACE_CODE}.{{{_SHORTEST}}}))?", re.DOTALL
)
"""All stops, each the next to be found, up to the last with so many characters behind it, and what precedes a place."""
_GREETED = re.compile(
    rf"(?:尊敬的?[^，。！？：:\n{SEPARATOR}]{{0,25}}|(?:\A|(?<={SEPARATOR}))[^，。！？：:\n{SEPARATOR}]{{0,6}})\Z"
)
_GREETING_REACH = 28
"""Characters of a greeting before the name: 尊敬的 and 25 more."""
_ADDRESSING = frozenset("：:，,您你")
_REACH = 12
"""Characters before the kind of body within which its name begins."""
_GOES_ON = 4
"""Characters that may stand between the end of one name and the kind that it goes on to (省农机局驻厂工作组).

What begins with the level of a government is another name (市住建局市城管局)."""
_LONGEST = 40
"""Characters of a name that goes on and on; what goes on behind is another."""
_LEVELS = "省市州区县旗镇乡"
Span = tuple[int, int]


class _Kind(Enum):
    GENERIC = auto()
    ENDED = auto()
    KNOWN = auto()


_Found = tuple[int, int, _Kind]


class Mention(NamedTuple):
    """A public body named in the text at [start, end).

    Generic where only its kind is named (相关部门), known where it is one of the city's own list. A tuple, because a
    chunk has thousands and a frozen dataclass takes five times as long to make.
    """

    start: int
    end: int
    is_generic: bool
    is_addressed: bool
    is_known: bool = False


_mention = partial(tuple.__new__, Mention)  # what Mention._make does, without a Python call for each of thousands


def find_mentions(text: str, known: Sequence[Span] = (), endings: Sequence[int] | None = None) -> list[Mention]:
    """Return every naming of a public body in order of appearance, without overlaps.

    `known` are the places, in order, of names on the city's own list: each is a naming by itself, whatever it ends in.
    `endings` are the places, in order, at which the end of a name (`ENDING`) may begin, where that has been found.
    """
    ends = ENDING.finditer(text) if endings is None else matches(ENDING, text, endings)
    spans = _merged(text, _ended(text, ends), known)
    return [
        _mention((start, end, kind is _Kind.GENERIC, _is_addressed(text, start, end), kind is _Kind.KNOWN))
        for start, end, kind in spans
    ]


def _ended(text: str, ends: Iterable[re.Match[str]]) -> Iterator[_Found]:
    """Yield the namings that an ending tells; what goes on right behind another is one name with it (镇政府拆迁办)."""
    held: _Found | None = None
    floor = 0
    for match in ends:
        is_generic = match.lastgroup is not None
        start, end = match.span()
        is_whole = is_generic or text.startswith(SEPARATOR, start - 1)
        begin = start if is_whole else _beginning(text, max(floor, start - _REACH), min(start, end - _SHORTEST))
        goes_on = held is not None and begin == held[1] and start - begin <= _GOES_ON and text[begin] not in _LEVELS
        if held is not None and goes_on and end - held[0] <= _LONGEST:
            held = held[0], end, held[2]
        else:
            if held is not None:
                yield held
            held = begin, end, _Kind.GENERIC if is_generic else _Kind.ENDED
        floor = end
    if held is not None:
        yield held


def _merged(text: str, ended: Iterator[_Found], known: Sequence[Span]) -> list[_Found]:
    """Let a known name take the place of what overlaps it, and with it the town or district named right before."""
    if not known:
        return list(ended)
    found: list[_Found] = []
    rest = list(ended)
    for start, end in known:
        while rest and rest[0][1] <= start:
            found.append(rest.pop(0))
        floor = found[-1][1] if found else 0
        begin = _with_place(text, floor, start, end)
        while rest and rest[0][0] < end:
            other, stop, kind = rest.pop(0)
            if other < begin and stop <= end:
                begin = max(other, floor)
            if stop - end >= _SHORTEST:  # what went on behind the known name stands by itself
                rest.insert(0, (end, stop, kind))
        found.append((begin, end, _Kind.KNOWN))
    return found + rest


def _with_place(text: str, floor: int, start: int, end: int) -> int:
    """Move the start of a known name left over the town or district that it belongs to (东湖区 before 妇联)."""
    begin = _beginning(text, max(floor, start - _REACH), min(start, end - _SHORTEST))
    return begin if begin < start and text[start - 1] in _LEVELS else start


def _beginning(text: str, window: int, kind: int) -> int:
    """Move left from the kind of body that ends the name to the last word that cannot belong to a name."""
    before = _BEFORE_NAME.match(text, window, kind + _SHORTEST)
    return before.end() if before else window


def _is_addressed(text: str, start: int, end: int) -> bool:
    """Whether the body is greeted (尊敬的区政府：), which is no judgement of it."""
    return text[end : end + 1] in _ADDRESSING and bool(_GREETED.search(text, max(0, start - _GREETING_REACH), start))
