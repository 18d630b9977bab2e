"""Our continued fractions against SciPy's."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from surveys.estimation import distributions as d

PARAMETERS = st.floats(0.05, 5000)


@given(PARAMETERS, PARAMETERS, st.floats(0.001, 0.999))
def test_the_beta_distribution(a: float, b: float, x: float) -> None:
    assert d.beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-10)


@given(st.floats(0.3, 1000), st.floats(0.3, 1000), st.floats(0.001, 0.999))
def test_beta_quantiles_invert_it(a: float, b: float, probability: float) -> None:
    x = d.beta_quantile(probability, a, b)
    if 1e-6 < x < 1 - 1e-6:
        assert d.beta_cdf(x, a, b) == pytest.approx(probability, abs=1e-8)


@given(st.floats(0.5, 1e5), st.floats(0.001, 0.999))
def test_student_t(df: float, probability: float) -> None:
    t = d.t_quantile(probability, df)
    assert t == pytest.approx(stats.t.ppf(probability, df), rel=1e-7, abs=1e-8)
    assert d.t_tail(t, df) == pytest.approx(1 - probability, abs=1e-9)


def test_infinite_degrees_of_freedom_are_normal() -> None:
    assert d.two_sided_t(0.95, math.inf) == d.two_sided_z(0.95) == pytest.approx(1.959963984540054)


@given(st.floats(0.01, 50), st.floats(1, 50), st.floats(1, 500))
def test_fisher_f(f: float, top: float, bottom: float) -> None:
    assert d.f_tail(f, top, bottom) == pytest.approx(stats.f.sf(f, top, bottom), abs=1e-10)


@given(st.integers(0, 200), st.floats(0.1, 120), st.floats(0.2, 500))
def test_counts(least: int, mean: float, size: float) -> None:
    assert d.poisson_tail(least, mean) == pytest.approx(stats.poisson.sf(least - 1, mean), abs=1e-11)
    expected = stats.nbinom.sf(least - 1, size, size / (size + mean))
    assert d.negative_binomial_tail(least, mean, size) == pytest.approx(expected, abs=1e-10)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0, 1))
def test_binomial(least: int, trials: int, chance: float) -> None:
    assert d.binomial_tail(least, trials, chance) == pytest.approx(stats.binom.sf(least - 1, trials, chance), abs=1e-10)


@pytest.mark.parametrize("confidence", [0.0, 1.0, -1.0])
def test_certainty_has_no_quantile(confidence: float) -> None:
    with pytest.raises(ValueError, match="confidence"):
        d.two_sided_z(confidence)
    with pytest.raises(ValueError, match="confidence"):
        d.two_sided_t(confidence, 3)


def test_impossible_parameters_are_refused() -> None:
    with pytest.raises(ValueError, match="positive parameters"):
        d.beta_cdf(0.5, 0, 1)
    with pytest.raises(ValueError, match="degrees of freedom"):
        d.t_quantile(0.9, 0)
    assert d.poisson_tail(3, 0) == d.negative_binomial_tail(3, 0, 1) == 0
    assert d.negative_binomial_tail(5, 2, math.inf) == d.poisson_tail(5, 2)
