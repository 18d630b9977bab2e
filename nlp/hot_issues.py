"""Hot issues: what more people speak of than was to be expected, where, and in which words.

Records are gathered by their titles over the window and the periods before it, so that an issue is compared with its
own past. People are counted, not letters: whoever writes twenty times has one voice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import exp, log, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.duplicates import squeezed
from nlp.issues import Issue
from nlp.keywords import keywords_by_class
from nlp.normalize import normalise
from nlp.segmentation import Segmenter
from nlp.titles import LEAST_ALIKE, Titles, alike, closeness, group, lay_side_by_side

EXEMPLARS = 3
SHORT_TITLE = 6
"""A title of fewer letters (投诉, 咨询) names no matter: the first sentence of the detail is read with it."""
_SENTENCE_ENDS = "。！？!?；;\n"
_DETAIL_READ = 80


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One record as it came in. An empty caller is somebody not heard before; an empty place is not counted."""

    id: str
    title: str
    detail: str = ""
    day: date | None = None
    caller: str = ""
    place: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The `days` days up to and with `last`, and `periods` times as many before them to compare with."""

    last: date
    days: int = 7
    periods: int = 8

    def __post_init__(self) -> None:
        if self.days < 1 or self.periods < 0:
            raise ValueError(f"a window of {self.days} days after {self.periods} periods")

    def period_of(self, day: date | None) -> int | None:
        """Return 0 in the window, 1 in the period before it, and so on; None outside, and for no day."""
        if day is None or day > self.last:
            return None
        period = (self.last - day).days // self.days
        return period if period <= self.periods else None


@dataclass(frozen=True, kw_only=True, slots=True)
class HotIssue:
    """An issue and why it is hot.

    records, voices   records and different callers in the window
    expected   voices that the periods before let expect
    heat   signed root of the Poisson deviance of voices from expected: 2 is remarkable, 4 is an alarm
    places   records of the window by place
    spread   effective number of places, exp of the entropy of `places`; 0 where no place is known
    exemplars   ids of the records of the window in the middle of the issue, of different titles, the medoid first
    title   headline of the first exemplar, so that it speaks of the window; of what a person has settled, its own title
    likeness   mean cosine of the other records of the window with the first exemplar; 1 where there are no others
    """

    rank: int
    issue: Issue
    records: int
    voices: int
    expected: float
    heat: float
    places: Mapping[str, int]
    spread: float
    exemplars: tuple[str, ...]
    keywords: tuple[str, ...]
    title: str
    likeness: float

    @property
    def is_loose(self) -> bool:
        """Whether its records are less like their middle than titles that are linked: no title speaks for them.

        What a person has named or settled is theirs to judge.
        """
        return self.likeness < LEAST_ALIKE and not self.issue.name and not self.issue.is_settled


class _Middle(NamedTuple):
    exemplars: tuple[str, ...]
    title: str
    likeness: float


def gather(records: Iterable[Record], *, seed: int = 0, least: float = LEAST_ALIKE) -> tuple[Issue, ...]:
    """Gather records into issues by their titles, each record in exactly one, the largest issue first.

    Titles of a cosine of `least` or more are linked. Neither the order of the records nor, but for borderline titles,
    the seed changes the answer. Ids must differ.
    """
    ordered = sorted(records, key=lambda record: record.id)
    headlines = [headline(record) for record in ordered]
    titles = lay_side_by_side(headlines)
    labels = group(alike(titles.vectors, least), titles.copies, seed=seed)[titles.nodes]
    near = closeness(titles, labels).tolist()
    groups: dict[int, list[int]] = defaultdict(list)
    for i, label in enumerate(labels.tolist()):
        groups[label].append(i)
    issues = []
    for members in groups.values():
        medoid = max(members, key=lambda i: (near[i], -i))
        ids = tuple(ordered[i].id for i in members)
        issues.append(Issue(key=ordered[medoid].id, title=headlines[medoid], members=ids))
    return tuple(sorted(issues, key=lambda issue: (-len(issue.members), issue.key)))


def rank(
    issues: Sequence[Issue], records: Iterable[Record], *, window: Window | None = None, segmenter: Segmenter
) -> tuple[HotIssue, ...]:
    """Rank the issues that have records in the window by heat; without a window by voices among all records.

    Members that are not among the records (forgotten, not asked for) are passed over.
    """
    by_id = {record.id: record for record in records}
    known = [[by_id[member] for member in issue.members if member in by_id] for issue in issues]
    now = [[record for record in members if _period(record, window) == 0] for members in known]
    lively = [i for i, members in enumerate(now) if members]
    middles = _middles([now[i] for i in lively], by_id)
    words = keywords_by_class([[_words_of(record) for record in now[i]] for i in lively], segmenter)
    found = [_described(issues[i], known[i], window, middles[place], words[place]) for place, i in enumerate(lively)]
    found.sort(key=lambda hot: (-hot.heat, -hot.voices, -hot.spread, -hot.records, hot.issue.key))
    return tuple(replace(hot, rank=place) for place, hot in enumerate(found, start=1))


def heat(voices: int, expected: float) -> float:
    """Return the signed root of the Poisson deviance, 0 where voices are as expected.

    >>> round(heat(9, 4.0), 2), heat(4, 4.0), round(heat(0, 2.0), 2)
    (2.14, 0.0, -2.0)
    """
    deviance = 2 * ((voices * log(voices / expected) if voices else 0.0) - (voices - expected))
    return sqrt(max(deviance, 0.0)) * (1 if voices >= expected else -1)


def expected_voices(before: int, periods: int) -> float:
    """Return the voices to expect in a period after `before` voices in `periods` of them: their mean and one more.

    The one more smooths: an issue that is listed at all has a voice, and the first voice of a thousand small matters
    must not outshine the growth of a great one.
    """
    return 1.0 + (before / periods if periods else 0.0)


def headline(record: Record) -> str:
    """Return the normalised title, with the first sentence of the detail where it says too little."""
    title = normalise(record.title)
    if len(squeezed(title)) >= SHORT_TITLE:
        return title
    detail = normalise(record.detail[: 2 * _DETAIL_READ])
    end = min((at for mark in _SENTENCE_ENDS if (at := detail.find(mark)) >= 0), default=len(detail))
    return f"{title} {detail[: min(end, _DETAIL_READ)]}".strip()


def _period(record: Record, window: Window | None) -> int | None:
    return 0 if window is None else window.period_of(record.day)


def _words_of(record: Record) -> str:
    return normalise(f"{record.title}\n{record.detail[:_DETAIL_READ]}")


def _described(
    issue: Issue,
    members: Sequence[Record],
    window: Window | None,
    middle: _Middle,
    keywords: tuple[str, ...],
) -> HotIssue:
    voices = _voices_by_period(members, window)
    now = [record for record in members if _period(record, window) == 0]
    places = Counter(record.place for record in now if record.place)
    expected = expected_voices(voices.total() - voices[0], window.periods if window else 0)
    return HotIssue(
        rank=0,
        issue=issue,
        records=len(now),
        voices=voices[0],
        expected=expected,
        heat=heat(voices[0], expected),
        places=dict(sorted(places.items())),
        spread=_effective_number(places),
        exemplars=middle.exemplars,
        keywords=keywords,
        title=issue.title if issue.is_settled else middle.title,
        likeness=middle.likeness,
    )


def _voices_by_period(members: Iterable[Record], window: Window | None) -> Counter[int]:
    """Count the different callers of each period; a record without a caller is one voice."""
    heard = {(_period(record, window), bool(record.caller), record.caller or record.id) for record in members}
    return Counter(period for period, *_ in heard if period is not None)


def _effective_number(places: Counter[str]) -> float:
    total = places.total()
    return exp(-sum(count / total * log(count / total) for count in places.values())) if total else 0.0


def _middles(groups: Sequence[Sequence[Record]], heard: Mapping[str, Record]) -> list[_Middle]:
    """Return the middle of each group: the records whose titles are likest the rest, one for each title.

    Bigrams are weighed among all records heard, as when they were gathered: those of few records would all look alike.
    """
    row = {record: i for i, record in enumerate(sorted(heard))}
    headlines = [headline(heard[record]) for record in row]
    laid = lay_side_by_side(headlines)
    flat = [record.id for members in groups for record in members]
    numbers = np.repeat(np.arange(len(groups)), [len(members) for members in groups])
    titles = Titles(laid.vectors, laid.copies, laid.nodes[[row[record] for record in flat]] if flat else laid.nodes[:0])
    near = closeness(titles, numbers).tolist()
    found: list[dict[str, int]] = [{} for _ in groups]
    for i in sorted(range(len(flat)), key=lambda i: (-near[i], flat[i])):
        chosen = found[int(numbers[i])]
        if len(chosen) < EXEMPLARS:
            chosen.setdefault(squeezed(headlines[row[flat[i]]]), i)
    firsts = np.array([next(iter(chosen.values())) for chosen in found], dtype=np.int64)
    likeness = _likeness(titles, numbers, firsts)
    return [
        _Middle(tuple(flat[i] for i in chosen.values()), headlines[row[flat[int(first)]]], like)
        for chosen, first, like in zip(found, firsts, likeness, strict=True)
    ]


def _likeness(titles: Titles, groups: NDArray[np.int64], firsts: NDArray[np.int64]) -> list[float]:
    """Return for each group the mean cosine of the others with its first; 1 for a group of one."""
    if not len(firsts):
        return []
    rows = titles.vectors[titles.nodes]
    cosines = np.asarray(rows.multiply(rows[firsts][groups]).sum(axis=1)).ravel()
    cosines[titles.nodes == titles.nodes[firsts][groups]] = 1  # of bigrams that nobody else has, the row is empty
    others = np.bincount(groups) - 1
    sums = np.bincount(groups, weights=cosines) - 1
    return [float(value) for value in np.where(others > 0, sums / np.maximum(others, 1), 1.0).round(9)]
