"""The ballot in a real browser: readable on a phone, without a script, by keyboard and screen reader."""

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from tests.browser import DESK, PHONE, Visit, accessibility_faults, follow, overflow_of
from tests.feedback_app.channels.reverse.rounds import CRITERIA, UNITS, issue, store_round

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """Pages look the same on both engines."""
    return "sqlite"


@pytest.fixture
def code(app: Flask, now: datetime) -> str:
    with app.app_context(), unit_of_work():
        store_round(now)
        return issue(1, now)[0]


def _assert_sound(page: Page) -> None:
    assert accessibility_faults(page) == []
    assert overflow_of(page) == 0


def test_a_rater_votes_on_a_phone(page: Page, code: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto("/ballot")
    _assert_sound(page)
    page.fill("input[name=code]", code.lower())
    follow(page.locator("input[type=submit]"))
    _assert_sound(page)
    assert code not in page.url
    page.check(f"input[name=no_contact][value={UNITS[1]}]")
    follow(page.locator("form.ballot > button"))
    assert page.locator(".cell.wrong").count() == len(CRITERIA)
    _assert_sound(page)
    for criterion in CRITERIA:
        page.check(f"input[name='ballot:{UNITS[0]}:{criterion}'][value=good]")
    follow(page.locator("form.ballot > button"))
    assert page.url.endswith("/ballot/done")
    _assert_sound(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_organiser_prints_slips(page_of: Visit, code: str, size: dict[str, int]) -> None:
    page = page_of(Role.ORGANISER)
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    for address in ("/reverse", "/reverse/C1", "/reverse/C1/groups/street"):
        page.goto(address)
        _assert_sound(page)
    page.fill("input[name=number]", "3")
    follow(page.locator("form:has(input[name=number]) input[type=submit]"))
    assert page.locator(".slip").count() == 3
    _assert_sound(page)
