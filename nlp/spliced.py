"""As many texts as one wants to measure with, spliced from the sentences of our own corpus; the same each time."""

import random
import re
from collections.abc import Iterator
from itertools import chain, repeat

from nlp.corpus import own_examples
from nlp.hot_issues import Record

LENGTH = 330
"""Characters of a real message on average."""
COPIED, LETTER_CHANGED = 0.2, 0.5
_SENTENCE = re.compile(r"[^。！？；，]{4,}[。！？；，]?")


def long_texts(count: int) -> Iterator[str]:
    """Yield texts as long as real messages, spliced from those written for our own corpus."""
    dice = random.Random(7)
    own = [example.text for example in own_examples() if len(example.text) <= LENGTH]
    usual = sum(map(len, own)) / len(own)
    deck = chain.from_iterable(dice.sample(own, len(own)) for _ in repeat(None))
    for _ in range(count):
        text = next(deck)
        while len(text) < LENGTH - usual / 2:
            text = f"{text}\n{next(deck)}"
        yield text


def many_texts(count: int) -> list[str]:
    """Return short texts of two to six sentences of our own, a fifth of them copies, half of those with a slip."""
    return _spliced(count, _sentences(), 2, 6, random.Random(5))


def many_records(count: int) -> list[Record]:
    """Return records with titles of one or two sentences, a fifth of them copies, and details of twelve."""
    dice, sentences = random.Random(6), _sentences()
    return [
        Record(
            id=str(place), title=title, detail="".join(dice.sample(sentences, 12)), caller=str(dice.randrange(count))
        )
        for place, title in enumerate(_spliced(count, sentences, 1, 2, dice))
    ]


def _sentences() -> list[str]:
    return [part for example in own_examples() for part in _SENTENCE.findall(example.text)]


def _spliced(count: int, sentences: list[str], least: int, most: int, dice: random.Random) -> list[str]:
    texts: list[str] = []
    for _ in range(count):
        if texts and dice.random() < COPIED:
            texts.append(_copied(dice.choice(texts), dice))
        else:
            texts.append("".join(dice.sample(sentences, dice.randint(least, most))))
    return texts


def _copied(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return f"{text[:at]}{dice.choice('了的是个')}{text[at + 1 :]}" if dice.random() < LETTER_CHANGED else text
