"""Verdicts that a machine read, corrected by the share of them that people read too.

The machine's errors are no chance that more records would wash out: a machine that takes every third reproach for a
request scores a unit too high for ever. Prediction-powered inference takes the error out, whatever it is, and puts what
the audit leaves open into the interval. It is used only where the audit is a sample of all records and enough of it
concerns the unit; else the machine's verdicts stand as they are, and the line says why.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from surveys.assessment.evidence import AuditedShare, AuditState
from surveys.assessment.lines import Basis
from surveys.assessment.tree import ChannelNode
from surveys.errors import CountsRefused, TooFewData
from surveys.estimation.intervals import Estimate
from surveys.estimation.ppi import rectified_from_counts

NOBODY = ""
"""The label of a record that is no evaluation of the unit."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The estimate to use, what it rests on, and how many audited records concern the unit."""

    estimate: Estimate
    basis: Basis
    audited: int = 0


def correct(
    node: ChannelNode,
    plain: Estimate,
    counted: Mapping[str, int],
    points: Mapping[str, Decimal],
    audit: AuditedShare | None,
) -> Correction:
    """Correct a machine's mean by an audit where that can be done.

    plain     the estimate from the counts alone
    counted   verdict → records that count for the unit, the audited ones among them
    points    verdict → points
    audit     None where no machine gives this item's verdicts
    """
    if audit is None:
        return Correction(estimate=plain, basis=Basis.COUNTS)
    basis = _UNUSABLE.get(audit.state)
    if basis is None and audit.concerned < node.audit_minimum:
        basis = Basis.FEW_AUDITED
    if basis is not None:
        return Correction(estimate=plain, basis=basis, audited=audit.concerned)
    try:
        found = _rectified(counted, points, audit)
    except TooFewData:
        return Correction(estimate=plain, basis=Basis.NOTHING_AUDITED, audited=audit.concerned)
    except CountsRefused:  # more was audited, or counted, than there is: the two do not speak of the same records
        return Correction(estimate=plain, basis=Basis.AUDIT_OUTDATED, audited=audit.concerned)
    estimate = _on_the_scale(_widened(found, float(node.design_effect)), points)
    return Correction(estimate=estimate, basis=Basis.CORRECTED, audited=audit.concerned)


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
