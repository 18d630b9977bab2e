"""Who sees which totals, what is hidden, and what leaves as a file."""

import codecs
import re
from datetime import datetime

import pytest
from flask import Flask
from markupsafe import escape

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.items import name_items
from feedback_app.campaigns.queries import definition_of, get_campaign
from feedback_app.database import session, unit_of_work
from feedback_app.directory.models import Unit, UnitCategory
from feedback_app.directory.queries import get_unit
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import advance_period
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection, list_evaluations
from feedback_app.responses.service import Submission, Verdict, change_standing, take_all
from feedback_app.scoring import computing, service
from surveys.assessment import load_scheme
from surveys.estimation.ranks import tiers
from tests.application import SignIn
from tests.feedback_app.scoring.city import ACTOR, SCHEME, change_scheme, say, store_city
from tests.people import UNIT_CODE
from tests.stored import store_campaign, store_period


@pytest.fixture(autouse=True)
def city(app: Flask, now: datetime) -> None:
    with app.app_context():
        with unit_of_work():
            store_city(now)
        score(now)


def score(now: datetime) -> None:
    period = get_period("2026")
    computed = computing.compute(period)
    with unit_of_work():
        service.store_provisional(period, computed, actor=ACTOR, now=now)


def publish(app: Flask, now: datetime) -> None:
    with app.app_context():
        period = get_period("2026")
        with unit_of_work():
            advance_period(period, PeriodState.CLOSED, actor=ACTOR, now=now)
        with unit_of_work():
            service.freeze_inputs(period, actor=ACTOR, now=now)
        computed = computing.compute(period)
        with unit_of_work():
            service.freeze_totals(period, computed, actor=ACTOR, now=now)
        verification = computing.verify(period)
        with unit_of_work():
            service.publish_scores(period, verification, actor=ACTOR, now=now)


def test_the_board_shows_totals_intervals_and_tiers(signed_in: SignIn) -> None:
    page = signed_in(Role.ASSESSMENT_OFFICE).get("/board")
    assert page.status_code == 200
    for words in ("89.80", "87.00", "第 1 梯队", "暂时结果", "考核总览"):
        assert words in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_the_board_says_why_a_lower_total_may_stand_a_tier_higher(signed_in: SignIn) -> None:
    totals, errors = [90.0, 85.0, 84.0], [0.5, 0.5, 5.0]
    assert tiers(totals, errors) == [1, 2, 1], "the last one is heard least, and nothing proves it lower"
    assert "总分略低的单位也可能排在上一梯队" in signed_in(Role.ASSESSMENT_OFFICE).get("/board").text


def test_a_chosen_category_is_ranked_within_itself(app: Flask, signed_in: SignIn, now: datetime) -> None:
    with app.app_context():
        with unit_of_work():
            get_unit("JYJ").category, get_unit("GAJ").category = UnitCategory.PUBLIC_SERVICE, UnitCategory.REGULATORY
        score(now)
    office = signed_in(Role.ASSESSMENT_OFFICE)
    everybody, chosen, unknown = (
        office.get(f"/board?category={category}").text for category in ("", "regulatory", "none")
    )
    assert "不同类别的权重可能不同" in everybody
    assert "市教育局" not in chosen
    assert re.search(r'名次可能在">1</td>', chosen)
    assert not re.search(r'名次可能在">1</td>', everybody)
    assert "市教育局" in unknown


def test_a_unit_page_explains_every_line(signed_in: SignIn) -> None:
    page = signed_in(Role.ANALYST).get("/board/2026/units/JYJ")
    for words in ("总分是怎样算出来的", "电话", "92.00", "不了解 4", "街镇", "应投 8"):
        assert words in page.text


def test_what_does_not_count_and_is_too_small_is_hidden(signed_in: SignIn) -> None:
    page = signed_in(Role.ANALYST).get("/board/2026/units/GAJ")
    assert "人数太少，不显示" in page.text  # nine calls
    assert "不足 10 份，不计分" in page.text
    assert "“电话”的权重" in page.text
    assert "80.00" not in page.text
    assert "查看匿名记录" not in page.text
    records = signed_in(Role.ANALYST).get("/board/2026/units/GAJ/phone")
    assert "不逐条显示" in records.text


def test_both_totals_are_shown_when_something_is_set_aside(app: Flask, signed_in: SignIn, now: datetime) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert "诊断" not in office.get("/board/2026/units/JYJ").text
    say_with_words(app, "w", now)
    with app.app_context():
        period = get_period("2026")
        set_aside = next(
            e
            for e in list_evaluations(Selection(period_id=period.id, unit_id=get_unit("JYJ").id))
            if e.verdict == "satisfied"
        )
        with unit_of_work():
            change_standing(set_aside, Standing.QUARANTINED, reason="burst", actor=ACTOR, now=now)
        score(now)
    page = office.get("/board/2026/units/JYJ")
    assert "诊断（不计入总分）" in page.text
    assert "如果把暂不计入的评价也计入，总分是 89.36" in page.text


def test_channels_that_drift_apart_are_shown_and_change_nothing(app: Flask, signed_in: SignIn, now: datetime) -> None:
    with app.app_context():
        with unit_of_work():
            web = store_campaign(now, get_unit("JYJ"), code="W9")
            say(web, get_unit("JYJ"), {"very_dissatisfied": 30}, now)
            scheme = SCHEME.replace("weight: 0.2\n", "weight: 0.1\n").replace('version: "1"', 'version: "2"') + WEB_NODE
            change_scheme(get_period("2026"), load_scheme(scheme), now)
        score(now)
    page = signed_in(Role.ASSESSMENT_OFFICE).get("/board/2026/units/JYJ")
    assert "相差超出误差，请核查" in page.text
    assert "-92.00" in page.text


WEB_NODE = """    - code: web
      weight: 0.1
      kind: channel
      label: {zh-Hans: 扫码, en: QR}
      channel: web
      score_map: M5A
      items: {overall: 1}
      minimum_base: 10
"""


def test_lines_of_several_questions_are_called_what_the_questionnaire_asks(
    app: Flask, signed_in: SignIn, now: datetime
) -> None:
    with app.app_context():
        asked = dict(name_items(definition_of(get_campaign("P1").survey_version), "zh-Hans"))
        second = next(code for code in asked if code != "overall")
        items = f"items: {{overall: 0.5, {second}: 0.5}}"
        with unit_of_work():
            scheme = SCHEME.replace("items: {overall: 1}", items).replace('version: "1"', 'version: "2"')
            change_scheme(get_period("2026"), load_scheme(scheme), now)
        score(now)
    page = signed_in(Role.ASSESSMENT_OFFICE).get("/board/2026/units/JYJ").text
    for code in ("overall", second):
        assert f">{escape(asked[code])}</th>" in page
        assert f">{code}</th>" not in page


def test_records_hide_their_words_until_there_are_ten(app: Flask, signed_in: SignIn, now: datetime) -> None:
    for number in range(9):
        say_with_words(app, f"w{number}", now)
    few = signed_in(Role.ANALYST).get("/board/2026/units/JYJ/phone")
    assert "意见不显示" in few.text
    assert "说了第" not in few.text
    say_with_words(app, "w9", now)
    enough = signed_in(Role.ANALYST).get("/board/2026/units/JYJ/phone")
    assert "说了第w3句" in enough.text


def say_with_words(app: Flask, key: str, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        unit_id = get_unit("JYJ").id
        content = {"answers": {"overall": ["satisfied"], "comment": [f"说了第{key}句"]}}
        verdict = Verdict(unit_id=unit_id, item="overall", verdict="satisfied")
        submission = Submission(idempotency_key=key, content=content, verdicts=[verdict])
        take_all(get_campaign("P1"), [submission], today=now.date())


def test_ballots_are_never_listed(signed_in: SignIn) -> None:
    assert signed_in(Role.ASSESSMENT_OFFICE).get("/board/2026/units/JYJ/reverse").status_code == 404


def test_a_department_sees_totals_only_when_they_are_published(app: Flask, signed_in: SignIn, now: datetime) -> None:
    browser = signed_in(Role.DEPARTMENT)
    assert browser.get("/board/2027").status_code == 404
    assert browser.get(f"/board/2026/units/{UNIT_CODE}").status_code == 404
    publish(app, now)
    assert "89.80" in browser.get("/board/2026").text


def test_a_department_is_told_why_it_sees_nothing_yet_and_what_will_appear(
    app: Flask, signed_in: SignIn, now: datetime
) -> None:
    browser = signed_in(Role.DEPARTMENT)
    for address in ("/board", "/board/2026"):
        page = browser.get(address)
        assert page.status_code == 200
        for words in ("还没有已公布的考核结果", "2026 年度", "开放评价", "正在接收评价", "本单位的计分明细"):
            assert words in page.text
        assert "89.80" not in page.text
    assert "It takes ratings now" in browser.get("/board?lang=en").text
    browser.get("/board?lang=zh")
    with app.app_context():
        for state, words in ((PeriodState.CLOSED, "正在核对和计分"), (PeriodState.FROZEN, "等待公布")):
            with unit_of_work():
                advance_period(get_period("2026"), state, actor=ACTOR, now=now)
            page = browser.get("/board").text
            assert words in page
            assert "<time>2026-03-02 09:00</time>" in page


def test_a_published_board_names_the_periods_that_still_wait(app: Flask, signed_in: SignIn, now: datetime) -> None:
    publish(app, now)
    with app.app_context(), unit_of_work():
        store_period(now, "2027", is_open=False)
    browser = signed_in(Role.DEPARTMENT)
    board = browser.get("/board").text
    assert "89.80" in board
    assert "2027 年度" in board[board.index("还没有公布的周期") :]
    assert "看已公布的结果" in browser.get("/board/2027").text
    assert "还没有公布的周期" not in signed_in(Role.ANALYST).get("/board").text


def test_a_department_reads_its_own_tree_and_nobody_elses(app: Flask, signed_in: SignIn, now: datetime) -> None:
    browser = signed_in(Role.DEPARTMENT)
    with app.app_context(), unit_of_work():
        own = session().get_one(Unit, get_unit(UNIT_CODE).id)
        store_campaign(now, own, code="W1")
    publish(app, now)
    assert browser.get(f"/board/2026/units/{UNIT_CODE}").status_code == 200
    for path in ("/board/2026/units/JYJ", "/board/2026/units/JYJ/phone", "/board/2026/totals.csv"):
        assert browser.get(path).status_code == 403


@pytest.mark.parametrize("role", [Role.POLLER, Role.ORGANISER, Role.ADMINISTRATOR])
def test_those_without_a_part_in_scores_see_none(signed_in: SignIn, role: Role) -> None:
    assert signed_in(role).get("/board").status_code == 403


def test_totals_leave_as_csv_and_workbook(signed_in: SignIn) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    content = office.get("/board/2026/totals.csv").data
    assert content.startswith(codecs.BOM_UTF8), "Excel reads UTF-8 by its byte order mark"
    rows = content.decode("utf-8-sig").splitlines()
    assert ",JYJ,市教育局,不分类,89.80,89.8000000000," in rows[1]
    assert len(office.get("/board/2026/lines.csv").data.decode("utf-8-sig").splitlines()) == 1 + 2 * 5
    assert office.get("/board/2026/totals.xlsx").data.startswith(b"PK")


def test_files_hide_what_the_pages_hide(signed_in: SignIn) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    for table in ("totals", "lines"):
        assert ",80.0" not in office.get(f"/board/2026/{table}.csv").data.decode("utf-8-sig")


@pytest.mark.parametrize("path", ["/board/1999", "/board/2026/units/NOPE", "/board/2026/units/JYJ/pigeon"])
def test_what_is_not_there_is_a_friendly_404(signed_in: SignIn, path: str) -> None:
    assert signed_in(Role.ASSESSMENT_OFFICE).get(path).status_code == 404


def test_the_ledger_lists_deeds_by_kind(signed_in: SignIn) -> None:
    page = signed_in(Role.ADMINISTRATOR).get("/ledger?kind=period")
    assert "采用计分方案" in page.text
    assert "unit.open" not in page.text
