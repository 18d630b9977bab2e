"""From which likeness on titles are linked: chosen on topics of our own.

They were written for that choice: eight matters, each in the words of a dozen people or more, among other matters of
the same places and all titles of our corpus.
"""

import csv
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import files

import numpy as np

from nlp.corpus import own_examples
from nlp.hot_issues import Record, gather
from nlp.issues import Issue

THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45)
_TOPICS = "hot_topics.csv"


def planted() -> tuple[list[Record], dict[str, set[str]]]:
    """Return the titles of our corpus with those of our own topics among them, and the records of each topic."""
    lines = files("nlp.corpus").joinpath(_TOPICS).read_text(encoding="utf-8").splitlines()
    topics: dict[str, set[str]] = defaultdict(set)
    records = []
    for number, row in enumerate(csv.DictReader(lines)):
        records.append(Record(id=f"topic-{number:03}", title=row["title"]))
        if row["topic"]:
            topics[row["topic"]].add(records[-1].id)
    for number, example in enumerate(own_examples()):
        title, _, detail = example.text.partition("\n")
        if detail:
            records.append(Record(id=f"own-{number:05}", title=title, detail=detail))
    return records, dict(topics)


def best_by_threshold(records: Sequence[Record], topics: Mapping[str, Collection[str]]) -> dict[float, float]:
    """Return the mean F1 of each topic's best issue, by the cosine from which on titles are linked."""
    return {least: _mean_best(gather(records, least=least), topics) for least in THRESHOLDS}


def _mean_best(issues: Sequence[Issue], topics: Mapping[str, Collection[str]]) -> float:
    return float(np.mean([max(agreement_of(issue, members) for issue in issues) for members in topics.values()]))


def agreement_of(issue: Issue, members: Collection[str]) -> float:
    """Return the harmonic mean of precision and recall over records."""
    return 2 * len(set(members) & set(issue.members)) / (len(members) + len(issue.members))
