"""What citizens said by one channel, as a score line."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from surveys.assessment.audited import correct
from surveys.assessment.borrowing import PeriodAudit
from surveys.assessment.evidence import UnitEvidence
from surveys.assessment.lines import NOTHING, Basis, LineKind, LineReason, ScoreLine
from surveys.assessment.tree import ChannelNode, percent_points
from surveys.errors import EvidenceRefused
from surveys.estimation.intervals import Estimate, score_from_counts
from surveys.questionnaire.scales import NON_RATINGS
from surveys.questionnaire.texts import bilingual


class UnpricedVerdict(EvidenceRefused, LookupError):
    """A verdict stands on another scale than the scheme's score map; dropping it in silence would falsify a score."""

    def __init__(self, verdict: str, score_map: str, where: str) -> None:
        super().__init__(f"{where}: score map {score_map} has no points for {verdict!r}")
        self.verdict = verdict
        self.score_map = score_map
        self.where = where


def channel_line(node: ChannelNode, evidence: UnitEvidence, path: str, period: PeriodAudit | None = None) -> ScoreLine:
    """Score one channel: verdict counts → mean, error, and whether they are enough to count.

    period   what the audits of all units say together; None where units borrow nothing from one another

    Raises:
        UnpricedVerdict: a verdict that the scheme's map has no points for.
    """
    items = [_item_line(node, item, evidence, f"{path}/{item}", period) for item in node.items]
    only = items[0] if len(items) == 1 else None
    estimate = only.estimate if only else _blend(node.items, items)
    undecided = evidence.undecided.get(node.channel, Decimal(0))
    return ScoreLine(
        code=node.code,
        path=path,
        label=node.label,
        kind=LineKind.CHANNEL,
        reason=_reason(node, estimate, undecided),
        estimate=estimate,
        undecided=undecided,
        basis=only.basis if only else Basis.COUNTS,
        audited=only.audited if only else 0,
        pooled=only.pooled if only else 0,
        pooled_units=only.pooled_units if only else 0,
        own_share=only.own_share if only else None,
        uncorrected=only.uncorrected if only else None,
        verdicts=_sum(item.verdicts for item in items),
        nonratings=_sum(item.nonratings for item in items),
        minimum=node.minimum_base,
        children=tuple(items) if len(items) > 1 else (),
    )


def _reason(node: ChannelNode, estimate: Estimate, undecided: Decimal) -> LineReason:
    if estimate.n == 0:
        return LineReason.SILENT
    if undecided > node.most_undecided:
        return LineReason.UNDECIDED
    return LineReason.COUNTED if estimate.n >= node.minimum_base else LineReason.BELOW_MINIMUM


def _item_line(
    node: ChannelNode, item: str, evidence: UnitEvidence, path: str, period: PeriodAudit | None
) -> ScoreLine:
    points = percent_points(node.score_map)
    given = evidence.verdicts(node.channel, item)
    for verdict in given:
        if verdict not in points and verdict not in NON_RATINGS:
            raise UnpricedVerdict(verdict, node.score_map.code, path)
    ratings = {verdict: given[verdict] for verdict in points if given[verdict]}
    plain = score_from_counts(ratings, points, design_effect=float(node.design_effect))
    audit = evidence.audits.get(node.channel)
    found = correct(node, plain, ratings, audit if audit is not None and audit.item == item else None, period)
    estimate = found.estimate
    return ScoreLine(
        code=item,
        path=path,
        label=bilingual(item, item),
        kind=LineKind.ITEM,
        reason=LineReason.COUNTED if estimate.n else LineReason.SILENT,
        estimate=estimate,
        basis=found.basis,
        audited=found.audited,
        pooled=found.pooled,
        pooled_units=found.pooled_units,
        own_share=found.own_share,
        uncorrected=plain.mean if found.basis in {Basis.CORRECTED, Basis.POOLED} else None,
        verdicts=ratings,
        nonratings={verdict: n for verdict, n in given.items() if verdict in NON_RATINGS and n},
        weight=node.items[item],
        weight_used=node.items[item],
    )


def _blend(weights: Mapping[str, Decimal], items: Sequence[ScoreLine]) -> Estimate:
    """Average several items that the same people answered.

    Counts do not say how the items hang together, so the errors are added as if they agreed perfectly: an upper bound.
    An item that nobody rated leaves its weight to the others.
    """
    heard = [item for item in items if item.estimate.mean is not None]
    if not heard:
        return NOTHING
    whole = float(sum(weights[item.code] for item in heard))
    shares = [float(weights[item.code]) / whole for item in heard]
    found = [item.estimate for item in heard]
    return Estimate(
        mean=_weighted([estimate.mean for estimate in found], shares),
        se=_weighted([estimate.se for estimate in found], shares),
        n=min(estimate.n for estimate in found),
        n_eff=min(estimate.n_eff for estimate in found),
        low=_weighted([estimate.low for estimate in found], shares),
        high=_weighted([estimate.high for estimate in found], shares),
        cautious_se=_weighted([estimate.cautious_se for estimate in found], shares),
    )


def _weighted(values: Sequence[float | None], shares: Sequence[float]) -> float | None:
    known = [value * share for value, share in zip(values, shares, strict=True) if value is not None]
    return math.fsum(known) if len(known) == len(values) else None


def _sum(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part)
    return dict(total)
