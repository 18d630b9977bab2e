"""Two months of the hotline in which the water of a street begins to fail in the last week."""

from datetime import date, datetime, timedelta

import pytest

from feedback_app.database import unit_of_work
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.stored import store_unit

LAST = date(2026, 2, 28)
FIRST = LAST - timedelta(days=7 * 8)
WATER = "和平路小区连续停水三天没有人管"
BUS = "十二路公交车长期不准点"


def store_talk(now: datetime) -> None:
    """Store eight complaints about water in the last week, and one about a bus in each of eight weeks and the last."""
    water = [
        Said(
            level=1,
            text=f"{WATER}\n第 {n} 户反映",
            on=LAST - timedelta(days=n % 3),
            caller=f"c{n}",
            place=f"供水站{n % 2}",
        )
        for n in range(8)
    ]
    bus = [
        Said(level=2, text=f"{BUS}\n第 {n} 次说", on=LAST - timedelta(days=7 * n), caller="b", place="公交公司")
        for n in range(9)
    ]
    odd = Said(level=2, text="老旧电梯故障频发无人维修", on=LAST, caller="e", place="住建局")
    with unit_of_work():
        store_records(now, store_unit(), [*water, *bus, odd])


@pytest.fixture
def talk(context: None, now: datetime) -> None:
    store_talk(now)
