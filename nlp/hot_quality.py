"""How well issues meet the topics that people agreed on."""

import csv
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.hot_choice import agreement_of, best_by_threshold, planted
from nlp.hot_files import hot_issues_of, read_records
from nlp.hot_issues import HotIssue
from nlp.segmentation import Segmenter
from nlp.titles import LEAST_ALIKE

LEAST_VOTES = 2
SEEDS = range(10)


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicMatch:
    """The issue that meets a topic best: harmonic mean of precision and recall over records, and its rank."""

    topic: str
    f1: float
    rank: int


def match_topics(issues: Sequence[HotIssue], topics: Mapping[str, Collection[str]]) -> list[TopicMatch]:
    """Return the best issue for each topic, the hotter one of equals. `topics` holds the record ids of each."""
    return [_best(issues, topic, frozenset(members)) for topic, members in topics.items()]


def read_topics(path: Path, least_votes: int = LEAST_VOTES) -> dict[str, set[str]]:
    """Read which records belong to which topic (columns topic, msg_id, votes), those with enough votes."""
    topics: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["votes"]) >= least_votes:
                topics[row["topic"]].add(row["msg_id"])
    return dict(topics)


def report_hot_issues(records: Path, topics: Path) -> Iterator[str]:
    """Yield the report's section: each topic over ten seeds of the propagation."""
    known, heard, segmenter = read_topics(topics), read_records(records), Segmenter()
    runs = [match_topics(hot_issues_of(heard, segmenter, seed=seed), known) for seed in SEEDS]
    means = [float(np.mean([match.f1 for match in run])) for run in runs]
    yield f"\n## hot issues: {len(heard)} records, topics with {LEAST_VOTES} votes or more, {len(SEEDS)} seeds\n"
    yield f"Titles are linked from a cosine of {LEAST_ALIKE} on, the best of five on topics of our own."
    yield "How many runs must agree was chosen by how far seeds differed.\n"
    yield "| linked from | mean F1 on our own topics |\n| ---: | ---: |"
    for least, value in best_by_threshold(*planted()).items():
        yield f"| {least} | {value:.3f} |"
    yield ""
    yield "| topic | records | F1 of the best issue | lowest rank |\n| --- | ---: | ---: | ---: |"
    for number, (_, members) in enumerate(known.items()):
        matches = [run[number] for run in runs]
        scores = [match.f1 for match in matches]
        lowest = max(match.rank for match in matches)
        yield f"| {number + 1} | {len(members)} | {min(scores):.3f} to {max(scores):.3f} | {lowest} |"
    yield f"| mean | | {np.mean(means):.3f}, deviation {np.std(means):.3f} | |"


def _best(issues: Sequence[HotIssue], topic: str, members: frozenset[str]) -> TopicMatch:
    scores = [agreement_of(hot.issue, members) for hot in issues]
    f1, rank = max(((score, -hot.rank) for score, hot in zip(scores, issues, strict=True)), default=(0.0, 0))
    return TopicMatch(topic=topic, f1=f1, rank=-rank)
