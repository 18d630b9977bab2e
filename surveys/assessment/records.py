"""Evidence and assessments as plain data, for freezing, fingerprinting and showing again years later.

What was computed is kept digit by digit beside what it was computed from: a later version of the rules can recompute,
but never redraws a published page.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from surveys.assessment.evidence import (
    Adjustment,
    AdjustmentKind,
    AuditedShare,
    AuditState,
    GroupBallots,
    UnitEvidence,
    VerdictCount,
)
from surveys.assessment.lines import ScoreLine
from surveys.assessment.loader import dump_scheme
from surveys.assessment.scheme import Scheme
from surveys.assessment.totals import RULES_VERSION, Assessment


def plain_evidence(evidence: UnitEvidence) -> dict[str, Any]:
    """Return evidence in one canonical order: equal evidence gives equal data, and ballots keep no order of arrival."""
    return {
        "unit": evidence.unit,
        "category": evidence.category,
        "counts": sorted([c.channel, c.item, c.verdict, c.n] for c in evidence.counts if c.n),
        "ballots": {
            group: {
                "invited": cast.invited,
                "ballots": [dict(said) for said in sorted(sorted(ballot.items()) for ballot in cast.ballots)],
            }
            for group, cast in sorted(evidence.ballots.items())
        },
        "imported": {component: str(score) for component, score in sorted(evidence.imported.items())},
        "undecided": {channel: str(share) for channel, share in sorted(evidence.undecided.items())},
        "audits": {channel: _plain_audit(audit) for channel, audit in sorted(evidence.audits.items())},
        "adjustments": sorted([str(a.kind), str(a.points), a.reason] for a in evidence.adjustments),
    }


def _plain_audit(audit: AuditedShare) -> dict[str, Any]:
    return {
        "item": audit.item,
        "state": str(audit.state),
        "records": audit.records,
        "audited": audit.audited,
        "pairs": sorted([counted, true, n] for (counted, true), n in audit.pairs.items() if n),
    }


def _read_audit(plain: Mapping[str, Any]) -> AuditedShare:
    return AuditedShare(
        item=plain["item"],
        state=AuditState(plain["state"]),
        records=plain["records"],
        audited=plain["audited"],
        pairs={(counted, true): n for counted, true, n in plain["pairs"]},
    )


def read_evidence(plain: Mapping[str, Any]) -> UnitEvidence:
    """Return the evidence that :func:`plain_evidence` wrote."""
    return UnitEvidence(
        unit=plain["unit"],
        category=plain["category"],
        counts=[VerdictCount(channel=c, item=i, verdict=v, n=n) for c, i, v, n in plain["counts"]],
        ballots={
            group: GroupBallots(ballots=cast["ballots"], invited=cast["invited"])
            for group, cast in plain["ballots"].items()
        },
        imported={component: Decimal(score) for component, score in plain["imported"].items()},
        audits={channel: _read_audit(audit) for channel, audit in plain["audits"].items()},
        undecided={channel: Decimal(share) for channel, share in plain["undecided"].items()},
        adjustments=[
            Adjustment(kind=AdjustmentKind(kind), points=Decimal(points), reason=reason)
            for kind, points, reason in plain["adjustments"]
        ],
    )


def fingerprint(scheme: Scheme, evidence: Sequence[UnitEvidence], *, rules: str = RULES_VERSION) -> str:
    """Return the SHA-256 of all that decides the totals: scheme, rules version, evidence; the order does not matter."""
    inputs = {
        "rules": rules,
        "scheme": dump_scheme(scheme),
        "evidence": sorted((plain_evidence(one) for one in evidence), key=lambda plain: str(plain["unit"])),
    }
    return hashlib.sha256(_canonical(inputs).encode()).hexdigest()


def plain_assessment(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment with its whole score tree."""
    return {
        "unit": assessment.unit,
        "category": assessment.category,
        "total": _text(assessment.total),
        "published": _text(assessment.published),
        "low": assessment.low,
        "high": assessment.high,
        "se": assessment.se,
        "cautious_se": assessment.cautious_se,
        "bonus": str(assessment.bonus),
        "deduction": str(assessment.deduction),
        "is_vetoed": assessment.is_vetoed,
        "adjustments": [
            {"kind": str(a.kind), "points": str(a.points), "reason": a.reason} for a in assessment.adjustments
        ],
        "unused": dict(sorted(assessment.unused.items())),
        "root": plain_line(assessment.root),
    }


def plain_line(line: ScoreLine) -> dict[str, Any]:
    """Return a score line and everything below it."""
    estimate = line.estimate
    return {
        "code": line.code,
        "path": line.path,
        "label": dict(line.label.versions),
        "kind": str(line.kind),
        "reason": str(line.reason),
        "score": estimate.mean,
        "se": estimate.se,
        "low": estimate.low,
        "high": estimate.high,
        "cautious_se": estimate.cautious_se,
        "n": estimate.n,
        "n_eff": estimate.n_eff,
        "verdicts": dict(line.verdicts),
        "nonratings": dict(sorted(line.nonratings.items())),
        "dont_know_share": line.dont_know_share,
        "weight": str(line.weight),
        "weight_used": str(line.weight_used),
        "share_of_total": str(line.share_of_total),
        "minimum": line.minimum,
        "trimmed": line.trimmed,
        "cast": line.cast,
        "invited": line.invited,
        "undecided": str(line.undecided),
        "basis": str(line.basis),
        "audited": line.audited,
        "pooled": line.pooled,
        "pooled_units": line.pooled_units,
        "own_share": line.own_share,
        "uncorrected": line.uncorrected,
        "moves": [{"source": m.source, "heir": m.heir, "weight": str(m.weight)} for m in line.moves],
        "children": [plain_line(child) for child in line.children],
    }


def _text(points: Decimal | None) -> str | None:
    return None if points is None else str(points)


def _canonical(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
