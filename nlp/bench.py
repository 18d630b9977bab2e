"""What the engine costs, beside what anybody would write first: `python -m nlp bench`.

Processor time of one core, the middle of several rounds, all in one run. On a machine with other work the figures fall;
the ratio to the naive chain (jieba, TF-IDF, a linear support vector machine: one head, nothing masked) hardly does.
"""

import logging
import os
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple, TypeVar

import jieba
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline as Chain
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from nlp import fused, model_store
from nlp.corpus import Example, own_examples
from nlp.duplicates import find_copies
from nlp.features import CHUNK, hash_grams, lay_out
from nlp.hot_files import hot_issues_of, read_records
from nlp.linear import LinearModel
from nlp.normalize import normalise_all
from nlp.partitions import Processes, map_partitions
from nlp.pipeline import READ_AT_MOST, Pipeline
from nlp.segmentation import Segmenter
from nlp.spliced import long_texts, many_records, many_texts
from nlp.training import train

_MESSAGES = Path("hotline/messages_2019.csv")
Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much of everything is measured."""

    texts: int = 4000
    naive: int = 500
    rounds: int = 5
    learnt: int = 10_000
    copies: int = 1_000_000
    records: int = 100_000


class Line(NamedTuple):
    """One line of the table: what, how much, what is wanted."""

    name: str
    value: str
    goal: str


def bench(folder: Path, data: Path, size: Sizes) -> Iterator[str]:
    """Yield the lines of a Markdown table about a folder's model; real messages come from `data`, if it is there."""
    pipeline = Pipeline.load(folder)
    texts, whose = measured_texts(data, size.texts)
    letters = sum(map(len, texts)) / len(texts)
    yield f"{len(texts):,} {whose} of {letters:.0f} characters on average; processor time of one core, the middle of"
    yield f"{size.rounds} rounds; load of the machine {os.getloadavg()[0]:.1f}; model {pipeline.model.version}."
    yield ""
    yield "| measure | value | wanted |\n| --- | ---: | ---: |"
    for measured in (speeds(pipeline, texts, size), scaling(pipeline, texts), model_costs(folder, size), in_bulk(size)):
        for line in measured:
            yield f"| {line.name} | {line.value} | {line.goal} |"


def measured_texts(data: Path, count: int) -> tuple[list[str], str]:
    """Return real messages where the data lies, our own spliced to their length where it does not, and which."""
    path = data / _MESSAGES
    if path.is_file():
        return [f"{one.title}\n{one.detail}" for one in read_records(path)[:count]], "real messages"
    return list(long_texts(count)), "texts spliced from our own corpus"


def speeds(pipeline: Pipeline, texts: Sequence[str], size: Sizes) -> Iterator[Line]:
    """Measure reading and extracting beside the naive chain, in turns."""
    chain, few = _naive_chain(texts[: size.naive]), texts[: size.naive]
    pipeline.extract_many(texts[:CHUNK])  # tables are made at the first text
    model = pipeline.model
    rounds = [
        (
            len(few) / processor_time(lambda: chain.predict(few))[0],
            len(texts) / processor_time(lambda: pipeline.extract_many(texts))[0],
            *(
                len(texts) / processor_time(partial(work, model, texts, looped=looped))[0]
                for looped in (False, None)
                for work in (_all_heads, _characters)
            ),
        )
        for _ in range(size.rounds)
    ]
    columns = (median(column) for column in zip(*rounds, strict=True))
    naive, whole, heads, characters, looped_heads, looped_characters = columns
    yield Line("naive chain, one head, texts/s", f"{naive:,.0f}", "")
    yield Line("all heads from raw text, texts/s", f"{heads:,.0f}", "25,000")
    yield Line("… times the naive chain", f"{heads / naive:.1f}", "22.7")  # 25,000 where the chain makes 1,100
    yield Line("characters alone, for all heads, texts/s", f"{characters:,.0f}", "28,800")
    if fused.is_installed():
        yield Line("characters alone with numba, texts/s", f"{looped_characters:,.0f}", "100,000")
        yield Line("all heads from raw text with numba, texts/s", f"{looped_heads:,.0f}", "")
    yield Line("whole extraction: masked, bodies, spans, texts/s", f"{whole:,.0f}", "8,000")
    yield Line("… times the naive chain", f"{whole / naive:.1f}", "8")


def scaling(pipeline: Pipeline, texts: Sequence[str]) -> Iterator[Line]:
    """Measure how much sooner two processes are done than one."""
    one, two = (_wall_time(pipeline, texts, count) for count in (1, 2))
    yield Line("two processes, times one (of the clock; wants two free cores)", f"{one / two:.2f}", "1.8")


def _all_heads(model: LinearModel, texts: Sequence[str], *, looped: bool | None) -> None:
    """Answer all questions from raw text, but mask nothing and prove nothing."""
    for first in range(0, len(texts), CHUNK):
        chunk = lay_out([text[:READ_AT_MOST] for text in normalise_all(texts[first : first + CHUNK])])
        reading = model.read(chunk, looped=looped)
        for head in model.heads:
            head.choose(head.probabilities(reading.margins))


def _characters(model: LinearModel, texts: Sequence[str], *, looped: bool | None) -> None:
    """Weigh the grams of raw text for all heads: what a model of characters alone would do."""
    for first in range(0, len(texts), CHUNK):
        chunk = lay_out([text[:READ_AT_MOST] for text in texts[first : first + CHUNK]])
        model.weigh_grams(chunk, hash_grams(chunk.codes, model.bits), looped=looped)


def _wall_time(pipeline: Pipeline, texts: Sequence[str], count: int) -> float:
    """Return the seconds of the clock that so many processes take, once each has answered."""
    parts = [texts[first : first + CHUNK // 4] for first in range(0, len(texts), CHUNK // 4)]
    with Processes(pipeline.extract_many, count) as processes:
        for _ in map_partitions(pipeline.extract_many, parts[:2] * 2 * count, processes):
            pass
        began = time.perf_counter()
        for _ in map_partitions(pipeline.extract_many, parts, processes):
            pass
        return time.perf_counter() - began


def _naive_chain(texts: Sequence[str]) -> Chain:
    jieba.setLogLevel(logging.ERROR)
    jieba.initialize()
    chain = make_pipeline(TfidfVectorizer(tokenizer=jieba.lcut, token_pattern=None, sublinear_tf=True), LinearSVC())
    return chain.fit(texts, [place % 7 for place in range(len(texts))])


def model_costs(folder: Path, size: Sizes) -> Iterator[Line]:
    """Measure training, and the size and loading of what is in use and of what was trained."""
    learnt = _lessons(size.learnt)
    seconds, model = processor_time(lambda: train(learnt))
    letters = sum(len(example.text) for example in learnt) / len(learnt)
    yield Line(f"training on {len(learnt):,} texts of {letters:.0f} characters, s", f"{seconds:.1f}", "60")
    with TemporaryDirectory() as scratch:
        model_store.save(model, Path(scratch), {})
        for name, place in (("in use", folder), (f"learnt from {len(learnt):,}", Path(scratch))):
            loading = [processor_time(partial(model_store.load, place))[0] for _ in range(size.rounds)]
            yield Line(f"model {name}, MB on disk", f"{_megabytes(place):.1f}", "60")
            yield Line("… loaded in, s", f"{median(loading):.3f}", "0.5")


def _lessons(count: int) -> list[Example]:
    """Return so many messages: ours, and where they do not suffice, some with another's words behind their own."""
    dice, examples = random.Random(3), own_examples()
    spliced = [replace(one, text=f"{one.text}{dice.choice(examples).text}") for one in examples]
    return [*examples, *spliced][:count]


def in_bulk(size: Sizes) -> Iterator[Line]:
    """Measure copies and hot issues among many texts."""
    texts, records = many_texts(size.copies), many_records(size.records)
    at_rest = peak_megabytes()
    seconds, _ = processor_time(lambda: find_copies(texts))
    yield Line(f"copies among {len(texts):,} short texts, s", f"{seconds:.1f}", "60")
    yield Line("… peak memory, texts and records included, MB", f"{peak_megabytes():,.0f} ({at_rest:,.0f})", "3,072")
    seconds, _ = processor_time(lambda: hot_issues_of(records, Segmenter()))
    yield Line(f"hot issues of {len(records):,} records, s", f"{seconds:.1f}", "15")


def processor_time(work: Callable[[], Found]) -> tuple[float, Found]:
    """Return the seconds of processor time that the work takes, and what it finds."""
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def peak_megabytes() -> float:
    """Return the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6
