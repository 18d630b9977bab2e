"""The pages of campaigns."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import list_periods
from feedback_app.periods.service import advance_period
from tests.application import SignIn
from tests.stored import ACTOR, store_period, store_unit

WANTED = {
    "code": "WEB-2026",
    "title": "窗口服务评价",
    "channel": "web",
    "period": "2026",
    "survey": "hcp_onsite",
    "targets": ["city_department"],
    "opens_at": "2026-03-01T08:00",
}


@pytest.fixture
def office(app: Flask, signed_in: SignIn, now: datetime) -> FlaskClient:
    with app.app_context(), unit_of_work():
        store_period(now)
        store_unit()
    return signed_in(Role.ASSESSMENT_OFFICE)


def test_a_campaign_is_opened_shown_closed_and_reopened(office: FlaskClient) -> None:
    assert "没有符合条件" in office.get("/campaigns").text
    page = office.post("/campaigns/new", data=WANTED, follow_redirects=True).text
    assert "市教育局" in page
    assert "表号" in page
    assert "/q/" in page
    assert "窗口服务评价" in office.get("/campaigns?channel=web").text
    assert "窗口服务评价" not in office.get("/campaigns?channel=phone").text
    assert "已截止" in office.post("/campaigns/WEB-2026/close", follow_redirects=True).text
    assert "已恢复" in office.post("/campaigns/WEB-2026/reopen", follow_redirects=True).text


def test_a_campaign_is_under_way_only_while_its_period_is_open(office: FlaskClient, app: Flask, now: datetime) -> None:
    office.post("/campaigns/new", data=WANTED)
    assert "进行中" in office.get("/campaigns").text
    with app.app_context(), unit_of_work():
        advance_period(list_periods()[0], PeriodState.CLOSED, actor=ACTOR, now=now)
    page = office.get("/campaigns").text
    assert "周期未开放" in page
    assert "进行中" not in page


def test_what_is_missing_is_told_beside_its_field(office: FlaskClient) -> None:
    page = office.post("/campaigns/new", data={**WANTED, "targets": [], "opens_at": ""}).text
    assert "请至少选一类评价对象" in page
    assert "请填写时间" in page
    late = office.post("/campaigns/new", data={**WANTED, "closes_at": "2026-02-01T08:00"}).text
    assert "须晚于开始时间" in late


def test_an_unknown_campaign_is_not_found(office: FlaskClient) -> None:
    assert office.get("/campaigns/NIX").status_code == 404


def test_no_single_box_is_required_of_those_to_choose_from(office: FlaskClient) -> None:
    page = office.get("/campaigns/new").text
    boxes = re.findall(r'<input[^>]*name="targets"[^>]*>', page)
    assert len(boxes) == 5
    assert not [box for box in boxes if "required" in box]
