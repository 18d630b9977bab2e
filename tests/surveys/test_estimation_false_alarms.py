"""What every sign of fraud says of itself, that it accuses the innocent at no more than a stated rate, put to the test.

Honest units, hours and days are drawn by thousands; a rate of 1 % may come out higher by chance, hence the allowance.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from surveys.estimation import Estimate, measure_drift, score_from_counts
from surveys.estimation.integrity import (
    burst,
    cluster,
    no_dissent,
    one_device,
    one_source,
    out_of_hours,
    regularity,
    shape_against_peers,
)
from surveys.simulation.contests import FALSE_SHARES, measure_fraud

RATE = 0.01
Ps = Iterator[float]


def allowed(draws: int, rate: float = RATE) -> float:
    """Return the share of alarms that a true rate stays below in all but one of a thousand runs."""
    return rate + 3.1 * float(np.sqrt(rate * (1 - rate) / draws))


def shapes(rng: np.random.Generator, draws: int, *, peers: int, between: float) -> Ps:
    for _ in range(draws):
        angles = np.clip(rng.normal(1.0, between, peers + 1), 0.05, 1.5)
        sizes = rng.integers(20, 900, peers + 1)
        top = rng.binomial(sizes, np.sin(angles) ** 2)
        own, *others = ({"top": int(x), "rest": int(n - x)} for x, n in zip(top, sizes, strict=True))
        yield shape_against_peers(own, others, "top").p


def hours(rng: np.random.Generator, draws: int, *, weeks: int, mean: float, wildness: float) -> Ps:
    for _ in range(draws):
        means = mean * rng.gamma(1 / wildness, wildness, weeks + 1) if wildness else np.full(weeks + 1, mean)
        *past, now = (int(count) for count in rng.poisson(means))
        yield burst(now, past).p


def clusters(rng: np.random.Generator, draws: int) -> Ps:
    for seed in range(draws):
        yield cluster(list(rng.uniform(0, 28_800, 30)), window=600, start=0, end=28_800, trials=199, seed=seed).p


def clocks(rng: np.random.Generator, draws: int) -> Ps:
    for seed in range(draws):
        yield regularity(list(np.cumsum(rng.exponential(60, 30))), trials=199, seed=seed).p


def sources(rng: np.random.Generator, draws: int) -> Ps:
    for largest in rng.binomial(80, 0.3, draws):
        yield one_source(int(largest), 80, usual_share=0.3).p


def devices(rng: np.random.Generator, draws: int) -> Ps:
    for given in rng.poisson(1.3, (draws, 40)):
        yield one_device(int(given.max()), 40, usual_mean=1.3).p


def evenings(rng: np.random.Generator, draws: int) -> Ps:
    for outside in rng.binomial(120, 0.15, draws):
        yield out_of_hours(int(outside), 120, usual_share=0.15).p


def dissents(rng: np.random.Generator, draws: int) -> Ps:
    for bad in rng.binomial(600, 0.02, draws):
        yield no_dissent(600, usual_bad_share=0.02, bad=int(bad)).p


@pytest.mark.parametrize("between", [0.0, 0.03, 0.1])
@pytest.mark.parametrize("peers", [5, 8, 21])
def test_an_honest_shape_is_odd_no_more_often_than_stated(peers: int, between: float) -> None:
    found = np.array(list(shapes(np.random.default_rng(peers), 2000, peers=peers, between=between)))
    assert np.mean(found < RATE) <= allowed(2000)


@pytest.mark.parametrize("wildness", [0.0, 0.2, 0.7])
@pytest.mark.parametrize(("weeks", "mean"), [(4, 6), (8, 2), (8, 30), (12, 6)])
def test_an_honest_hour_is_a_burst_no_more_often_than_stated(weeks: int, mean: float, wildness: float) -> None:
    found = np.array(list(hours(np.random.default_rng(weeks), 2000, weeks=weeks, mean=mean, wildness=wildness)))
    assert np.mean(found < RATE) <= allowed(2000)


@pytest.mark.parametrize(
    ("drawn", "draws", "rate"),
    [
        (clusters, 400, 0.05),
        (clocks, 400, 0.05),
        (sources, 3000, 0.01),
        (devices, 3000, 0.01),
        (evenings, 3000, 0.01),
        (dissents, 3000, 0.01),
    ],
)
def test_the_other_signs_are_seen_in_honesty_no_more_often_than_stated(
    drawn: Callable[[np.random.Generator, int], Ps], draws: int, rate: float
) -> None:
    found = np.array(list(drawn(np.random.default_rng(6), draws)))
    assert np.mean(found <= rate) <= allowed(draws, rate)


def test_honest_departments_of_the_simulated_city_are_flagged_no_more_often_than_stated() -> None:
    honest, *_ = measure_fraud(220, 7, shares=FALSE_SHARES[:1])
    assert honest.flagged <= allowed(220)


def test_two_channels_of_one_mind_drift_apart_no_more_often_than_stated() -> None:
    rng = np.random.default_rng(9)
    points = {"a": 100.0, "b": 80.0, "c": 60.0, "d": 30.0, "e": 0.0}

    def heard(n: int) -> Estimate:
        drawn = rng.multinomial(n, [0.4, 0.3, 0.15, 0.1, 0.05]).tolist()
        return score_from_counts(dict(zip(points, drawn, strict=True)), points)

    alarms = [abs(measure_drift(heard(400), heard(900)).z) > 3 for _ in range(2000)]
    assert np.mean(alarms) <= allowed(2000, 0.0027)
