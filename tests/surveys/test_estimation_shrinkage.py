"""Shrinkage against metafor's, sae's and Efron and Morris's figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.estimation.shrinkage import Heterogeneity, fay_herriot, heterogeneity, shrink
from tests.surveys.shared_data import needs_shared_data, rows

# Thirteen trials of a vaccine (Colditz et al. 1994): cases and non-cases, vaccinated and not.
TRIALS = """4 119 11 128
6 300 29 274
3 228 11 209
62 13536 248 12619
33 5036 47 5761
180 1361 372 1079
8 2537 10 619
505 87886 499 87892
29 7470 45 7232
17 1699 65 1600
186 50448 141 27197
5 2493 3 2338
27 16886 29 17825"""


def log_risk_ratios() -> tuple[list[float], list[float]]:
    table = np.array([[int(cell) for cell in row.split()] for row in TRIALS.splitlines()], dtype=float)
    a, b, c, d = table.T
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return list(np.log(a / (a + b) / (c / (c + d)))), list(np.sqrt(variance))


def test_the_vaccine_trials_as_metafor_documents_them() -> None:
    y, se = log_risk_ratios()
    found = shrink(y, se)
    assert (round(found.between, 4), round(found.coefficients[0], 4), round(found.ses[0], 4)) == (
        0.3088,
        -0.7141,
        0.1787,
    )
    assert round(heterogeneity(y, se, method=Heterogeneity.REML), 4) == 0.3132
    assert round(heterogeneity(y, se, method=Heterogeneity.ML), 4) == 0.2800
    assert round(heterogeneity(y, se, method=Heterogeneity.PAULE_MANDEL), 4) == 0.3181


def test_the_worked_example_shrinks_as_printed() -> None:
    found = shrink([74.2121, 72.0482, 77.8346], [0.7186, 0.7002, 1.8633])
    assert round(found.between, 4) == 3.6266
    assert round(found.coefficients[0], 4) == 74.1876
    assert [round(value, 4) for value in found.values] == [74.2091, 72.3030, 76.0509]
    assert [round(factor, 5) for factor in found.shrinkage] == [0.12464, 0.11909, 0.48910]


@pytest.mark.parametrize("method", Heterogeneity)
def test_units_that_differ_less_than_chance_are_all_given_the_mean(method: Heterogeneity) -> None:
    found = shrink([80.0, 80.1, 79.9, 80.05], [2.0, 2.0, 2.0, 2.0], method=method)
    assert found.between == 0
    assert found.values == pytest.approx([80.0125] * 4)


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.5, 10)), min_size=3, max_size=12), st.sampled_from(Heterogeneity)
)
def test_shrunken_values_lie_between_the_unit_and_the_mean(
    units: list[tuple[float, float]], method: Heterogeneity
) -> None:
    values, ses = [unit[0] for unit in units], [unit[1] for unit in units]
    found = shrink(values, ses, method=method)
    assert found.between >= 0
    mean = found.coefficients[0]
    for value, shrunk in zip(values, found.values, strict=True):
        assert min(value, mean) - 1e-6 <= shrunk <= max(value, mean) + 1e-6


def test_too_few_units_and_missing_errors_are_refused() -> None:
    with pytest.raises(ValueError, match="more units"):
        shrink([80.0], [1.0])
    with pytest.raises(ValueError, match="positive standard error"):
        shrink([80.0, 70.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="fit together"):
        fay_herriot([80.0, 70.0], [1.0, 1.0], [[1.0], [1.0], [1.0]])


@needs_shared_data
def test_milk_expenditure_as_sae_computes_it() -> None:
    areas = rows("sae/milk.csv")
    major = np.array([int(row["MajorArea"]) for row in areas])
    covariates = np.column_stack([np.ones(43), *(major == k for k in (2, 3, 4))])
    y, se = [float(row["yi"]) for row in areas], [float(row["SD"]) for row in areas]
    golden = rows("sae/golden_fh_milk.csv")
    for method, column, between in (
        (Heterogeneity.REML, "eblup_reml", 0.0185502),
        (Heterogeneity.ML, "eblup_ml", 0.0155176),
        (Heterogeneity.PAULE_MANDEL, "eblup_fh", 0.0164203),
    ):
        found = fay_herriot(y, se, covariates, method=method)
        assert found.between == pytest.approx(between, abs=2e-7)
        assert found.values == pytest.approx([float(row[column]) for row in golden], rel=1e-6)
    found = fay_herriot(y, se, covariates)
    assert found.coefficients == pytest.approx([0.9681890, 0.1327801, 0.2269462, -0.2413011], abs=5e-7)
    assert found.ses == pytest.approx([0.0693621, 0.1030007, 0.0923298, 0.0816171], abs=5e-7)
    # sae stops its scoring at 1e-4; ours runs on, which the mean squared errors show in the sixth digit.
    assert found.mse == pytest.approx([float(row["mse_reml"]) for row in golden], rel=1e-5)
    plain = shrink(y, se, method=Heterogeneity.REML)
    intercept = rows("sae/golden_fh_milk_intercept.csv")
    assert plain.values == pytest.approx([float(row["eblup"]) for row in intercept], rel=1e-6)
    assert plain.mse == pytest.approx([float(row["mse"]) for row in intercept], rel=1e-6)
