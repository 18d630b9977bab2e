"""From channel estimates to one score: the official composite and, kept apart from it, the diagnostic ones.

Official: weights fixed before fieldwork, no shrinkage, every departure from them logged with its reason.
Diagnostic: what a statistician would weigh, had the policy not decided.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from surveys.errors import EstimateRefused, PolicyRefused
from surveys.estimation.intervals import Estimate


class Redistribution(StrEnum):
    """What happens to the weight of a channel that fell below its floor."""

    PRO_RATA = "pro_rata"
    """The other channels take it in proportion to their own weights."""
    HEIR = "heir"
    """One named channel takes all of it; pro rata if the heir itself fell short."""
    WITHHOLD = "withhold"
    """No composite is given unless every channel reached its floor."""


class Shortfall(StrEnum):
    """Why a channel lost its weight."""

    SILENT = "silent"
    BELOW_FLOOR = "below_floor"


@dataclass(frozen=True, kw_only=True)
class ChannelPolicy:
    """Weights fixed before fieldwork, the least answers a channel needs, and the rule for weights set free.

    weights   channel → share; they add up to exactly one
    floors    channel → least number of answers (default 1)
    heir      the channel that inherits under `Redistribution.HEIR`

    Raises:
        PolicyRefused: at construction: weights that do not add up to one, floors or an heir without weight.
    """

    weights: Mapping[str, Decimal]
    floors: Mapping[str, int]
    rule: Redistribution = Redistribution.PRO_RATA
    heir: str | None = None

    def __post_init__(self) -> None:
        if sum(self.weights.values(), Decimal(0)) != 1:
            raise PolicyRefused(f"channel weights add up to {sum(self.weights.values(), Decimal(0))}, not 1")
        if any(weight < 0 for weight in self.weights.values()):
            raise PolicyRefused("a channel weight is not negative")
        if strangers := sorted(set(self.floors) - set(self.weights)):
            raise PolicyRefused(f"floors for channels without weight: {', '.join(strangers)}")
        if (self.rule is Redistribution.HEIR) != (self.heir is not None) or self.heir not in {None, *self.weights}:
            raise PolicyRefused("the heir is one of the weighted channels, named exactly when the rule asks for one")


@dataclass(frozen=True, kw_only=True)
class WeightMove:
    """One line of the redistribution log: this much weight left `source` for `heir`, because of `reason`."""

    source: str
    heir: str
    weight: Decimal
    reason: Shortfall
    n: float
    floor: int


@dataclass(frozen=True, kw_only=True)
class Composite:
    """A combined score. `shares` are the weights actually used; `moves` say how they came to differ from the policy.

    mean, se, low, high are None where no composite can be given; se also where one used channel has no error.
    """

    mean: float | None
    se: float | None
    low: float | None
    high: float | None
    cautious_se: float | None
    shares: Mapping[str, Decimal]
    moves: tuple[WeightMove, ...]
    n: float


def combine_channels(estimates: Mapping[str, Estimate], policy: ChannelPolicy) -> Composite:
    """The official composite S = Σ v S_c with se² = Σ v² se_c² (independent channels).

    estimates   channel → estimate; a channel left out counts as silent; channels outside the policy are refused
    The interval is recovered from the channels' own bounds, low = S − √Σ v²(S_c − low_c)² (MOVER: Zou & Donner 2008,
    Statistics in Medicine 27:1693; Newcombe's method 10 is a case of it), so it stays within the score map.

    Raises:
        PolicyRefused: a channel without weight.
        EstimateRefused: answers, but no mean, in a channel that counts.
    """
    if strangers := sorted(set(estimates) - set(policy.weights)):
        raise PolicyRefused(f"channels without weight: {', '.join(strangers)}")
    shares, moves = redistribute({channel: found.n for channel, found in estimates.items()}, policy)
    used = [(float(share), estimates[channel]) for channel, share in shares.items()]
    if not used:
        return Composite(mean=None, se=None, low=None, high=None, cautious_se=None, shares=shares, moves=moves, n=0)
    mean = math.fsum(share * _mean(estimate) for share, estimate in used)
    below = _root_of_squares(used, [_distance(estimate.mean, estimate.low) for _, estimate in used])
    above = _root_of_squares(used, [_distance(estimate.high, estimate.mean) for _, estimate in used])
    return Composite(
        mean=mean,
        se=_root_of_squares(used, [estimate.se for _, estimate in used]),
        low=None if below is None else mean - below,
        high=None if above is None else mean + above,
        cautious_se=_root_of_squares(used, [estimate.cautious_se for _, estimate in used]),
        shares=shares,
        moves=moves,
        n=sum(estimate.n for _, estimate in used),
    )


def redistribute(
    counts: Mapping[str, float], policy: ChannelPolicy
) -> tuple[dict[str, Decimal], tuple[WeightMove, ...]]:
    """The share of each channel given its number of answers, and the log of what moved.

    counts   channel → answers; a channel left out counts as silent
    An empty result means that no composite may be given: nobody was heard, or the rule withholds it.
    """
    short = {
        channel: Shortfall.BELOW_FLOOR if counts.get(channel, 0) > 0 else Shortfall.SILENT
        for channel, weight in policy.weights.items()
        if weight > 0 and counts.get(channel, 0) < _floor(policy, channel)
    }
    kept = {channel: weight for channel, weight in policy.weights.items() if weight > 0 and channel not in short}
    if not kept or (short and policy.rule is Redistribution.WITHHOLD):
        return {}, ()
    heirs = {policy.heir: Decimal(1)} if policy.heir in kept else kept
    with localcontext(prec=28):
        whole = sum(heirs.values(), Decimal(0))
        moves = tuple(
            WeightMove(
                source=channel,
                heir=str(heir),
                weight=policy.weights[channel] * part / whole,
                reason=reason,
                n=counts.get(channel, 0),
                floor=_floor(policy, channel),
            )
            for channel, reason in short.items()
            for heir, part in heirs.items()
        )
        shares = {
            channel: weight + sum((move.weight for move in moves if move.heir == channel), Decimal(0))
            for channel, weight in kept.items()
        }
    return shares, moves


@dataclass(frozen=True, kw_only=True)
class BlendedEstimate:
    """The MSE-optimal mixture of a probability sample and a convenience sample, for diagnosis only.

    bias_squared   estimated squared bias of the convenience sample, never negative
    share          weight of the probability sample (λ)
    """

    mean: float
    share: float
    bias_squared: float
    mse: float


def blend(probability: Estimate, convenience: Estimate) -> BlendedEstimate:
    """Elliott and Haviland's composite: how much a biased but large sample should count beside a small unbiased one.

    probability, convenience   the small unbiased and the large doubtful estimate, in points
    B² = max(0, (y_N − y_P)² − V_P − V_N); λ = (V_N + B²) / (V_P + V_N + B²). Source: Elliott & Haviland (2007),
    Survey Methodology 33:211. Both estimates need a standard error.

    Raises:
        EstimateRefused: a mean or a standard error is missing.
    """
    first, second = _mean(probability), _mean(convenience)
    if probability.se is None or convenience.se is None:
        raise EstimateRefused("blending needs the standard error of both estimates")
    v_first, v_second = probability.se**2, convenience.se**2
    bias = max(0.0, (second - first) ** 2 - v_first - v_second)
    error = v_second + bias
    share = error / (v_first + error) if v_first + error > 0 else 0.5
    mse = share**2 * v_first + (1 - share) ** 2 * error
    return BlendedEstimate(mean=share * first + (1.0 - share) * second, share=share, bias_squared=bias, mse=mse)


@dataclass(frozen=True, kw_only=True)
class Drift:
    """How far a convenience channel stands from the reference channel."""

    gap: float
    z: float
    is_alarming: bool


def measure_drift(reference: Estimate, channel: Estimate, *, most_z: float = 3.0, most_gap: float = 12.0) -> Drift:
    """Whether a channel has drifted: beyond `most_z` standard errors of the difference, or `most_gap` points.

    Two channels of one mind trip the first rule in 0.27 % of comparisons; a mode effect alone trips it more often, so
    the alarm asks for an audit and changes no score.

    Raises:
        EstimateRefused: a mean or a standard error is missing.
    """
    gap = _mean(channel) - _mean(reference)
    if reference.cautious_se is None or channel.cautious_se is None:
        raise EstimateRefused("a drift needs the standard error of both estimates")
    error = math.hypot(reference.cautious_se, channel.cautious_se)
    z = gap / error
    return Drift(gap=gap, z=z, is_alarming=abs(z) > most_z or abs(gap) > most_gap)


def _root_of_squares(used: Sequence[tuple[float, Estimate]], spreads: Sequence[float | None]) -> float | None:
    """√Σ v² d², or None as soon as one channel does not know its spread."""
    known = [share * spread for (share, _), spread in zip(used, spreads, strict=True) if spread is not None]
    return math.hypot(*known) if len(known) == len(used) else None


def _distance(upper: float | None, lower: float | None) -> float | None:
    return None if upper is None or lower is None else upper - lower


def _floor(policy: ChannelPolicy, channel: str) -> int:
    """Nobody heard is never a channel, whatever the floor says."""
    return max(1, policy.floors.get(channel, 1))


def _mean(estimate: Estimate) -> float:
    if estimate.mean is None:
        raise EstimateRefused("an estimate without a mean cannot be combined")
    return estimate.mean
