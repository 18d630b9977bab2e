"""Two invented samples, small enough to stand here, with what R's survey package 4.1-1 computes from them.

They prove without any file what larger published data prove beside the project: two stages with finite populations at
both, everything that is estimated under such a design, and the adjustment of a convenience sample. R's commands stand
beside the figures; `read.table(header = TRUE)` reads the tables as they are.
"""

import numpy as np
import pytest

from surveys.estimation import (
    Design,
    LonelyUnit,
    Measurement,
    ShareMethod,
    calibrate,
    chi_square,
    difference,
    domain_means,
    doubly_robust,
    impute_mass,
    jackknife,
    margin,
    mean,
    poststratify,
    rake,
    ratio,
    sample_design,
    share_interval,
    total,
    weigh_by_propensity,
)
from surveys.estimation.auxiliaries import Floats
from tests.surveys.r_profile import interpolated_bounds

# Of 12 communities of the north 3, of 20 of the south 4; of each community's N people 2 or 3.
PEOPLE = """stratum place M N person score visits old
north a 12 40 1 100 3 1
north a 12 40 2  80 1 0
north a 12 40 3  60 2 0
north b 12 25 1  80 4 1
north b 12 25 2 100 6 1
north c 12 60 1  30 1 0
north c 12 60 2  60 2 1
north c 12 60 3   0 5 0
south d 20 30 1 100 2 1
south d 20 30 2  80 2 0
south e 20 18 1  60 7 0
south e 20 18 2  80 3 1
south e 20 18 3 100 1 1
south f 20 50 1  80 2 0
south f 20 50 2  30 4 0
south g 20 22 1 100 1 1
south g 20 22 2  60 3 0"""
STRATUM, PLACE, _, _, PERSON = np.array([line.split() for line in PEOPLE.splitlines()[1:]])[:, :5].T
COMMUNITIES, RESIDENTS, _, SCORE, VISITS, OLD = (
    np.array([line.split() for line in PEOPLE.splitlines()[1:]])[:, 2:].astype(float).T
)
HIGH = SCORE >= 80
# d$w <- M / c(north = 3, south = 4)[d$stratum] * N / table(d$place)[d$place]
WEIGHTS = COMMUNITIES / np.where(STRATUM == "north", 3, 4) * RESIDENTS / np.array([sum(p == PLACE) for p in PLACE])


def two_stages() -> Design:
    """svydesign(~place + person, strata = ~stratum, fpc = ~M + N, data = d, nest = TRUE)"""
    return sample_design(WEIGHTS, strata=STRATUM, clusters=[PLACE, PERSON], populations=[COMMUNITIES, RESIDENTS])


def one_stage(chosen: np.ndarray | None = None, lonely: LonelyUnit = LonelyUnit.REFUSE) -> Design:
    """svydesign(~place, strata = ~stratum, weights = ~w, data = d)"""
    rows = np.ones(PLACE.size, dtype=bool) if chosen is None else chosen
    return sample_design(WEIGHTS[rows], strata=STRATUM[rows], clusters=[PLACE[rows]], lonely=lonely)


def figures(found: Measurement) -> tuple[float, float]:
    return found.value, found.se


def test_a_mean_of_two_stages() -> None:
    found = mean(SCORE, two_stages())  # svymean(~score, des, deff = TRUE); confint(…, df = degf(des))
    assert (*figures(found), found.deff, found.df) == pytest.approx((65.6818181818, 10.2010456629, 1.87588210674, 5))
    interval = found.interval()
    assert (interval.low, interval.high) == pytest.approx((39.4591954963, 91.9044408673), rel=1e-11)


def test_what_each_stage_and_its_population_add() -> None:
    """svydesign(~place, strata = ~stratum, fpc = ~M, weights = ~w), and without fpc"""
    without_second = sample_design(WEIGHTS, strata=STRATUM, clusters=[PLACE], populations=[COMMUNITIES])
    assert figures(mean(SCORE, without_second)) == pytest.approx((65.6818181818, 9.6127875891), rel=1e-11)
    assert figures(mean(SCORE, one_stage())) == pytest.approx((65.6818181818, 11.0305457257), rel=1e-11)


def test_totals_ratios_and_domains_of_two_stages() -> None:
    design = two_stages()
    # svytotal(~visits, des); svyratio(~score, ~visits, des); svyby(~score, ~old, des, svymean)
    assert figures(total(VISITS, design)) == pytest.approx((3060, 530.521755759), rel=1e-11)
    assert figures(ratio(SCORE, VISITS, design)) == pytest.approx((23.6111111111, 4.94332904597), rel=1e-11)
    by_age = domain_means(SCORE, OLD, design)
    assert figures(by_age[0.0]) == pytest.approx((51.3054187192, 10.5680317505), rel=1e-11)
    assert figures(by_age[1.0]) == pytest.approx((88.6614173228, 6.59864772266), rel=1e-11)


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [  # svyciprop(~high, des, method = "logit", "beta", "asin")
        (ShareMethod.LOGIT, 0.193227886444, 0.854380915369),
        (ShareMethod.BETA, 0.166758684779, 0.884111279629),
        (ShareMethod.ARCSINE, 0.173399507556, 0.885912209134),
    ],
)
def test_a_share_of_two_stages(method: ShareMethod, low: float, high: float) -> None:
    share = mean(HIGH, two_stages())
    assert share.value == pytest.approx(0.542424242424, rel=1e-11)
    interval = share_interval(share, method=method)
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-9)


def test_a_likelihood_interval_is_solved_for_where_r_interpolates() -> None:
    """With R's own deviances solved to the end, R comes to our bounds; what it prints is read off a spline."""
    share = mean(HIGH, two_stages())
    ours = share_interval(share, method=ShareMethod.LIKELIHOOD)
    # m <- svyglm(high ~ 1, des, family = quasibinomial); limit <- qt(0.975, 5)^2 * m$cov.unscaled / m$naive.cov
    # d <- function(o) glm(high ~ 0 + offset(rep(o, 17)), quasibinomial, d, weights = m$prior.weights)$deviance
    # plogis(uniroot(function(o) (d(o) - m$deviance) / summary(m)$dispersion - limit, …, tol = 1e-13)$root)
    assert (ours.low, ours.high) == pytest.approx((0.177643166048, 0.875935498435), rel=1e-9)
    # svyciprop(~high, des, method = "likelihood"): MASS's profile in steps, its spline, and between points a line
    assert interpolated_bounds(share) == pytest.approx((0.177562811544, 0.87598033715), rel=1e-8)


def test_tests_of_two_stages() -> None:
    design = two_stages()
    apart = difference(SCORE, OLD == 1, OLD == 0, design)  # svyttest(score ~ old, des)
    assert (apart.value, apart.t, apart.p) == pytest.approx((37.3559986036, 4.58136211452, 0.0101729753728), rel=1e-9)
    tied = chi_square(HIGH, OLD, design)  # svychisq(~high + old, des, statistic = "F")
    assert (tied.f, tied.df_numerator, tied.df_denominator) == pytest.approx((3.53580124974, 1, 5), rel=1e-9)
    assert tied.p == pytest.approx(0.11881980831, rel=1e-9)


def test_weights_of_two_stages_brought_to_known_totals() -> None:
    """The error is that of the residuals on the base weights, at both stages."""
    design = two_stages()
    # postStratify(des, ~old, data.frame(old = c(0, 1), Freq = c(700, 400)))
    by_age = margin("old", OLD, {0.0: 700, 1.0: 400})
    cells = poststratify(WEIGHTS, by_age)
    after = design.calibrated(cells.weights, cells.auxiliaries)
    assert figures(mean(SCORE, after)) == pytest.approx((64.8894182114, 8.4569180528), rel=1e-9)
    assert figures(total(VISITS, after)) == pytest.approx((3062.92424654, 381.861944016), rel=1e-9)
    # calibrate(des, ~factor(old) + stratum, c(1100, 400, 600), calfun = "raking"); R's rake() has the same weights, but
    # takes plain means for its residuals, which is right only where base weights are equal, and gives 8.113.
    raked = rake(WEIGHTS, [by_age, margin("stratum", STRATUM, {"north": 500, "south": 600})])
    after = design.calibrated(raked.weights, raked.auxiliaries)
    assert figures(mean(SCORE, after)) == pytest.approx((64.8215938484, 7.73125982924), rel=1e-9)
    assert figures(total(VISITS, after)) == pytest.approx((3063.74404026, 393.034564284), rel=1e-9)
    # calibrate(des, ~old + visits, c(1100, 400, 3000)); the same with calfun = "logit", bounds = c(0.4, 2.5)
    known = np.column_stack([np.ones(OLD.size), OLD, VISITS])
    greg = calibrate(WEIGHTS, known, [1100, 400, 3000])
    assert figures(mean(SCORE, design.calibrated(greg.weights, greg.auxiliaries))) == pytest.approx(
        (65.2110406808, 8.22240364645), rel=1e-9
    )
    bounded = calibrate(WEIGHTS, known, [1100, 400, 3000], bounds=(0.4, 2.5))
    assert figures(mean(SCORE, design.calibrated(bounded.weights, bounded.auxiliaries))) == pytest.approx(
        (65.2274879966, 8.22400226652), rel=1e-9
    )
    factors = bounded.weights / WEIGHTS
    assert (factors.min(), factors.max()) == pytest.approx((0.872632584736, 1.08037600105), rel=1e-9)


def test_leaving_out_one_community_at_a_time() -> None:
    found = jackknife(one_stage(), lambda w: float(np.average(SCORE, weights=w)))
    # t <- svymean(~score, as.svrepdesign(des, type = "JKn"), return.replicates = TRUE)$replicates
    # m <- c(3, 4)[stratum]
    # sqrt(sum((m - 1) / m * (t - ave(t, stratum))^2)): about each stratum's mean. R itself takes that of all: 11.740.
    assert (found.value, found.se) == pytest.approx((65.6818181818, 11.733942931), rel=1e-10)


@pytest.mark.parametrize(
    ("lonely", "se"),
    [  # options(survey.lonely.psu = "adjust"), "certainty", without the communities b and c
        (LonelyUnit.CENTRE, 8.2105157726),
        (LonelyUnit.CERTAINTY, 8.10439802287),
    ],
)
def test_a_stratum_of_one_community(lonely: LonelyUnit, se: float) -> None:
    left = ~np.isin(PLACE, ["b", "c"])
    assert figures(mean(SCORE[left], one_stage(left, lonely))) == pytest.approx((73.75, se), rel=1e-11)


# Sixteen people drawn with known weights, of whom nobody asked what the others said who scanned a code: by age and
# side of the river, so many scanned it, and so many of them were satisfied.
REFERENCE = """stratum old east w
x 0 0 40
x 0 1 35
x 1 0 50
x 1 1 45
x 0 0 30
x 1 0 60
x 0 1 40
x 1 1 30
y 0 0 20
y 0 1 25
y 1 0 30
y 1 1 35
y 0 1 20
y 1 0 45
y 0 0 25
y 1 1 20"""
SCANNED = ((0, 0, 30, 12), (0, 1, 42, 21), (1, 0, 9, 7), (1, 1, 14, 13))


def reference() -> tuple[Floats, Design]:
    """svydesign(~1, strata = ~stratum, weights = ~w, data = A)"""
    rows = np.array([line.split() for line in REFERENCE.splitlines()[1:]])
    known = np.column_stack([np.ones(len(rows)), rows[:, 1:3].astype(float)])
    return known, sample_design(rows[:, 3].astype(float), strata=rows[:, 0])


def scanned() -> tuple[Floats, Floats]:
    answers = np.concatenate([np.repeat([1.0, 0.0], (yes, n - yes)) for *_, n, yes in SCANNED])
    known = np.concatenate([np.tile([1.0, old, east], (n, 1)) for old, east, n, _ in SCANNED])
    return answers, known


@pytest.mark.parametrize(
    ("is_share", "value", "se"), [(False, 0.677790200969, 0.0742900207406), (True, 0.683053483552, 0.0758423848136)]
)
def test_answers_imputed_to_a_reference_sample(is_share: bool, value: float, se: float) -> None:
    """m <- glm(y ~ old + east, family = gaussian, or binomial); A$g <- predict(m, A, type = "response");
    svymean(~g, A), and the root of its squared error plus g' V g: g <- colSums(w * slope * x) / sum(w) over A, with V
    the sandwich solve(X'SX) X'diag(r^2)X solve(X'SX) of the regression
    """
    answers, known = scanned()
    found = impute_mass(answers, known, *reference(), is_share=is_share)
    assert found.value == pytest.approx(value, rel=1e-10)
    assert found.se == pytest.approx(se, rel=1e-10)


def test_people_weighed_by_the_inverse_of_their_chance_to_scan() -> None:
    answers, known = scanned()
    # cells <- merge(aggregate(w ~ old + east, A, sum), B)
    # m <- glm(n / w ~ old + east, family = quasibinomial, weights = w, data = cells): the same equations of the scores
    # pi <- predict(m, b, type = "response"); sum(y / pi) / sum(A$w)
    assert weigh_by_propensity(answers, known, *reference()).value == pytest.approx(0.663366909086, rel=1e-9)
    # make.calfun(Fm1 = function(u, bounds) exp(u), dF = …): weights 1 + exp(u) that meet the totals of A
    # svymean(~y, calibrate(svydesign(~1, weights = ~1, data = b), ~old + east, colSums(w * x), calfun = …))
    calibrated = weigh_by_propensity(answers, known, *reference(), calibrated=True)
    assert calibrated.value == pytest.approx(0.674857371733, rel=1e-9)


def test_both_together() -> None:
    """(sum((y - fitted(m)) / pi) + sum(A$w * predict(m, A))) / sum(A$w), m <- lm(y ~ old + east, b)"""
    answers, known = scanned()
    assert answers.mean() == pytest.approx(0.557894736842, rel=1e-11)
    assert doubly_robust(answers, known, *reference()).value == pytest.approx(0.675592964599, rel=1e-9)
