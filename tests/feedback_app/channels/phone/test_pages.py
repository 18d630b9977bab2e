"""The poller's pages in a real browser: upload, report, acceptance."""

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.models import Channel
from feedback_app.database import unit_of_work
from tests.browser import DESK, PHONE, Visit, accessibility_faults, follow, overflow_of
from tests.feedback_app.channels.phone.sheets import as_csv, complete, refusal
from tests.stored import store_campaign, store_unit

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both engines."""
    return "sqlite"


def _assert_sound(page: Page) -> None:
    assert accessibility_faults(page) == []
    assert overflow_of(page) == 0


def _upload(page: Page, rows: list[dict[str, str]]) -> None:
    page.goto("/phone/upload")
    page.set_input_files("input[type=file]", {"name": "样本.csv", "mimeType": "text/csv", "buffer": as_csv(rows)})
    follow(page.locator("input[type=submit]"))
    assert "/phone/uploads/" in page.url


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_poller_corrects_a_file_and_hands_it_in(
    app: Flask, now: datetime, page_of: Visit, size: dict[str, int]
) -> None:
    with app.app_context(), unit_of_work():
        store_campaign(now, store_unit(), channel=Channel.PHONE)
    page = page_of(Role.POLLER)
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    _upload(page, [complete("A1", overall="还行")])
    _assert_sound(page)
    _upload(page, [complete("A1"), refusal("A2")])
    _assert_sound(page)
    follow(page.get_by_role("button", name="确认接收"))
    assert "/phone/batches/" in page.url
    _assert_sound(page)
    page.goto("/phone")
    _assert_sound(page)
