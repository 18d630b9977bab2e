"""Signs of fraud: found when planted, and false alarms at no more than the stated rate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import RangeRefused
from surveys.estimation.integrity import (
    Sign,
    burst,
    cluster,
    flag_by_fdr,
    more_than_served,
    no_dissent,
    one_device,
    one_source,
    out_of_hours,
    regularity,
    shape_against_peers,
)

DAY = 8 * 3600.0


def test_forty_ratings_in_an_hour_that_saw_four_is_a_burst() -> None:
    found = burst(40, [3, 4, 2, 5, 3, 6, 2, 4])
    assert found.sign is Sign.BURST
    assert found.p < 1e-4


def test_a_wild_history_and_an_empty_one_forgive() -> None:
    assert burst(12, [0, 30, 2, 25, 1, 40, 0, 3]).p > 0.1
    assert burst(1, [0, 0, 0, 0]).p > 0.2
    with pytest.raises(ValueError, match="four"):
        burst(5, [1, 2, 3])


def test_a_crowd_within_minutes_is_a_cluster() -> None:
    rng = np.random.default_rng(2)
    honest, stuffed = rng.uniform(0, DAY, 60), rng.uniform(7000, 7120, 40)
    found = cluster([*honest, *stuffed], window=600, start=0, end=DAY, trials=199)
    assert found.p == 1 / 200
    assert found.observed >= 40
    assert cluster(list(honest), window=600, start=0, end=DAY, trials=199).p > 0.01


def test_a_scan_needs_times_within_its_period() -> None:
    with pytest.raises(ValueError, match="scan"):
        cluster([1.0, 2.0, 99.0], window=1, start=0, end=10)


def test_a_clock_is_regular_and_people_are_not() -> None:
    rng = np.random.default_rng(4)
    ticking = np.arange(30) * 60.0 + rng.normal(0, 4, 30)
    assert regularity(list(ticking), trials=199).p == 1 / 200
    assert regularity(list(rng.uniform(0, DAY, 30)), trials=199).p > 0.01
    with pytest.raises(ValueError, match="twenty"):
        regularity([1.0, 2.0])


def test_one_network_behind_most_ratings() -> None:
    assert one_source(30, 40, usual_share=0.3).p < 1e-6
    assert one_source(14, 40, usual_share=0.3).p > 0.2
    with pytest.raises(ValueError, match="usual"):
        one_source(3, 2, usual_share=0.5)


def test_one_device_that_gives_ten_ratings_a_day_among_two_hundred() -> None:
    assert one_device(10, 200, usual_mean=1.2).p < 2e-4
    assert one_device(5, 200, usual_mean=1.2).p > 0.5
    assert one_device(0, 1, usual_mean=1.2).p == pytest.approx(1)
    with pytest.raises(RangeRefused, match="busiest of 0"):
        one_device(1, 0, usual_mean=1.2)
    with pytest.raises(RangeRefused, match="usually give 0"):
        one_device(1, 5, usual_mean=0)


def test_a_counter_that_is_praised_at_night() -> None:
    assert out_of_hours(60, 100, usual_share=0.2).p < 1e-12
    assert out_of_hours(22, 100, usual_share=0.2).p > 0.3
    with pytest.raises(RangeRefused, match="closed"):
        out_of_hours(3, 2, usual_share=0.2)


def test_a_shape_is_odd_only_beyond_how_units_differ_anyway() -> None:
    alike = [{"top": 500 + 5 * i, "rest": 500 - 5 * i} for i in range(-3, 4)]
    apart = [{"top": 500 + 120 * i, "rest": 500 - 120 * i} for i in range(-3, 4)]
    unit = {"top": 680, "rest": 320}
    assert shape_against_peers(unit, alike, "top").p < 1e-3
    assert shape_against_peers(unit, apart, "top").p > 0.3
    assert shape_against_peers(unit, alike, "top", design_effect=50).p > 0.05
    with pytest.raises(ValueError, match="five peers"):
        shape_against_peers(unit, alike[:3], "top")
    with pytest.raises(ValueError, match="no shape"):
        shape_against_peers({}, alike, "top")


def test_no_bad_rating_among_five_hundred() -> None:
    assert no_dissent(500, usual_bad_share=0.02).p == pytest.approx(0.98**500)
    assert no_dissent(500, usual_bad_share=0.02, bad=10).p == pytest.approx(0.583, abs=0.005)
    with pytest.raises(ValueError, match="usual"):
        no_dissent(5, usual_bad_share=0)


def test_more_ratings_than_people() -> None:
    assert more_than_served(105, 100) is None
    found = more_than_served(106, 100)
    assert found is not None
    assert found.p == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.floats(0.001, 0.2))
def test_false_discovery_control_flags_the_smallest_and_only_below_the_rate(ps: list[float], rate: float) -> None:
    flags = flag_by_fdr(ps, rate=rate)
    flagged = [p for p, flag in zip(ps, flags, strict=True) if flag]
    assert all(p <= rate for p in flagged)
    if flagged:
        assert all(flag for p, flag in zip(ps, flags, strict=True) if p <= max(flagged))


def test_p_values_are_probabilities() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        flag_by_fdr([1.2])
    assert flag_by_fdr([]) == []
