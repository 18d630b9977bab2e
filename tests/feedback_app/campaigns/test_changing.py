"""Periods and campaigns are changed before they begin and deleted while nothing belongs to them."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.models import CampaignTarget
from feedback_app.campaigns.queries import find_campaign, get_campaign
from feedback_app.database import session, unit_of_work
from feedback_app.ledger.queries import list_entries
from feedback_app.periods.queries import find_period, get_period
from feedback_app.responses.service import Submission, Verdict, take
from tests.application import SignIn
from tests.browser import Visit, reading_faults
from tests.stored import store_campaign, store_period, store_unit

TIMES = {"opens_at": "2026-04-01T08:00", "closes_at": "2026-04-30T18:00"}


@pytest.fixture
def office(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ASSESSMENT_OFFICE)


@pytest.fixture
def planned(app: Flask, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_period(now, is_open=False)


@pytest.fixture
def coming(app: Flask, now: datetime) -> None:
    """A campaign that begins tomorrow."""
    with app.app_context(), unit_of_work():
        store_campaign(now + timedelta(days=1), store_unit())


def _actions(app: Flask) -> set[str]:
    with app.app_context():
        return {entry.action for entry in list_entries()}


@pytest.mark.usefixtures("planned")
def test_a_planned_period_is_changed(app: Flask, office: FlaskClient) -> None:
    assert 'value="2026 年度"' in office.get("/periods/2026/edit").text
    new = {"name": "2026 上半年", "starts_on": "2026-01-01", "ends_on": "2026-06-30"}
    assert "早于" in office.post("/periods/2026/edit", data={**new, "ends_on": "2025-01-01"}).text
    assert "周期已修改" in office.post("/periods/2026/edit", data=new, follow_redirects=True).text
    with app.app_context():
        assert get_period("2026").ends_on == date(2026, 6, 30)
        (entry,) = [entry for entry in list_entries() if entry.action == "period.change"]
        assert entry.detail == {"name": ["2026 年度", "2026 上半年"], "ends_on": ["2026-12-31", "2026-06-30"]}


@pytest.mark.usefixtures("planned")
def test_a_period_that_nothing_belongs_to_is_deleted_after_a_question(app: Flask, office: FlaskClient) -> None:
    assert "删除考核周期“2026 年度”？" in office.get("/periods/2026/delete").text
    assert "已删除" in office.post("/periods/2026/delete", follow_redirects=True).text
    with app.app_context():
        assert find_period("2026") is None
    assert "period.delete" in _actions(app)


def test_a_period_in_use_stays(app: Flask, office: FlaskClient, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_period(now, is_open=False)
        store_campaign(now, store_unit())
    answer = office.get("/periods/2026/delete")
    assert answer.status_code == 409
    assert "已有评价活动，不能删除" in answer.text
    assert office.post("/periods/2026/delete").status_code == 409


def test_an_open_period_stays_as_announced(app: Flask, office: FlaskClient, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_period(now)
    new = {"name": "改名", "starts_on": "2026-01-01", "ends_on": "2026-06-30"}
    for answer in (office.get("/periods/2026/edit"), office.post("/periods/2026/edit", data=new)):
        assert answer.status_code == 409
        assert "已经开放过" in answer.text
        assert 'name="ends_on"' not in answer.text
    assert office.post("/periods/2026/delete").status_code == 409
    assert "/periods/2026/edit" not in office.get("/periods").text


@pytest.mark.usefixtures("coming")
def test_a_coming_campaign_is_changed(app: Flask, office: FlaskClient) -> None:
    assert "/campaigns/C1/edit" in office.get("/campaigns/C1").text
    backwards = {"title": "x", **TIMES, "closes_at": "2026-03-01T08:00"}
    assert "须晚于" in office.post("/campaigns/C1/edit", data=backwards).text
    done = office.post("/campaigns/C1/edit", data={"title": "春季评价", **TIMES}, follow_redirects=True)
    assert "活动已修改" in done.text
    assert "2026-04-01 08:00" in done.text
    assert 'value="2026-04-01T08:00"' in office.get("/campaigns/C1/edit").text
    assert "campaign.change" in _actions(app)


def test_a_campaign_that_has_begun_stays_as_announced(app: Flask, office: FlaskClient, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_campaign(now, store_unit())
    assert "/campaigns/C1/edit" not in office.get("/campaigns/C1").text
    form = {"title": "x", **TIMES}
    for answer in (office.get("/campaigns/C1/edit"), office.post("/campaigns/C1/edit", data=form)):
        assert answer.status_code == 409
        assert "已经开始，不能再修改" in answer.text
        assert 'name="opens_at"' not in answer.text


@pytest.mark.usefixtures("coming")
def test_a_campaign_nobody_answered_is_deleted_with_its_targets(app: Flask, office: FlaskClient) -> None:
    asked = office.get("/campaigns/C1/delete").text
    assert "它的 1 个评价对象一起删除" in asked
    assert "二维码会失效" in asked
    assert "已删除" in office.post("/campaigns/C1/delete", follow_redirects=True).text
    with app.app_context():
        assert find_campaign("C1") is None
        assert session().query(CampaignTarget).count() == 0
    assert "campaign.delete" in _actions(app)


def test_a_campaign_with_answers_stays(app: Flask, office: FlaskClient, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        unit = store_unit()
        verdict = Verdict(unit_id=unit.id, item="overall", verdict="satisfied")
        submission = Submission(idempotency_key="k", content={}, verdicts=[verdict])
        take(store_campaign(now, unit), submission, today=now.date())
    assert "/campaigns/C1/delete" not in office.get("/campaigns/C1").text
    answer = office.post("/campaigns/C1/delete")
    assert answer.status_code == 409
    assert "已有评价、答卷，不能删除" in answer.text
    with app.app_context():
        assert get_campaign("C1").targets


@pytest.mark.browser
@pytest.mark.usefixtures("coming")
def test_the_questions_are_readable(page_of: Visit) -> None:
    page = page_of(Role.ASSESSMENT_OFFICE)
    for address in ("/campaigns/C1/edit", "/campaigns/C1/delete"):
        assert reading_faults(page, address) == []
    page.get_by_role("button", name="删除这个活动").click()
    assert "已删除" in page.inner_text("main")
