"""From one period's draws to estimates, by the very functions that score real periods, and the truth beside them."""

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from surveys.estimation.combine import ChannelPolicy, Composite, combine_channels
from surveys.estimation.designed import Measurement, mean
from surveys.estimation.intervals import Estimate, score_from_counts
from surveys.estimation.margins import Margin
from surveys.estimation.ppi import rectified_from_counts
from surveys.estimation.variance import sample_design
from surveys.estimation.weights import rake
from surveys.questionnaire.scales import SCORE_MAPS
from surveys.simulation import draws
from surveys.simulation.population import MARGINS, SIZES, Codes, Floats, level_points, population

MAP = SCORE_MAPS["M5A"]
POINTS = {str(verdict): float(points * 100 / MAP.top) for verdict, points in MAP.points.items()}
POLICY = ChannelPolicy(
    weights={"phone": Decimal("0.5"), "web": Decimal("0.2"), "sms": Decimal("0.15"), "hotline": Decimal("0.15")},
    floors={},
)


def counted(counts: Codes) -> Estimate:
    """The score of 5 counts of levels, the best first."""
    return score_from_counts(draws.by_verdict(counts), POINTS)


def raked(cells: Codes) -> Estimate:
    """The score of completes by cell (C × 5): base weights by district, raked to all margins, designed error."""
    city = population()
    cell, level = (codes.repeat(cells.ravel()) for codes in np.indices(cells.shape).reshape(2, -1))
    district = city.cells[0, cell]
    weights = (city.totals(0) / draws.DRAWN_PER_DISTRICT)[district]
    known = [
        Margin(name=name, levels=tuple(range(SIZES[place])), codes=city.cells[place, cell], targets=city.totals(place))
        for place, name in enumerate(MARGINS)
    ]
    fitted = rake(weights, known)
    design = sample_design(weights, strata=district).calibrated(fitted.weights, fitted.auxiliaries)
    return _as_estimate(mean(level_points(MAP)[level], design))


def _as_estimate(found: Measurement) -> Estimate:
    bounds = found.interval()
    return Estimate(
        mean=found.value,
        se=found.se,
        n=found.n,
        n_eff=found.n_eff,
        low=bounds.low,
        high=bounds.high,
        cautious_se=found.se,
    )


def rectified(hotline: draws.HotlineDraw, place: int, *, tuning: float | None = 1.0) -> Estimate:
    """The prediction-powered score of one department's work orders."""
    machine = dict(zip(draws.LABELS, hotline.machine[place].tolist(), strict=True))
    pairs = np.ndenumerate(hotline.audited[place])
    audited = {(draws.LABELS[guess], draws.LABELS[truth]): int(n) for (truth, guess), n in pairs}
    return rectified_from_counts(machine, audited, POINTS, tuning=tuning).estimate


def composite(estimates: Mapping[str, Estimate]) -> Composite:
    """The official composite of one department's channels."""
    return combine_channels(estimates, POLICY)


def channel_truths() -> dict[str, Floats]:
    """For each channel the mean that its own way of asking would find without error, by department."""
    points = level_points(MAP)
    calls = draws.hotline_shares()[:, :-1]
    return {
        "phone": draws.phone_shares() @ points,
        "web": draws.web_shares() @ points,
        "sms": draws.sms_shares() @ points,
        "hotline": calls @ points / calls.sum(axis=1),
    }


def composite_truth() -> Floats:
    """The weighted sum of the channels' truths: what the official composite estimates."""
    truths = channel_truths()
    whole: Floats = np.sum([float(weight) * truths[channel] for channel, weight in POLICY.weights.items()], axis=0)
    return whole
