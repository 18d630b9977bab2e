"""The pages of a house in which nothing has happened yet, in a real browser: readable, and for everybody."""

import pytest
from flask import Flask
from playwright.sync_api import Page

from feedback_app.accounts.permissions import Role
from tests.browser import DESK, PHONE, Visit, follow, reading_faults
from tests.routes import list_routes

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """What a page looks like does not depend on the engine."""
    return "sqlite"


def _menu(page: Page) -> list[str]:
    page.goto("/")
    links = page.locator("nav.menu a")
    return [str(links.nth(n).get_attribute("href")) for n in range(links.count())]


@pytest.mark.parametrize("role", list(Role))
def test_the_pages_of_a_role_are_readable(role: Role, page_of: Visit) -> None:
    page = page_of(role)
    addresses = [*_menu(page), "/password"]
    faults = {address: reading_faults(page, address) for address in addresses}
    assert {address: found for address, found in faults.items() if found} == {}


def _hidden_entries(page: Page) -> int:
    """Return by how many pixels the menu is wider than what is seen of it."""
    hidden: int = page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('nav.menu'))")
    return hidden


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_longest_menu_is_whole_at_a_desk_and_hints_at_its_rest_on_a_phone(page_of: Visit, language: str) -> None:
    page = page_of(Role.ASSESSMENT_OFFICE)
    page.set_viewport_size(DESK)
    page.goto(f"/periods?lang={language}")
    assert _hidden_entries(page) <= 0
    page.set_viewport_size(PHONE)
    assert _hidden_entries(page) > 0
    assert "local" in page.evaluate("getComputedStyle(document.querySelector('nav.menu')).backgroundAttachment")


def test_the_public_pages_are_readable(app: Flask, page: Page) -> None:
    routes = [r for r in list_routes(app) if r.method == "GET" and not r.has_parameters and r.mark and r.mark.is_public]
    faults = {route.address: reading_faults(page, route.address) for route in routes}
    assert {address: found for address, found in faults.items() if found} == {}


def test_a_person_signs_in_and_out_by_hand(page: Page, page_of: Visit) -> None:
    page_of(Role.ADMINISTRATOR).goto("/")
    follow(page.get_by_role("button", name="退出"))
    assert page.url.endswith("/sign-in")
    page.goto("/accounts")
    assert "/sign-in" in page.url


def test_a_page_can_be_read_in_english(page: Page) -> None:
    page.goto("/sign-in")
    follow(page.get_by_role("link", name="English"))
    assert page.locator("html").get_attribute("lang") == "en"
