"""The page of quality: what is read and how rightly, month by month, on both databases."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.audits import queries as audits
from feedback_app.channels.hotline.audits import service as auditing
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.channels.hotline.engines.cli import nlp
from feedback_app.channels.hotline.engines.folders import SHIPPED, get_folder
from feedback_app.channels.hotline.engines.months import Drift, watch_months
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from nlp.validity import Reason
from tests.application import SignIn
from tests.browser import PHONE, Visit, reading_faults
from tests.feedback_app.channels.hotline.engines.conftest import COMPLAINT, store_audited
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.stored import ACTOR, store_period, store_unit

STRANGE = "𠮷野家龘靐齉爩麤䲜䨺䯂鱻𪚥"


def store_year(now: datetime) -> None:
    """January as usual; in February fewer are valid, strange words appear, and the machine is wrong."""
    with unit_of_work():
        unit = store_unit()
        january = [_said(n, 1) if n % 2 else Said(on=date(2026, 1, 9), p_valid=0.1) for n in range(60)]
        february = [
            _said(n, 2) if n < 6 else Said(on=date(2026, 2, 9), text=STRANGE * 3, p_valid=0.4) for n in range(60)
        ]
        store_records(now, unit, [*january, *february])
        auditing.draw(get_period("2026"), Plan(minimum=120), seed="1", actor=ACTOR, now=now)
    with unit_of_work():
        truth = Answer(level=2, theme="教育文体", unit_id=get_unit("JYJ").id)
        for item in audits.list_items(audits.get_audit(get_period("2026"))):
            is_valid = item.said_valid or item.record.occurred_on == date(2026, 2, 9)
            for coder in ("one", "two"):
                answer = truth if is_valid else Answer(reason=Reason.ENQUIRY)
                auditing.code(item.id, answer, coder=coder, now=now)


def _said(n: int, month: int) -> Said:
    return Said(level=2, text=COMPLAINT.format(n=n), on=date(2026, month, 9))


@pytest.fixture
def year(context: None, now: datetime) -> Callable[[], Drift]:
    """Call to watch a year that changes in February."""
    store_year(now)
    return lambda: watch_months(get_period("2026"), get_folder(SHIPPED).load())


def test_every_figure_that_breaks_away_is_alarming(year: Callable[[], Drift]) -> None:
    drift = year()
    for series in drift.series:
        assert [(one.month, one.n) for one in series] == [("2026-01", 60), ("2026-02", 60)]
        assert [one.is_alarming for one in series] == [False, True]
    assert drift.alarms == 4
    assert [one.value for one in drift.valid] == [0.5, 0.1]
    assert [round(one.value, 4) for one in drift.confidence] == [0.9, 0.63]
    assert [one.value for one in drift.accuracy] == [1.0, 0.1]


def test_undated_records_and_an_empty_period_are_no_months(context: None, now: datetime) -> None:
    with unit_of_work():
        store_records(now, store_unit(), [Said(on=None)])  # type: ignore[arg-type]
    drift = watch_months(get_period("2026"), get_folder(SHIPPED).load())
    assert (drift.series, drift.alarms) == (([], [], [], []), 0)


def test_the_command_prints_the_alarms(year: Callable[[], Drift], capsys: pytest.CaptureFixture[str]) -> None:
    nlp.main(["quality", "2026"], standalone_mode=False)
    assert capsys.readouterr().out.count("ALARM") == 4


def test_the_page_says_what_alarms_and_what_is_missing(app: Flask, now: datetime, signed_in: SignIn) -> None:
    with app.app_context():
        store_year(now)
    page = signed_in(Role.ANALYST).get("/hotline/models/quality/2026").text
    assert "有 4 处逐月数字明显偏离以前" in page
    assert page.count('class="dot alarm"') == 4
    assert "不超过 5 %" in page
    assert "现用模型没有学习曲线" in page
    assert signed_in(Role.ANALYST).get("/hotline/models/quality/1999").status_code == 404


def test_without_a_period_the_page_is_that_of_the_current_one(app: Flask, now: datetime, signed_in: SignIn) -> None:
    browser = signed_in(Role.ANALYST)
    empty = browser.get("/hotline/models/quality")
    assert empty.status_code == 200
    assert "还没有考核周期" in empty.text
    with app.app_context(), unit_of_work():
        store_period(now, "2025", is_open=False)
    assert "模型质量 · 2025 年度" in browser.get("/hotline/models/quality").text, "the latest, where none is open"
    with app.app_context(), unit_of_work():
        store_period(now)
    page = browser.get("/hotline/models/quality").text
    assert "模型质量 · 2026 年度" in page
    assert "/hotline/models/quality/2025" in page


def test_without_anything_the_page_stands(app: Flask, now: datetime, signed_in: SignIn) -> None:
    with app.app_context(), unit_of_work():
        store_records(now, store_unit(), [Said()])
    page = signed_in(Role.ANALYST).get("/hotline/models/quality/2026").text
    assert "还没有一条记录核查完毕" in page
    assert "明显偏离" not in page


@pytest.mark.parametrize(("settled", "is_told"), [(19, False), (20, True)])
def test_calibration_is_not_told_of_a_handful(
    app: Flask, now: datetime, signed_in: SignIn, settled: int, is_told: bool
) -> None:
    with app.app_context():
        with unit_of_work():
            store_records(now, store_unit(), [Said()] * settled)
            auditing.draw(get_period("2026"), Plan(minimum=settled), seed="1", actor=ACTOR, now=now)
        for item in audits.list_items(audits.get_audit(get_period("2026"))):
            for coder in ("one", "two"):
                with unit_of_work():
                    auditing.code(item.id, Answer(reason=Reason.ENQUIRY), coder=coder, now=now)
    page = signed_in(Role.ANALYST).get("/hotline/models/quality/2026").text
    assert ("ECE" in page, 'class="confusion"' in page) == (is_told, is_told)
    assert page.count("不足 20 条，不计算") == (0 if is_told else 2)


@pytest.mark.browser
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_page_is_readable(app: Flask, now: datetime, page_of: Visit, database_kind: str) -> None:
    with app.app_context():
        store_audited(now)
    page = page_of(Role.ANALYST)
    assert reading_faults(page, "/hotline/models/quality/2026") == []
    page.set_viewport_size(PHONE)
    assert _hidden(page) <= 0, "in Chinese the matrix fits a phone"
    page.goto("/hotline/models/quality/2026?lang=en")
    assert _hidden(page) > 0
    matrix = page.locator(".scroll:has(.confusion)")
    assert "local" in matrix.evaluate("box => getComputedStyle(box).backgroundAttachment"), "a shadow hints at the rest"
    left = matrix.locator("tbody th").first.bounding_box()
    matrix.evaluate("box => { box.scrollLeft = box.scrollWidth }")
    assert matrix.evaluate("box => box.scrollLeft") > 0
    assert matrix.locator("tbody th").first.bounding_box() == left, "a row header stays where it is"


def _hidden(page: Page) -> int:
    """Return by how many pixels the matrix is wider than what is seen of it."""
    hidden: int = page.locator(".scroll:has(.confusion)").evaluate("box => box.scrollWidth - box.clientWidth")
    return hidden
