"""The statistics of a full period: weights, errors, rank intervals, draws."""

import hashlib
import resource
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from time import perf_counter

import numpy as np

from surveys.estimation import (
    ChannelPolicy,
    Design,
    Margin,
    bca_score_interval,
    combine_channels,
    domain_means,
    marginal_rank_intervals,
    mean,
    rake,
    sample_design,
    score_from_counts,
    simultaneous_rank_intervals,
)
from surveys.sampling import allocate, draw_stratified, roster_frame
from tests.bench.report import Section

CHANNELS = ("phone", "web", "sms", "voice", "hotline", "reverse")
POINTS = {"very_satisfied": 100, "satisfied": 80, "basically_satisfied": 60, "dissatisfied": 30, "very_dissatisfied": 0}
LEVELS = {"sex": 2, "age": 4, "district": 9, "education": 3}
UNITS, RESPONDENTS, REPEATS = 500, 200_000, 3


@dataclass(frozen=True, kw_only=True)
class _Sample:
    margins: tuple[Margin, ...]
    weights: np.ndarray
    design: Design
    scores: np.ndarray
    units: np.ndarray


def _sample(n: int) -> _Sample:
    rng = np.random.default_rng(7)
    margins = []
    for name, levels in LEVELS.items():
        codes = rng.integers(0, levels, n)
        totals = np.bincount(codes, minlength=levels) * rng.uniform(0.7, 1.4, levels)
        margins.append(
            Margin(name=name, levels=tuple(range(levels)), codes=codes, targets=totals / totals.sum() * 7_000_000)
        )
    weights = np.ones(n)
    return _Sample(
        margins=tuple(margins),
        weights=weights,
        design=sample_design(weights, strata=margins[2].codes),
        scores=rng.choice([100.0, 80.0, 60.0, 30.0, 0.0], n),
        units=rng.integers(0, UNITS, n),
    )


def _weighted_mean(sample: _Sample) -> object:
    fitted = rake(sample.weights, sample.margins)
    return mean(sample.scores, sample.design.calibrated(fitted.weights, fitted.auxiliaries))


def _draw_from_a_million() -> object:
    frame = roster_frame((f"case{number:08d}", f"district{number % 9}") for number in range(1_000_000))
    return len(draw_stratified(frame, allocate(20_000, frame.sizes), seed="bench", reserves=3).cases)


def _full_period(sample: _Sample) -> object:
    """500 units × 6 channels of counts, 2 M verdicts in all, 200,000 weighted respondents, 1,000 replicates."""
    rng = np.random.default_rng(8)
    policy = ChannelPolicy(weights=dict.fromkeys(CHANNELS[:5], Decimal("0.2")), floors=dict.fromkeys(CHANNELS[:5], 30))
    means, errors, bounds = [], [], []
    for _ in range(UNITS):
        estimates = {}
        for channel in CHANNELS:
            drawn = rng.multinomial(667, rng.dirichlet([6, 8, 4, 2, 1])).tolist()
            counts = dict(zip(POINTS, drawn, strict=True))
            estimates[channel] = score_from_counts(counts, POINTS)
            bounds.append(bca_score_interval(counts, POINTS, draws=1000))
        composite = combine_channels({name: estimates[name] for name in policy.weights}, policy)
        means.append(composite.mean or 0.0)
        errors.append(composite.cautious_se or 1.0)
    fitted = rake(sample.weights, sample.margins)
    design = sample.design.calibrated(fitted.weights, fitted.auxiliaries)
    by_unit = domain_means(sample.scores, sample.units, design)
    return means, bounds, by_unit, simultaneous_rank_intervals(means, errors)


def _timed(work: Callable[[], object], repeats: int = REPEATS) -> tuple[float, str]:
    """Median seconds, and a fingerprint of the results if every run gave the same."""
    seconds, prints = [], set()
    for _ in range(repeats):
        start = perf_counter()
        result = work()
        seconds.append(perf_counter() - start)
        prints.add(hashlib.sha256(repr(result).encode()).hexdigest()[:8])
    return median(seconds), prints.pop() if len(prints) == 1 else "differs"


def estimation() -> Section:
    """Measure the statistics, each against its goal."""
    half_million, period = _sample(500_000), _sample(RESPONDENTS)
    rng = np.random.default_rng(9)
    scores, errors = rng.normal(80, 4, UNITS).tolist(), rng.uniform(0.3, 2, UNITS).tolist()
    jobs: list[tuple[str, float, Callable[[], object]]] = [
        ("rake 500,000 × 4 margins", 0.2, lambda: rake(half_million.weights, half_million.margins).weights.sum()),
        ("rake and linearised error", 1.5, lambda: _weighted_mean(half_million)),
        ("marginal rank intervals, 500 units", 5.0, lambda: marginal_rank_intervals(scores, errors)),
        ("simultaneous rank intervals, 500 units", 5.0, lambda: simultaneous_rank_intervals(scores, errors)),
        ("draw 80,000 of a million", 5.0, _draw_from_a_million),
        ("full period", 20.0, lambda: _full_period(period)),
    ]
    rows = []
    for name, goal, work in jobs:
        seconds, fingerprint = _timed(work)
        rows.append((name, f"{seconds:.2f} s", f"{goal:g} s", fingerprint))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Section(
        title="Statistics",
        text=f"Medians of {REPEATS} runs; a full period is {UNITS} units × {len(CHANNELS)} channels, two million "
        f"verdicts as counts, {RESPONDENTS:,} weighted respondents and 1,000 bootstrap replicates.",
        header=("job", "takes", "goal", "result, the same each run"),
        rows=rows,
        verdict=f"Peak memory of the process {memory:,.0f} MB.",
    )
