"""The pages of scoring, from an empty period to a published table."""

from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import advance_period
from feedback_app.scoring import queries
from tests.application import SignIn
from tests.feedback_app.scoring.city import ACTOR, SCHEME, store_city


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


def test_a_scheme_is_adopted_with_its_reason(app: Flask, signed_in: SignIn) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    page = office.post("/scoring/2026/scheme", data={"shipped": "department_scheme"}, follow_redirects=True)
    assert "须写明理由" in page.text
    page = office.post(
        "/scoring/2026/scheme", data={"shipped": "department_scheme", "reason": "换方案"}, follow_redirects=True
    )
    assert "市直部门年度考核计分方案" in page.text
    with app.app_context():
        assert len(queries.list_adopted_schemes(get_period("2026"))) == 2


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
    assert office.post("/scoring/2026/freeze").status_code == 409
    with app.app_context(), unit_of_work():
        advance_period(get_period("2026"), PeriodState.CLOSED, actor=ACTOR, now=now)
    assert "已冻结" in office.post("/scoring/2026/freeze", follow_redirects=True).text
    assert "结果已公布" in office.post("/scoring/2026/publish", follow_redirects=True).text
    assert office.post("/scoring/2026/compute", follow_redirects=True).text.count("已冻结，数据不能再改动") == 1
    with app.app_context():
        assert get_period("2026").state is PeriodState.PUBLISHED


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.ANALYST, Role.POLLER, Role.ADMINISTRATOR])
def test_only_the_assessment_office_manages_scoring(signed_in: SignIn, role: Role) -> None:
    browser = signed_in(role)
    assert browser.get("/scoring/2026").status_code == 403
    assert browser.post("/scoring/2026/compute").status_code == 403
