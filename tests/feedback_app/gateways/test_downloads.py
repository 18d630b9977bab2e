"""Tables as downloads: named for people, complete, and not kept by any cache."""

from urllib.parse import unquote

import pytest
from flask import Flask, Response

from feedback_app.gateways.downloads import TableFormat, send_table
from feedback_app.gateways.spreadsheets import open_table

ROWS = [["甲", 1], ["=1+1", 2]]


def answer(form: TableFormat) -> Response:
    with Flask(__name__).test_request_context():
        response = send_table("名录“2026”", form, ["名称", "数"], ROWS)
        response.get_data()
        return response


@pytest.mark.parametrize("form", list(TableFormat))
def test_a_table_arrives_whole_under_its_chinese_name(form: TableFormat) -> None:
    response = answer(form)
    assert f"名录“2026”.{form}" in unquote(response.headers["Content-Disposition"])
    assert response.headers["Cache-Control"] == "no-store"
    table = open_table(response.get_data(), "x")
    assert [list(row.values.values()) for row in table] == [["甲", "1"], ["=1+1", "2"]]


def test_a_workbook_says_how_many_rows_and_bytes_it_has() -> None:
    response = answer(TableFormat.XLSX)
    assert response.headers["X-Row-Count"] == "2"
    assert response.content_length == len(response.get_data())
