"""A real browser against a real server: Debian's Chromium, driven by Playwright, on a page that the app serves.

Tests that use ``page`` carry ``@pytest.mark.browser``. Where no Chromium is installed they are skipped with a reason,
except in CI, where a silent skip would look like a pass.
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    ViewportSize,
    sync_playwright,
)
from werkzeug.serving import make_server

from feedback_app import clock
from feedback_app.accounts.permissions import Role

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}
ACCESSIBILITY_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
Visit = Callable[[Role], Page]


def find_chromium() -> str | None:
    """Return the path of an installed Chromium."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One headless Chromium for this test process."""
    path = find_chromium()
    if path is None:
        lacking = "no Chromium is installed: run tests/install_browser.sh as root, or install it by hand"
        if os.environ.get("CI"):
            pytest.fail(lacking)
        pytest.skip(lacking)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def live_server(app: Flask, now: datetime) -> Iterator[str]:
    """Serve the test's app on a free port of this machine, at the test's moment; yields its address."""
    app.config["WTF_CSRF_ENABLED"] = True

    def at_the_moment(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        with clock.stopped(now):
            return app.wsgi_app(environ, start_response)

    server = make_server("127.0.0.1", 0, at_the_moment, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def browser_context(chromium: Browser, live_server: str) -> Iterator[BrowserContext]:
    """A browser profile without history, in Chinese; closed with everything it opened."""
    opened = chromium.new_context(base_url=live_server, locale="zh-CN", viewport=DESK)
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A tab; the test fails when the page breaks its own content security policy or a script of it fails."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    tab = browser_context.new_page()
    tab.on("console", listen)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    assert not complaints


@pytest.fixture
def page_of(app: Flask, page: Page, session_token: Callable[[Role], str], live_server: str) -> Visit:
    """Call with a role to get the tab with somebody of that role signed in."""

    def sign_in(role: Role) -> Page:
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        value = signer.dumps({"token": session_token(role)})
        page.context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": live_server}])
        return page

    return sign_in


def follow(target: Locator) -> None:
    """Press what leads to another page and wait until that page is whole: a click alone returns when it has begun."""
    with target.page.expect_navigation(wait_until="load"):
        target.click()


def accessibility_faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA on the page as it stands, a line each."""
    found = Axe().run(page, options=ACCESSIBILITY_RULES).response["violations"]
    return [f"{fault['id']}: {node['target']} {fault['help']}" for fault in found for node in fault["nodes"]]


def reading_faults(page: Page, address: str) -> list[str]:
    """Return what keeps people from reading a page on a phone or at a desk, a line each."""
    found: list[str] = []
    page.set_viewport_size(PHONE)
    page.goto(address)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        wider = overflow_of(page)
        found += [f"{wider} px wider than {size['width']}"] if wider > 0 else []
        found += [f"at {size['width']} px, {date} breaks in the middle" for date in broken_dates(page)]
        found += [f"at {size['width']} px, {fault}" for fault in accessibility_faults(page)]
    return found


def broken_dates(page: Page) -> list[str]:
    """Return the dates that stand on two lines."""
    dates: list[str] = page.evaluate(
        "[...document.querySelectorAll('time')].filter(t => t.getClientRects().length > 1).map(t => t.textContent)"
    )
    return dates


def overflow_of(page: Page) -> int:
    """Return by how many pixels the page is wider than the window; more than 0 means sideways scrolling."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
