"""Signs of careless answering. They hold an answer back for a look; they never delete it.

Every sign is a number per respondent plus a threshold with its price: how many honest respondents it flags.
Sources: Meade & Craig (2012), Psychological Methods 17:437; Dunn et al. (2018) for IRV; Curran (2016), Journal of
Experimental Social Psychology 66:4. Definitions of the indices follow R's `careless`.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.errors import DataRefused, RangeRefused, TooFewData
from surveys.estimation.auxiliaries import Codes, Floats, as_floats


class Carelessness(StrEnum):
    """What was noticed."""

    STRAIGHT_LINE = "straight_line"
    LOW_VARIABILITY = "low_variability"
    TOO_FAST = "too_fast"
    EMPTY_TEXT = "empty_text"
    FAILED_TRAP = "failed_trap"


@dataclass(frozen=True, kw_only=True)
class QualityRules:
    """Thresholds, fixed before fieldwork.

    straight_items     shortest run of equal answers that may be flagged, and only if it spans half of the block
    least_variability  IRV below which a row of at least `straight_items` items with reverse-keyed ones is flagged
    fast_share         share of the median duration below which a respondent is too fast
    reading_speed      characters a person can read per second; faster is impossible

    Raises:
        RangeRefused: at construction: a run of fewer than two, no reading, or a threshold below zero.
    """

    straight_items: int = 8
    least_variability: float = 0.3
    fast_share: float = 0.5
    reading_speed: float = 12.0

    def __post_init__(self) -> None:
        if self.straight_items < 2 or not self.reading_speed > 0 or self.least_variability < 0 or self.fast_share < 0:
            raise RangeRefused("a run has two answers or more, people read, and thresholds are not negative")


def longest_runs(answers: ArrayLike) -> Codes:
    """Per row of n × k answers the length of the longest run of equal ones ("longstring").

    Raises:
        DataRefused: no full table of finite numbers.
    """
    return _run_lengths(answers)[0]


def average_runs(answers: ArrayLike) -> Floats:
    """Per row of n × k answers the mean length of the runs of equal ones.

    Raises:
        DataRefused: no full table of finite numbers.
    """
    table = _table(answers)
    means: Floats = table.shape[1] / _run_lengths(table)[1]
    return means


def response_variability(answers: ArrayLike) -> Floats:
    """Intra-individual response variability (IRV): the standard deviation of each row; 0 is a straight line.

    Raises:
        DataRefused: no full table of finite numbers.
        TooFewData: one item only.
    """
    table = _table(answers)
    if table.shape[1] < 2:
        raise TooFewData("variability needs at least two items")
    spread: Floats = table.std(axis=1, ddof=1)
    return spread


def even_odd_inconsistency(answers: ArrayLike, scale_sizes: Sequence[int]) -> Floats:
    """Minus the correlation, over scales, of the means of odd and even items, stepped up by Spearman and Brown.

    scale_sizes   how many consecutive columns belong to each scale. Consistent respondents come near −1; above 0 the
    halves contradict each other. NaN where a half does not vary.

    Raises:
        DataRefused: no full table of finite numbers, or scales that do not cover it in halves.
    """
    table = _table(answers)
    if sum(scale_sizes) != table.shape[1] or len(scale_sizes) < 2 or min(scale_sizes) < 2:
        raise DataRefused(f"scales of {list(scale_sizes)} items do not cover {table.shape[1]} columns in halves")
    starts = np.cumsum([0, *scale_sizes[:-1]])
    odd = np.column_stack(
        [table[:, s : s + size : 2].mean(axis=1) for s, size in zip(starts, scale_sizes, strict=True)]
    )
    even = np.column_stack(
        [table[:, s + 1 : s + size : 2].mean(axis=1) for s, size in zip(starts, scale_sizes, strict=True)]
    )
    odd, even = odd - odd.mean(axis=1, keepdims=True), even - even.mean(axis=1, keepdims=True)
    scale = np.sqrt((odd**2).sum(axis=1) * (even**2).sum(axis=1))
    flat = scale < 1e-12
    r = np.where(flat, np.nan, (odd * even).sum(axis=1) / np.where(flat, 1.0, scale))
    # Stepping up explodes as r nears −1; a half-correlation can be no worse than perfectly opposed.
    stepped = np.maximum(2.0 * r / np.maximum(1.0 + r, 1e-12), -1.0)
    return -stepped


def page_speed_index(page_seconds: ArrayLike) -> Floats:
    """Per row of n × p page times the mean of min(1, time / median time of the page): 1 is unhurried.

    Raises:
        DataRefused: no full table of finite numbers, times below zero, or a page that took half of all no time.
    """
    times = _table(page_seconds)
    if (times < 0).any() or not np.median(times, axis=0).all():
        raise DataRefused("nobody takes less than no time, nor most people none")
    index: Floats = np.minimum(1.0, times / np.median(times, axis=0)).mean(axis=1)
    return index


def least_seconds(text_length: int, rules: QualityRules | None = None) -> float:
    """The time below which nobody can have read a questionnaire of so many characters."""
    return text_length / (rules or QualityRules()).reading_speed


def text_entropy(text: str) -> float:
    """Shannon entropy of the characters of a comment in bits; "哈哈哈哈" has 0."""
    counts = Counter(text.strip())
    n = sum(counts.values())
    return -sum(count / n * math.log2(count / n) for count in counts.values()) if n else 0.0


def is_empty_text(text: str, *, placeholders: Sequence[str] = ()) -> bool:
    """Whether a comment of some length says nothing: one or two characters over and over, or the printed example."""
    stripped = text.strip()
    return stripped in {placeholder.strip() for placeholder in placeholders} or (
        len(stripped) >= 6 and text_entropy(stripped) < 1.1
    )


def straight_line_chance(shares: Sequence[float], items: int, *, run: int | None = None) -> float:
    """The chance that an honest, independent respondent gives equal answers in a row, options chosen by `shares`.

    items   answers in the block; run: how many equal ones in a row, all of them unless given

    The false-alarm rate of the straight-line rule under independence, exactly; real opinions hang together, so where
    非常满意 is common it is a lower bound. With 90 % top answers eight equal ones happen to 43 % of honest people, and
    eight in a row somewhere among sixteen to three quarters of them.

    Raises:
        RangeRefused: shares that are none, or a longer run than there are items.
    """
    wanted = items if run is None else run
    if not 1 <= wanted <= items or min(shares, default=-1.0) < 0 or not math.isclose(sum(shares), 1.0):
        raise RangeRefused(f"a run of {wanted} among {items} answers, chosen by shares that add up to {sum(shares):g}")
    chance = as_floats(shares)
    # reached[option, length − 1]: nobody has run far enough yet, and the last answers are this many of this option.
    reached = np.zeros((chance.size, wanted))
    reached[:, 0] = chance
    found = float(reached[:, -1].sum())
    for _ in range(items - 1):
        waiting = reached[:, :-1].sum(axis=1)
        longer = np.zeros_like(reached)
        longer[:, 0] = chance * (waiting.sum() - waiting)
        longer[:, 1:] = chance[:, None] * reached[:, :-1]
        reached = longer
        found += float(reached[:, -1].sum())
    return found


def notice_carelessness(
    answers: ArrayLike,
    seconds: ArrayLike,
    *,
    text_length: int,
    rules: QualityRules | None = None,
    has_reversed_items: bool = False,
    comments: Sequence[str] = (),
    passed_trap: Sequence[bool] = (),
) -> list[frozenset[Carelessness]]:
    """What is striking about each of n respondents to one block of same-scale items.

    rules         thresholds; `QualityRules()` unless given
    answers       n × k; seconds: n durations; text_length: characters to be read; reversed items make IRV meaningful
    comments      n texts, none where no words were asked for
    passed_trap   whether each did what an attention item asks ("choose 不满意 here"); none where there is no such item

    Raises:
        DataRefused: no full table of finite numbers, or other than n times, comments or traps.
    """
    table, times = _table(answers), as_floats(seconds)
    if times.shape != (table.shape[0],):
        raise DataRefused(f"{times.shape} durations for {table.shape[0]} respondents")
    known = rules or QualityRules()
    least_run = max(known.straight_items, math.ceil(table.shape[1] / 2))
    straight = longest_runs(table) >= least_run
    fast = (times < known.fast_share * np.median(times)) | (times < least_seconds(text_length, known))
    flat = np.zeros(straight.size, dtype=bool)
    if has_reversed_items and table.shape[1] >= known.straight_items:
        flat = response_variability(table) < known.least_variability
    hits = {
        Carelessness.STRAIGHT_LINE: straight,
        Carelessness.TOO_FAST: fast,
        Carelessness.LOW_VARIABILITY: flat,
        Carelessness.EMPTY_TEXT: _each([is_empty_text(comment) for comment in comments], straight.size),
        Carelessness.FAILED_TRAP: _each([not passed for passed in passed_trap], straight.size),
    }
    return [frozenset(name for name, hit in hits.items() if hit[row]) for row in range(straight.size)]


def _each(hits: Sequence[bool], respondents: int) -> NDArray[np.bool_]:
    """One truth value per respondent; all False where nothing was asked."""
    if hits and len(hits) != respondents:
        raise DataRefused(f"{len(hits)} values for {respondents} respondents")
    return np.array(hits, dtype=bool) if hits else np.zeros(respondents, dtype=bool)


def _run_lengths(answers: ArrayLike) -> tuple[Codes, Codes]:
    """Longest run and number of runs per row."""
    table = _table(answers)
    longest = current = np.ones(table.shape[0], dtype=np.int64)
    runs = np.ones(table.shape[0], dtype=np.int64)
    for column in range(1, table.shape[1]):
        same = table[:, column] == table[:, column - 1]
        current = np.where(same, current + 1, 1)
        longest, runs = np.maximum(longest, current), runs + ~same
    return longest, runs


def _table(answers: ArrayLike) -> Floats:
    table = as_floats(answers)
    if table.ndim != 2 or 0 in table.shape or not np.isfinite(table).all():
        raise DataRefused("answers form a full table of respondents and items; leave incomplete rows out")
    return table
