"""The judge: how often the intervals that are published hold the truth, over periods in which the truth is known.

Every interval comes from the functions that score real periods. `STUDIES` says what each study claims to hold; those
with a bar must keep it, the others show what no interval contains: who hangs up, who never calls.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveys.estimation.combine import Composite
from surveys.estimation.intervals import Estimate
from surveys.estimation.ranks import rank_table
from surveys.simulation import draws
from surveys.simulation.population import Floats
from surveys.simulation.scored import channel_truths, composite, composite_truth, counted, raked, rectified

COMPLETES = 365
"""Answers of the self-weighting sample, about as many as the stratified one brings."""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """The shares of intervals between which a study must come out."""

    low: float = 0.935
    high: float = 0.965


@dataclass(frozen=True, kw_only=True)
class Study:
    """One kind of interval and what it claims to hold; no bar where it is known to fail or is there to compare."""

    title: str
    truth: str
    bar: Bar | None = None


NOMINAL = Bar()
_ALL, _CALLERS = "opinion of all residents", "verdicts of the callers"
STUDIES: Mapping[str, Study] = {
    "phone_counts": Study(title="phone, self-weighting sample, counts", truth=_ALL, bar=NOMINAL),
    "phone_raked": Study(title="phone, unequal response, weighted and raked", truth=_ALL, bar=NOMINAL),
    "phone_unweighted": Study(title="phone, unequal response, not weighted", truth=_ALL),
    "phone_grudge": Study(title="phone, the dissatisfied hang up, raked", truth=_ALL),
    "hotline_ppi": Study(title="hotline, machine corrected by the audit (PPI)", truth=_CALLERS, bar=NOMINAL),
    "hotline_tuned": Study(title="hotline, the machine's weight tuned (PPI++)", truth=_CALLERS),
    "hotline_audited": Study(title="hotline, the audited share alone", truth=_CALLERS),
    "hotline_machine": Study(title="hotline, the machine alone", truth=_CALLERS),
    "composite": Study(title="composite of four channels", truth="weighted sum of the channels' truths", bar=NOMINAL),
    "composite_public": Study(title="composite of four channels", truth=_ALL),
    "ranks": Study(title="rank intervals of the whole table", truth="all ranks at once", bar=Bar(high=1.0)),
}


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One interval of one department in one period, and whether it holds the truth."""

    study: str
    department: int
    is_held: bool
    half_width: float


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What came of one study.

    share            of the intervals that hold the truth; lowest, highest: the same by department
    half_width       mean half width in points (of rank intervals: in ranks)
    tried            number of intervals; departments: of so many, 1 where an interval is about all at once
    """

    study: Study
    share: float
    lowest: float
    highest: float
    half_width: float
    tried: int
    departments: int

    @property
    def is_kept(self) -> bool | None:
        """Whether the study keeps its bar; None without one."""
        bar = self.study.bar
        return None if bar is None else bar.low <= self.share <= bar.high


def measure_coverage(periods: int, seed: int) -> list[Coverage]:
    """Simulate this many periods and tally every study, in the order of `STUDIES`; the same seed, the same shares.

    Raises:
        RangeRefused: no period, or a seed below zero.
    """
    trials: dict[str, list[Trial]] = defaultdict(list)
    for stream in draws.streams(periods, seed):
        for trial in simulate_period(stream):
            trials[trial.study].append(trial)
    return [_tally(study, trials[code]) for code, study in STUDIES.items()]


def simulate_period(rng: np.random.Generator) -> Iterator[Trial]:
    """Yield every interval that one period gives."""
    truths = channel_truths()
    phone = [raked(cells) for cells in draws.phone(rng)]
    calls = draws.hotline(rng)
    hotline = [rectified(calls, place) for place in range(len(calls.machine))]
    web, sms = ([counted(counts) for counts in drawn] for drawn in (draws.web(rng), draws.sms(rng)))
    totals = [
        composite({"phone": phone[n], "web": web[n], "sms": sms[n], "hotline": hotline[n]}) for n in range(len(phone))
    ]
    yield from _phone(rng, phone, truths["phone"])
    yield from _hotline(calls, hotline, truths["hotline"])
    yield from _trials("composite", totals, composite_truth())
    yield from _trials("composite_public", totals, truths["phone"])
    yield _rank_trial(totals)


def _phone(rng: np.random.Generator, weighted: Sequence[Estimate], truth: Floats) -> Iterator[Trial]:
    samples: dict[str, Sequence[Estimate]] = {
        "phone_counts": [counted(counts) for counts in draws.self_weighting(rng, COMPLETES)],
        "phone_raked": weighted,
        "phone_unweighted": [counted(cells.sum(axis=0)) for cells in draws.phone(rng)],
        "phone_grudge": [raked(cells) for cells in draws.phone(rng, grudge=draws.GRUDGE)],
    }
    for study, estimates in samples.items():
        yield from _trials(study, estimates, truth)


def _hotline(calls: draws.HotlineDraw, corrected: Sequence[Estimate], truth: Floats) -> Iterator[Trial]:
    tuned = [rectified(calls, place, tuning=None) for place in range(len(calls.machine))]
    yield from _trials("hotline_ppi", corrected, truth)
    yield from _trials("hotline_tuned", tuned, truth)
    yield from _trials("hotline_audited", [counted(pairs.sum(axis=1)[:-1]) for pairs in calls.audited], truth)
    yield from _trials("hotline_machine", [counted(labels[:-1]) for labels in calls.machine], truth)


def _rank_trial(totals: Sequence[Composite]) -> Trial:
    """One trial for the whole table: held if every true rank lies in its interval."""
    intervals, _ = rank_table([found.mean or 0.0 for found in totals], [found.cautious_se or 0.0 for found in totals])
    truth = composite_truth()
    ranks = (truth[None, :] > truth[:, None]).sum(axis=1) + 1
    return Trial(
        study="ranks",
        department=0,
        is_held=all(found.best <= rank <= found.worst for found, rank in zip(intervals, ranks.tolist(), strict=True)),
        half_width=float(np.mean([found.worst - found.best for found in intervals])) / 2.0,
    )


def _trials(study: str, found: Sequence[Estimate | Composite], truth: Floats) -> Iterator[Trial]:
    for place, estimate in enumerate(found):
        low, high = estimate.low, estimate.high
        assert low is not None
        assert high is not None
        is_held = low <= float(truth[place]) <= high
        yield Trial(study=study, department=place, is_held=is_held, half_width=(high - low) / 2.0)


def _tally(study: Study, trials: Sequence[Trial]) -> Coverage:
    held = np.array([trial.is_held for trial in trials])
    departments = np.array([trial.department for trial in trials])
    shares = [float(held[departments == place].mean()) for place in np.unique(departments)]
    return Coverage(
        study=study,
        share=float(held.mean()),
        lowest=min(shares),
        highest=max(shares),
        half_width=float(np.mean([trial.half_width for trial in trials])),
        tried=held.size,
        departments=len(shares),
    )
