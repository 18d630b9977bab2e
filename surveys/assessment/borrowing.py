"""What the audits of all units of a period say together of one channel's machine, for units with few of their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from surveys.assessment.evidence import AuditedShare, AuditState, UnitEvidence
from surveys.assessment.tree import ChannelNode, percent_points
from surveys.errors import CountsRefused, TooFewData
from surveys.estimation.machine_errors import AuditedUnit
from surveys.estimation.pooling import AuditPool, pool_audits


@dataclass(frozen=True, kw_only=True)
class PeriodAudit:
    """What the audits of all units of a period say together of one channel's machine.

    audited   audited records that concern a unit; units: units that they concern
    pool      None where they are too few, or of too few units, to borrow from
    """

    audited: int
    units: int
    pool: AuditPool | None


def audit_of_period(node: ChannelNode, evidence: Sequence[UnitEvidence]) -> PeriodAudit:
    """Put the audits of all units together, in an order of their own: the order of the evidence changes no digit."""
    units = list(_audited_units(node, sorted(evidence, key=lambda one: one.unit)))
    concerned = [n for n in (sum(unit.pairs.values()) for unit in units) if n]
    pool = None
    if sum(concerned) >= node.audit_minimum:
        try:
            pool = pool_audits(units, percent_points(node.score_map))
        except TooFewData:
            pool = None
    return PeriodAudit(audited=sum(concerned), units=len(concerned), pool=pool)


def _audited_units(node: ChannelNode, evidence: Sequence[UnitEvidence]) -> Iterator[AuditedUnit]:
    """Yield what can be learnt from, units whose counts and audit do not speak of the same records left out."""
    points = percent_points(node.score_map)
    for one in evidence:
        audit = one.audits.get(node.channel)
        if audit is None or audit.state is not AuditState.DONE or audit.item not in node.items:
            continue
        try:
            yield audited_unit(one.verdicts(node.channel, audit.item), points, audit)
        except CountsRefused:
            continue


def audited_unit(counted: Mapping[str, int], points: Mapping[str, Decimal], audit: AuditedShare) -> AuditedUnit:
    """Return a unit's counts and audit as they are pooled.

    Raises:
        CountsRefused: the two do not speak of the same records.
    """
    return AuditedUnit(counted={verdict: counted.get(verdict, 0) for verdict in points}, pairs=audit.pairs)
