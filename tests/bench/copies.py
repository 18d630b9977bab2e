"""Copies among a million messages, and the hot issues of a hundred thousand."""

import random
import re
import resource
import time
from collections.abc import Callable
from typing import TypeVar

from nlp.corpus import own_examples
from nlp.duplicates import find_copies
from nlp.hot_files import hot_issues_of
from nlp.hot_issues import Record
from nlp.segmentation import Segmenter
from tests.bench.report import Section

TEXTS, RECORDS = 1_000_000, 100_000
COPIED, WORD_CHANGED = 0.2, 0.5
Found = TypeVar("Found")
_SENTENCE = re.compile(r"[^。！？；，]{4,}[。！？；，]?")


def copies() -> Section:
    """Measure copies and hot issues on texts spliced from our own corpus."""
    dice = random.Random(5)
    sentences = [part for example in own_examples() for part in _SENTENCE.findall(example.text)]
    texts = _spliced(TEXTS, sentences, 2, 6, dice)
    records = [
        Record(id=str(i), title=title, detail="".join(dice.sample(sentences, 12)), caller=str(dice.randrange(RECORDS)))
        for i, title in enumerate(_spliced(RECORDS, sentences, 1, 2, dice))
    ]
    at_rest = _peak()
    seconds, found = _processor_time(lambda: find_copies(texts))
    rows = [("exact and near copies", f"{TEXTS:,}", f"{seconds:.1f} s", "60 s", f"{found.near.max() + 1:,} groups")]
    grown = _peak()
    seconds, issues = _processor_time(lambda: hot_issues_of(records, Segmenter()))
    rows.append(("hot issues", f"{RECORDS:,}", f"{seconds:.1f} s", "15 s", f"{len(issues):,} issues"))
    letters = sum(map(len, texts)) / TEXTS
    return Section(
        title="Copies and hot issues",
        text=f"Processor time of one core. Texts of {letters:.0f} characters spliced from the project's own corpus, "
        f"{COPIED:.0%} of them copies, half of those with a character changed.",
        header=("job", "texts", "takes", "goal", "finds"),
        rows=rows,
        verdict=f"Peak memory {grown:,.0f} MB after the copies, {at_rest:,.0f} MB of it texts and records themselves "
        f"(goal 3,072 MB); {_peak():,.0f} MB after the issues.",
    )


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
    return f"{text[:at]}{dice.choice('了的是个')}{text[at + 1 :]}" if dice.random() < WORD_CHANGED else text


def _processor_time(work: Callable[[], Found]) -> tuple[float, Found]:
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
