"""Designs on a small published sample, and the rules around them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.estimation.designed import difference, domain_means, mean, mean_of_means, quantile, ratio, shares, total
from surveys.estimation.proportions import ShareMethod, share_interval
from surveys.estimation.replicates import jackknife
from surveys.estimation.variance import LonelySamplingUnit, LonelyUnit, sample_design

# Twenty-one rows of a one-stage sample (samplics' test data): stratum, cluster, weight, clusters in the stratum, y.
ROWS = np.array(
    [
        (1, 1, 3, 15, 5.54), (1, 2, 3, 15, 7.7), (1, 3, 3, 15, 11.48), (1, 4, 3, 15, 12.2), (1, 5, 3, 15, 16.7),
        (2, 1, 3, 9, 7.16), (2, 1, 3, 9, 2.66), (2, 2, 3, 9, 9.5), (2, 2, 3, 9, 9.5), (2, 3, 3, 9, 7.7),
        (2, 3, 3, 9, 13.1), (3, 1, 5, 20, 6.26), (3, 1, 5, 20, 16.7), (3, 1, 5, 20, 5.54), (3, 2, 5, 20, 8.42),
        (3, 2, 5, 20, 8.6), (3, 3, 5, 20, 11.3), (3, 3, 5, 20, 11.12), (3, 4, 5, 20, 12.74), (3, 4, 5, 20, 11.48),
        (3, 4, 5, 20, 16.52),
    ]
)  # fmt: skip
STRATUM, CLUSTER, WEIGHT, SIZE, Y = ROWS.T
EVERYWHERE = np.full(21, 44.0)


def test_the_totals_of_samplics() -> None:
    whole = total(Y, sample_design(WEIGHT, clusters=[CLUSTER], populations=[EVERYWHERE]))
    assert (whole.value, whole.se) == pytest.approx((853.12, 153.2627), abs=5e-5)
    assert total(Y, sample_design(WEIGHT, populations=[EVERYWHERE])).se == pytest.approx(67.14785, abs=5e-6)
    nested = total(Y, sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER], populations=[SIZE]))
    assert nested.se == pytest.approx(97.41386, abs=1e-5)
    interval = nested.interval()
    assert (interval.low, interval.high) == pytest.approx((632.75452, 1073.48547), abs=1e-5)
    assert total(Y, sample_design(WEIGHT, strata=STRATUM, populations=[SIZE])).se == pytest.approx(50.8888, abs=5e-5)


def test_a_simple_random_sample_is_the_schoolbook_formula() -> None:
    y = np.array([80.0, 60.0, 100.0, 30.0, 80.0, 60.0])
    found = mean(y, sample_design(np.full(6, 10.0), populations=[np.full(6, 60.0)]))
    assert found.se == pytest.approx(np.sqrt(y.var(ddof=1) / 6 * (1 - 6 / 60)))
    assert found.deff == pytest.approx(1.0)
    assert found.n_eff == pytest.approx(6.0)


def test_a_census_has_no_sampling_error() -> None:
    assert mean(Y, sample_design(np.ones(21), populations=[np.full(21, 21.0)])).se == 0.0


def test_a_second_stage_adds_variance_only_below_a_finite_first_stage() -> None:
    persons = np.arange(21)
    one = sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER, persons])
    assert len(one.stages) == 1
    two = sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER, persons], populations=[SIZE, np.full(21, 40.0)],
                        lonely=LonelyUnit.CERTAINTY)  # fmt: skip
    fixed = sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER], populations=[SIZE])
    assert mean(Y, two).se > mean(Y, fixed).se


def test_four_stages_with_finite_populations_as_r_survey_finds_them() -> None:
    """Invented scores of two people in each of twelve places, and R's survey 4.1-1 with id=~a+b+c+i and four fpc."""
    scores = [73.7, 81.8, 71.6, 96.0, 83.3, 71.8, 84.9, 87.4, 85.8, 76.9, 95.1, 83.9]
    scores += [73.8, 57.9, 91.2, 79.6, 79.8, 89.4, 88.2, 85.9, 89.2, 87.8, 80.7, 60.1]
    people = np.arange(24)
    first, second = np.full(24, 10.0), np.repeat([4.0, 6, 5], 8)
    third = np.repeat([4.0, 6, 8, 5, 7, 3], 4)
    fourth = np.repeat([9.0, 12, 8, 20, 6, 11, 15, 7, 10, 9, 14, 13], 2)
    design = sample_design(
        first / 3 * second / 2 * third / 2 * fourth / 2,
        clusters=[people // 8, people // 4, people // 2, people],
        populations=[first, second, third, fourth],
    )
    found, whole = mean(scores, design), total(scores, design)
    assert (found.value, found.se) == pytest.approx((81.9139701745, 1.84959183443), rel=1e-10)
    assert (whole.value, whole.se) == pytest.approx((242601.875, 28800.1686223), rel=1e-10)


def test_a_domain_keeps_the_whole_design() -> None:
    domain = CLUSTER <= 2
    design = sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER])
    found = mean(Y, design, domain=domain)
    assert found.value == pytest.approx(np.average(Y[domain], weights=WEIGHT[domain]))
    assert found.df == design.degrees_of_freedom == 9
    whole = ratio(np.where(domain, Y, 0.0), domain.astype(float), design)
    assert (found.value, found.se) == pytest.approx((whole.value, whole.se))


def test_missing_answers_are_a_domain_too() -> None:
    gappy = np.where(CLUSTER == 1, np.nan, Y)
    design = sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER])
    assert mean(gappy, design) == mean(Y, design, domain=CLUSTER != 1)
    with pytest.raises(ValueError, match="nobody"):
        mean(Y, design, domain=np.zeros(21, dtype=bool))


def test_a_lonely_unit_is_refused_unless_told_otherwise() -> None:
    strata = np.array([1, 1, 1, 2])
    y = np.array([1.0, 2.0, 3.0, 9.0])
    with pytest.raises(LonelySamplingUnit) as refused:
        mean(y, sample_design(np.ones(4), strata=strata))
    assert (refused.value.stage, refused.value.strata) == (1, (2,))
    certain = mean(y, sample_design(np.ones(4), strata=strata, lonely=LonelyUnit.CERTAINTY))
    centred = mean(y, sample_design(np.ones(4), strata=strata, lonely=LonelyUnit.CENTRE))
    assert 0 < certain.se < centred.se


def test_a_stratum_taken_whole_is_never_lonely() -> None:
    design = sample_design(np.ones(4), strata=[1, 1, 1, 2], populations=[[9, 9, 9, 1]])
    assert mean([1.0, 2.0, 3.0, 9.0], design).se > 0


def test_impossible_designs_are_refused() -> None:
    with pytest.raises(ValueError, match="none negative"):
        sample_design([1.0, -1.0])
    with pytest.raises(ValueError, match="cannot give more"):
        sample_design([1.0, 1.0], populations=[[1.0, 1.0]])
    with pytest.raises(ValueError, match="one population size"):
        sample_design([1.0, 1.0], populations=[[5.0, 6.0]])
    with pytest.raises(ValueError, match="labels for a sample"):
        sample_design([1.0, 1.0], strata=[1])


def test_differences_carry_their_covariance() -> None:
    design = sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER])
    same = difference(Y, CLUSTER == 1, CLUSTER == 1, design)
    assert (same.value, same.se) == (0.0, 0.0)
    apart = difference(Y, CLUSTER == 1, CLUSTER == 3, design)
    parts = domain_means(Y, CLUSTER, design)
    assert apart.value == pytest.approx(parts[1.0].value - parts[3.0].value)
    assert 0 < apart.p < 1


def test_shares_add_up_and_quantiles_are_values() -> None:
    design = sample_design(WEIGHT)
    assert sum(share.value for share in shares(STRATUM, design).values()) == pytest.approx(1.0)
    assert quantile(Y, 0.5, design) in set(Y)
    assert quantile([1.0, 2.0, 3.0, 4.0], 0.5, sample_design(np.ones(4))) == 2.0


def test_a_city_is_its_districts_weighted_by_people() -> None:
    design = sample_design(np.ones(21))
    east, west = mean(Y[:11], sample_design(np.ones(11))), mean(Y[11:], sample_design(np.ones(10)))
    city = mean_of_means({"east": east, "west": west}, {"east": 3.0, "west": 1.0})
    assert city.value == pytest.approx(0.75 * east.value + 0.25 * west.value)
    assert city.n == mean(Y, design).n


@pytest.mark.parametrize("method", ShareMethod)
def test_share_intervals_hold_the_share_and_stay_inside(method: ShareMethod) -> None:
    design = sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER])
    for threshold in (3.0, 9.0, 16.6):
        found = mean(threshold < Y, design)
        interval = share_interval(found, method=method)
        assert 0.0 <= interval.low < found.value < interval.high <= 1.0


def test_a_share_of_all_or_none_gets_the_exact_bound() -> None:
    everybody = mean(np.ones(20), sample_design(np.ones(20)))
    assert share_interval(everybody).low == pytest.approx(0.025 ** (1 / 20))
    nobody = mean(np.zeros(20), sample_design(np.ones(20)))
    assert share_interval(nobody).high == pytest.approx(1 - 0.025 ** (1 / 20))


def test_the_jackknife_of_a_mean_is_its_textbook_error() -> None:
    found = jackknife(sample_design(np.ones(21)), lambda w: float(np.average(Y, weights=w)))
    assert found.se == pytest.approx(mean(Y, sample_design(np.ones(21))).se)
    with pytest.raises(ValueError, match="two sampling units"):
        jackknife(sample_design([1.0, 1.0, 1.0], strata=[1, 1, 2]), lambda w: 0.0)


@given(st.permutations(range(21)))
def test_the_order_of_respondents_does_not_matter(order: list[int]) -> None:
    straight = mean(Y, sample_design(WEIGHT, strata=STRATUM, clusters=[CLUSTER], populations=[SIZE]))
    mixed = mean(
        Y[order],
        sample_design(WEIGHT[order], strata=STRATUM[order], clusters=[CLUSTER[order]], populations=[SIZE[order]]),
    )
    assert (mixed.value, mixed.se) == pytest.approx((straight.value, straight.se))
