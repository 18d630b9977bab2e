"""The hotline's pages in a real browser: readable at both widths, and the queue worked off by keys alone."""

from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.database import session, unit_of_work
from feedback_app.jobs.models import Job
from feedback_app.jobs.worker import run_next
from tests.browser import DESK, PHONE, Visit, accessibility_faults, follow, overflow_of
from tests.feedback_app.channels.hotline.cases import WORK_ORDERS, encoded
from tests.feedback_app.channels.hotline.conftest import store_city

pytestmark = pytest.mark.browser


@pytest.fixture
def database_kind() -> str:
    """What a page looks like does not depend on the engine."""
    return "sqlite"


@pytest.fixture
def waiting(app: Flask, now: datetime, page_of: Visit) -> Page:
    """An analyst before the page of an import that no worker has begun."""
    with app.app_context(), unit_of_work():
        store_city(now)
    page = page_of(Role.ANALYST)
    page.goto("/hotline")
    page.get_by_label("热线工单文件").set_input_files(WORK_ORDERS)
    follow(page.get_by_role("button", name="上传"))
    follow(page.get_by_role("button", name="开始导入"))
    return page


@pytest.fixture
def analyst(app: Flask, waiting: Page) -> Page:
    """An analyst who has just imported the file of work orders."""
    with app.app_context():
        run_next()
    return waiting


def _waiting(app: Flask) -> int:
    with app.app_context():
        return session().query(HotlineRecord).filter_by(review_state=ReviewState.WAITING).count()


def _press_access_key(page: Page, letter: str) -> None:
    """Press Alt and a letter as hands do: Playwright's own keyboard leaves out what the browser's access keys need."""
    key = {"modifiers": 1, "key": letter, "unmodifiedText": letter, "windowsVirtualKeyCode": ord(letter.upper())}
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    keyboard.detach()


def _further(app: Flask, *, done: int, total: int) -> None:
    with app.app_context(), unit_of_work():
        job = session().query(Job).one()
        job.done, job.total = done, total


def test_a_job_tells_how_far_it_is_while_one_stays_on_its_page(app: Flask, waiting: Page) -> None:
    pause = waiting.get_by_role("button", name="暂停")
    pause.focus()
    _further(app, done=3, total=8)
    expect(waiting.locator("#progress")).to_contain_text("3 / 8")
    expect(pause).to_be_focused()
    assert _faults(waiting) == []
    with app.app_context():
        run_next()
    expect(waiting.locator("#progress")).to_contain_text("已完成")
    expect(pause).to_have_count(0)


def _faults(page: Page) -> list[str]:
    found: list[str] = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        found += accessibility_faults(page)
        found += ["wider than the window"] if overflow_of(page) > 0 else []
    return found


def test_every_page_is_readable(analyst: Page) -> None:
    faults: dict[str, list[str]] = {}
    for address in ("/hotline", "/hotline/files/1", "/hotline/records", "/hotline/records/1", "/hotline/review"):
        analyst.goto(address)
        faults[address] = _faults(analyst)
    draft = {"name": "again.csv", "mimeType": "text/csv", "buffer": encoded("gb18030")}
    analyst.goto("/hotline")
    analyst.get_by_label("热线工单文件").set_input_files([draft])  # type: ignore[list-item]
    follow(analyst.get_by_role("button", name="上传"))
    faults["draft"] = _faults(analyst)
    assert {address: found for address, found in faults.items() if found} == {}


def test_the_queue_is_worked_off_without_a_mouse(app: Flask, analyst: Page) -> None:
    before = _waiting(app)
    analyst.goto("/hotline/review")
    _press_access_key(analyst, "q")  # a request
    expect(analyst.get_by_text("已判定：")).to_be_visible()
    assert _waiting(app) == before - 1
    _press_access_key(analyst, "u")  # taken back
    expect(analyst.get_by_text("恢复到判定之前")).to_be_visible()
    assert _waiting(app) == before
    analyst.goto("/hotline/review")
    _press_access_key(analyst, "d")
    analyst.keyboard.type("市城管局")
    _press_access_key(analyst, "1")
    expect(analyst.get_by_text("已判定：")).to_be_visible()
    assert _waiting(app) == before - 1


def test_plain_keys_work_the_queue_off(app: Flask, analyst: Page) -> None:
    before = _waiting(app)
    analyst.goto("/hotline/review")
    first = analyst.locator("article").inner_text()
    with analyst.expect_navigation(wait_until="load"):  # a key pressed meanwhile would be lost
        analyst.keyboard.press("n")
    assert analyst.locator("article").inner_text() != first
    analyst.keyboard.press("x")
    assert analyst.evaluate("document.activeElement.value") == "not-enquiry"
    analyst.keyboard.press("v")
    assert analyst.evaluate("document.activeElement.value") == "level-1"
    analyst.keyboard.press("d")
    analyst.keyboard.type("市城管局 1 q")  # words, not answers
    assert analyst.locator("[name=called]").input_value() == "市城管局 1 q"
    analyst.keyboard.press("Escape")
    analyst.keyboard.press("q")
    expect(analyst.get_by_text("已判定：")).to_be_visible()
    assert _waiting(app) == before - 1
    analyst.keyboard.press("u")
    expect(analyst.get_by_text("恢复到判定之前")).to_be_visible()
    assert _waiting(app) == before


def test_escape_abandons_what_was_typed(app: Flask, analyst: Page) -> None:
    analyst.goto("/hotline/review?q=违规补课&at=1")
    field = analyst.locator("[name=called]")
    analyst.keyboard.press("d")
    analyst.keyboard.type("市城管局")
    analyst.keyboard.press("Tab")
    analyst.keyboard.press("d")
    analyst.keyboard.type("市税务局")
    analyst.keyboard.press("Escape")
    expect(field).to_have_value("市城管局")
    expect(field).not_to_be_focused()
    field.fill("")
    analyst.locator("h1").click()
    analyst.keyboard.press("d")
    analyst.keyboard.type("市城管局")
    analyst.keyboard.press("Escape")
    expect(field).to_have_value("")
    analyst.keyboard.press("2")
    expect(analyst.get_by_text("已判定：市教育局 · 不满意。")).to_be_visible()


def test_enter_judges_nothing_where_the_machine_knows_no_unit(app: Flask, analyst: Page) -> None:
    with app.app_context(), unit_of_work():
        record = session().query(HotlineRecord).filter_by(is_valid=True, review_state=ReviewState.WAITING).first()
        assert record is not None
        record.unit_id, record.official_unit, record.extraction = None, "", {**record.extraction, "candidates": []}
        record_id = record.id
    before = _waiting(app)
    analyst.goto(f"/hotline/review?at={record_id}")
    expect(analyst.locator("[accesskey=a]")).to_have_count(0)
    analyst.keyboard.press("d")
    analyst.keyboard.type("市城管局")
    analyst.keyboard.press("Enter")
    analyst.keyboard.press("Tab")
    assert _waiting(app) == before
    expect(analyst.locator("[name=called]")).to_have_value("市城管局")
    assert accessibility_faults(analyst) == []


def test_the_queue_works_without_the_script(app: Flask, analyst: Page) -> None:
    before = _waiting(app)
    analyst.route("**/keys.js*", lambda route: route.abort())
    analyst.goto("/hotline/review")
    analyst.keyboard.press("q")
    assert _waiting(app) == before
    analyst.locator("button[accesskey=q]").click()
    expect(analyst.get_by_text("已判定：")).to_be_visible()
    assert _waiting(app) == before - 1
