"""The pages of scoring, from an empty period to a published table."""

import re
from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import advance_period
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection, list_evaluations
from feedback_app.responses.service import change_standing
from feedback_app.scoring import queries
from tests.application import SignIn
from tests.browser import Visit, reading_faults
from tests.feedback_app.scoring.city import ACTOR, SCHEME, store_city, store_component
from tests.routes import hidden_of
from tests.stored import store_unit


@pytest.fixture(autouse=True)
def city(app: Flask, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_city(now)


def test_the_page_shows_the_scheme_and_what_is_imported(signed_in: SignIn) -> None:
    page = signed_in(Role.ASSESSMENT_OFFICE).get("/scoring/2026")
    assert page.status_code == 200
    for words in ("测试方案", "目标任务", "少于 10 份不计分", "已导入 2 个分值", "没有加减分"):
        assert words in page.text


def test_a_bad_scheme_is_shown_with_every_problem(signed_in: SignIn) -> None:
    spoiled = SCHEME.replace("weight: 0.2", "weight: 0.3").replace("score_map: M4", "score_map: M9")
    page = signed_in(Role.ASSESSMENT_OFFICE).post(
        "/scoring/2026/scheme", data={"file": (BytesIO(spoiled.encode()), "scheme.yaml"), "reason": "r"}
    )
    assert page.status_code == 422
    assert "tree.children[2].score_map" in page.text
    assert "只能是：M5A、" in page.text
    assert "must be" not in page.text
    assert "改好后重新上传" in page.text
    english = signed_in(Role.ASSESSMENT_OFFICE).post(
        "/scoring/2026/scheme?lang=en", data={"file": (BytesIO(spoiled.encode()), "scheme.yaml"), "reason": "r"}
    )
    assert "M5A, " in english.text


@pytest.mark.parametrize("nothing", ["", " \n\n", "# 以后再写\n---\n"], ids=["no bytes", "blanks", "remarks"])
def test_a_file_without_a_scheme_is_refused_in_words_of_its_own(nothing: str, signed_in: SignIn) -> None:
    browser = signed_in(Role.ASSESSMENT_OFFICE)
    page = browser.post(
        "/scoring/2026/scheme",
        data={"file": (BytesIO(nothing.encode()), "scheme.yaml"), "reason": "r"},
        follow_redirects=True,
    )
    assert "文件“scheme.yaml”是空的，没有计分方案" in page.text
    assert "must be a mapping" not in page.text


def test_a_sheet_with_bad_rows_is_shown_row_by_row(signed_in: SignIn) -> None:
    sheet = "单位编码,task\nJYJ,200\nZZZ,1\n"
    page = signed_in(Role.ASSESSMENT_OFFICE).post(
        "/scoring/2026/components", data={"file": (BytesIO(sheet.encode()), "tasks.csv")}
    )
    assert page.status_code == 422
    assert "有 2 处问题" in page.text
    assert "ZZZ" in page.text


def test_the_sheet_to_fill_names_every_unit(signed_in: SignIn) -> None:
    answer = signed_in(Role.ASSESSMENT_OFFICE).get("/scoring/2026/components.csv")
    assert answer.data.decode("utf-8-sig").splitlines() == ["单位编码,目标任务", "GAJ,80.5", "JYJ,90"]


def test_an_adjustment_is_recorded_and_withdrawn(app: Flask, signed_in: SignIn) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    form = {"unit": "JYJ", "kind": "bonus", "points": "1.5", "reason": "市政府通报表扬"}
    page = office.post("/scoring/2026/adjustments", data=form, follow_redirects=True)
    assert "市政府通报表扬" in page.text
    page = office.post("/scoring/2026/adjustments", data={**form, "reason": ""}, follow_redirects=True)
    assert "没有记入" in page.text
    with app.app_context():
        found = queries.list_adjustments(get_period("2026"))[0].id
    page = office.post(f"/scoring/2026/adjustments/{found}/withdraw", follow_redirects=True)
    assert "已撤销" in page.text


def test_from_computing_to_publishing(app: Flask, signed_in: SignIn, now: datetime) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert "已按现有数据计分" in office.post("/scoring/2026/compute", follow_redirects=True).text
    early = office.get("/scoring/2026/freeze")
    assert (early.status_code, office.post("/scoring/2026/freeze").status_code) == (409, 409)
    assert "请先截止评价" in early.text
    assert 'class="button primary" href="/periods"' in early.text
    with app.app_context(), unit_of_work():
        advance_period(get_period("2026"), PeriodState.CLOSED, actor=ACTOR, now=now)
    asked = office.get("/scoring/2026/freeze")
    assert "已冻结" in office.post("/scoring/2026/freeze", data=hidden_of(asked.text), follow_redirects=True).text
    assert "公布不能撤回" in office.get("/scoring/2026/publish").text
    assert "结果已公布" in office.post("/scoring/2026/publish", follow_redirects=True).text
    assert office.post("/scoring/2026/compute", follow_redirects=True).text.count("已冻结，数据不能再改动") == 1
    with app.app_context():
        assert get_period("2026").state is PeriodState.PUBLISHED


@pytest.fixture
def closed_period(app: Flask, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        advance_period(get_period("2026"), PeriodState.CLOSED, actor=ACTOR, now=now)


@pytest.mark.usefixtures("closed_period")
def test_freezing_says_what_it_will_fix(app: Flask, signed_in: SignIn, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        heard = list_evaluations(Selection(period_id=get_period("2026").id), page_size=100)
        evaluation = next(one for one in heard if one.unit.code == "GAJ" and one.channel == "phone")
        change_standing(evaluation, Standing.QUARANTINED, reason="待核实", actor=ACTOR, now=now)
    page = signed_in(Role.ASSESSMENT_OFFICE).get("/scoring/2026/freeze").text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for words in ("冻结不能撤销", "被考核单位 2", "评价：暂不计入 1", "待人工判定 0", "有 1 条评价暂不计入"):
        assert words in text
    assert "电话 评价少于方案规定的最低份数 1 市公安局" in text


@pytest.mark.usefixtures("closed_period")
def test_nothing_is_frozen_that_was_not_looked_at(app: Flask, signed_in: SignIn, now: datetime) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert office.post("/scoring/2026/freeze").status_code == 409
    looked_at = hidden_of(office.get("/scoring/2026/freeze").text)
    with app.app_context(), unit_of_work():
        store_component(get_period("2026"), store_unit("SLJ", "市水利局"), "70", now)
    answer = office.post("/scoring/2026/freeze", data=looked_at)
    assert answer.status_code == 409
    assert "您看过以后数据有了变化" in answer.text
    with app.app_context():
        assert get_period("2026").state is PeriodState.CLOSED


def test_publishing_is_refused_before_freezing(signed_in: SignIn) -> None:
    assert signed_in(Role.ASSESSMENT_OFFICE).get("/scoring/2026/publish").status_code == 409


@pytest.mark.browser
@pytest.mark.usefixtures("closed_period")
def test_the_questions_are_readable_and_answered(page_of: Visit) -> None:
    page = page_of(Role.ASSESSMENT_OFFICE)
    assert reading_faults(page, "/scoring/2026/freeze") == []
    page.get_by_role("button", name="确认冻结").click()
    assert "已冻结" in page.inner_text("h1")
    assert reading_faults(page, "/scoring/2026/publish") == []
    page.get_by_role("link", name="不办理，返回").click()
    assert "已冻结" in page.inner_text("h1")


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.ANALYST, Role.POLLER, Role.ADMINISTRATOR])
def test_only_the_assessment_office_manages_scoring(signed_in: SignIn, role: Role) -> None:
    browser = signed_in(role)
    assert browser.get("/scoring/2026").status_code == 403
    assert browser.post("/scoring/2026/compute").status_code == 403
