"""What the way of asking does to the answer: the offset of a channel, learnt where units were heard both ways.

People are kinder to a voice than to a screen. Where units have both a reference score and a channel score, the mean
difference estimates that, and its spread says how far one number fits all. Diagnostic: scores are shown with and
without it, none is changed by it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from surveys.errors import EstimateRefused, TooFewData
from surveys.estimation.intervals import CONFIDENCE, Estimate, Interval, mean_interval
from surveys.estimation.shrinkage import Heterogeneity, shrink


@dataclass(frozen=True, kw_only=True)
class ModeOffset:
    """How far a channel stands above the reference (positive: the channel is kinder).

    offset, se   mean difference in points over units; interval at the given confidence
    between      standard deviation of the true differences: large means that no single offset fits
    by_unit      each unit's own difference, shrunken towards the mean, in the order given
    units        how many units were heard both ways
    """

    offset: float
    se: float
    interval: Interval
    between: float
    by_unit: tuple[float, ...]
    units: int


def mode_offset(
    reference: Sequence[Estimate], channel: Sequence[Estimate], *, confidence: float = CONFIDENCE
) -> ModeOffset:
    """The offset of a channel from at least three units measured both ways, by random-effects meta-analysis (REML).

    reference, channel   one estimate for each unit, in the same order, in points
    Different people answered the two, so the variances add. The interval has units − 1 degrees of freedom.

    Raises:
        TooFewData: fewer than three units, or not each measured both ways.
        EstimateRefused: a score without mean or error.
    """
    if len(reference) != len(channel) or len(reference) < 3:
        raise TooFewData("an offset is learnt from at least three units, each measured both ways")
    gaps, errors = [], []
    for first, second in zip(reference, channel, strict=True):
        if first.mean is None or second.mean is None or not first.cautious_se or not second.cautious_se:
            raise EstimateRefused("every unit needs both scores with their errors")
        gaps.append(second.mean - first.mean)
        errors.append(math.hypot(first.cautious_se, second.cautious_se))
    found = shrink(gaps, errors, method=Heterogeneity.REML)
    offset, se = found.coefficients[0], found.ses[0]
    return ModeOffset(
        offset=offset,
        se=se,
        interval=mean_interval(offset, se, df=len(gaps) - 1, confidence=confidence),
        between=math.sqrt(found.between),
        by_unit=found.values,
        units=len(gaps),
    )


def without_offset(channel: Estimate, offset: ModeOffset) -> Estimate:
    """The channel's score as the reference would have heard it; the offset's own uncertainty is added.

    Bounds move along without being cut at the ends of a score map, as the correction knows no map.

    Raises:
        EstimateRefused: a score without mean or error.
    """
    if channel.mean is None or channel.se is None or channel.low is None or channel.high is None:
        raise EstimateRefused("only a measured score can be corrected")
    doubt = math.hypot(offset.se, offset.between)
    centre = channel.mean - offset.offset
    half = offset.interval.high - offset.offset
    wide = half / offset.se * doubt if offset.se > 0 else 0.0
    return Estimate(
        mean=centre,
        se=math.hypot(channel.se, doubt),
        n=channel.n,
        n_eff=channel.n_eff,
        low=centre - math.hypot(channel.mean - channel.low, wide),
        high=centre + math.hypot(channel.high - channel.mean, wide),
        cautious_se=math.hypot(channel.cautious_se or channel.se, doubt),
    )
