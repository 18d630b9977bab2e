"""Which namings in a message mean one body, and by which of them it is called.

社区 after 五一社区 means that one; staff act for the body named right before them; and who runs the buses answers for
every bus, so a bus and its company are one where the company is named.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from nlp.features import SEPARATOR
from nlp.lexicon import alternation, sections
from nlp.mentions import Mention

_STAFF = re.compile(alternation("bodies", "staff"))
_STAFF_REACH = 40
"""Characters behind a body within which staff are taken for its own."""
_OPERATORS = tuple(tuple(map(re.compile, line.split(" "))) for line in sections("bodies")["operators"])


def heads_of(text: str, mentions: Sequence[Mention]) -> list[int]:
    """Return for every naming of a record the place, among them, of the first naming of the same body.

    Every naming goes to the last fuller one before it, or else the first after it, that contains its words.
    """
    words = [text[one.start : one.end] for one in mentions]
    first = {word: place for place, word in reversed(list(enumerate(words)))}
    every = SEPARATOR.join(first)
    fullest = {word: place for word, place in first.items() if every.count(word) == 1}
    operators = {kind: place for place, word in enumerate(words) if (kind := _operates(word)) >= 0}
    firsts: dict[int, int] = {}
    heads: list[int] = []
    root = 0
    for place, word in enumerate(words):
        if not (place and _is_staff(word) and _are_near(text, mentions[place - 1], mentions[place])):
            operator = operators.get(_run_by(word)) if operators else None
            root = _root(words, fullest, place) if operator is None else operator
        heads.append(firsts.setdefault(root, place))
    return heads


def fullest_of(text: str, namings: Sequence[Mention]) -> Mention:
    """Return the longest naming, that of a company before what it runs, of a body before its staff."""
    if len(namings) == 1:
        return namings[0]
    return max(namings, key=lambda one: (_rank(text[one.start : one.end]), one.end - one.start))


def _root(words: Sequence[str], fullest: Mapping[str, int], place: int) -> int:
    while True:
        word = words[place]
        if word in fullest:
            return fullest[word]
        fuller = [other for other, longer in enumerate(words) if word in longer and word != longer]
        place = max((other for other in fuller if other < place), default=fuller[0])


def _are_near(text: str, one: Mention, other: Mention) -> bool:
    return other.start - one.end <= _STAFF_REACH and "\n" not in text[one.end : other.start]


def _rank(word: str) -> int:
    return 2 if _operates(word) >= 0 else 0 if _is_staff(word) else 1


@lru_cache(maxsize=32768)
def _is_staff(word: str) -> bool:
    return _STAFF.fullmatch(word) is not None


@lru_cache(maxsize=32768)
def _operates(word: str) -> int:
    """Return which of the kinds of company this is, -1 for none."""
    return next((place for place, (operator, _) in enumerate(_OPERATORS) if operator.search(word)), -1)


@lru_cache(maxsize=32768)
def _run_by(word: str) -> int:
    """Return which of the kinds of company runs this, -1 for none."""
    return next((place for place, (_, run) in enumerate(_OPERATORS) if run.search(word)), -1)
