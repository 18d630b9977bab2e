"""Agreement of readers and quality of classes: published worked figures, and what cannot be said."""

import pytest

from surveys.estimation import class_quality, cohen_kappa, share_of


def _pairs(table: dict[tuple[str, str], int]) -> list[tuple[str, str]]:
    return [pair for pair, n in table.items() for _ in range(n)]


def test_kappa_of_the_published_example() -> None:
    """Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, table 18.1: κ 0.676, se 0.088."""
    table = {
        ("p", "p"): 75,
        ("p", "n"): 1,
        ("p", "o"): 4,
        ("n", "p"): 5,
        ("n", "n"): 4,
        ("n", "o"): 1,
        ("o", "p"): 0,
        ("o", "n"): 0,
        ("o", "o"): 10,
    }
    found = cohen_kappa(_pairs(table))
    assert found.agreed.value == pytest.approx(0.89)
    assert found.kappa == pytest.approx(0.676, abs=0.0005)
    assert found.low is not None
    assert (found.kappa - found.low) / 1.96 == pytest.approx(0.088, abs=0.001)


def test_agreement_by_chance_alone_is_nought() -> None:
    assert cohen_kappa(_pairs({("a", "a"): 25, ("a", "b"): 25, ("b", "a"): 25, ("b", "b"): 25})).kappa == 0


def test_kappa_is_not_defined_where_all_give_one_answer() -> None:
    found = cohen_kappa([("a", "a")] * 9)
    assert (found.agreed.value, found.kappa) == (1.0, None)
    assert cohen_kappa([]).agreed.value is None


def test_precision_and_recall() -> None:
    quality = class_quality(_pairs({("a", "a"): 8, ("a", "b"): 2, ("b", "a"): 4, ("b", "b"): 6}), ["a", "c"])
    assert [one.name for one in quality] == ["a", "c"]
    assert (quality[0].precision.value, quality[0].recall.value) == (0.8, pytest.approx(2 / 3))
    assert quality[1].precision == quality[1].recall == share_of(0, 0)
