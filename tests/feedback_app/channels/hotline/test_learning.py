"""The queue in the order of what teaches most, and what the audit says of a reviewer's decisions."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.audits import queries as audits
from feedback_app.channels.hotline.audits import service as auditing
from feedback_app.channels.hotline.audits.second_reading import agreement_of
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.channels.hotline.learning import find_next_useful, list_useful
from feedback_app.channels.hotline.models import ReviewState
from feedback_app.channels.hotline.queries import Wanted, get_record
from feedback_app.channels.hotline.review import Decision, decide
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from nlp.validity import Reason
from tests.application import SignIn
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.people import login_name_of
from tests.stored import ACTOR, store_unit

WAITING = Wanted(state=ReviewState.WAITING)
ANALYST = login_name_of(Role.ANALYST)


def _store(now: datetime) -> None:
    """A sure one, a doubtful one, its near copy, and one of which the machine is almost sure."""
    with unit_of_work():
        said = [
            Said(level=1, text="公交车经常晚点，等了四十分钟还不来"),
            Said(level=1, text="自来水连续三天停水，打电话没有人接", p_valid=0.5, surely=False),
            Said(level=1, text="自来水连续三天停水，打电话没有人接！", p_valid=0.51, surely=False),
            Said(level=1, text="办税大厅排队太长，窗口只开了一个", p_valid=0.8, surely=False),
        ]
        store_records(now, store_unit(), said)


@pytest.fixture
def stored(context: None, now: datetime) -> None:
    _store(now)


def _audit(now: datetime, level: int) -> None:
    """Draw everything and let two others agree on a level."""
    with unit_of_work():
        auditing.draw(get_period("2026"), Plan(), seed="1", actor=ACTOR, now=now)
    answer = Answer(level=level, theme="教育文体", unit_id=get_unit("JYJ").id)
    for item in audits.list_items(audits.get_audit(get_period("2026"))):
        for coder in ("one", "two"):
            with unit_of_work():
                auditing.code(item.id, answer, coder=coder, now=now)


def test_what_waits_is_offered_by_doubt_and_copies_come_last(stored: None) -> None:
    assert list_useful(WAITING) == [2, 4, 3]


def test_a_skipped_one_is_followed_by_the_next(stored: None) -> None:
    offered = [find_next_useful(WAITING, skipped=skipped) for skipped in ((), (2,), (2, 4), (4,), (2, 4, 3))]
    assert [record and record.id for record in offered] == [2, 4, 3, 2, None]


def test_a_reviewer_s_agreement_with_the_audit(stored: None, now: datetime) -> None:
    unit = get_unit("JYJ").id
    for number, decision in (
        (2, Decision(level=2, unit_id=unit)),
        (3, Decision(level=1, unit_id=unit)),
        (4, Decision(reason=Reason.OTHER)),
    ):
        with unit_of_work():
            decide(number, decision, actor=ANALYST, now=now)
    assert agreement_of(ANALYST).agreed.n == 0
    _audit(now, 2)
    found = agreement_of(ANALYST)
    assert (found.agreed.hits, found.agreed.n) == (1, 3)
    assert agreement_of("somebody else").agreed.n == 0


@pytest.fixture
def analyst(app: Flask, now: datetime, signed_in: SignIn) -> FlaskClient:
    with app.app_context():
        _store(now)
    return signed_in(Role.ANALYST)


def test_the_filter_stays_while_the_queue_goes_on(app: Flask, analyst: FlaskClient) -> None:
    page = analyst.get("/hotline/review?pick=useful").text
    assert "办税大厅" not in page
    assert "自来水" in page
    decided = analyst.post("/hotline/records/2/decide?pick=useful", data={"answer": "not-other", "queue": "yes"})
    assert decided.location == "/hotline/review?undo=2&pick=useful"
    back = analyst.post("/hotline/records/2/undo", data={"queue": "yes"})
    assert back.location == "/hotline/review?at=2"
    with app.app_context():
        assert get_record(2).review_state is ReviewState.WAITING
    assert "data-key" in analyst.get(back.location).text
    behind = "/hotline/records/2/decide?pick=useful&skipped=3"
    decided = analyst.post(behind, data={"answer": "not-other", "queue": "yes"}, follow_redirects=True)
    assert "/hotline/records/4/decide?pick=useful&amp;skipped=3" in decided.text
    assert analyst.get("/hotline/review?at=999").status_code == 404


def test_a_decided_record_shows_what_the_audit_found(app: Flask, analyst: FlaskClient, now: datetime) -> None:
    with app.app_context():
        with unit_of_work():
            decide(2, Decision(level=2, unit_id=get_unit("JYJ").id), actor=ANALYST, now=now)
        _audit(now, 2)
    assert "另两人独立核查的结果：不满意" in analyst.get("/hotline/records/2").text.replace("\n", "")
    queue = analyst.get("/hotline/review").text
    assert "1 条中，100.0 % 与核查一致" in queue
    assert "另两人独立核查的结果" not in queue
