"""The verification data beside the project, read whole: small published figures, outcome rates, a school survey.

Of the figures of shares those are left out that the library does not offer: Wald's interval, Jeffreys's, Agresti and
Coull's. `test_published_tables` proves what is small enough without these files.
"""

import json
import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from surveys.estimation import (
    Heterogeneity,
    Interval,
    Measurement,
    heterogeneity,
    index_scores,
    kish_design_effect,
    kish_effective_size,
    mean,
    newcombe_difference,
    sample_design,
    share_interval,
    shrink,
    total,
    wilson,
    wilson_corrected,
)
from surveys.sampling import completes_for_share, outcome_rates
from tests.surveys.shared_data import MARKS, SHARED, rows
from tests.surveys.test_estimation_shrinkage import log_risk_ratios

pytestmark = MARKS
LEFT_OUT = {"normal", "jeffreys", "agresti_coull"}
PRINTED_SHORT = {"Q", "JS_Clemente", "JS_Alvis"}
"""Figures of three decimals; the others have four."""

WEIGHTS = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4]
OUTER, OHIO = (0.37718684, 0.38156707, 0.44105872), (0.3885, 0.3190, 0.2925)


def bounds(method: Callable[[int, int], Interval], counted: str) -> tuple[float, float]:
    x, n = map(int, counted.split("/"))
    found = method(x, n)
    return found.low, found.high


def exact(x: int, n: int) -> Interval:
    """Clopper and Pearson's bounds, which a share without an error of its own gets."""
    return share_interval(Measurement(value=x / n, se=0.0, df=math.inf, n=n, deff=math.nan))


def difference(compared: str) -> tuple[float, float]:
    (x, n), (y, m) = (map(int, part.split("/")) for part in compared.split("-"))
    found = newcombe_difference(x, n, y, m)
    return found.low, found.high


def batters(quantity: str) -> float:
    early, season = np.array(
        [(float(row["y"]), float(row["truth"])) for row in rows("sae/efron_morris_baseball.csv")]
    ).T
    factor = 1 - 15 * early.mean() * (1 - early.mean()) / 45 / np.sum((early - early.mean()) ** 2)
    shrunk = early.mean() + factor * (early - early.mean())
    return {
        "mean": early.mean(),
        "shrink": factor,
        "JS_Clemente": shrunk[0],
        "JS_Alvis": shrunk[-1],
        "SSE_mle": np.sum((early - season) ** 2),
        "SSE_js": np.sum((shrunk - season) ** 2),
    }[quantity]


def trials(quantity: str) -> float:
    y, se = log_risk_ratios()
    weight = 1 / np.array(se) ** 2
    fixed = float(np.average(y, weights=weight))
    found = shrink(y, se)
    return {
        "fixed": fixed,
        "Q": float(weight @ (np.array(y) - fixed) ** 2),
        "tau2_DL": heterogeneity(y, se, method=Heterogeneity.DERSIMONIAN_LAIRD),
        "mu_DL": found.coefficients[0],
        "se_DL": found.ses[0],
    }[quantity]


def completes(quantity: str) -> int:
    name, _, value = quantity.partition("=")
    return completes_for_share(0.05, population=float(value)) if name == "N" else completes_for_share(float(value))


def index(quantity: str) -> float:
    answers = [[float(row[f"CUSA{k}"]) for k in (1, 2, 3)] for row in rows("ecsi/mobi.csv")]
    weights = {"CSI_PLS": OUTER, "CSI_equal": (1, 1, 1), "CSI_ohio_weights": OHIO}[quantity]
    return float(index_scores(answers, weights, low=1, high=10, standardised=quantity == "CSI_PLS").mean())


def kish(quantity: str) -> float:
    return kish_design_effect(WEIGHTS) if quantity == "deff" else kish_effective_size(WEIGHTS)


OF: dict[str, Callable[[str], float]] = {
    "efron_morris": batters,
    "bcg": trials,
    "kish": kish,
    "n": completes,
    "ecsi_mobi": index,
}
OF_COUNTS: dict[str, Callable[[str], tuple[float, float]]] = {
    "wilson": lambda counted: bounds(wilson, counted),
    "beta": lambda counted: bounds(exact, counted),
    "wilson_cc": lambda counted: bounds(wilson_corrected, counted),
    "newcombe_diff": difference,
}


def test_every_small_figure_that_the_library_offers() -> None:
    figures = json.loads((SHARED / "golden_misc.json").read_text(encoding="utf-8"))
    compared = Counter[str]()
    for figure in figures:
        quantity, expected = figure["quantity"], figure["value"]
        if quantity in LEFT_OUT:
            continue
        compute = OF_COUNTS.get(quantity)
        found = compute(figure["id"]) if compute else OF[figure["id"]](quantity)
        tolerance = 5.1e-4 if quantity in PRINTED_SHORT else 5.1e-5
        assert found == pytest.approx(tuple(expected) if compute else expected, abs=tolerance), figure
        compared[figure["id"] if quantity not in OF_COUNTS else quantity] += 1
    shares = {"wilson": 5, "wilson_cc": 5, "beta": 5, "newcombe_diff": 4}
    assert compared == {**shares, "efron_morris": 6, "bcg": 5, "kish": 2, "n": 9, "ecsi_mobi": 3}


def test_every_rate_by_the_matrix_of_its_formula() -> None:
    counts = {"I": 760, "P": 339, "R": 59, "NC": 288, "O": 7, "UH": 61, "UO": 173, "NE": 71}
    rates = outcome_rates(counts, 0.4).as_dict()
    known = {"e": 0.4, **counts}
    sides: dict[tuple[str, str], float] = {}
    for row in rows("aapor/formula_matrix.csv"):
        plain = sum(float(row[outcome]) * known[outcome] for outcome in counts)
        sides[row["rate"], row["side"]] = plain + 0.4 * sum(float(row[f"e{o}"]) * known[o] for o in ("UH", "UO"))
    names = {rate for rate, _ in sides}
    assert names >= {"RR1", "RR6", "COOP4", "REF3", "CON3", "LOC1"}
    for name in names:
        assert rates[name] == pytest.approx(sides[name, "NUM"] / sides[name, "DEN"], abs=1e-12), name


def test_the_cases_of_middle_earth_counted_one_by_one() -> None:
    cases = rows("aapor/middleearth.csv")
    rates = outcome_rates(Counter(case["code"] for case in cases))
    assert (rates.e, rates.rr1) == pytest.approx((0.953227931488801, 0.469135802469136), abs=1e-9)


def test_a_youth_survey_of_strata_and_clusters_as_samplics_estimates_it() -> None:
    """samplics 0.4.22 on the 8,757 pupils with an answer to question 8."""
    pupils = [row for row in rows("samplics/yrbs.csv") if all(value not in {"", "NA"} for value in row.values())]
    design = sample_design(
        [float(row["weight"]) for row in pupils],
        strata=[row["stratum"] for row in pupils],
        clusters=[[row["psu"] for row in pupils]],
    )
    yes = [float(float(row["qn8"]) == 1) for row in pupils]
    share, whole = mean(yes, design), total(yes, design)
    assert (share.value, share.se) == pytest.approx((0.8136225043654782, 0.019862085771485277), rel=1e-12)
    assert (share.interval().low, share.interval().high) == pytest.approx(
        (0.7734476438225036, 0.8537973649084528), rel=1e-10
    )
    assert (whole.value, whole.se) == pytest.approx((7938.3335, 555.5156838051116), rel=1e-12)
