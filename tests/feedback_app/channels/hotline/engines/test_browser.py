"""The models' pages in a real browser, at both widths."""

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import expect

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.engines.folders import keep
from feedback_app.database import unit_of_work
from feedback_app.jobs.service import finish
from tests.browser import Visit, follow, reading_faults
from tests.feedback_app.channels.hotline.engines.conftest import GLOOMY, store_audited, store_reviewed, turned
from tests.feedback_app.channels.hotline.engines.test_views import FACTS

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """What a page looks like does not depend on the engine."""
    return "sqlite"


def test_every_page_is_readable_and_a_model_is_promoted(app: Flask, now: datetime, page_of: Visit) -> None:
    with app.app_context():
        store_audited(now)
        keep(turned(GLOOMY), FACTS)
    page = page_of(Role.ASSESSMENT_OFFICE)
    addresses = ("/hotline/models", f"/hotline/models/{GLOOMY}", "/hotline/models/shipped")
    faults = {address: reading_faults(page, address) for address in addresses}
    page.goto(f"/hotline/models/{GLOOMY}")
    page.get_by_role("button", name="启用这个模型").click()
    expect(page.get_by_text("已启用")).to_be_visible()
    faults["history"] = reading_faults(page, "/hotline/models")
    assert {address: found for address, found in faults.items() if found} == {}


def test_a_training_is_started_and_followed(app: Flask, now: datetime, page_of: Visit) -> None:
    with app.app_context():
        store_reviewed(store_audited(now), now)
        keep(turned(GLOOMY), FACTS)
    page, faults = page_of(Role.ASSESSMENT_OFFICE), {}
    page.goto("/hotline/models")
    page.get_by_role("button", name="开始训练").click()
    page.wait_for_url("**/jobs/*")
    job_id = int(page.url.rsplit("/", 1)[1])
    faults["running"] = reading_faults(page, "/hotline/models")
    follow(page.get_by_role("link", name="看进度"))
    follow(page.get_by_role("button", name="暂停"))
    faults["paused"] = reading_faults(page, f"/jobs/{job_id}")
    follow(page.get_by_role("button", name="继续"))
    with app.app_context(), unit_of_work():
        outcome = {"model": GLOOMY, "labels": {"city": 41}, "compared": 39, "gained": 3, "lost": 12}
        finish(job_id, outcome=outcome, now=now)
    faults["done"] = reading_faults(page, f"/jobs/{job_id}")
    follow(page.get_by_role("link", name="查看结果"))
    faults["result"] = reading_faults(page, "/hotline/models")
    follow(page.get_by_role("link", name="看比较"))
    expect(page.get_by_role("button", name="启用这个模型")).to_be_visible()
    assert {place: found for place, found in faults.items() if found} == {}
