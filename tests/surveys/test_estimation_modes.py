"""Mode offsets: learnt from overlap, honest about how far they fit."""

import numpy as np
import pytest

from surveys.estimation.intervals import Estimate
from surveys.estimation.modes import mode_offset, without_offset


def known(mean: float, se: float) -> Estimate:
    return Estimate(mean=mean, se=se, n=400, n_eff=400, low=mean - 2 * se, high=mean + 2 * se, cautious_se=se)


def heard_both_ways(offset: float, spread: float, units: int = 40) -> tuple[list[Estimate], list[Estimate]]:
    rng = np.random.default_rng(1)
    truth = rng.normal(75, 5, units)
    phone = [known(t + rng.normal(0, 1), 1.0) for t in truth]
    web = [known(t + rng.normal(offset, spread) + rng.normal(0, 0.5), 0.5) for t in truth]
    return phone, web


def test_a_common_offset_is_found() -> None:
    found = mode_offset(*heard_both_ways(8.0, 0.0))
    assert found.interval.holds(8.0)
    assert found.between < 0.5
    assert found.units == 40


def test_an_offset_that_differs_between_units_says_so() -> None:
    found = mode_offset(*heard_both_ways(8.0, 4.0))
    assert found.between == pytest.approx(4.0, abs=1.2)
    assert found.se > mode_offset(*heard_both_ways(8.0, 0.0)).se


def test_a_corrected_score_carries_the_doubt_about_the_offset() -> None:
    found = mode_offset(*heard_both_ways(8.0, 4.0))
    corrected = without_offset(known(90.0, 0.5), found)
    assert corrected.mean == pytest.approx(90 - found.offset)
    assert corrected.se is not None
    assert corrected.se > 3
    assert corrected.low is not None
    assert corrected.mean is not None
    assert corrected.mean - corrected.low > 6


def test_too_few_units_and_scores_without_error_are_refused() -> None:
    with pytest.raises(ValueError, match="three units"):
        mode_offset([known(80, 1)] * 2, [known(80, 1)] * 2)
    silent = Estimate(mean=None, se=None, n=0, n_eff=0, low=None, high=None)
    with pytest.raises(ValueError, match="both scores"):
        mode_offset([known(80, 1)] * 3, [known(80, 1), known(80, 1), silent])
    with pytest.raises(ValueError, match="measured"):
        without_offset(silent, mode_offset(*heard_both_ways(8.0, 0.0)))
