"""Pages of hot issues: found, named, merged, split and undone by people who may, and readable at both widths."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.config import settings
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.jobs.worker import run_next
from feedback_app.themes.cli import issues
from feedback_app.themes.finding import (
    DayAhead,
    ask_for_issues,
    plain_issues,
    plain_lines,
    read_issues,
    record_of,
    segmenter,
    window_of,
)
from feedback_app.themes.models import Scale
from feedback_app.themes.queries import get_board, list_by_id
from nlp.hot_issues import rank
from nlp.issues import Issue
from tests.application import SignIn
from tests.browser import Visit, reading_faults
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.feedback_app.themes.conftest import BUS, FIRST, LAST, WATER, store_talk
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


@pytest.fixture
def page_days(app: Flask, now: datetime) -> tuple[date, date]:
    """Today and tomorrow where the house is."""
    with app.app_context():
        today = now.astimezone(ZoneInfo(settings().timezone)).date()
    return today, today + timedelta(days=1)


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
    assert 'href="/issues">返回' in analyst.get(asked.location).text
    with app.app_context():
        while run_next():
            pass
    assert f'href="{BOARD}">查看结果' in analyst.get(asked.location).text
    assert BOARD in analyst.get("/issues").text
    page = analyst.get(BOARD).text
    assert page.index(WATER) < page.index(BUS)
    assert "重复投诉" in page
    assert page.count('href="/hotline/records/') > 8


@pytest.mark.parametrize("data", [{}, {"scale": "year", "last_on": "2026-02-28"}, {"scale": "week", "last_on": "soon"}])
def test_a_span_that_makes_no_sense_is_asked_again(analyst: FlaskClient, data: dict[str, str]) -> None:
    assert analyst.post("/issues", data=data).status_code == 422


def test_a_day_that_has_not_come_is_refused(
    app: Flask, analyst: FlaskClient, now: datetime, page_days: tuple[date, date]
) -> None:
    today, tomorrow = page_days
    answer = analyst.post("/issues", data={"scale": "month", "last_on": str(tomorrow)})
    assert answer.status_code == 422
    assert "还没有到" in answer.text
    assert "还没有到" not in analyst.post("/issues", data={"scale": "month", "last_on": str(today)}).text
    with app.app_context(), pytest.raises(DayAhead), unit_of_work():
        ask_for_issues(Scale.WEEK, tomorrow, actor=ACTOR, now=now)


@pytest.mark.parametrize(
    ("scale", "last_on", "told"),
    [
        ("week", "1990-01-01", f"最早的热线记录在 {FIRST}"),
        ("day", "0001-01-01", f"最早的热线记录在 {FIRST}"),
        ("month", str(FIRST + timedelta(days=28)), f"最早的热线记录在 {FIRST}"),
        ("day", str(FIRST + timedelta(days=1)), "没有热线记录"),
    ],
)
def test_a_span_that_the_records_do_not_cover_leaves_no_board(
    app: Flask, analyst: FlaskClient, scale: str, last_on: str, told: str
) -> None:
    answer = analyst.post("/issues", data={"scale": scale, "last_on": last_on})
    assert answer.status_code == 422
    assert told in answer.text
    with app.app_context():
        assert not run_next()
    assert analyst.get(f"/issues/{scale}/{last_on}").status_code == 404


def test_the_first_span_that_the_records_cover_is_looked_at(analyst: FlaskClient) -> None:
    for scale, days in (("day", 1), ("week", 7), ("month", 30)):
        data = {"scale": scale, "last_on": str(FIRST + timedelta(days=days - 1))}
        assert analyst.post("/issues", data=data).status_code == 302


def test_without_any_record_there_is_nothing_to_look_at(signed_in: SignIn) -> None:
    answer = signed_in(Role.ANALYST).post("/issues", data={"scale": "week", "last_on": str(LAST)})
    assert answer.status_code == 422
    assert "没有热线记录" in answer.text


def test_what_does_not_rise_is_folded_away_with_its_count(analyst: FlaskClient) -> None:
    page = analyst.get(BOARD).text
    assert "在上升：1 个" in page
    risen, folded = page.split("<details>", 1)
    assert WATER in risen
    assert BUS not in risen
    assert "没有上升的 1 个" in folded
    assert BUS in folded.split("</details>")[0]


def test_where_nothing_rises_the_page_says_so(app: Flask, analyst: FlaskClient, now: datetime) -> None:
    last_on = LAST - timedelta(days=7)
    with app.app_context():
        with unit_of_work():
            ask_for_issues(Scale.WEEK, last_on, actor=ACTOR, now=now)
        run_next()
    page = analyst.get(f"/issues/week/{last_on}").text
    assert "没有上升的问题" in page
    assert "在上升：" not in page
    assert BUS in page.split("<details>", 1)[1]


def test_a_group_without_a_common_matter_has_no_title_of_its_own(
    app: Flask, analyst: FlaskClient, now: datetime
) -> None:
    titles = ("人才公寓申请条件是什么", "夜班取消了怎么回家", "停车收费太高了吧")
    with app.app_context():
        with unit_of_work():
            said = [Said(level=2, text=title, on=LAST, caller=title) for title in titles]
            rows = store_records(now, get_unit("JYJ"), said)
            numbers = tuple(str(row.id) for row in rows)
        with unit_of_work():
            board = get_board(Scale.WEEK, LAST)
            issues = [*read_issues(board.issues), Issue(key=numbers[0], title=titles[0], members=numbers)]
            heard = [record_of(row) for row in list_by_id({int(one) for issue in issues for one in issue.members})]
            window = window_of(Scale.WEEK, LAST)
            board.issues = plain_issues(issues)
            board.lines = plain_lines(rank(issues, heard, window=window, segmenter=segmenter()))
    page = analyst.get(BOARD).text
    assert "未成一事的 1 组" in page
    assert "标题各说各事的 3 条记录" in page.split("未成一事")[1]
    page = analyst.get(f"{BOARD}/{numbers[0]}").text
    assert "<h1>标题各说各事的 3 条记录" in page
    assert "分布</dt><dd>—" in page  # none of the three carries a handling unit


def test_the_page_of_an_issue_tells_the_span_from_what_it_is_compared_with(analyst: FlaskClient) -> None:
    water, bus = _keys(analyst.get(BOARD).text)
    page = analyst.get(f"{BOARD}/{bus}").text
    assert "本时段的人数</dt><dd>1<" in page
    assert "本时段的记录</dt><dd>1<" in page
    assert "记录：本时段 1 条，作比较的时段 8 条" in page
    assert re.findall(r'nowrap">(本时段|作比较)<', page) == ["本时段", *["作比较"] * 8]
    assert "记录：本时段 8 条，作比较的时段 0 条" in analyst.get(f"{BOARD}/{water}").text


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


def test_the_command_without_a_scale_prints_all_three_and_knows_no_day_ahead(
    context: None, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    store_talk(now)
    issues.main([], standalone_mode=False)
    printed = capsys.readouterr().out
    places = [printed.index(f"{scale} to {LAST}") for scale in ("day", "week", "month")]
    assert places == sorted(places)
    with pytest.raises(click.ClickException, match="2030-01-01 has not come"):
        issues.main(["--until", "2030-01-01"], standalone_mode=False)


def test_the_command_tells_of_the_spans_that_the_records_do_not_cover(
    context: None, now: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    store_talk(now)
    with pytest.raises(
        click.ClickException, match=f"the week to 1990-01-01 begins before the first record, of {FIRST}"
    ):
        issues.main(["week", "--until", "1990-01-01"], standalone_mode=False)
    with pytest.raises(click.ClickException, match="there is no record of the day to 2026-02-20"):
        issues.main(["day", "--until", "2026-02-20"], standalone_mode=False)
    issues.main(["--until", str(FIRST + timedelta(days=7))], standalone_mode=False)
    printed, told = capsys.readouterr()
    assert "week to" in printed
    assert "the month to" in told
    assert "month to" not in printed


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


@pytest.mark.parametrize(("language", "words"), [("zh", "机器发现 · 命令行 ·"), ("en", "command line")])
def test_a_board_made_from_the_terminal_says_so(
    app: Flask, now: datetime, signed_in: SignIn, language: str, words: str
) -> None:
    with app.app_context():
        store_talk(now)
        CliRunner().invoke(issues, ["week", "--until", str(LAST)], catch_exceptions=False)
    page = signed_in(Role.ANALYST).get(f"{BOARD}?lang={language}").text
    assert words in page
    assert ("command line" in page) is (language == "en")
