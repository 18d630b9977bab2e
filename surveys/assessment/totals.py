"""From a scheme and the evidence on one unit to its total, every step of it explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from surveys.assessment.borrowing import PeriodAudit, audit_of_period
from surveys.assessment.channels import channel_line
from surveys.assessment.evidence import Adjustment, AdjustmentKind, UnitEvidence
from surveys.assessment.lines import NOTHING, LineKind, LineReason, ScoreLine, spread_shares
from surveys.assessment.periods import Score
from surveys.assessment.reverse import reverse_line
from surveys.assessment.rounding import publish, settle
from surveys.assessment.scheme import Scheme
from surveys.assessment.tree import AdjustmentRule, ChannelNode, ImportedNode, ReverseNode, SchemeNode, WeightedNode
from surveys.assessment.weighing import weigh
from surveys.estimation.intervals import Estimate

RULES_VERSION = "2026.3"
"""Changes whenever the same scheme and evidence would give other digits."""

_WITHOUT_BORROWING = ("2026.1", "2026.2")
"""Rules by which a unit with few audited records stayed uncorrected."""


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """One unit's total and what it is made of.

    root         the score tree; its estimate is the total before adjustments
    bonus        points added and taken, after their caps
    total        points before rounding; None where the scheme gives no total
    low, high    95 % interval of the total, moved along with the adjustments
    cautious_se  error for comparing units: never zero because a few people agreed
    unused       channel/item → ratings, reverse/group → ballots that came in but that the scheme gives no place
    """

    unit: str
    category: str
    root: ScoreLine
    places: int
    bonus: Decimal
    deduction: Decimal
    is_vetoed: bool
    total: Decimal | None
    low: float | None
    high: float | None
    se: float | None
    cautious_se: float | None
    adjustments: tuple[Adjustment, ...] = ()
    unused: Mapping[str, int]

    @property
    def published(self) -> Decimal | None:
        """The total as it is printed."""
        return None if self.total is None else publish(self.total, self.places)

    @property
    def score(self) -> Score:
        """The total as a part of a longer period, to be rolled up with others."""
        return Score(points=self.total, se=self.se)

    def find_line(self, code: str) -> ScoreLine | None:
        """Return the line of a node or rater group."""
        return next((line for line in self.root.walk() if line.code == code), None)


def assess_period(scheme: Scheme, evidence: Sequence[UnitEvidence], *, rules: str = RULES_VERSION) -> list[Assessment]:
    """Score all units of a period, in the order given: units with few audited records borrow from all.

    rules   the version to score by, so that a table frozen under earlier rules comes out again

    Raises:
        UnpricedVerdict: a verdict is on another scale than the scheme's score map for its channel.
    """
    audits = {} if rules in _WITHOUT_BORROWING else _audits_by_node(scheme, evidence)
    return [assess(scheme, one, audits) for one in evidence]


def _audits_by_node(scheme: Scheme, evidence: Sequence[UnitEvidence]) -> dict[str, PeriodAudit]:
    channels = [node for node in scheme.nodes() if isinstance(node, ChannelNode)]
    return {node.code: audit_of_period(node, evidence) for node in channels}


def assess(
    scheme: Scheme, evidence: UnitEvidence, audits: Mapping[str, PeriodAudit] = MappingProxyType({})
) -> Assessment:
    """Score one unit: a pure function of the scheme and the evidence.

    audits   channel node → what the audits of all units say together; without it units with few audited records stay
             uncorrected

    Raises:
        UnpricedVerdict: a verdict is on another scale than the scheme's score map for its channel.
    """
    root = spread_shares(_line(scheme, scheme.root, evidence, audits, scheme.root.code), Decimal(1))
    adjusted = _Adjustment.decide(scheme.adjustments, evidence.adjustments)
    estimate = root.estimate
    return Assessment(
        unit=evidence.unit,
        category=evidence.category,
        root=root,
        places=scheme.places,
        bonus=adjusted.bonus,
        deduction=adjusted.deduction,
        is_vetoed=adjusted.cap is not None,
        total=None if estimate.mean is None else adjusted.apply(settle(estimate.mean)),
        low=None if estimate.low is None else float(adjusted.apply(settle(estimate.low))),
        high=None if estimate.high is None else float(adjusted.apply(settle(estimate.high))),
        se=estimate.se,
        cautious_se=estimate.cautious_se,
        adjustments=tuple(evidence.adjustments),
        unused=_unused(scheme, evidence),
    )


@dataclass(frozen=True, kw_only=True)
class _Adjustment:
    """Bonus and deduction within their caps, and the cap of a veto where there is one."""

    bonus: Decimal
    deduction: Decimal
    cap: Decimal | None

    @classmethod
    def decide(cls, rule: AdjustmentRule, given: Sequence[Adjustment]) -> "_Adjustment":
        def sum_of(kind: AdjustmentKind) -> Decimal:
            return sum((adjustment.points for adjustment in given if adjustment.kind is kind), Decimal(0))

        is_vetoed = any(adjustment.kind is AdjustmentKind.VETO for adjustment in given)
        return cls(
            bonus=min(sum_of(AdjustmentKind.BONUS), rule.bonus_cap),
            deduction=min(sum_of(AdjustmentKind.DEDUCTION), rule.deduction_cap),
            cap=rule.veto_cap if is_vetoed else None,
        )

    def apply(self, points: Decimal) -> Decimal:
        moved = max(Decimal(0), points + self.bonus - self.deduction)
        return moved if self.cap is None else min(moved, self.cap)


def _line(
    scheme: Scheme, node: SchemeNode, evidence: UnitEvidence, audits: Mapping[str, PeriodAudit], path: str
) -> ScoreLine:
    match node:
        case WeightedNode():
            return _weighted_line(scheme, node, evidence, audits, path)
        case ChannelNode():
            return channel_line(node, evidence, path, audits.get(node.code))
        case ReverseNode():
            return reverse_line(node, evidence.ballots, path)
        case ImportedNode():
            return _imported_line(node, evidence.imported.get(node.component), path)


def _weighted_line(
    scheme: Scheme, node: WeightedNode, evidence: UnitEvidence, audits: Mapping[str, PeriodAudit], path: str
) -> ScoreLine:
    children = [_line(scheme, branch.node, evidence, audits, f"{path}/{branch.node.code}") for branch in node.branches]
    weights = scheme.weights_of(node, evidence.category)
    weighed = weigh(children, weights, missing=node.missing, heir=node.heir)
    return ScoreLine(
        code=node.code,
        path=path,
        label=node.label,
        kind=LineKind.WEIGHTED,
        reason=weighed.reason,
        estimate=weighed.estimate,
        weight_used=Decimal(1),
        moves=weighed.moves,
        children=weighed.children,
    )


def _imported_line(node: ImportedNode, score: Decimal | None, path: str) -> ScoreLine:
    """An imported score stands as it was decided: it has no sampling error."""
    mean = None if score is None else float(score)
    estimate = Estimate(mean=mean, se=0.0, n=0, n_eff=0.0, low=mean, high=mean, cautious_se=0.0)
    return ScoreLine(
        code=node.code,
        path=path,
        label=node.label,
        kind=LineKind.IMPORTED,
        reason=LineReason.NOT_IMPORTED if score is None else LineReason.COUNTED,
        estimate=NOTHING if score is None else estimate,
    )


def _unused(scheme: Scheme, evidence: UnitEvidence) -> dict[str, int]:
    heard = {(n.channel, item) for n in scheme.nodes() if isinstance(n, ChannelNode) for item in n.items}
    unused: dict[str, int] = {}
    for count in evidence.counts:
        if (count.channel, count.item) not in heard:
            key = f"{count.channel}/{count.item}"
            unused[key] = unused.get(key, 0) + count.n
    return unused | {f"reverse/{group}": n for group, n in _unscored_ballots(scheme, evidence).items()}


def _unscored_ballots(scheme: Scheme, evidence: UnitEvidence) -> dict[str, int]:
    cast = {group: len(given.ballots) for group, given in evidence.ballots.items()}
    return {group: n for group, n in cast.items() if n and group not in scheme.rater_groups()}
