"""Ranks that admit what they do not know: confidence intervals for ranks, tiers, and who is surely among the best.

Source: Mogstad, Romano, Shaikh & Wilhelm (2024), Inference for ranks with applications to mobility across
neighbourhoods and academic achievement across countries, Review of Economic Studies 91:476. Estimates are taken as
independent and normal around the truth; higher is better; rank 1 is the best. The critical values are drawn with a
fixed seed, so the same estimates give the same intervals; at 2,000 draws a bound may differ by one rank from another
seed's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from surveys.errors import DataRefused, EstimateRefused, RangeRefused
from surveys.estimation.auxiliaries import as_floats
from surveys.estimation.distributions import require_open_unit
from surveys.estimation.intervals import CONFIDENCE

Flags = NDArray[np.bool_]
Singles = NDArray[np.float32]

DRAWS = 2000
SEED = 20_240_501


@dataclass(frozen=True, kw_only=True)
class RankInterval:
    """The rank of one unit by its estimate (equal estimates share the better rank), and the ranks it may truly have."""

    rank: int
    best: int
    worst: int


class Drawing(TypedDict, total=False):
    """How a ranking is drawn, the same for every kind: left out, 95 %, 2,000 draws and the fixed seed.

    confidence   with which intervals and tiers hold; draws: noise drawn for the critical values; seed: of that noise
    """

    confidence: float
    draws: int
    seed: int


def marginal_rank_intervals(
    estimates: Sequence[float], ses: Sequence[float], **drawing: Unpack[Drawing]
) -> list[RankInterval]:
    """For each unit, an interval that holds its own true rank with the confidence: for a unit reading about itself.

    estimates, ses   p values each, in points; standard errors are positive (`Estimate.cautious_se` always is)

    Raises:
        DataRefused: other than one standard error for each of at least one estimate.
        EstimateRefused: an estimate that is not finite, or a standard error that is not positive.
        RangeRefused: a confidence outside (0, 1), or no draws.
    """
    contest = _Contest(estimates, ses, **drawing)
    alone = [contest.against(unit) for unit in range(contest.size)]
    return contest.intervals(better=np.array([row for row, _ in alone]), worse=np.array([row for _, row in alone]))


def rank_table(
    estimates: Sequence[float], ses: Sequence[float], **drawing: Unpack[Drawing]
) -> tuple[list[RankInterval], list[int]]:
    """Simultaneous rank intervals and tiers together, at the price of one: what a published table shows.

    Raises:
        DataRefused: other than one standard error for each of at least one estimate.
        EstimateRefused: an estimate that is not finite, or a standard error that is not positive.
        RangeRefused: a confidence outside (0, 1), or no draws.
    """
    contest = _Contest(estimates, ses, **drawing)
    better = contest.everywhere()
    return contest.intervals(better=better, worse=better.T), contest.tiers(better)


def simultaneous_rank_intervals(
    estimates: Sequence[float], ses: Sequence[float], **drawing: Unpack[Drawing]
) -> list[RankInterval]:
    """Intervals that hold all true ranks at once with the confidence: for a published table of all units.

    Raises:
        DataRefused: other than one standard error for each of at least one estimate.
        EstimateRefused: an estimate that is not finite, or a standard error that is not positive.
        RangeRefused: a confidence outside (0, 1), or no draws.
    """
    return rank_table(estimates, ses, **drawing)[0]


def tiers(estimates: Sequence[float], ses: Sequence[float], **drawing: Unpack[Drawing]) -> list[int]:
    """The tier of each unit, 1 the highest: a unit stands one tier below the lowest tier of those surely better.

    Nobody is surely better than a unit of the first tier; within a tier nobody is surely better than anybody. "Surely"
    holds for all pairs at once with the confidence.

    >>> tiers([90.0, 89.5, 80.0], [0.5, 0.5, 0.5])
    [1, 1, 2]

    Raises:
        DataRefused: other than one standard error for each of at least one estimate.
        EstimateRefused: an estimate that is not finite, or a standard error that is not positive.
        RangeRefused: a confidence outside (0, 1), or no draws.
    """
    return rank_table(estimates, ses, **drawing)[1]


def surely_in_top(intervals: Sequence[RankInterval], k: int) -> list[bool]:
    """Which units belong to the true top k for certain at the intervals' confidence."""
    return [interval.worst <= k for interval in intervals]


def possibly_in_top(intervals: Sequence[RankInterval], k: int) -> list[bool]:
    """Which units cannot be ruled out of the true top k; a red list of the last k mirrors it by `best > p − k`."""
    return [interval.best <= k for interval in intervals]


class _Contest:
    """All units against each other, with one set of seeded noise for every comparison."""

    def __init__(
        self,
        estimates: Sequence[float],
        ses: Sequence[float],
        *,
        confidence: float = CONFIDENCE,
        draws: int = DRAWS,
        seed: int = SEED,
    ) -> None:
        self.theta, sigma = _checked(estimates, ses)
        require_open_unit("confidence", confidence)
        if draws < 1:
            raise RangeRefused(f"a ranking rests on at least one draw, not on {draws}")
        self.size = self.theta.size
        self.confidence = confidence
        scale = np.hypot(sigma[:, None], sigma[None, :])
        self.z = (self.theta[None, :] - self.theta[:, None]) / scale
        # Single precision halves the time and moves a critical value by less than a millionth.
        self.inverse = (1.0 / scale).astype(np.float32)
        noise = np.random.default_rng(seed).standard_normal((self.size, draws))
        self.noise = (noise * sigma[:, None]).astype(np.float32)

    def against(self, unit: int) -> Flags:
        """Who is surely better (first row) and who surely worse (second) than one unit."""
        ratios = (self.noise - self.noise[unit]) * self.inverse[unit][:, None]

        def largest(undecided: Flags) -> Singles:
            either: Singles = np.maximum(ratios[undecided[0]].max(axis=0), -ratios[undecided[1]].min(axis=0))
            return either

        return self._step_down(np.stack([self.z[unit], -self.z[unit]]), largest)

    def everywhere(self) -> Flags:
        """better[i, j]: j is surely better than i, over all ordered pairs at once."""
        return self._step_down(self.z, self._largest)

    def _step_down(self, z: NDArray[np.float64], largest: Callable[[Flags], Singles]) -> Flags:
        """Decide claims whose z passes a critical value, drawn anew from those still undecided until no more fall."""
        decided = np.zeros(z.shape, dtype=bool)
        while True:
            fallen = z > np.quantile(largest(~decided), self.confidence)
            if not (fallen & ~decided).any():
                return decided
            decided |= fallen

    def intervals(self, *, better: Flags, worse: Flags) -> list[RankInterval]:
        ranks = (self.theta[None, :] > self.theta[:, None]).sum(axis=1) + 1
        best, worst = better.sum(axis=1) + 1, self.size - worse.sum(axis=1)
        return [
            RankInterval(rank=int(rank), best=int(low), worst=int(high))
            for rank, low, high in zip(ranks, best, worst, strict=True)
        ]

    def tiers(self, better: Flags) -> list[int]:
        tier = np.zeros(self.size, dtype=np.int64)
        # From the best estimate downwards everybody who is surely better has been placed already.
        for unit in np.argsort(-self.theta, kind="stable"):
            tier[unit] = 1 + tier[better[unit]].max(initial=0)
        return [int(number) for number in tier]

    def _largest(self, undecided: Flags) -> Singles:
        """Per draw, the largest standardised lead of j over i among the ordered pairs (i, j) still undecided.

        A decided pair leaves only its other direction in play: the claim that j leads i was settled, not its opposite.
        """
        largest = np.zeros(self.noise.shape[1], dtype=np.float32)
        for unit in range(self.size - 1):
            ahead, behind = undecided[unit, unit + 1 :], undecided[unit + 1 :, unit]
            sign = np.where(ahead, np.float32(1), np.float32(-1))
            ratios = self.noise[unit + 1 :] - self.noise[unit]
            ratios *= (self.inverse[unit, unit + 1 :] * sign)[:, None]
            np.abs(ratios, out=ratios, where=(ahead & behind)[:, None])
            np.maximum(largest, ratios.max(axis=0), out=largest)
        return largest


def _checked(estimates: Sequence[float], ses: Sequence[float]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    theta, sigma = as_floats(estimates), as_floats(ses)
    if theta.ndim != 1 or not theta.size or theta.shape != sigma.shape:
        raise DataRefused(f"as many standard errors as estimates, not {sigma.shape} for {theta.shape}")
    if not (np.isfinite(theta).all() and np.isfinite(sigma).all() and (sigma > 0).all()):
        raise EstimateRefused("every unit to be ranked needs an estimate and a positive standard error")
    return theta, sigma
