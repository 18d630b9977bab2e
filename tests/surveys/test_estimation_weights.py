"""Weights reach the known totals, stay positive, and say what they could not do."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveys.estimation.margins import MarginsRefused, collapse_margin, crossed, margin
from surveys.estimation.weights import (
    CalibrationFailed,
    calibrate,
    design_weights,
    kish_design_effect,
    kish_effective_size,
    poststratify,
    rake,
    trim,
    trimming_limit,
)

# Kalton & Flores-Cervantes (2003), Journal of Official Statistics 19:81: twelve cells, sample and population.
A = np.repeat(["1", "2", "3", "4"], 3)
B = np.tile(["1", "2", "3"], 4)
SAMPLE = np.array([20, 40, 40, 50, 140, 310, 100, 50, 50, 30, 100, 70.0])
PEOPLE = np.array([80, 40, 55, 60, 150, 340, 170, 60, 200, 55, 165, 125.0])
ROWS = margin("a", A, {level: float(PEOPLE[level == A].sum()) for level in "1234"})
COLUMNS = margin("b", B, {level: float(PEOPLE[level == B].sum()) for level in "123"})
DUMMIES = np.column_stack([*(level == A for level in "1234"), *(level == B for level in "23")]).astype(float)


@pytest.mark.parametrize(
    ("weights", "printed"),
    [
        (
            poststratify(SAMPLE, margin("ab", np.arange(12), dict(enumerate(PEOPLE)))).weights,
            [4.00, 1.00, 1.38, 1.20, 1.07, 1.10, 1.70, 1.20, 4.00, 1.83, 1.65, 1.79],
        ),
        (
            rake(SAMPLE, [ROWS, COLUMNS]).weights,
            [1.81, 1.45, 2.02, 1.08, 0.87, 1.21, 2.20, 1.76, 2.45, 1.83, 1.47, 2.04],
        ),
        (
            calibrate(SAMPLE, DUMMIES, DUMMIES.T @ PEOPLE).weights,
            [1.82, 1.50, 1.97, 1.09, 0.78, 1.24, 2.19, 1.88, 2.34, 1.83, 1.52, 1.98],
        ),
    ],
    ids=["A post-stratified", "B raked", "C linear"],
)
def test_the_printed_tables(weights: np.ndarray, printed: list[float]) -> None:
    assert weights / SAMPLE == pytest.approx(printed, abs=0.0051)


def test_bounded_calibration_keeps_every_factor_inside() -> None:
    found = calibrate(SAMPLE, DUMMIES, DUMMIES.T @ PEOPLE, bounds=(0.5, 2.2))
    assert (found.weights / SAMPLE).min() >= 0.5
    assert (found.weights / SAMPLE).max() <= 2.2
    with pytest.raises(CalibrationFailed):
        calibrate(SAMPLE, DUMMIES, DUMMIES.T @ PEOPLE, bounds=(0.9, 1.3))
    with pytest.raises(ValueError, match="both sides of 1"):
        calibrate(SAMPLE, DUMMIES, DUMMIES.T @ PEOPLE, bounds=(1.1, 1.3))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.floats(0.5, 9)), min_size=8, max_size=60), st.data())
def test_raked_weights_reach_every_margin(people: list[tuple[int, int, float]], data: st.DataObject) -> None:
    first, second, base = (np.array(column) for column in zip(*people, strict=True))
    assume(len(set(first)) == 3 and len(set(second)) == 4)
    # Totals of a real population exist: some positive table over the same occupied cells.
    growth = np.array(data.draw(st.lists(st.floats(0.2, 5), min_size=base.size, max_size=base.size)))
    margins = [
        margin(name, codes, {int(level): float((base * growth)[codes == level].sum()) for level in np.unique(codes)})
        for name, codes in (("sex", first), ("age", second))
    ]
    found = rake(base, margins, most_rounds=20_000, precision=1e-9)
    assert (found.weights > 0).all()
    assert found.weights.sum() == pytest.approx((base * growth).sum())
    for known in margins:
        assert known.sums(found.weights) == pytest.approx(known.targets, rel=1e-5)
    order = np.random.default_rng(len(people)).permutation(base.size)
    shuffled = rake(
        base[order],
        [
            margin(known.name, codes[order], dict(zip(known.levels, known.targets, strict=True)))
            for known, codes in zip(margins, (first, second), strict=True)
        ],
        most_rounds=20_000,
        precision=1e-9,
    )
    assert shuffled.weights == pytest.approx(found.weights[order], rel=1e-6)


def test_all_problems_of_margins_are_reported_at_once() -> None:
    sex = margin("sex", ["m", "m"], {"m": 50.0, "f": 50.0})
    age = margin("age", ["old", "young"], {"old": 60.0, "young": 60.0})
    with pytest.raises(MarginsRefused) as refused:
        rake([1.0, 1.0], [sex, age])
    assert [(p.margin, p.level) for p in refused.value.problems] == [("sex", "f"), ("age", "")]
    with pytest.raises(MarginsRefused, match="no population total"):
        margin("sex", ["x"], {"m": 1.0})
    with pytest.raises(MarginsRefused, match="-1"):
        margin("sex", ["m"], {"m": -1.0})


def test_margins_that_contradict_the_empty_cells_do_not_converge() -> None:
    # Men are all old and women all young in the sample, but not in the population.
    sex = margin("sex", ["m", "f"], {"m": 50.0, "f": 50.0})
    age = margin("age", ["old", "young"], {"old": 70.0, "young": 30.0})
    with pytest.raises(CalibrationFailed) as failed:
        rake([1.0, 1.0], [sex, age])
    assert failed.value.gap > 0.1


def test_joint_margins() -> None:
    joint = crossed("sex×age", [["m", "f"], ["old", "young"]], {("m", "old"): 10.0, ("f", "young"): 20.0})
    assert poststratify([1.0, 1.0], joint).weights == pytest.approx([10.0, 20.0])
    with pytest.raises(MarginsRefused, match="young"):
        crossed("sex×age", [["m"], ["young"]], {("m", "old"): 10.0})


def test_thin_levels_merge_with_their_smaller_neighbour_and_leave_a_log() -> None:
    ages = ["18"] * 5 + ["30"] * 60 + ["45"] * 30 + ["60"] * 25
    source = margin("age", ages, {"18": 30.0, "30": 60.0, "45": 30.0, "60": 25.0})
    merged, log = collapse_margin(source, np.ones(120))
    assert merged.levels == ("18+30", "45", "60")
    assert merged.targets.tolist() == [90.0, 30.0, 25.0]
    assert [(line.level, line.into, line.n) for line in log] == [("18", "30", 5)]
    assert log[0].factor > 4
    same, nothing = collapse_margin(source, np.ones(120), least=1, greatest_factor=9)
    assert same is source
    assert nothing == ()


@given(st.lists(st.floats(0.1, 30), min_size=5, max_size=50), st.floats(1.2, 6))
def test_trimming_keeps_the_sum_and_the_cap(raw: list[float], times: float) -> None:
    weights = np.array(raw)
    cap = times * weights.mean()
    found = trim(weights, upper=cap)
    assert found.weights.sum() == pytest.approx(weights.sum())
    assert found.weights.max() <= cap * (1 + 1e-9)
    assert found.deff_after <= found.deff_before + 1e-9


def test_a_cap_below_the_mean_is_refused() -> None:
    with pytest.raises(ValueError, match="mean"):
        trim([1.0, 3.0], upper=1.5)
    assert trimming_limit([1.0, 1.0, 1.0, 50.0]) >= 13.25


def test_kish() -> None:
    weights = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4]
    assert kish_design_effect(weights) == 1.25
    assert kish_effective_size(weights) == 8.0
    assert design_weights([0.5, 0.1]).tolist() == [2.0, 10.0]
    with pytest.raises(ValueError, match="inclusion"):
        design_weights([0.0])
