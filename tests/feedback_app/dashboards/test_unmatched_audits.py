"""An audit that does not belong to the counts corrects nothing, and the unit's page says so, readably."""

from datetime import date, datetime

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.queries import get_campaign
from feedback_app.channels.hotline.audits import queries as audits
from feedback_app.channels.hotline.audits import service as auditing
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from feedback_app.responses.service import Submission, Verdict, take
from feedback_app.scoring import computing, service
from surveys.assessment import load_scheme
from tests.application import SignIn
from tests.browser import DESK, PHONE, Visit, overflow_of, reading_faults
from tests.feedback_app.channels.hotline.records import CAMPAIGN, Said, store_records
from tests.feedback_app.scoring.city import ACTOR, change_scheme
from tests.feedback_app.scoring.readers import HOTLINE_SCHEME
from tests.stored import store_unit

RECORDS = 30
PAGE = "/board/2026/units/JYJ"
SAID = "机器判读，没有校正：抽查后记录有变动，两者对不上"
SAID_IN_ENGLISH = "Read by a machine, not corrected: records changed after the audit was drawn, so the two do not match"


def _store(now: datetime) -> None:
    """Store a unit whose records are all audited by two people who agree with the machine."""
    with unit_of_work():
        store_records(now, store_unit(), [Said(level=2)] * RECORDS)
        change_scheme(get_period("2026"), load_scheme(HOTLINE_SCHEME), now)
        auditing.draw(get_period("2026"), Plan(minimum=RECORDS), seed="1", actor=ACTOR, now=now)
    with unit_of_work():
        truth = Answer(level=2, theme="教育文体", unit_id=get_unit("JYJ").id)
        for item in audits.list_items(audits.get_audit(get_period("2026"))):
            for coder in ("one", "two"):
                auditing.code(item.id, truth, coder=coder, now=now)


def _score(now: datetime) -> None:
    period = get_period("2026")
    computed = computing.compute(period)
    with unit_of_work():
        service.store_provisional(period, computed, actor=ACTOR, now=now)


def _a_record_comes_in(now: datetime) -> None:
    with unit_of_work():
        store_records(now, get_unit("JYJ"), [Said(level=5)])


def _an_evaluation_counts_that_no_record_has(now: datetime) -> None:
    with unit_of_work():
        verdict = Verdict(unit_id=get_unit("JYJ").id, item="overall", verdict="satisfied")
        take(
            get_campaign(CAMPAIGN),
            Submission(idempotency_key="x", content={}, verdicts=[verdict]),
            today=date(2026, 3, 2),
        )


def test_an_audit_that_belongs_to_the_counts_corrects_them(app: Flask, now: datetime, signed_in: SignIn) -> None:
    with app.app_context():
        _store(now)
        _score(now)
    page = signed_in(Role.ANALYST).get(PAGE).text
    assert f"已用涉及本单位的 {RECORDS} 条抽查校正" in page
    assert SAID not in page


@pytest.mark.parametrize("change", [_a_record_comes_in, _an_evaluation_counts_that_no_record_has])
def test_an_audit_that_does_not_belong_to_the_counts_is_told(
    app: Flask, now: datetime, signed_in: SignIn, change: object
) -> None:
    with app.app_context():
        _store(now)
        assert callable(change)
        change(now)
        _score(now)
    browser = signed_in(Role.ANALYST)
    assert SAID in browser.get(PAGE).text
    assert SAID_IN_ENGLISH in browser.get(f"{PAGE}?lang=en").text


@pytest.mark.browser
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_sentence_reads_well_at_both_widths(app: Flask, now: datetime, page_of: Visit, database_kind: str) -> None:
    with app.app_context():
        _store(now)
        _a_record_comes_in(now)
        _score(now)
    page = page_of(Role.ANALYST)
    assert reading_faults(page, PAGE) == []
    for size, most in ((PHONE, 3), (DESK, 3)):
        page.set_viewport_size(size)
        note = page.get_by_text(SAID).first
        lines = note.evaluate(
            "e => Math.round(e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight))"
        )
        assert 1 <= lines <= most, f"{lines} lines at {size['width']} px"
        assert overflow_of(page) <= 0
