"""Composites: fixed weights, floors, and a log of every weight that moved."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.estimation.combine import (
    ChannelPolicy,
    Redistribution,
    Shortfall,
    blend,
    combine_channels,
    measure_drift,
    redistribute,
)
from surveys.estimation.intervals import Estimate, score_from_counts

WEIGHTS = {"phone": Decimal("0.5"), "web": Decimal("0.3"), "sms": Decimal("0.2")}
SCALE = {"good": 100, "bad": 0}


def policy(rule: Redistribution = Redistribution.PRO_RATA, heir: str | None = None) -> ChannelPolicy:
    return ChannelPolicy(weights=WEIGHTS, floors={"web": 30, "sms": 30}, rule=rule, heir=heir)


def heard(good: int, bad: int) -> Estimate:
    return score_from_counts({"good": good, "bad": bad}, SCALE)


def known(mean: float, se: float) -> Estimate:
    return Estimate(mean=mean, se=se, n=400, n_eff=400, low=mean - 2 * se, high=mean + 2 * se, cautious_se=se)


def test_all_channels_above_their_floor_keep_their_weights() -> None:
    shares, moves = redistribute({"phone": 400, "web": 30, "sms": 30}, policy())
    assert shares == WEIGHTS
    assert moves == ()


def test_the_weight_of_a_thin_channel_goes_to_the_others_in_proportion() -> None:
    shares, moves = redistribute({"phone": 400, "web": 29, "sms": 40}, policy())
    assert [round(share, 6) for share in shares.values()] == [Decimal("0.714286"), Decimal("0.285714")]
    assert [(move.source, move.heir, move.reason, move.n, move.floor) for move in moves] == [
        ("web", "phone", Shortfall.BELOW_FLOOR, 29, 30),
        ("web", "sms", Shortfall.BELOW_FLOOR, 29, 30),
    ]


def test_a_silent_channel_is_silent_even_without_a_floor() -> None:
    _, moves = redistribute({"web": 100, "sms": 100}, policy())
    assert {(move.source, move.reason) for move in moves} == {("phone", Shortfall.SILENT)}


def test_the_named_heir_takes_all() -> None:
    shares, _ = redistribute({"phone": 400, "web": 3, "sms": 4}, policy(Redistribution.HEIR, "phone"))
    assert shares == {"phone": 1}


def test_an_heir_that_fell_short_itself_leaves_its_share_to_the_rest() -> None:
    shares, _ = redistribute({"phone": 400, "web": 3, "sms": 40}, policy(Redistribution.HEIR, "web"))
    assert set(shares) == {"phone", "sms"}
    assert sum(shares.values()) == 1


def test_the_withholding_rule_gives_no_score() -> None:
    composite = combine_channels({"phone": heard(300, 100), "web": heard(5, 0)}, policy(Redistribution.WITHHOLD))
    assert (composite.mean, composite.se, composite.low) == (None, None, None)


def test_nobody_heard_is_no_score_rather_than_zero() -> None:
    assert combine_channels({}, policy()).mean is None


def test_strange_channels_and_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="telepathy"):
        combine_channels({"telepathy": heard(1, 1)}, policy())
    with pytest.raises(ValueError, match="not 1"):
        ChannelPolicy(weights={"web": Decimal("0.9")}, floors={})
    with pytest.raises(ValueError, match="floors"):
        ChannelPolicy(weights={"web": Decimal(1)}, floors={"sms": 3})
    with pytest.raises(ValueError, match="heir"):
        ChannelPolicy(weights={"web": Decimal(1)}, floors={}, rule=Redistribution.HEIR)


def test_a_single_verdict_leaves_the_composite_without_error() -> None:
    weights = {"phone": Decimal("0.5"), "web": Decimal("0.5")}
    composite = combine_channels(
        {"phone": heard(300, 100), "web": heard(1, 0)}, ChannelPolicy(weights=weights, floors={})
    )
    assert composite.mean == 87.5
    assert (composite.se, composite.low) == (None, None)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), min_size=3, max_size=3))
def test_composites_stay_within_the_map_and_shares_add_up(numbers: list[tuple[int, int]]) -> None:
    estimates = {channel: heard(*pair) for channel, pair in zip(WEIGHTS, numbers, strict=True)}
    composite = combine_channels(estimates, policy())
    if composite.mean is not None:
        assert abs(sum(composite.shares.values()) - 1) < Decimal("1e-25")
        assert -1e-9 <= composite.mean <= 100 + 1e-9
    if composite.low is not None and composite.high is not None:
        assert -1e-9 <= composite.low <= composite.high <= 100 + 1e-9


@given(st.floats(0.1, 5), st.floats(0.1, 5), st.floats(0, 100), st.floats(0, 100))
def test_the_blend_lies_between_its_sources(se: float, other_se: float, mean: float, other: float) -> None:
    mixture = blend(known(mean, se), known(other, other_se))
    assert min(mean, other) - 1e-9 <= mixture.mean <= max(mean, other) + 1e-9
    assert mixture.mse <= se**2 + 1e-9


def test_blending_needs_errors() -> None:
    with pytest.raises(ValueError, match="standard error"):
        blend(heard(1, 0), known(50, 1))


def test_drift_rings_beyond_three_errors_or_twelve_points() -> None:
    assert measure_drift(known(88.8, 1.0), known(98.6, 0.2)).is_alarming
    assert not measure_drift(known(80, 1.0), known(82, 1.0)).is_alarming
    assert measure_drift(known(70, 8.0), known(83, 8.0)).is_alarming
    assert measure_drift(known(88.8, 1.0), known(98.6, 0.2)).gap == pytest.approx(9.8)
