"""A small audit borrows from all: what people found of a machine's errors anywhere, applied to one unit's records.

A unit that few audited records concern says little about how the machine errs on it; all units together say a lot about
how it errs on the whole. Two steps:

1. What people made of the records that the machine gave one verdict, all units together, is expected of every record
   with that verdict (a post-stratified rectifier), and likewise what the machine missed for each record it counted.
2. Machines do not err alike everywhere. How far units really stand from that expectation, τ, is estimated from all of
   them; a unit's own audit moves it away from the expectation by as much as chance does not explain, and what stays
   unknown of τ stays in the interval.

Plugging in one estimate of τ, as DerSimonian & Laird's method of moments does, is no honest interval where the audit
is thin: it comes out as nought in half of the cities that have one. So every τ counts here by how likely it is.
Sources: Fay & Herriot (1979), JASA 74:269; Gelman (2006), Bayesian Analysis 1:515 (flat prior on τ); Morris & Tang
(2011), Statistical Science 26:271 (why not to plug in).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from surveys.errors import CountsRefused, TooFewData
from surveys.estimation.distributions import two_sided_t
from surveys.estimation.intervals import CONFIDENCE, Estimate
from surveys.estimation.machine_errors import AuditedUnit, Floats, MachineErrors, counts_of, table_of
from surveys.estimation.shrinkage import Heterogeneity, heterogeneity

LEAST_UNITS = 5
"""From fewer units nobody can tell how unlike units are."""

_GRID = 200


@dataclass(frozen=True, kw_only=True)
class PooledEstimate:
    """A unit's mean, corrected by all audited records of the pool.

    estimate   n counts the unit's evaluations: those of the machine, and people's where they read; n_eff is never more
    own_share  weight of the unit's own audit in the correction: 0 where it has none, 1 where all of it was audited
    """

    estimate: Estimate
    own_share: float


@dataclass(frozen=True, eq=False, kw_only=True)
class AuditPool:
    """What all audited records of a period say about a machine, ready for any unit of it; see `pool_audits`.

    audited   audited records that concern a unit, over all units
    units     units with audited records and with records that the machine counts
    spread    τ, how far units stand from what is expected of them, in points: root of its mean square
    errors    how the machine errs on the whole
    variances, chances  values of τ², and how likely each is
    """

    audited: int
    units: int
    spread: float
    errors: MachineErrors
    variances: Floats
    chances: Floats

    def correct(self, unit: AuditedUnit, *, confidence: float = CONFIDENCE) -> PooledEstimate:
        """Correct the mean of one unit, which may have no audited record of its own.

        Interval by Student's t with one degree of freedom less than there are units in the pool.

        Raises:
            TooFewData: the machine counts no record for the unit, or by the audit none of them is an evaluation.
        """
        found = self.errors.expect(unit)
        between, noise = self.variances, found.noise
        own = (between + noise) / (between + noise / found.seen) if found.seen else np.zeros_like(between)
        means = found.mean + own * found.deviation
        left = (1.0 - own) * (between + noise)
        borrowed = (1.0 - own) ** 2 * (found.sampling + between * self.errors.concentration)
        mean = float(self.chances @ means)
        se = math.sqrt(float(self.chances @ (left + borrowed + (means - mean) ** 2)))
        half = two_sided_t(confidence, self.units - 1.0) * se
        estimate = Estimate(
            mean=mean,
            se=se,
            n=found.answers,
            n_eff=min(found.answers, found.variety / se**2) if se > 0 and found.variety > 0 else found.answers,
            low=mean - half,
            high=mean + half,
            cautious_se=se,
        )
        return PooledEstimate(estimate=estimate, own_share=float(self.chances @ own))


def pool_audits(
    units: Sequence[AuditedUnit], points: Mapping[str, Decimal | float], *, plug_in: Heterogeneity | None = None
) -> AuditPool:
    """Learn from all units together how a machine errs, and how unlike they are in it.

    units    every unit of the period, those without audited records may be left out; their audited records together
             must be a simple random sample of what the machine read
    points   verdict → points
    plug_in  None lets every τ count by how likely it is; a method lets its one estimate stand for the truth, to compare

    Of a verdict that nobody audited one record is assumed that was misread like the average; where people found no
    error at all, half a record of n + 1 counts as wrong by the whole scale.

    Raises:
        CountsRefused: no two verdicts with different points.
        TooFewData: fewer than `LEAST_UNITS` units have both audited and counted records.
    """
    if len(set(points.values())) < 2:
        raise CountsRefused("at least two verdicts differ in points")
    labels = tuple(points)
    values = np.array([float(points[label]) for label in labels])
    tables = [table_of(unit.pairs, labels) for unit in units]
    errors = MachineErrors.learn(labels, values, np.array(tables).reshape(-1, len(labels) + 1, len(labels) + 1))
    audited = [unit for unit in units if counts_of(unit, labels).sum() > 0 and table_of(unit.pairs, labels).sum() > 0]
    if len(audited) < LEAST_UNITS:
        raise TooFewData(f"audited records of {len(audited)} units do not show how unlike units are")
    found = [errors.expect(unit) for unit in audited]
    deviations = np.array([one.deviation for one in found])
    noises = np.array([one.noise / one.seen for one in found])
    variances, chances = _between(deviations, noises, errors.span)
    if plug_in is not None:
        variances = np.array([heterogeneity(deviations.tolist(), np.sqrt(noises).tolist(), method=plug_in)])
        chances = np.ones(1)
    return AuditPool(
        audited=round(errors.concerned),
        units=len(audited),
        spread=math.sqrt(float(chances @ variances)),
        errors=errors,
        variances=variances,
        chances=chances,
    )


def _between(deviations: Floats, variances: Floats, span: float) -> tuple[Floats, Floats]:
    """Every τ² up to half of the scale, and how likely each is: flat prior on τ, the units' mean unknown."""
    roots = span / 2.0 * (np.arange(_GRID) / (_GRID - 1.0)) ** 2
    weights = 1.0 / (roots[:, None] ** 2 + variances)
    centres = (weights @ deviations) / weights.sum(axis=1)
    misfit = (weights * (deviations - centres[:, None]) ** 2).sum(axis=1)
    likelihood = (np.log(weights).sum(axis=1) - np.log(weights.sum(axis=1)) - misfit) / 2.0
    chances = np.exp(likelihood - likelihood.max()) * np.gradient(roots)
    return roots**2, chances / chances.sum()
