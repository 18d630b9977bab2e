"""What an audit finds, counted by hand."""

from collections.abc import Sequence

import pytest

from feedback_app.channels.hotline.audits.models import AuditItem, Coding, ItemState, Step
from feedback_app.channels.hotline.audits.report import report_on
from feedback_app.directory.models import Unit


@pytest.fixture
def database_kind() -> str:
    """Counting needs no database."""
    return "sqlite"


def _coding(step: Step, level: int | None, theme: str = "教育文体") -> Coding:
    valid = level is not None
    return Coding(
        step=step,
        coder=str(step),
        is_valid=valid,
        level=level,
        theme=theme if valid else None,
        reason=None if valid else "enquiry",
    )


def _item(said: int | None, codings: Sequence[Coding], state: ItemState, *, surely: bool = True) -> AuditItem:
    return AuditItem(
        said_valid=said is not None,
        said_level=said,
        said_theme="教育文体",
        said_surely=surely,
        state=state,
        codings=list(codings),
    )


def _agreed(said: int | None, true: int | None, *, surely: bool = True) -> AuditItem:
    return _item(said, [_coding(Step.FIRST, true), _coding(Step.SECOND, true)], ItemState.SETTLED, surely=surely)


def test_precision_and_recall_of_each_answer() -> None:
    items = [
        *[_agreed(2, 2) for _ in range(6)],
        _agreed(2, 1),  # found, at another level
        _agreed(2, None, surely=False),  # no evaluation after all
        _agreed(None, 1),  # missed
        _agreed(None, None),
    ]
    told = report_on(items)
    assert told.settled == 10
    assert (told.valid.precision.hits, told.valid.precision.n) == (7, 8)
    assert (told.valid.recall.hits, told.valid.recall.n) == (7, 8)
    assert (told.sure.precision.hits, told.sure.precision.n) == (7, 7)
    very, not_so = told.levels[0], told.levels[1]
    assert (very.precision.n, very.recall.hits, very.recall.n) == (0, 0, 2)
    assert (not_so.precision.hits, not_so.precision.n, not_so.recall.n) == (6, 8, 6)
    assert [(one.name, one.recall.hits, one.recall.n) for one in told.themes] == [("教育文体", 7, 8)]
    interval = told.valid.precision.interval
    assert interval is not None
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.5291, 0.9776)  # Wilson, by hand


def test_the_third_reader_s_answer_holds_and_the_readers_are_measured_before_it() -> None:
    readers = [_coding(Step.FIRST, 2), _coding(Step.SECOND, None)]
    settled = _item(2, [*readers, _coding(Step.DECIDING, None)], ItemState.SETTLED)
    open_ = _item(2, [_coding(Step.FIRST, 3), _coding(Step.SECOND, 4)], ItemState.DISPUTED)
    told = report_on([settled, open_, _item(1, [_coding(Step.FIRST, 1)], ItemState.WAITING)])
    assert (told.valid.precision.hits, told.valid.precision.n) == (0, 1)
    assert (told.readers_valid.agreed.hits, told.readers_valid.agreed.n) == (1, 2)
    assert (told.readers_level.agreed.hits, told.readers_level.agreed.n) == (0, 1)


def _judging(said: str | None, true: str | None) -> AuditItem:
    """Return a record with the unit that the machine named, and the one that both readers name."""
    item = _agreed(2, 2)
    item.said_unit = said
    for coding in item.codings:
        coding.unit = Unit(code=true, name=true) if true else None
    return item


def test_the_unit_judged_is_measured_by_those_named_and_by_those_there_are() -> None:
    units = [_judging("JYJ", "JYJ") for _ in range(5)]
    units += [_judging("JYJ", "GAJ"), _judging(None, "GAJ"), _judging("GAJ", None), _judging(None, None)]
    told = report_on([*units, _agreed(None, None)]).unit
    assert (told.precision.hits, told.precision.n) == (5, 7)
    assert (told.recall.hits, told.recall.n) == (5, 7)


def test_nothing_read_is_no_figure_rather_than_zero() -> None:
    told = report_on([])
    assert told.valid.precision.value is None
    assert told.readers_valid.kappa is None
