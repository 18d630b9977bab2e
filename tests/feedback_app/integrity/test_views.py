"""The pages on which evaluations stop and begin again to count."""

from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.database import session, unit_of_work
from feedback_app.ledger.models import AuditEntry
from feedback_app.responses.service import Submission, Verdict, take
from tests.application import SignIn
from tests.stored import store_campaign, store_unit


@pytest.fixture
def address(app: Flask, now: datetime) -> str:
    with app.app_context(), unit_of_work():
        unit = store_unit()
        verdict = Verdict(unit_id=unit.id, item="overall", verdict="very_dissatisfied")
        submission = Submission(idempotency_key="k", content={}, verdicts=[verdict])
        receipt = take(store_campaign(now, unit), submission, today=date(2026, 3, 2))
    return f"/evaluations/{receipt.response_id}/0"


@pytest.fixture
def office(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ASSESSMENT_OFFICE)


def test_an_evaluation_is_found_set_aside_and_restored(app: Flask, office: FlaskClient, address: str) -> None:
    assert address in office.get("/evaluations").text
    for standing, reason, label in (("quarantined", "一分钟内二十条", "暂不计入"), ("valid", "已核实", "有效")):
        page = office.post(address, data={"standing": standing, "reason": reason}, follow_redirects=True).text
        assert reason in page
        assert label in office.get(f"/evaluations?standing={standing}").text
    assert address not in office.get("/evaluations?standing=excluded").text
    with app.app_context():
        entries = session().query(AuditEntry).filter_by(action="evaluation.standing").all()
        assert [entry.detail["after"] for entry in entries] == ["quarantined", "valid"]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"standing": "excluded", "reason": ""}, "请写明理由"),
        ({"standing": "valid", "reason": "same"}, "已经是这个状态"),
        ({"standing": "nonsense", "reason": "x"}, "wrong"),
    ],
)
def test_what_is_wrong_is_told(office: FlaskClient, address: str, form: dict[str, str], told: str) -> None:
    assert told in office.post(address, data=form).text


def test_an_empty_house_says_so(office: FlaskClient) -> None:
    assert "没有符合条件的评价" in office.get("/evaluations").text
