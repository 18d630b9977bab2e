"""What leaves as a file speaks the reader's language, and its numbers are numbers."""

import csv
import io
from datetime import datetime

import pytest
from flask import Flask
from openpyxl import load_workbook

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from feedback_app.directory.models import UnitCategory
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from feedback_app.scoring import computing, queries, service
from tests.application import SignIn
from tests.feedback_app.scoring.city import ACTOR, frozen, store_city

CODES = ("public_service", "regulatory", "counted", "below_minimum", "silent", "withheld")


def _score(now: datetime) -> None:
    computed = computing.compute(get_period("2026"))
    with unit_of_work():
        service.store_provisional(get_period("2026"), computed, actor=ACTOR, now=now)


@pytest.fixture(autouse=True)
def city(app: Flask, now: datetime) -> None:
    with app.app_context():
        with unit_of_work():
            store_city(now)
            get_unit("JYJ").category, get_unit("GAJ").category = UnitCategory.PUBLIC_SERVICE, UnitCategory.REGULATORY
        _score(now)


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("language", "category", "why"),
    [
        ("zh", "社会服务较少", "不足 10 份，不计分"),
        ("en", "Little public service", "fewer than 10, not scored"),
    ],
)
def test_files_say_what_the_pages_say(signed_in: SignIn, language: str, category: str, why: str) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    page = office.get(f"/board/2026/units/GAJ?lang={language}").text
    assert category in page
    assert why in page
    for table in ("totals", "lines"):
        content = office.get(f"/board/2026/{table}.csv").data.decode("utf-8-sig")
        assert category in content
        assert not [code for code in CODES if code in content]
    assert why in content


@pytest.mark.parametrize(("language", "names"), [("zh", ("总分", "得分明细")), ("en", ("Total", "Score lines"))])
def test_sheets_have_names_and_their_numbers_are_numbers(
    signed_in: SignIn, language: str, names: tuple[str, str]
) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    office.get(f"/board?lang={language}")
    for table, name in zip(("totals", "lines"), names, strict=True):
        book = load_workbook(io.BytesIO(office.get(f"/board/2026/{table}.xlsx").data))
        assert book.sheetnames == [name]
        texts = {
            str(cell.value)
            for row in book[name].iter_rows(min_row=2, min_col=10)
            for cell in row
            if cell.data_type == "s"
        }
        assert not [text for text in texts if text.replace(".", "", 1).isdigit()]


def test_a_component_is_a_number_a_reason_or_nothing(signed_in: SignIn) -> None:
    best, second = _rows(signed_in(Role.ASSESSMENT_OFFICE).get("/board/2026/totals.csv").data)
    assert (best["目标任务"], best["电话"], second["电话"]) == ("90.00", "92.00", "n<10")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("周期编号", "结果状态", "方案名称", "计分时间", "测试方案", "暂时结果", "已冻结", "已公布")),
        (
            "en",
            (
                *("Period code", "State of the result", "Scheme title", "Scored at", "Test scheme"),
                *("Provisional", "Frozen", "Published"),
            ),
        ),
    ],
)
def test_every_row_says_what_it_is_of(
    app: Flask, signed_in: SignIn, now: datetime, language: str, words: tuple[str, ...]
) -> None:
    code, state, scheme, time, title, *states = words
    office = signed_in(Role.ASSESSMENT_OFFICE)
    office.get(f"/board?lang={language}")
    for wanted, step in zip(states, (_stay, _freeze, _publish), strict=True):
        with app.app_context():
            step(now)
            run = queries.find_run(get_period("2026"))
            assert run is not None
            fingerprint = run.fingerprint
        for table in ("totals", "lines"):
            content = office.get(f"/board/2026/{table}.csv").data
            for row in _rows(content):
                assert (row[code], row[state], row[scheme]) == ("2026", wanted, title)
                assert row[time] == "2026-03-02T09:00:00+08:00"
                assert fingerprint in row.values()
            book = load_workbook(io.BytesIO(office.get(f"/board/2026/{table}.xlsx").data))
            first, second = list(book.worksheets[0].iter_rows(max_row=2, values_only=True))
            assert dict(zip(first, second, strict=True))[state] == wanted


def _stay(now: datetime) -> None:
    """Leave the totals provisional."""


def _freeze(now: datetime) -> None:
    frozen(get_period("2026"), now)


def _publish(now: datetime) -> None:
    verification = computing.verify(get_period("2026"))
    with unit_of_work():
        service.publish_scores(get_period("2026"), verification, actor=ACTOR, now=now)
