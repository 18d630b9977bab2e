"""The models' pages in a real browser, at both widths."""

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import expect

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.engines.folders import keep
from tests.browser import Visit, reading_faults
from tests.feedback_app.channels.hotline.engines.conftest import GLOOMY, store_audited, turned
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
