"""Positions on the charts."""

import pytest

from feedback_app.dashboards.drawings import axis_around, stacked


@pytest.mark.parametrize(
    ("values", "low", "high", "step"),
    [
        ([79.3, 95.7], 75, 100, 5),
        ([88.0, 88.1], 88, 89, 1),
        ([0.0, 100.0], 0, 100, 20),
        ([99.9, 100.0], 99, 100, 1),
        ([100.0], 100, 101, 1),
        ([], 0, 100, 20),
        ([None, 50.0, None], 50, 51, 1),
    ],
)
def test_an_axis_has_round_ends_around_its_values(
    values: list[float | None], low: float, high: float, step: float
) -> None:
    axis = axis_around(values)
    assert (axis.low, axis.high, axis.step) == (low, high, step)
    assert len(axis.ticks) <= 7
    assert axis.at(axis.low) == 0
    assert axis.at(axis.high) == 100
    assert axis.at(None) == 0


def test_a_stacked_bar_fills_its_width_without_empty_parts() -> None:
    parts = stacked([("good", 3), ("fair", 0), ("poor", 1)])
    assert [(part.code, part.start, part.width, part.n) for part in parts] == [("good", 0, 75, 3), ("poor", 75, 25, 1)]
    assert stacked([]) == []
