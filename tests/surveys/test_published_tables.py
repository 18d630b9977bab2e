"""What others have published, re-typed as far as it is small, so that the library proves itself without their files.

Figures are facts and stand here with their sources; whole data sets stay with their owners. The larger comparisons, of
which these are parts, read those data sets where they lie beside the project.
"""

import numpy as np
import pytest

from surveys.estimation import (
    Heterogeneity,
    ShareMethod,
    average_runs,
    chi_square,
    even_odd_inconsistency,
    fay_herriot,
    index_scores,
    jackknife,
    kish_design_effect,
    kish_effective_size,
    longest_runs,
    margin,
    marginal_rank_intervals,
    mean,
    possibly_in_top,
    poststratify,
    rake,
    rank_table,
    response_variability,
    sample_design,
    share_interval,
    shrink,
    total,
    trim,
)
from surveys.estimation.auxiliaries import Floats
from surveys.estimation.variance import Design
from tests.surveys.r_profile import interpolated_bounds

# A sample of 15 of California's 757 school districts, all their schools (Academic Performance Index of 2000, in the
# public domain): district, elementary/middle/high, school-wide target met, and of such schools the number, the sum of
# their indices, the sum of their pupils, and how many got an award.
SCHOOLS = """61 E Yes 10 7203 3884 9
61 M No 2 1458 1870 0
61 M Yes 1 711 1023 1
135 E No 3 2013 1191 0
135 E Yes 31 20495 13847 26
178 E Yes 2 1001 937 2
178 H Yes 1 529 388 1
178 M No 1 547 343 0
197 E No 1 709 425 0
197 E Yes 9 6005 3696 9
197 M No 2 1190 1875 0
197 M Yes 1 689 962 0
255 E No 1 552 345 0
255 E Yes 12 8633 6130 10
255 M Yes 3 2184 2550 3
406 E Yes 2 1116 683 2
413 E Yes 1 551 274 1
437 E Yes 2 963 732 1
437 H Yes 1 443 418 1
437 M Yes 1 482 286 1
448 E Yes 9 6858 3794 9
448 H Yes 1 703 2147 1
448 M Yes 2 1550 1434 1
510 E No 1 629 540 0
510 E Yes 15 9964 6995 12
510 H No 1 595 1585 0
510 H Yes 1 661 1855 0
510 M No 1 614 1015 0
510 M Yes 2 1298 2978 2
568 E No 1 699 196 0
568 E Yes 3 2160 646 2
568 H No 1 687 210 0
568 H Yes 3 2161 895 2
568 M Yes 1 679 233 0
637 E Yes 8 5418 2551 6
637 H Yes 1 608 1689 1
637 M Yes 2 1333 1841 2
716 E No 5 2554 2546 0
716 E Yes 25 14254 11920 21
716 H Yes 3 1577 6195 0
716 M Yes 4 2009 5153 3
778 E Yes 1 494 308 1
778 M No 1 411 372 0
815 E Yes 2 1166 691 0
815 H No 1 696 442 0
815 M No 1 631 508 0"""

# A sample of schools by type, of the same index: type, sampled, existing, sum and sum of squares of the index, awards.
STRATA = {
    "E": (100, 4421, 67443, 47038637, 73),
    "H": (50, 755, 31291, 20167941, 16),
    "M": (50, 1018, 31830, 20940396, 24),
}

# OECD, PISA 2018, mathematics: score, standard error; then rank, marginal and simultaneous 95 % sets and membership in
# the set of the five best by csranks (R, 10,000 draws), which another seed moves by one rank.
COUNTRIES = """Australia 491.3600 1.9398 24 15 26 12 30 -
Austria 498.9423 2.9710 18 10 24 7 26 -
Belgium 508.0703 2.2627 10 5 18 4 18 T
Canada 512.0169 2.3575 7 4 12 3 17 T
Chile 417.4066 2.4159 35 35 36 35 37 -
Colombia 390.9323 2.9896 38 37 38 37 38 -
Costa_Rica 402.3306 3.2888 37 36 38 35 38 -
Czech_Republic 499.4677 2.4607 17 10 24 7 25 -
Denmark 509.3984 1.7350 8 5 14 4 18 T
Estonia 523.4146 1.7436 3 1 6 1 6 T
Finland 507.3014 1.9679 11 5 18 4 18 T
France 495.4076 2.3202 20 12 26 12 26 -
Germany 500.0438 2.6471 15 10 24 7 25 -
Greece 451.3703 3.0912 34 32 34 32 34 -
Hungary 481.0826 2.3196 30 25 31 23 31 -
Iceland 495.1874 1.9531 21 12 26 12 26 -
Ireland 499.6329 2.1986 16 10 24 8 25 -
Israel 463.0345 3.4986 32 32 34 31 34 -
Italy 486.5899 2.7800 25 19 31 15 31 -
Japan 526.9733 2.4715 1 1 4 1 6 T
Korea 525.9330 3.1214 2 1 6 1 7 T
Latvia 496.1263 1.9628 19 12 25 12 26 -
Lithuania 481.1912 1.9533 29 25 31 23 31 -
Luxembourg 483.4215 1.0976 27 25 31 23 31 -
Mexico 408.8015 2.4932 36 35 37 35 37 -
Netherlands 519.2310 2.6323 4 1 7 1 11 T
New_Zealand 494.4897 1.7059 22 12 26 12 26 -
Norway 500.9638 2.2190 14 10 23 7 24 -
Poland 515.6479 2.6021 5 2 11 1 12 T
Portugal 492.4874 2.6846 23 12 26 12 31 -
Slovak_Republic 486.1649 2.5556 26 20 31 18 31 -
Slovenia 508.8975 1.3639 9 5 14 4 18 T
Spain 481.3926 1.4624 28 25 31 24 31 -
Sweden 502.3877 2.6543 12 7 23 5 24 T
Switzerland 515.3147 2.9080 6 2 11 1 13 T
Türkiye 453.5078 2.2604 33 32 34 32 34 -
United_Kingdom 501.7699 2.5644 13 8 23 6 24 -
United_States 478.2447 3.2354 31 25 31 23 32 -"""

# Weekly expenditure on milk in 43 areas: major area, direct estimate, its standard error (Arora & Lahiri 1997; You &
# Chapman 2006); EBLUP and mean squared error by REML as R's sae 1.3 prints them.
MILK = """1 1.099 0.163 1.0219703 0.01346022
1 1.075 0.08 1.0476018 0.00537288
1 1.105 0.083 1.0679513 0.00570199
1 0.628 0.109 0.7608170 0.00854174
1 0.753 0.119 0.8461574 0.00957959
1 0.981 0.141 0.9743727 0.01167063
1 1.257 0.202 1.0584523 0.01592614
2 1.095 0.127 1.0977762 0.01058652
2 1.405 0.168 1.2215449 0.01418404
2 1.356 0.178 1.1951455 0.01490147
2 0.615 0.1 0.7852155 0.00769426
2 1.46 0.201 1.2139456 0.01633647
2 1.338 0.148 1.2096593 0.01256273
2 0.854 0.143 0.9834967 0.01211738
3 1.176 0.149 1.1864247 0.01203123
3 1.111 0.145 1.1556982 0.01170915
3 1.257 0.135 1.2263411 0.01085978
3 1.43 0.172 1.2856486 0.01369086
3 1.278 0.137 1.2363247 0.01103467
3 1.292 0.163 1.2349600 0.01307969
3 1.002 0.125 1.0903019 0.00994864
3 1.183 0.247 1.1923057 0.01724398
3 1.044 0.14 1.1216470 0.01129233
3 1.267 0.171 1.2230296 0.01362530
3 1.193 0.106 1.1938054 0.00806579
4 0.791 0.121 0.7627195 0.00920513
4 0.795 0.121 0.7649550 0.00920513
4 0.759 0.259 0.7338443 0.01647691
4 0.796 0.106 0.7699294 0.00780063
4 0.565 0.089 0.6134418 0.00609867
4 0.886 0.225 0.7695558 0.01544156
4 0.952 0.205 0.7958250 0.01465787
4 0.807 0.119 0.7723187 0.00902470
4 0.582 0.067 0.6102302 0.00387079
4 0.684 0.106 0.7001782 0.00780063
4 0.787 0.126 0.7592787 0.00964614
4 0.44 0.092 0.5298867 0.00640434
4 0.759 0.132 0.7434466 0.01015564
4 0.77 0.1 0.7548996 0.00720994
4 0.8 0.113 0.7701918 0.00847028
4 0.756 0.083 0.7481164 0.00548486
4 0.865 0.121 0.8040773 0.00920513
4 0.64 0.129 0.6810870 0.00990363"""

# Batting averages of the first 45 times at bat in 1970 and of the rest of the season (Efron & Morris 1975).
BATTERS = """.400 .346 .378 .298 .356 .276 .333 .222 .311 .273 .311 .270 .289 .263 .267 .210 .244 .269
.244 .230 .222 .264 .222 .256 .222 .303 .222 .264 .222 .226 .200 .285 .178 .316 .156 .200"""

# Satisfaction with mobile phones, 250 customers of the European index (Tenenhaus et al. 2005): sum and sum of squares
# of the marks from 1 to 10 for satisfaction, expectations and the distance from the ideal; outer weights of SmartPLS.
MOBILE = ((1997.0, 1782.0, 1829.0), (16331.0, 13478.0, 14141.0))
OUTER = (0.37718684, 0.38156707, 0.44105872)

# Fifty answers each of five of the two hundred respondents invented for the R package careless (MIT), and its indices:
# longest and mean run, variability, even-odd inconsistency over ten scales of five.
CARELESS = """33322423342332222224322324122523312331233312132233 6.000000 1.562500 0.863075 1.000000
45322254354431233434442222543533323243334533234445 4.000000 1.470588 1.035098 -0.640984
21544433432354341143223334233322443423323334442322 3.000000 1.515152 0.968904 -0.556128
12323522321323342241323334213211332521322333342142 4.000000 1.282051 1.014990 -0.051076
55555555555555555515254555555555555255555555555555 18.000000 5.555556 0.815413 0.394007"""


def table(text: str) -> np.ndarray:
    return np.array([line.split() for line in text.splitlines()])


DISTRICT, KIND, WIDE = table(SCHOOLS)[:, :3].T
NUMBER, INDEX, PUPILS, AWARDS = table(SCHOOLS)[:, 3:].astype(float).T
BASE = 33.846996307373 * NUMBER  # 6194 / 183 as the data set has it, in single precision
MARGINS = (
    margin("kind", KIND, {"E": 4421, "H": 755, "M": 1018}),
    margin("target met", WIDE, {"No": 1072, "Yes": 5122}),
)


def districts() -> Design:
    """Schools of one district and kind stand together: nothing that is estimated here tells them apart."""
    return sample_design(BASE, clusters=[DISTRICT], populations=[np.full(DISTRICT.size, 757.0)])


def index_mean(weights: Floats) -> float:
    return float(np.average(INDEX / NUMBER, weights=weights))


def test_a_cluster_sample_as_r_survey_estimates_it() -> None:
    found, whole = mean(INDEX / NUMBER, districts()), total(PUPILS / NUMBER, districts())
    assert (found.value, found.se) == pytest.approx((644.1693989, 23.54224069), rel=1e-8)
    assert (found.interval().low, found.interval().high) == pytest.approx((593.6763145, 694.6624834), rel=1e-8)
    assert (whole.value, whole.se) == pytest.approx((3404940.135, 932235.027), rel=1e-8)
    awarded = share_interval(mean(AWARDS / NUMBER, districts()))
    assert (awarded.low, awarded.high) == pytest.approx((0.6348391916, 0.7758165114), rel=1e-8)


def test_post_stratification_and_raking_as_r_survey_does_them() -> None:
    stratified, raked = poststratify(BASE, MARGINS[0]), rake(BASE, MARGINS)
    for calibration, expected in (
        (stratified, (642.3107882, 23.92048645, 3680892.945, 406292.6363)),
        (raked, (641.2303209, 23.70361689, 3647280.148, 400603.2569)),
    ):
        design = districts().calibrated(calibration.weights, calibration.auxiliaries)
        found, whole = mean(INDEX / NUMBER, design), total(PUPILS / NUMBER, design)
        assert (found.value, found.se, whole.value, whole.se) == pytest.approx(expected, rel=1e-8)
    each = dict(zip(zip(KIND, WIDE, strict=True), raked.weights / NUMBER, strict=True))
    assert each[("H", "No")] == pytest.approx(67.12552924, rel=1e-8)
    assert each[("E", "Yes")] == pytest.approx(29.87067549, rel=1e-8)


def test_a_jackknife_rakes_anew_in_every_replicate_as_in_r_survey() -> None:
    by_kind = jackknife(districts(), lambda w: index_mean(poststratify(w, MARGINS[0]).weights))
    by_both = jackknife(districts(), lambda w: index_mean(rake(w, MARGINS).weights))
    assert (by_kind.se, by_both.se) == pytest.approx((26.93453537, 26.87398043), rel=1e-8)


def test_trimming_and_the_price_of_weights_as_r_survey_finds_them() -> None:
    schools = np.repeat(rake(BASE, MARGINS).weights / NUMBER, NUMBER.astype(int))
    assert kish_design_effect(schools) == pytest.approx(1.051656696, rel=1e-8)
    assert kish_effective_size(schools) == pytest.approx(174.0111586, rel=1e-8)
    cut = trim(schools, upper=45, lower=20).weights
    assert (cut.sum(), cut.min(), cut.max()) == pytest.approx((6194, 30.84926293, 45), rel=1e-8)
    indices = np.repeat(INDEX / NUMBER, NUMBER.astype(int))
    assert np.average(indices, weights=cut) == pytest.approx(641.7183261, rel=1e-8)


def stratified() -> tuple[Design, np.ndarray, np.ndarray, np.ndarray]:
    """The schools by type, with awards as they were and indices of the same mean and spread within each type."""
    kinds, held, awards, indices = [], [], [], []
    for kind, (n, size, whole, squares, awarded) in STRATA.items():
        spread = np.sqrt(squares / n - (whole / n) ** 2)
        kinds += [kind] * n
        held += [float(size)] * n
        awards += [1.0] * awarded + [0.0] * (n - awarded)
        indices += [whole / n - spread, whole / n + spread] * (n // 2)
    sizes = np.array([STRATA[kind][0] for kind in kinds], dtype=float)
    design = sample_design(np.array(held) / sizes, strata=np.array(kinds), populations=[held])
    return design, np.array(kinds), np.array(awards), np.array(indices)


def test_a_stratified_sample_as_r_survey_estimates_it() -> None:
    design, _, _, indices = stratified()
    found = mean(indices, design)
    assert (found.value, found.se, found.deff) == pytest.approx((662.2873632, 9.408940803, 1.204457269), rel=1e-7)
    assert (found.interval().low, found.interval().high) == pytest.approx((643.7321883, 680.842538), rel=1e-8)


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        (ShareMethod.LOGIT, 0.5687210989, 0.7036757794),
        (ShareMethod.BETA, 0.5672187015, 0.706354783),
        (ShareMethod.ARCSINE, 0.5699263226, 0.7051778057),
        (ShareMethod.LINEAR, 0.5710848745, 0.7067872536),
    ],
)
def test_the_share_of_schools_with_an_award_as_r_survey_bounds_it(method: ShareMethod, low: float, high: float) -> None:
    design, _, awards, _ = stratified()
    share = mean(awards, design)
    assert (share.value, share.se) == pytest.approx((0.6389360641, 0.034405918), rel=1e-8)
    interval = share_interval(share, method=method)
    assert (interval.low, interval.high) == pytest.approx((low, high), rel=1e-8)


def test_the_likelihood_interval_as_r_survey_interpolates_it() -> None:
    design, _, awards, _ = stratified()
    share = mean(awards, design)
    ours = share_interval(share, method=ShareMethod.LIKELIHOOD)
    assert interpolated_bounds(share) == pytest.approx((0.5693959846, 0.7047859014), rel=1e-8)
    assert (ours.low, ours.high) == pytest.approx((0.5693959846, 0.7047859014), rel=2e-5)


def test_awards_and_types_are_tied_as_r_survey_tests_it() -> None:
    design, kinds, awards, _ = stratified()
    found = chi_square(kinds, awards, design)
    assert (found.f, found.p) == pytest.approx((14.169408118, 2.08210867643e-06), rel=1e-6)
    assert (found.df_numerator, found.df_denominator) == pytest.approx((1.88513588503, 371.371769352), rel=1e-6)


def test_the_ranks_of_school_systems_as_csranks_finds_them() -> None:
    rows = table(COUNTRIES)
    estimates, ses = rows[:, 1].astype(float).tolist(), rows[:, 2].astype(float).tolist()
    sets = rows[:, 3:8].astype(int)
    alone, (together, _) = marginal_rank_intervals(estimates, ses), rank_table(estimates, ses)
    assert [one.rank for one in alone] == sets[:, 0].tolist()
    for found, columns in ((alone, sets[:, 1:3]), (together, sets[:, 3:5])):
        bounds = np.array([(one.best, one.worst) for one in found])
        assert np.abs(bounds - columns).max() <= 1
    assert possibly_in_top(together, 5) == (rows[:, 8] == "T").tolist()


def test_milk_expenditure_as_sae_shrinks_it() -> None:
    major, direct, se, eblup, mse = table(MILK).astype(float).T
    covariates = np.column_stack([np.ones(43), *(major == k for k in (2, 3, 4))])
    for method, between in (
        (Heterogeneity.REML, 0.0185502),
        (Heterogeneity.ML, 0.0155176),
        (Heterogeneity.PAULE_MANDEL, 0.0164203),
    ):
        found = fay_herriot(direct.tolist(), se.tolist(), covariates, method=method)
        assert found.between == pytest.approx(between, abs=2e-7)
    found = fay_herriot(direct.tolist(), se.tolist(), covariates)
    assert found.coefficients == pytest.approx([0.9681890, 0.1327801, 0.2269462, -0.2413011], abs=5e-7)
    assert found.values == pytest.approx(eblup.tolist(), rel=1e-6)
    # sae stops its scoring at 1e-4; ours runs on, which the mean squared errors show in the sixth digit.
    assert found.mse == pytest.approx(mse.tolist(), rel=1e-5)


def test_batting_averages_shrink_towards_the_truth_as_efron_and_morris_print() -> None:
    early, season = np.array(BATTERS.split(), dtype=float).reshape(-1, 2).T
    error = float(np.sqrt(early.mean() * (1 - early.mean()) / 45))
    # James and Stein's factor for means that are shrunk towards their own mean: 1 − (k − 3) s² / Σ (y − ȳ)².
    spread = float(np.sum((early - early.mean()) ** 2))
    factor = 1 - 15 * error**2 / spread
    assert factor == pytest.approx(0.2124, abs=5e-5)
    james_stein = early.mean() + factor * (early - early.mean())
    assert james_stein[[0, -1]] == pytest.approx([0.294, 0.242], abs=5e-4)
    errors = [float(np.sum((guess - season) ** 2)) for guess in (early, james_stein)]
    assert errors == pytest.approx([0.0754, 0.0213], abs=5e-5)
    ours = shrink(early.tolist(), [error] * 18, method=Heterogeneity.PAULE_MANDEL)
    assert np.sum((np.array(ours.values) - season) ** 2) < errors[0] / 3


def test_careless_answers_as_the_package_of_that_name_scores_them() -> None:
    rows = table(CARELESS)
    answers = np.array([[int(digit) for digit in row] for row in rows[:, 0]])
    longest, average, variability, inconsistency = rows[:, 1:].astype(float).T
    assert longest_runs(answers).tolist() == longest.tolist()
    assert average_runs(answers) == pytest.approx(average, abs=1e-6)
    assert response_variability(answers) == pytest.approx(variability, abs=1e-6)
    assert even_odd_inconsistency(answers, [5] * 10) == pytest.approx(inconsistency, abs=1e-6)


def test_the_european_index_of_satisfaction() -> None:
    sums, squares = np.array(MOBILE)
    spread = np.sqrt(squares / 250 - (sums / 250) ** 2)
    answers = np.repeat([sums / 250 - spread, sums / 250 + spread], 125, axis=0)
    assert index_scores(answers, OUTER, low=1, high=10, standardised=True).mean() == pytest.approx(72.5428, abs=5e-5)
    assert index_scores(answers, [1, 1, 1], low=1, high=10).mean() == pytest.approx(71.9704, abs=5e-5)
    assert index_scores(answers, [0.3885, 0.3190, 0.2925], low=1, high=10).mean() == pytest.approx(72.4122, abs=5e-5)
