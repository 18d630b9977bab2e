"""Weighing lines into the line above them, with every departure from the scheme's weights on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from surveys.assessment.lines import NOTHING, LineKind, LineReason, Move, ScoreLine
from surveys.estimation.combine import ChannelPolicy, Redistribution, combine_channels
from surveys.estimation.intervals import Estimate


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Children with the weights that they got, and what they come to."""

    estimate: Estimate
    reason: LineReason
    moves: tuple[Move, ...]
    children: tuple[ScoreLine, ...]


def weigh(
    children: Sequence[ScoreLine],
    weights: Mapping[str, Decimal],
    *,
    missing: Redistribution,
    heir: str | None,
) -> Weighed:
    """Combine children by the scheme's weights; those that do not count leave theirs by the scheme's rule.

    weights   child code → share; they add up to exactly one
    """
    policy = ChannelPolicy(weights=weights, floors={}, rule=missing, heir=heir)
    counted = {child.code: _speaking(child.estimate) for child in children if child.is_counted}
    composite = combine_channels(counted, policy)
    weighted = tuple(_with_weights(child, weights[child.code], composite.shares) for child in children)
    if composite.mean is None:
        return Weighed(estimate=NOTHING, reason=LineReason.WITHHELD, moves=(), children=weighted)
    used = [child for child in weighted if child.weight_used]
    estimate = Estimate(
        mean=composite.mean,
        se=composite.se,
        n=sum(child.estimate.n for child in used),
        n_eff=_effective(used),
        low=composite.low,
        high=composite.high,
        cautious_se=composite.cautious_se,
    )
    moves = tuple(Move(source=move.source, heir=move.heir, weight=move.weight) for move in composite.moves)
    return Weighed(estimate=estimate, reason=LineReason.COUNTED, moves=moves, children=weighted)


def _speaking(estimate: Estimate) -> Estimate:
    """Let an imported score, which nobody's rating stands behind, speak as one voice."""
    return estimate if estimate.n else replace(estimate, n=1)


def _with_weights(child: ScoreLine, weight: Decimal, shares: Mapping[str, Decimal]) -> ScoreLine:
    reason = LineReason.NO_WEIGHT if child.is_counted and weight == 0 else child.reason
    return replace(child, weight=weight, weight_used=shares.get(child.code, Decimal(0)), reason=reason)


def _effective(used: Sequence[ScoreLine]) -> float:
    """Kish's effective number of ratings, 1 / Σ (w² / n_eff); imported scores, which have no error, add nothing."""
    heard = [child for child in used if child.kind is not LineKind.IMPORTED and child.estimate.n_eff > 0]
    burden = sum(float(child.weight_used) ** 2 / child.estimate.n_eff for child in heard)
    whole = sum(float(child.weight_used) for child in heard)
    return whole**2 / burden if burden else 0.0
