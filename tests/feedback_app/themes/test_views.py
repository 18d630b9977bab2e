"""Pages of hot issues: found, named, merged, split and undone by people who may, and readable at both widths."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from feedback_app.jobs.worker import run_next
from feedback_app.themes.cli import issues
from feedback_app.themes.finding import ask_for_issues
from feedback_app.themes.models import Scale
from tests.application import SignIn
from tests.browser import Visit, reading_faults
from tests.feedback_app.themes.conftest import BUS, LAST, WATER, store_talk
from tests.stored import ACTOR

BOARD = f"/issues/week/{LAST}"


def _find(app: Flask, now: datetime) -> None:
    with app.app_context():
        store_talk(now)
        with unit_of_work():
            ask_for_issues(Scale.WEEK, LAST, actor=ACTOR, now=now)
        while run_next():
            pass


@pytest.fixture
def analyst(app: Flask, now: datetime, signed_in: SignIn) -> FlaskClient:
    _find(app, now)
    return signed_in(Role.ANALYST)


def _keys(page: str) -> list[str]:
    return re.findall(rf'href="{BOARD}/(\d+)"', page)


def _version(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_span_is_asked_for_and_found(app: Flask, now: datetime, signed_in: SignIn) -> None:
    with app.app_context():
        store_talk(now)
    analyst = signed_in(Role.ANALYST)
    assert f'value="{LAST}"' in analyst.get("/issues").text
    asked = analyst.post("/issues", data={"scale": "week", "last_on": str(LAST)})
    assert "/jobs/" in asked.location
    with app.app_context():
        while run_next():
            pass
    assert BOARD in analyst.get("/issues").text
    page = analyst.get(BOARD).text
    assert page.index(WATER) < page.index(BUS)
    assert "重复投诉" in page
    assert page.count('href="/hotline/records/') > 8


@pytest.mark.parametrize("data", [{}, {"scale": "year", "last_on": "2026-02-28"}, {"scale": "week", "last_on": "soon"}])
def test_a_span_that_makes_no_sense_is_asked_again(analyst: FlaskClient, data: dict[str, str]) -> None:
    assert analyst.post("/issues", data=data).status_code == 422


def test_an_issue_is_named_merged_split_and_all_taken_back(analyst: FlaskClient) -> None:
    water, bus = _keys(analyst.get(BOARD).text)
    page = analyst.get(f"{BOARD}/{water}").text
    members = re.findall(r'name="chosen" value="(\d+)"', page)
    named = analyst.post(f"{BOARD}/{water}/name", data={"version": _version(page), "called": "和平路停水"})
    assert named.location == f"{BOARD}/{water}"
    version = _version(analyst.get(named.location).text)
    analyst.post(f"{BOARD}/{water}/merge", data={"version": version, "chosen": bus})
    assert _keys(analyst.get(BOARD).text) == [water]
    version = _version(analyst.get(f"{BOARD}/{water}").text)
    analyst.post(f"{BOARD}/{water}/split", data={"version": version, "chosen": members[:2], "called": "两户"})
    page = analyst.get(BOARD).text
    assert "两户" in page
    assert "和平路停水" in page
    for _change in range(3):
        analyst.post(f"{BOARD}/undo", data={"version": _version(analyst.get(BOARD).text)})
    page = analyst.get(BOARD).text
    assert _keys(page) == [water, bus]
    assert "和平路停水" not in page
    assert f'action="{BOARD}/undo"' not in page


def test_a_change_of_a_board_not_seen_is_refused_in_words(analyst: FlaskClient) -> None:
    water = _keys(analyst.get(BOARD).text)[0]
    for data in ({}, {"version": "999", "called": "x"}):
        answer = analyst.post(f"{BOARD}/{water}/name", data=data, follow_redirects=True)
        assert "刚被别人改过" in answer.text


@pytest.mark.parametrize(
    "address", ["/issues/week/soon", "/issues/week/2020-01-01", f"{BOARD}/999", "/issues/year/2026-02-28"]
)
def test_what_is_not_there_is_not_found(analyst: FlaskClient, address: str) -> None:
    assert analyst.get(address).status_code == 404


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.POLLER, Role.ORGANISER, Role.ADMINISTRATOR])
def test_others_stay_outside(analyst: FlaskClient, signed_in: SignIn, role: Role) -> None:
    assert signed_in(role).get(BOARD).status_code == 403


def test_the_command_finds_and_prints(
    app: Flask, context: None, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    store_talk(now)
    issues.main(["week"], standalone_mode=False)
    assert WATER[:4] in capsys.readouterr().out


@pytest.mark.browser
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_pages_are_readable(app: Flask, now: datetime, page_of: Visit, database_kind: str) -> None:
    _find(app, now)
    page = page_of(Role.ANALYST)
    page.goto(BOARD)
    first = page.locator(f'a[href^="{BOARD}/"]').first.get_attribute("href")
    assert first is not None
    faults = {address: reading_faults(page, address) for address in ("/issues", BOARD, first)}
    assert {address: found for address, found in faults.items() if found} == {}
