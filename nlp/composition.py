"""Fuller messages out of our own, for learning: a message is an evaluation if any part of it is.

Citizens tell a story, judge, ask, wish and thank in one message. Who writes examples for a label writes purer ones: in
ours a wish spoke against a judgement, in real messages it does not. So judgements are joined with a message of another
kind of the same theme, or get its closing words and sometimes its title; the label stays, and the model unlearns to
take the asking, the thanking or the title for a sign that nobody is judged.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.corpus import Example
from nlp.validity import VALID, Reason

LONGEST = 250
"""Messages of more characters are whole stories already: they get closing words, but are not joined."""
_ABSORBED = (Reason.REQUEST, Reason.REQUEST, Reason.ENQUIRY, Reason.PRIVATE, Reason.SUGGEST)
_GRAFTS = 4
_MOST_SENTENCES = 3
_OTHER_TITLE = 0.5
_SHUFFLED = 0.4
_WEIGHT = 0.5
_SENTENCE = re.compile(r"[^。！？!?\n]{4,}[。！？!?]*")
_ENDS = "。！？!?"

_Pool = defaultdict[tuple[str | None, str | None], list[int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A message made of others, and the places of those others, so that no fold tests on what it learnt from."""

    example: Example
    sources: frozenset[int]


def composed(examples: Sequence[Example], *, seed: int) -> list[Joined]:
    """Return judgements with parts of other messages of their theme, each with the labels of the judgement."""
    chance = random.Random(seed)  # noqa: S311  a seeded shuffle, no secret
    pool: _Pool = defaultdict(list)
    for place, example in enumerate(examples):
        pool[example.kind, example.theme].append(place)
    return [
        joined
        for place, example in enumerate(examples)
        if example.kind == VALID and example.theme is not None
        for joined in (*_joined(examples, place, pool, chance), *_grafted(examples, place, pool, chance))
    ]


def _joined(examples: Sequence[Example], place: int, pool: _Pool, chance: random.Random) -> Iterator[Joined]:
    """Yield a short judgement before or behind a short message of another kind."""
    first = examples[place]
    others = _others(pool, first, chance)
    short = [other for other in others if len(examples[other].text) <= LONGEST]
    if len(first.text) > LONGEST or not short:
        return
    places = [place, chance.choice(short)]
    if chance.random() < _SHUFFLED:
        chance.shuffle(places)
    yield _made(first, "\n".join(examples[one].text for one in places), places)


def _grafted(examples: Sequence[Example], place: int, pool: _Pool, chance: random.Random) -> Iterator[Joined]:
    """Yield a judgement with the closing words of messages of other kinds, and sometimes under their titles."""
    first = examples[place]
    for _ in range(_GRAFTS):
        others = _others(pool, first, chance)
        if not others:
            continue
        other = chance.choice(others)
        given = examples[other].text
        closing = "".join(_SENTENCE.findall(given)[-chance.randint(1, _MOST_SENTENCES) :])
        text = f"{_ended(first.text)}{closing}"
        if "\n" in text and "\n" in given and chance.random() < _OTHER_TITLE:
            own_title, story = text.split("\n", 1)
            kept = "" if chance.random() < 0.5 else _ended(own_title)
            text = f"{given.split(chr(10), 1)[0]}\n{kept}{story}"
        yield _made(first, text, (place, other))


def _others(pool: _Pool, first: Example, chance: random.Random) -> list[int]:
    return pool.get((chance.choice(_ABSORBED), first.theme), [])


def _ended(text: str) -> str:
    text = text.rstrip()
    return text if text.endswith(tuple(_ENDS)) else f"{text}。"


def _made(first: Example, text: str, places: Sequence[int]) -> Joined:
    made = replace(first, text=text, weight=first.weight * _WEIGHT)
    return Joined(example=made, sources=frozenset(places))
