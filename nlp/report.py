"""The report of `python -m nlp report`: the shipped model against real, labelled messages beside the project."""

import json
from collections.abc import Iterator
from pathlib import Path

from nlp.corpus import read_examples
from nlp.hot_quality import report_hot_issues
from nlp.pipeline import Pipeline
from nlp.quality import Measure, measure

_EVALUATIONS, _THEMES = Path("hotline/evaluations_dev.jsonl"), Path("hotline/themes_dev.csv")
_RECORDS, _TOPICS = Path("hotline/messages_2019.csv"), Path("hotline/hot_topics_2019.csv")


def report(pipeline: Pipeline, data: Path) -> Iterator[str]:
    """Yield the lines of a Markdown report over the files of the data folder; FileNotFoundError where none is there."""
    yield f"# What the text engine gets right (model {pipeline.model.version})"
    yield ""
    yield "Real messages, none of them learnt from. Regenerate: `python -m nlp report --data FOLDER`."
    yield "They were read while cues, features and `VALID_FROM` were chosen: a development set, so they flatter."
    if not any((data / name).is_file() for name in (_EVALUATIONS, _THEMES)):
        raise FileNotFoundError(2, "holds neither file of labelled messages", str(data))
    if (data / _EVALUATIONS).is_file():
        yield from _on_evaluations(pipeline, data / _EVALUATIONS)
    if (data / _THEMES).is_file():
        yield from _on_themes(pipeline, data / _THEMES)
    if (data / _RECORDS).is_file() and (data / _TOPICS).is_file():
        yield from report_hot_issues(data / _RECORDS, data / _TOPICS)


def _on_evaluations(pipeline: Pipeline, path: Path) -> Iterator[str]:
    examples = read_examples(path)
    answers = pipeline.extract_many([example.text for example in examples])
    samples = [json.loads(line).get("sample") for line in path.read_text(encoding="utf-8").splitlines() if line]
    random = [i for i, sample in enumerate(samples) if sample == "random"]
    yield from _table("random sample", measure([examples[i] for i in random], [answers[i] for i in random]))
    yield from _table("with the messages chosen for praise", measure(examples, answers))


def _on_themes(pipeline: Pipeline, path: Path) -> Iterator[str]:
    examples = read_examples(path)
    answers = pipeline.extract_many([example.text for example in examples])
    yield from _table("themes, nothing learnt from them", measure(examples, answers))


def _table(title: str, measures: list[Measure]) -> Iterator[str]:
    yield f"\n## {title}\n"
    yield "| measure | value | messages |\n| --- | ---: | ---: |"
    for one in measures:
        yield f"| {one.name} | {one.value:.3f} | {one.count} |"
