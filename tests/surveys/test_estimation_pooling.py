"""Borrowing from all audited records: what is expected of a unit, and how far its own audit moves it."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from surveys.errors import CountsRefused, TooFewData
from surveys.estimation import AuditedUnit, Heterogeneity, pool_audits

POINTS = {"good": 100, "bad": 0}
Pairs = Mapping[tuple[str, str], int]


def unit(good: int, bad: int, pairs: Pairs | None = None) -> AuditedUnit:
    return AuditedUnit(counted={"good": good, "bad": bad}, pairs=pairs or {})


def alike(*, units: int = 8, wrong: int = 5, right: int = 15) -> list[AuditedUnit]:
    """Units of 400 records, of whose 20 audited "good" ones so many are bad and whose 20 "bad" ones are right."""
    pairs = {("good", "bad"): wrong, ("good", "good"): right, ("bad", "bad"): 20}
    return [unit(200, 200, pairs) for _ in range(units)]


def test_a_unit_without_an_audit_is_corrected_by_what_all_others_show_of_its_own_verdicts() -> None:
    """A quarter of what the machine holds for good is bad, so that a unit of good words only loses a quarter."""
    pool = pool_audits(alike(), POINTS)
    praised, scolded = (pool.correct(unit(*counts)) for counts in ((100, 0), (0, 100)))
    assert praised.estimate.mean == pytest.approx(75, abs=0.5)
    assert scolded.estimate.mean == pytest.approx(0, abs=0.5)
    assert praised.own_share == scolded.own_share == 0


def test_what_the_machine_missed_anywhere_is_expected_everywhere() -> None:
    """For every two records that count, one bad word is missed."""
    seen = {("good", "good"): 10, ("bad", "bad"): 10, ("", "bad"): 10}
    pool = pool_audits([unit(100, 100, seen) for _ in range(8)], POINTS)
    found = pool.correct(unit(100, 0))
    assert found.estimate.mean == pytest.approx(100 / 1.5, abs=0.5)


def test_where_units_are_alike_the_own_audit_weighs_little_and_replaces_what_it_read() -> None:
    pool = pool_audits(alike(units=30), POINTS)
    found = pool.correct(unit(100, 100, {("good", "good"): 5, ("bad", "bad"): 5}))
    assert pool.spread < 2
    assert 0.05 <= found.own_share < 0.2  # ten of its two hundred records were read, and hardly more is borrowed
    assert found.estimate.n == 200


def test_where_units_are_unlike_the_own_audit_weighs_much() -> None:
    """On half of the units the machine never errs, on the others with every second good word."""
    units = [*alike(units=6, wrong=0, right=20), *alike(units=6, wrong=10, right=10)]
    pool = pool_audits(units, POINTS)
    own = pool.correct(units[0])
    assert pool.spread > 8
    assert own.own_share > 0.7
    assert own.estimate.mean == pytest.approx(50, abs=4)  # the machine's mean, which is right here
    assert pool.correct(unit(200, 200)).estimate.mean == pytest.approx(37.5, abs=1)


def test_a_unit_that_was_audited_to_the_last_record_is_what_people_said() -> None:
    whole = unit(10, 10, {("good", "bad"): 10, ("bad", "bad"): 10})
    found = pool_audits([*alike(), whole], POINTS).correct(whole)
    assert found.own_share == pytest.approx(1)
    assert found.estimate.mean == pytest.approx(0, abs=1e-9)
    assert found.estimate.se == pytest.approx(0, abs=1e-6)


def test_the_interval_widens_with_what_is_not_known() -> None:
    few, many = pool_audits(alike(units=5), POINTS), pool_audits(alike(units=40), POINTS)
    small, large = unit(10, 10), unit(1000, 1000)

    def width(pool: object, one: AuditedUnit) -> float:
        assert pool in (few, many)
        found = (few if pool is few else many).correct(one).estimate
        return (found.high or 0) - (found.low or 0)

    assert width(few, large) > width(many, large)
    assert width(many, small) > width(many, large)


def test_an_audit_without_a_fault_is_no_proof_of_none() -> None:
    pool = pool_audits(alike(wrong=0, right=20), POINTS)
    found = pool.correct(unit(50, 50)).estimate
    assert found.mean == pytest.approx(50)
    assert found.se is not None
    assert found.se > 0


def test_verdicts_that_nobody_audited_are_taken_to_be_misread_like_the_average() -> None:
    points = {"good": 100, "fair": 60, "bad": 0}
    units = [AuditedUnit(counted={"good": 100, "fair": 9, "bad": 0}, pairs={("good", "bad"): 20}) for _ in range(6)]
    found = pool_audits(units, points).correct(AuditedUnit(counted={"fair": 10}, pairs={}))
    assert found.estimate.mean == pytest.approx(60 - 100)  # off the scale, for who scores to cut
    assert found.estimate.se is not None
    assert found.estimate.se > 1


def test_one_estimate_for_the_truth_claims_to_know_more() -> None:
    rng = np.random.default_rng(4)
    wrong = rng.binomial(2, 0.25, 12).tolist()
    units = [unit(20, 20, {("good", "bad"): k, ("good", "good"): 2 - k}) for k in wrong]
    whole, plugged = (pool_audits(units, POINTS, plug_in=method) for method in (None, Heterogeneity.DERSIMONIAN_LAIRD))
    some = unit(200, 200)
    assert plugged.spread < whole.spread
    assert (plugged.correct(some).estimate.se or 0) < (whole.correct(some).estimate.se or 0)


def test_the_order_of_labels_and_pairs_changes_nothing() -> None:
    units = alike()
    turned = [replace(one, pairs=dict(reversed(one.pairs.items()))) for one in units]
    first, second = (pool_audits(some, POINTS).correct(unit(30, 10)).estimate.mean for some in (units, turned))
    assert first == second
    other = pool_audits(units, dict(reversed(POINTS.items()))).correct(unit(30, 10)).estimate.mean
    assert math.isclose(first or 0, other or 0, rel_tol=1e-12)


def test_what_cannot_be_pooled_is_refused() -> None:
    with pytest.raises(TooFewData, match="how unlike"):
        pool_audits([*alike(units=4), unit(50, 50)], POINTS)
    with pytest.raises(TooFewData, match="no record"):
        pool_audits([unit(50, 50, {("", "bad"): 3})] * 6, POINTS)
    with pytest.raises(TooFewData, match="no mean"):
        pool_audits(alike(), POINTS).correct(unit(0, 0))
    with pytest.raises(CountsRefused, match="differ"):
        pool_audits(alike(), {"good": 100})
    with pytest.raises(CountsRefused, match="more records"):
        unit(5, 5, {("good", "bad"): 6})
    with pytest.raises(CountsRefused, match="from 0"):
        unit(-1, 5)
