"""The statistics of a full period: weights, errors, rank intervals, draws."""

import hashlib
import multiprocessing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

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
from tests.bench import r_survey
from tests.bench.report import Section
from tests.bench.rules import judged

CHANNELS = ("phone", "web", "sms", "voice", "hotline", "reverse")
POINTS = {"very_satisfied": 100, "satisfied": 80, "basically_satisfied": 60, "dissatisfied": 30, "very_dissatisfied": 0}
LEVELS = {"sex": 2, "age": 4, "district": 9, "education": 3}
UNITS, RESPONDENTS, REPEATS = 500, 200_000, 5
CLUSTERS = 200


@dataclass(frozen=True, kw_only=True)
class _Sample:
    margins: tuple[Margin, ...]
    weights: np.ndarray
    design: Design
    scores: np.ndarray
    units: np.ndarray
    clusters: np.ndarray


@dataclass(frozen=True, kw_only=True)
class _Job:
    """Work with its goals in seconds and megabytes; `beside` is its name in R's script, where R does the same."""

    goal: float | None = None
    most_memory: float | None = None
    beside: str = ""
    work: Callable[[], object]


@cache
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
        clusters=rng.integers(0, CLUSTERS, n),
    )


def _raked(sample: _Sample) -> tuple[float, ...]:
    return (float((rake(sample.weights, sample.margins).weights ** 2).sum()),)


def _weighted_mean(sample: _Sample) -> tuple[float, ...]:
    fitted = rake(sample.weights, sample.margins)
    found = mean(sample.scores, sample.design.calibrated(fitted.weights, fitted.auxiliaries))
    return found.value, found.se


def _clustered_mean(sample: _Sample) -> tuple[float, ...]:
    design = sample_design(sample.weights, strata=sample.margins[2].codes, clusters=[sample.clusters])
    found = mean(sample.scores, design)
    return found.value, found.se


def _draw_from_a_million() -> object:
    frame = roster_frame((f"case{number:08d}", f"district{number % 9}") for number in range(1_000_000))
    return [case.key for case in draw_stratified(frame, allocate(20_000, frame.sizes), seed="bench", reserves=3).cases]


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


def _timed(work: Callable[[], object]) -> tuple[float, float, list[object]]:
    """Median seconds, those of the processor, and the result of every run."""
    seconds, processor, results = [], [], []
    for _ in range(REPEATS):
        start, used = perf_counter(), process_time()
        results.append(work())
        seconds.append(perf_counter() - start)
        processor.append(process_time() - used)
    return median(seconds), median(processor), results


def _peak(name: str) -> float:
    """Do one job in this process; return the most megabytes that it ever held, the interpreter's included."""
    JOBS[name].work()
    # Not getrusage: its peak is handed down from the process that started this one.
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _peak_alone(name: str) -> float:
    """Do one job in a process of its own, so that its peak of memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (name,))


def _fingerprint(results: list[object]) -> str:
    prints = {hashlib.sha256(repr(result).encode()).hexdigest()[:8] for result in results}
    return prints.pop() if len(prints) == 1 else "differs"


@cache
def _scores() -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(9)
    return rng.normal(80, 4, UNITS).tolist(), rng.uniform(0.3, 2, UNITS).tolist()


JOBS = {
    "rake 500,000 × 4 margins": _Job(goal=0.2, beside="rake", work=lambda: _raked(_sample(500_000))),
    "rake and linearised error": _Job(goal=1.5, beside="error", work=lambda: _weighted_mean(_sample(500_000))),
    "mean and error, 9 strata, 1,800 clusters": _Job(beside="clusters", work=lambda: _clustered_mean(_sample(500_000))),
    "marginal rank intervals, 500 units": _Job(goal=5, work=lambda: marginal_rank_intervals(*_scores())),
    "simultaneous rank intervals, 500 units": _Job(goal=5, work=lambda: simultaneous_rank_intervals(*_scores())),
    "draw 80,000 of a million": _Job(goal=5, most_memory=500, work=_draw_from_a_million),
    "judge 50,000 rules of six comparisons": _Job(goal=1, work=lambda: judged(50_000)),
    "full period": _Job(goal=20, work=lambda: _full_period(_sample(RESPONDENTS))),
}


def _beside() -> tuple[str, Mapping[str, r_survey.Measured]]:
    if not r_survey.is_installed():
        return "R not installed", {}
    sample = _sample(500_000)
    people = {"weight": sample.weights, "score": sample.scores, "cluster": sample.clusters}
    version, measured = r_survey.measure(people, sample.margins, REPEATS)
    return f"R survey {version}", measured


def _row(name: str, job: _Job, measured: Mapping[str, r_survey.Measured]) -> tuple[str, ...]:
    job.work()  # what several jobs share is made once, outside of the times
    seconds, processor, results = _timed(job.work)
    theirs, first = measured.get(job.beside), results[0]
    return (
        name,
        f"{job.goal:g} s" if job.goal else "",
        f"{seconds:.2f} s",
        f"{processor:.2f} s",
        f"{theirs.seconds:.2f} s" if theirs else "",
        f"{theirs.processor:.2f} s" if theirs else "",
        f"{theirs.differs_from(first):.0e}" if theirs and isinstance(first, tuple) else "",
        _fingerprint(results),
        f"{job.most_memory:g} MB" if job.most_memory else "",
        f"{_peak_alone(name):,.0f} MB",
    )


def estimation() -> Section:
    """Measure the statistics, each against its goal and, where R's survey package does the same, beside it."""
    beside, measured = _beside()
    return Section(
        title="Statistics",
        text=f"Medians of {REPEATS} runs; a full period is {UNITS} units × {len(CHANNELS)} channels, two million "
        f"verdicts as counts, {RESPONDENTS:,} weighted respondents and 1,000 bootstrap replicates. Where R's survey "
        "package does the same job, it had the same people and the same precision of raking; the relative difference "
        "is that of the sum of squared weights, or of the mean and its error. The peak of memory is that of a process "
        "that does this job alone, its people included.",
        header=(
            *("job", "goal", "takes", "processor", beside, "processor", "difference", "result, the same each run"),
            *("goal", "peak memory"),
        ),
        rows=[_row(name, job, measured) for name, job in JOBS.items()],
    )
