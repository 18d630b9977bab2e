import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.estimation import chi_square, sample_design

ALIKE = (["a"] * 40 + ["b"] * 60, (["x"] * 10 + ["y"] * 30) + (["x"] * 15 + ["y"] * 45))
TIED = (["a"] * 50 + ["b"] * 50, ["x"] * 40 + ["y"] * 10 + ["x"] * 15 + ["y"] * 35)


def test_equal_shares_in_both_rows_show_nothing() -> None:
    found = chi_square(*ALIKE, sample_design(np.ones(100)))
    assert found.pearson == pytest.approx(0, abs=1e-12)
    assert found.p == pytest.approx(1)


def test_of_people_drawn_singly_it_is_pearsons_own_statistic() -> None:
    found = chi_square(*TIED, sample_design(np.ones(100)))
    assert found.pearson == pytest.approx(100 * (40 * 35 - 10 * 15) ** 2 / (50 * 50 * 55 * 45))
    # Without rows and columns fixed, the sample's own spread of the interaction stands in the denominator.
    assert found.f == pytest.approx(found.pearson, rel=0.3)
    assert found.df_numerator == pytest.approx(1)


def test_ten_copies_of_everybody_in_one_cluster_are_one_person() -> None:
    singly = chi_square(*TIED, sample_design(np.ones(100)))
    tenfold = [np.repeat(side, 10) for side in TIED]
    clustered = chi_square(*tenfold, sample_design(np.ones(1000), clusters=[np.repeat(np.arange(100), 10)]))
    assert clustered.pearson == pytest.approx(10 * singly.pearson)
    assert (clustered.f, clustered.p) == pytest.approx((singly.f, singly.p))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), min_size=30, max_size=60))
def test_neither_the_order_of_people_nor_of_the_two_sides_matters(people: list[tuple[str, str]]) -> None:
    known = [*people, ("a", "x"), ("a", "y"), ("a", "z"), ("b", "x"), ("b", "y"), ("b", "z")]
    design = sample_design(np.ones(len(known)))
    first, second = zip(*known, strict=True)
    found, turned = chi_square(first, second, design), chi_square(second[::-1], first[::-1], design)
    assert found.f == pytest.approx(turned.f, rel=1e-9, abs=1e-12)
    assert found.df_numerator == pytest.approx(turned.df_numerator)


def test_what_cannot_be_tested_is_refused() -> None:
    with pytest.raises(ValueError, match="two kinds"):
        chi_square(["a"] * 100, TIED[1], sample_design(np.ones(100)))
    with pytest.raises(ValueError, match="labels for a sample"):
        chi_square(["a", "b"], TIED[1], sample_design(np.ones(100)))
