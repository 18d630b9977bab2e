"""Positions on a model's charts: the counts, the scale, and nothing outside the frame."""

from collections.abc import Sequence

from feedback_app.channels.hotline.audits.models import AuditItem, Coding, ItemState, Step
from feedback_app.channels.hotline.engines import drawings
from surveys.estimation import MonthlyShare, watch_shares


def _item(said: int | None, true: int | None, p: float = 0.9) -> AuditItem:
    coding = Coding(step=Step.FIRST, is_valid=true is not None, level=true)
    return AuditItem(
        said_valid=said is not None, said_level=said, said_p_valid=p, state=ItemState.SETTLED, codings=[coding]
    )


def _row(cells: Sequence[drawings.Cell]) -> list[int]:
    return [cell.n for cell in cells]


def test_the_confusion_has_truth_in_rows_and_the_machine_in_columns() -> None:
    table = drawings.confusion([_item(2, 1), _item(2, 2), _item(2, 2), _item(None, 2), _item(5, None)])
    assert _row(table[0]) == [0, 1, 0, 0, 0, 0]
    assert _row(table[1]) == [0, 2, 0, 0, 0, 1]
    assert _row(table[5]) == [0, 0, 0, 0, 1, 0]
    assert [cell.shade for cell in table[1]] == [0, 3, 0, 0, 0, 2]
    assert table[1][1].is_right
    assert not table[0][1].is_right


def test_reliability_compares_probability_with_truth() -> None:
    items = [_item(1, 1, 0.95)] * 3 + [_item(1, None, 1.0)] + [_item(None, None, 0.05)] * 4
    low, high = drawings.reliability(items)
    assert (low.share.hits, low.share.n, high.share.hits, high.share.n) == (0, 4, 3, 4)
    assert round(high.mean, 4) == 0.9625
    error = drawings.calibration_error([low, high])
    assert error is not None
    assert round(error, 5) == round((0.05 + 0.2125) / 2, 5)
    dots = drawings.reliability_dots([low, high])
    assert (dots[1].x, dots[1].y) == (308, 50)
    assert dots[1].high < dots[1].y < dots[1].low  # the screen counts downwards


def test_a_curve_ends_at_the_right_edge() -> None:
    share = {"value": 0.75, "n": 40, "interval": {"low": 0.6, "high": 0.9}}
    dots = drawings.curve_dots([{"examples": 500, "right": share}, {"examples": 2000, "right": share}])
    assert [(dot.x, dot.y, dot.label) for dot in dots] == [(80, 50, "500"), (320, 50, "2,000")]
    assert drawings.curve_dots([]) == []


def test_months_stand_side_by_side_and_alarms_are_marked() -> None:
    months = [MonthlyShare(month=f"2026-0{n}", hits=hits, n=100) for n, hits in ((1, 50), (2, 90))]
    dots = drawings.monthly_dots(watch_shares(months, figures=4))
    assert [(dot.x, dot.y, dot.is_alarming) for dot in dots] == [(80, 100, False), (240, 20, True)]


def test_nothing_read_draws_nothing() -> None:
    assert drawings.reliability([]) == []
    assert drawings.calibration_error([]) is None
    assert {cell.shade for row in drawings.confusion([]) for cell in row} == {0}
