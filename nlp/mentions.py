"""Where a text names a public body: exact spans, by the words such names end in.

A Chinese organ's name ends in its kind (局, 街道办, 派出所 …) and begins after a verb, a preposition or a clause break;
both ends are found without a dictionary of names, so unknown towns and schools are found too.
"""

import re
from dataclasses import dataclass

from nlp.lexicon import alternation, sections
from nlp.trie import trie_pattern

_WORDS = " ".join(sections("bodies")["words"]).split()
_ENDING = re.compile(
    f"(?P<generic>{alternation('bodies', 'generic')})|{trie_pattern(_WORDS)}|{alternation('bodies', 'patterns')}"
)
_STOP = re.compile(alternation("bodies", "stop"))
_GREETED = re.compile(r"尊敬的?[^，。！？：:\n]{0,25}$|^[^，。！？：:\n]{0,6}$")
_REACH = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Mention:
    """A public body named in the text at [start, end); generic where only its kind is named (相关部门)."""

    start: int
    end: int
    is_generic: bool
    is_addressed: bool


def find_mentions(text: str, start: int = 0, end: int | None = None) -> list[Mention]:
    """Return every naming of a public body in text[start:end], in order of appearance, without overlaps."""
    mentions: list[Mention] = []
    floor = start
    for match in _ENDING.finditer(text, start, len(text) if end is None else end):
        is_generic = match["generic"] is not None
        begin = match.start() if is_generic else _beginning(text, max(floor, match.start() - _REACH), match.end())
        floor = match.end()
        mentions.append(
            Mention(start=begin, end=floor, is_generic=is_generic, is_addressed=_is_addressed(text, begin, floor))
        )
    return mentions


def _beginning(text: str, window: int, end: int) -> int:
    """Move left from the end of the name to the last word that cannot belong to a name."""
    begin = window
    for stop in _STOP.finditer(text, window, end - 2):
        begin = stop.end()
    return begin


def _is_addressed(text: str, start: int, end: int) -> bool:
    """Whether the body is greeted (尊敬的区政府：), which is no judgement of it."""
    if text[end : end + 1] not in tuple("：:，,您你"):
        return False
    line = text.rfind("\n", 0, start) + 1
    return bool(_GREETED.search(text, line, start))
