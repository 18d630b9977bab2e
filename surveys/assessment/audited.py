"""Verdicts that a machine read, corrected by the share of them that people read too.

The machine's errors are no chance that more records would wash out: a machine that takes every third reproach for a
request scores a unit too high for ever. Prediction-powered inference takes the error out, whatever it is, and puts what
the audit leaves open into the interval. It is used only where the audit is a sample of all records. A unit that enough
of it concerns is corrected by its own records alone; one that few concern borrows from all units, its own records
weighed by what they prove (`surveys.estimation.pooling`). Where all units together have too few, the machine's verdicts
stand as they are. The line says which.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from surveys.assessment.borrowing import PeriodAudit, audited_unit
from surveys.assessment.evidence import AuditedShare, AuditState
from surveys.assessment.lines import Basis
from surveys.assessment.tree import ChannelNode, percent_points
from surveys.errors import CountsRefused, TooFewData
from surveys.estimation.intervals import Estimate
from surveys.estimation.ppi import rectified_from_counts

NOBODY = ""
"""The label of a record that is no evaluation of the unit."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The estimate to use, what it rests on, and how many audited records concern the unit; the rest as in a line."""

    estimate: Estimate
    basis: Basis
    audited: int = 0
    pooled: int = 0
    pooled_units: int = 0
    own_share: float | None = None


def correct(
    node: ChannelNode,
    plain: Estimate,
    counted: Mapping[str, int],
    audit: AuditedShare | None,
    period: PeriodAudit | None,
) -> Correction:
    """Correct a machine's mean by an audit where that can be done.

    plain     the estimate from the counts alone
    counted   verdict → records that count for the unit, the audited ones among them
    audit     None where no machine gives this item's verdicts
    period    the audits of all units; None where units borrow nothing from one another
    """
    if audit is None:
        return Correction(estimate=plain, basis=Basis.COUNTS)
    basis = _UNUSABLE.get(audit.state)
    if basis is not None:
        return Correction(estimate=plain, basis=basis, audited=audit.concerned)
    try:
        if audit.concerned >= node.audit_minimum:
            return _by_its_own(node, counted, audit)
        return _by_all(node, plain, counted, audit, period)
    except TooFewData:
        return Correction(estimate=plain, basis=Basis.NOTHING_AUDITED, audited=audit.concerned)
    except CountsRefused:  # more was audited, or counted, than there is: the two do not speak of the same records
        return Correction(estimate=plain, basis=Basis.AUDIT_OUTDATED, audited=audit.concerned)


def _by_its_own(node: ChannelNode, counted: Mapping[str, int], audit: AuditedShare) -> Correction:
    points = percent_points(node.score_map)
    estimate = _on_the_scale(_widened(_rectified(counted, points, audit), float(node.design_effect)), points)
    return Correction(estimate=estimate, basis=Basis.CORRECTED, audited=audit.concerned)


def _by_all(
    node: ChannelNode, plain: Estimate, counted: Mapping[str, int], audit: AuditedShare, period: PeriodAudit | None
) -> Correction:
    if period is None:
        return Correction(estimate=plain, basis=Basis.FEW_AUDITED, audited=audit.concerned)
    stands = Correction(
        estimate=plain,
        basis=Basis.FEW_IN_PERIOD,
        audited=audit.concerned,
        pooled=period.audited,
        pooled_units=period.units,
    )
    if period.pool is None or plain.mean is None:
        return stands
    points = percent_points(node.score_map)
    found = period.pool.correct(audited_unit(counted, points, audit))
    estimate = _on_the_scale(_widened(found.estimate, float(node.design_effect)), points)
    return replace(stands, estimate=estimate, basis=Basis.POOLED, own_share=found.own_share)


_UNUSABLE: Mapping[AuditState, Basis] = {
    AuditState.NONE: Basis.NO_AUDIT,
    AuditState.OUTDATED: Basis.AUDIT_OUTDATED,
    AuditState.OPEN: Basis.AUDIT_OPEN,
}


def _rectified(counted: Mapping[str, int], points: Mapping[str, Decimal], audit: AuditedShare) -> Estimate:
    """The prediction-powered mean of all records.

    The machine is weighed by the share of records that were not audited, which comes to its mean over *all* records
    plus the mean of (people − machine) over the audited. Chosen before anybody looks, that weight adds no bias; a
    machine without fault changes nothing, and where everything was audited only people count.
    """
    unaudited = {verdict: counted.get(verdict, 0) - _audited_as(audit, verdict) for verdict in sorted(points)}
    elsewhere = audit.records - audit.audited - sum(unaudited.values())
    pairs = {pair: n for pair, n in sorted(audit.pairs.items()) if n}
    pairs[NOBODY, NOBODY] = audit.audited - audit.concerned
    trust = 1.0 - audit.audited / audit.records
    return rectified_from_counts({**unaudited, NOBODY: elsewhere}, pairs, points, tuning=trust).estimate


def _audited_as(audit: AuditedShare, verdict: str) -> int:
    return sum(n for (counted, _), n in audit.pairs.items() if counted == verdict)


def _widened(estimate: Estimate, design_effect: float) -> Estimate:
    """Let records that hang together count for fewer."""
    if estimate.mean is None or estimate.se is None or estimate.low is None or estimate.high is None:
        return estimate
    stretch = math.sqrt(design_effect)
    return replace(
        estimate,
        se=estimate.se * stretch,
        cautious_se=(estimate.cautious_se or 0.0) * stretch,
        n_eff=estimate.n_eff / design_effect,
        low=estimate.mean - (estimate.mean - estimate.low) * stretch,
        high=estimate.mean + (estimate.high - estimate.mean) * stretch,
    )


def _on_the_scale(estimate: Estimate, points: Mapping[str, Decimal]) -> Estimate:
    """Cut a corrected mean and its interval at the ends of the scale, beyond which nobody's verdict lies."""
    bottom, top = float(min(points.values())), float(max(points.values()))

    def held(value: float | None) -> float | None:
        return None if value is None else min(max(value, bottom), top)

    return replace(estimate, mean=held(estimate.mean), low=held(estimate.low), high=held(estimate.high))
