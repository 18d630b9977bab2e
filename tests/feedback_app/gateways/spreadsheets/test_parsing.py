"""Parsers of cells, one table of truths each."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.gateways.spreadsheets.parsing import (
    BadCell,
    choice,
    code,
    day,
    decimal,
    mobile,
    moment,
    several,
    text,
    whole_number,
    yes_or_no,
)

PARSERS: tuple[Callable[[str], Any], ...] = (
    text(longest=5),
    code(),
    choice({"是": 1}),
    yes_or_no(),
    decimal(low=0),
    whole_number(high=9),
    day(),
    moment("Asia/Shanghai"),
    mobile(),
    several(code()),
)


@pytest.mark.parametrize(
    ("parse", "cell", "expected"),
    [
        (code(), "13800138000.0", "13800138000"),
        (code(), "ＡＢ－１２", "AB-12"),
        (code(), "007", "007"),
        (code(), "1.5", "1.5"),
        (yes_or_no(), "ＹＥＳ", True),
        (yes_or_no(), "否", False),
        (day(), "2026-11-21", date(2026, 11, 21)),
        (day(), "2026/1/2", date(2026, 1, 2)),
        (day(), "2026年1月2日", date(2026, 1, 2)),
        (day(), "２０２６．１．２", date(2026, 1, 2)),
        (day(), "20261121", date(2026, 11, 21)),
        (moment("Asia/Shanghai"), "2019/2/28 11:25:05", datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC)),
        (moment("Asia/Shanghai"), "2019-02-28T11:25", datetime(2019, 2, 28, 3, 25, tzinfo=UTC)),
        (moment("Asia/Shanghai"), "20190228T112505", datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC)),
        (moment("Asia/Shanghai"), "2019年2月28日 11时25分", datetime(2019, 2, 28, 3, 25, tzinfo=UTC)),
        (moment("Asia/Shanghai"), "2019-02-28", datetime(2019, 2, 27, 16, tzinfo=UTC)),
        (mobile(), "+86 138-0013-8000", "13800138000"),
        (mobile(), "１３８００１３８０００", "13800138000"),
        (mobile(), "13800138000.0", "13800138000"),
        (several(text(longest=9)), "路灯；公交、 路灯|井盖", ("路灯", "公交", "井盖")),
    ],
)
def test_what_people_write_is_what_they_meant(parse: Callable[[str], Any], cell: str, expected: Any) -> None:
    assert parse(cell) == expected


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (code(), "1.38001E+10"),
        (code(), "A 01"),
        (code(longest=3), "ABCD"),
        (decimal(), "NaN"),
        (decimal(), "八十"),
        (decimal(low=0, high=100), "-1"),
        (whole_number(), "1.5"),
        (day(), "2026-02-30"),
        (day(), "45000"),
        (day(), "明天"),
        (moment("Asia/Shanghai"), "2026-01-01 25:00"),
        (moment("Asia/Shanghai"), "2026-01-01 上午"),
        (mobile(), "12345"),
        (mobile(), "1380013800"),
    ],
)
def test_what_cannot_be_meant_is_a_bad_cell(parse: Callable[[str], Any], cell: str) -> None:
    with pytest.raises(BadCell):
        parse(cell)


@given(st.sampled_from(PARSERS), st.text(min_size=1, max_size=30))
def test_no_cell_ever_crashes_a_parser(parse: Callable[[str], Any], cell: str) -> None:
    with suppress(BadCell):
        parse(cell)
