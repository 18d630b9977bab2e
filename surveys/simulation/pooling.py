"""The judge of pooled audits: how often their intervals hold the truth of units that few audited records concern.

The city is that of `audited_city`. The truth is what people would have said of all of a unit's records.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveys.errors import TooFewData
from surveys.estimation.intervals import Estimate
from surveys.estimation.machine_errors import AuditedUnit
from surveys.estimation.pooling import pool_audits
from surveys.estimation.ppi import rectified_from_counts
from surveys.estimation.shrinkage import Heterogeneity
from surveys.simulation import draws
from surveys.simulation.audited_city import AUDITED, ELSEWHERE, AuditedByLot, draw_unit
from surveys.simulation.coverage import Bar
from surveys.simulation.scored import POINTS, counted

METHODS = ("pooled", "plugged", "own", "machine")
BAR, CAUTIOUS = Bar(low=0.935, high=0.985), Bar(low=0.935, high=1.0)
"""Few units hardly show how unlike they are, so that their intervals hold the truth rather too often."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A city: how many audited records concern each of its units, and how unlike the machine's errors on them are.

    unlike   None where the machine errs alike everywhere; else the concentration of a Dirichlet about its usual errors,
             the smaller the more unlike
    """

    title: str
    audited: Sequence[int]
    unlike: float | None
    bar: Bar = BAR


_MIXED, _THIN, _FEW = (0, 5, 15, 30, 100) * 6, (0, 1, 2, 3, 5) * 6, (0, 5, 15, 30) * 2
SCENARIOS = (
    Scenario(title="units alike", audited=_MIXED, unlike=None),
    Scenario(title="units unlike", audited=_MIXED, unlike=40.0),
    Scenario(title="units very unlike", audited=_MIXED, unlike=10.0),
    Scenario(title="thin audit, units alike", audited=_THIN, unlike=None),
    Scenario(title="thin audit, units very unlike", audited=_THIN, unlike=10.0),
    Scenario(title="eight units, very unlike", audited=_FEW, unlike=10.0, bar=CAUTIOUS),
)


@dataclass(frozen=True, kw_only=True)
class PooledCoverage:
    """What came of the units of one size.

    held, half_width  method → share of intervals that hold the truth, and their mean half width in points; the methods
                      are: pooled (`pool_audits`), plugged (the same with DerSimonian & Laird's τ for the truth), own
                      (`rectified_from_counts`, where it says anything), machine (its counts alone)
    own_share         mean weight of a unit's own audit in the pooled correction
    """

    scenario: Scenario
    audited: int
    tried: int
    own_share: float
    held: Mapping[str, float]
    half_width: Mapping[str, float]

    @property
    def is_kept(self) -> bool:
        """Whether the pooled intervals keep the scenario's bar."""
        return self.scenario.bar.low <= self.held["pooled"] <= self.scenario.bar.high


@dataclass(frozen=True, kw_only=True)
class _Trial:
    method: str
    audited: int
    is_held: bool
    half_width: float
    own_share: float = 0.0


def measure_pooling(periods: int, seed: int) -> list[PooledCoverage]:
    """Simulate this many periods of every scenario; one line for each number of audited records of a unit.

    Raises:
        RangeRefused: no period, or a seed below zero.
    """
    found = []
    for scenario in SCENARIOS:
        trials: dict[int, list[_Trial]] = defaultdict(list)
        for rng in draws.streams(periods, seed):
            for trial in _simulate(rng, scenario):
                trials[trial.audited].append(trial)
        found += [_tally(scenario, audited, trials[audited]) for audited in sorted(set(scenario.audited))]
    return found


def _simulate(rng: np.random.Generator, scenario: Scenario) -> Iterator[_Trial]:
    units = [draw_unit(rng, audited, scenario.unlike) for audited in scenario.audited]
    pool = pool_audits([one.seen for one in units], POINTS)
    plugged = pool_audits([one.seen for one in units], POINTS, plug_in=Heterogeneity.DERSIMONIAN_LAIRD)
    records = round(sum(sum(one.seen.counted.values()) for one in units) / (1.0 - ELSEWHERE))
    for one in units:
        if not sum(one.seen.counted.values()):
            continue  # the machine counts nothing for it, so that there is nothing to correct
        found = pool.correct(one.seen)
        yield _trial("pooled", one, found.estimate, found.own_share)
        yield _trial("plugged", one, plugged.correct(one.seen).estimate)
        yield _trial("machine", one, counted(np.array([one.seen.counted[label] for label in POINTS])))
        own = _own(one.seen, records)
        if own is not None:
            yield _trial("own", one, own)


def _own(unit: AuditedUnit, records: int) -> Estimate | None:
    """What the unit's own audit alone says, by which units with enough of it are corrected; None where it is silent."""
    audited = round(records * AUDITED)
    nobody = draws.LABELS[-1]
    read: Counter[str] = Counter()
    for (guess, _), n in unit.pairs.items():
        read[guess] += n
    unread = {label: n - read[label] for label, n in unit.counted.items()}
    pairs = {**unit.pairs, (nobody, nobody): audited - sum(unit.pairs.values())}
    machine = {**unread, nobody: records - audited - sum(unread.values())}
    try:
        return rectified_from_counts(machine, pairs, POINTS, tuning=1.0 - AUDITED).estimate
    except TooFewData:
        return None


def _trial(method: str, unit: AuditedByLot, estimate: Estimate, own_share: float = 0.0) -> _Trial:
    low, high = (max(0.0, min(100.0, bound or 0.0)) for bound in (estimate.low, estimate.high))
    is_held = low <= unit.truth <= high
    half_width = (high - low) / 2.0
    return _Trial(method=method, audited=unit.audited, is_held=is_held, half_width=half_width, own_share=own_share)


def _tally(scenario: Scenario, audited: int, trials: Sequence[_Trial]) -> PooledCoverage:
    by_method = {name: [trial for trial in trials if trial.method == name] for name in METHODS}
    return PooledCoverage(
        scenario=scenario,
        audited=audited,
        tried=len(by_method["pooled"]),
        own_share=float(np.mean([trial.own_share for trial in by_method["pooled"]])),
        held={name: float(np.mean([trial.is_held for trial in found])) for name, found in by_method.items() if found},
        half_width={name: float(np.mean([t.half_width for t in found])) for name, found in by_method.items() if found},
    )
