"""Adjusting a convenience sample: nonprobsvy's figures, and a city whose truth is known."""

import numpy as np
import pytest

from surveys.estimation.convenience import NoOverlap, doubly_robust, impute_mass, weigh_by_propensity
from surveys.estimation.variance import Design, sample_design
from tests.surveys.shared_data import needs_shared_data, rows


def town(seed: int, size: int = 20_000) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, Design]:
    """Old people are satisfied and rarely scan a code: the code's mean is too low by design."""
    rng = np.random.default_rng(seed)
    old = rng.random(size) < 0.4
    satisfied = (rng.random(size) < np.where(old, 0.9, 0.5)).astype(float)
    scanned = rng.random(size) < np.where(old, 0.02, 0.12)
    asked = rng.choice(size, 800, replace=False)
    x = np.column_stack([np.ones(size), old])
    design = sample_design(np.full(800, size / 800))
    return satisfied[scanned], x[scanned], x[asked], satisfied, design


@pytest.mark.parametrize("seed", range(3))
def test_all_three_remove_a_bias_that_the_covariates_explain(seed: int) -> None:
    answers, covariates, reference, truth, design = town(seed)
    assert answers.mean() < truth.mean() - 0.06
    for found in (
        impute_mass(answers, covariates, reference, design),
        impute_mass(answers, covariates, reference, design, is_share=True),
        weigh_by_propensity(answers, covariates, reference, design),
        weigh_by_propensity(answers, covariates, reference, design, calibrated=True),
        doubly_robust(answers, covariates, reference, design),
    ):
        assert found.value == pytest.approx(truth.mean(), abs=0.045)


def test_with_one_category_everything_is_poststratification() -> None:
    answers, covariates, reference, _, design = town(1)
    share_old = reference[:, 1].mean()
    old = covariates[:, 1] == 1
    expected = share_old * answers[old].mean() + (1 - share_old) * answers[~old].mean()
    for found in (
        impute_mass(answers, covariates, reference, design),
        impute_mass(answers, covariates, reference, design, is_share=True),
        weigh_by_propensity(answers, covariates, reference, design),
        weigh_by_propensity(answers, covariates, reference, design, calibrated=True),
        doubly_robust(answers, covariates, reference, design),
    ):
        assert found.value == pytest.approx(expected)


def test_a_kind_of_person_missing_from_the_reference_is_refused() -> None:
    answers, covariates, reference, _, design = town(1)
    young_only = np.column_stack([np.ones(800), np.zeros(800)])
    with pytest.raises(NoOverlap):
        weigh_by_propensity(answers, covariates, young_only, design)
    with pytest.raises(ValueError, match="fit together"):
        impute_mass(answers, covariates[:, :1], reference, design)
    with pytest.raises(ValueError, match="design of"):
        impute_mass(answers, covariates, reference[:10], design)


@needs_shared_data
def test_job_vacancies_as_nonprobsvy_estimates_them() -> None:
    reference, convenience = rows("nonprob/jvs.csv"), rows("nonprob/admin.csv")

    def dummies(table: list[dict[str, str]]) -> np.ndarray:
        columns = [np.ones(len(table))]
        for name in ("region", "private", "nace", "size"):
            levels = sorted({row[name] for row in reference} | {row[name] for row in convenience})
            columns += [np.array([row[name] == level for row in table], dtype=float) for level in levels[1:]]
        return np.column_stack(columns)

    y = np.array([row["single_shift"] == "TRUE" for row in convenience], dtype=float)
    b, a = dummies(convenience), dummies(reference)
    # R's svydesign takes the first of several strata names for the first stage: size.
    design = sample_design(
        [float(row["weight"]) for row in reference], strata=np.array([row["size"] for row in reference])
    )
    golden = {row["estimator"]: row for row in rows("nonprob/golden_nonprobsvy_jvs.csv")}
    found = {
        "mi_glm_gaussian": impute_mass(y, b, a, design),
        "mi_glm_binomial": impute_mass(y, b, a, design, is_share=True),
        "ipw_logit_mle": weigh_by_propensity(y, b, a, design),
        "ipw_logit_gee_h1(calibrated)": weigh_by_propensity(y, b, a, design, calibrated=True),
        "dr_logit_mle_gaussian": doubly_robust(y, b, a, design),
    }
    assert y.mean() == pytest.approx(float(golden["naive"]["mean"]), rel=1e-12)
    for name, adjusted in found.items():
        # R stops its iterations at 1e-8 in the likelihood, which shows in the seventh digit of the two that use it.
        assert adjusted.value == pytest.approx(float(golden[name]["mean"]), rel=5e-7), name
        if golden[name]["se"] != "NA":
            assert adjusted.se == pytest.approx(float(golden[name]["se"]), rel=1e-4), name
