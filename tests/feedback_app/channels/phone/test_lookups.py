"""The second sheet of the template: what it lists can be written."""

import pytest
from flask import Flask

from feedback_app.channels.phone.lookups import list_values
from surveys.questionnaire import load_shipped
from tests.feedback_app.channels.phone.test_cases import TWO, layout_for


@pytest.fixture
def database_kind() -> str:
    """The sheet does not depend on the engine."""
    return "sqlite"


@pytest.mark.parametrize("name", ["public_phone_poll", "reverse_ballot"])
def test_every_value_of_the_lookup_sheet_is_read(app: Flask, name: str) -> None:
    layout = layout_for(load_shipped(name), TWO)
    columns = {column.title: column for column in layout.columns()}
    with app.test_request_context():
        listed = list_values(layout, {"JYJ": "市教育局", "GAJ": "市公安局"})
    for title, value, _meaning in listed:
        if value != "1 … 5":
            columns[title].parse(value)
    assert {title for title, *_ in listed} >= {"处置结果", "被评单位", "访问日期"}
    assert ("处置结果", "2.112", "本人拒访 · 拒访") in listed
