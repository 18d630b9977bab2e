"""The audit's pages in a real browser, at both widths."""

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.audits import queries
from feedback_app.database import unit_of_work
from feedback_app.jobs.worker import run_next
from feedback_app.periods.queries import get_period
from tests.browser import Visit, reading_faults
from tests.feedback_app.channels.hotline.audits.conftest import COMPLAINT, ENQUIRY, draw, read
from tests.feedback_app.channels.hotline.cases import WORK_ORDERS
from tests.feedback_app.channels.hotline.conftest import store_city

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """What a page looks like does not depend on the engine."""
    return "sqlite"


@pytest.fixture
def office(app: Flask, now: datetime, page_of: Visit) -> Page:
    """The office, with an audit of which some is read, some disputed, some settled."""
    with app.app_context(), unit_of_work():
        store_city(now)
    page = page_of(Role.ASSESSMENT_OFFICE)
    page.goto("/hotline")
    page.get_by_label("热线工单文件").set_input_files(WORK_ORDERS)
    page.get_by_role("button", name="上传").click()
    page.get_by_role("button", name="开始导入").click()
    with app.app_context():
        run_next()
        audit = draw(now)
        numbers = [item.id for item in queries.list_items(audit)]
        for number in numbers[:5]:
            read(number, COMPLAINT if number % 2 else ENQUIRY, "one", now)
            read(number, COMPLAINT if number > 2 else ENQUIRY, "two", now)
    return page


def test_every_page_is_readable(office: Page) -> None:
    addresses = ("", "/2026", "/2026/next", "/2026/disputes")
    faults = {address: reading_faults(office, f"/hotline/audits{address}") for address in addresses}
    assert {address: found for address, found in faults.items() if found} == {}


def test_a_record_is_read_in_the_browser(app: Flask, office: Page) -> None:
    office.goto("/hotline/audits/2026/next")
    office.get_by_label("主题").select_option("教育文体")
    office.get_by_role("button", name="非常不满意").click()
    office.get_by_role("link", name="改上一条").click()
    office.get_by_role("button", name="咨询").click()
    with app.app_context():
        items = queries.list_items(queries.get_audit(get_period("2026")))
        mine = [c for item in items for c in item.codings if c.coder == f"the_{Role.ASSESSMENT_OFFICE}"]
    assert [coding.reason for coding in mine] == ["enquiry"]
