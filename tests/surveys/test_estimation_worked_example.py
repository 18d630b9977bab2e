"""Three departments from counts to composite, to the printed digits: the arithmetic a commission can follow by hand."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from surveys.estimation.combine import ChannelPolicy, blend, combine_channels
from surveys.estimation.intervals import Estimate, score_from_counts, wilson
from surveys.questionnaire.scales import get_score_map
from tests.surveys.assessment.worked_example import CITIZENS
from tests.surveys.shared_data import SHARED, needs_shared_data

POINTS = get_score_map("M5A").points
POLICY = ChannelPolicy(
    weights={"phone": Decimal("0.50"), "web": Decimal("0.20"), "sms": Decimal("0.15"), "hotline": Decimal("0.15")},
    floors={},
)


def estimates_of(unit: str) -> dict[str, Estimate]:
    return {
        channel: score_from_counts(dict(zip(POINTS, numbers, strict=True)), POINTS)
        for channel, numbers in CITIZENS[unit].items()
    }


def as_printed(estimate: Estimate) -> Estimate:
    assert estimate.mean is not None
    assert estimate.se is not None
    return replace(estimate, mean=round(estimate.mean, 4), se=round(estimate.se, 4))


@pytest.mark.parametrize(
    ("unit", "channel", "score", "se"),
    [
        ("A", "web", 85.4, 0.782),
        ("A", "phone", 76.25, 1.1563),
        ("A", "sms", 71.0, 1.8607),
        ("A", "hotline", 55.7143, 1.8826),
        ("B", "web", 95.6786, 0.2558),
        ("B", "phone", 73.375, 1.1414),
        ("B", "sms", 66.5, 1.8925),
        ("B", "hotline", 41.6667, 1.9010),
        ("C", "web", 83.1818, 5.5591),
        ("C", "phone", 77.375, 1.2256),
        ("C", "sms", 81.5, 4.3695),
        ("C", "hotline", 68.5714, 7.9737),
    ],
)
def test_channel_scores(unit: str, channel: str, score: float, se: float) -> None:
    estimate = estimates_of(unit)[channel]
    assert estimate.mean is not None
    assert estimate.se is not None
    assert (round(estimate.mean, 4), round(estimate.se, 4)) == (score, se)


@pytest.mark.parametrize(
    ("unit", "score", "se"), [("A", 74.2121, 0.7186), ("B", 72.0482, 0.7002), ("C", 77.8346, 1.8633)]
)
def test_public_scores(unit: str, score: float, se: float) -> None:
    composite = combine_channels(estimates_of(unit), POLICY)
    assert composite.mean is not None
    assert composite.se is not None
    assert (round(composite.mean, 4), round(composite.se, 4)) == (score, se)
    assert composite.moves == ()


@pytest.mark.parametrize(
    ("unit", "score", "share", "bias"),
    [("A", 76.3961, 0.98403, 81.7739), ("B", 73.4334, 0.997381, 496.0823), ("C", 77.6337, 0.955452, 1.3132)],
)
def test_what_a_statistician_would_weigh(unit: str, score: float, share: float, bias: float) -> None:
    # The example goes on from the figures as it prints them, so they are rounded before they are blended.
    phone, web = (as_printed(estimates_of(unit)[channel]) for channel in ("phone", "web"))
    mixture = blend(phone, web)
    assert round(mixture.mean, 4) == score
    assert round(mixture.share, 6) == share
    assert round(mixture.bias_squared, 4) == bias


@pytest.mark.parametrize(("unit", "low", "high"), [("A", 0.8667, 0.9257), ("B", 0.8529, 0.9149), ("C", 0.8667, 0.9257)])
def test_satisfaction_rates_by_phone(unit: str, low: float, high: float) -> None:
    numbers = CITIZENS[unit]["phone"]
    bounds = wilson(sum(numbers[:3]), sum(numbers))
    assert (round(bounds.low, 4), round(bounds.high, 4)) == pytest.approx((low, high), abs=1.01e-4)


@needs_shared_data
def test_every_printed_digit_of_the_shared_example() -> None:
    example = json.loads((SHARED / "worked_example.json").read_text(encoding="utf-8"))
    names = {"QR": "web", "CATI": "phone", "SMS": "sms", "H12345": "hotline"}
    for unit in "ABC":
        expected, found = example[f"{unit}局"], estimates_of(unit)
        for label, channel in names.items():
            estimate, row = found[channel], expected[label]
            assert estimate.mean == pytest.approx(row["score"], abs=5e-5)
            assert estimate.se == pytest.approx(row["se"], abs=5e-5)
            assert estimate.n == row["n"]
            bounds = wilson(sum(CITIZENS[unit][channel][:3]), row["n"])
            assert [bounds.low, bounds.high] == pytest.approx(row["wilson"], abs=5e-7)
