"""The pages on which evaluations stop and begin again to count."""

import re
from datetime import date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.database import session, unit_of_work
from feedback_app.ledger.models import AuditEntry
from feedback_app.responses.handles import handle_of_key
from feedback_app.responses.service import Submission, Verdict, take, take_all
from tests.application import SignIn
from tests.browser import Visit, reading_faults
from tests.routes import hidden_of
from tests.stored import store_campaign, store_unit


@pytest.fixture
def address(app: Flask, now: datetime) -> str:
    with app.app_context(), unit_of_work():
        unit = store_unit()
        verdict = Verdict(unit_id=unit.id, item="overall", verdict="very_dissatisfied")
        submission = Submission(idempotency_key="k", content={}, verdicts=[verdict])
        receipt = take(store_campaign(now, unit), submission, today=date(2026, 3, 2))
        return f"/evaluations/{handle_of_key((receipt.response_id, 0))}"


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


@pytest.fixture
def many(app: Flask, now: datetime) -> None:
    """Three hundred answers about two units, one of them heard once."""
    with app.app_context(), unit_of_work():
        education, police = store_unit("JYJ", "市教育局"), store_unit("GAJ", "市公安局")
        campaign = store_campaign(now, education, police)
        for unit, number in ((education, 299), (police, 1)):
            verdict = Verdict(unit_id=unit.id, item="overall", verdict="satisfied")
            said = [
                Submission(idempotency_key=f"{unit.code}{n}", content={}, verdicts=[verdict]) for n in range(number)
            ]
            take_all(campaign, said, today=date(2026, 3, 2))


@pytest.mark.usefixtures("many")
def test_the_list_shows_what_it_can_be_searched_by(office: FlaskClient) -> None:
    page = office.get("/evaluations?unit=GAJ").text
    assert "<time>2026-03-02</time>" in page
    (receipt,) = re.findall(r"<code>([0-9A-Z]{12})</code>", page)
    assert _keys(office.get(f"/evaluations?words={receipt}").text) == _keys(page)
    assert page.index('href="#many"') < page.index("<table") < page.index('id="many"')


def _keys(html: str) -> list[str]:
    return re.findall(r'name="key" value="([^"]+)"', html)


@pytest.mark.usefixtures("many")
def test_a_filter_keeps_to_its_pages(office: FlaskClient) -> None:
    first = office.get("/evaluations?unit=JYJ").text
    assert "共 299 条" in first
    assert "第 1 页，共 6 页" in first
    assert "unit=JYJ" in first[first.index('rel="next"') :][:120]
    assert "共 1 条" in office.get("/evaluations?words=公安").text
    assert "共 0 条" in office.get("/evaluations?since=2026-03-03").text
    assert "请按 2026-03-01 的样子填写日期" in office.get("/evaluations?since=3月1日").text


@pytest.mark.usefixtures("many")
def test_all_of_a_filter_is_looked_at_changed_and_taken_back(app: Flask, office: FlaskClient) -> None:
    form = {"unit": "JYJ", "scope": "all", "after": "quarantined", "reason": "同一设备"}
    asked = office.post("/evaluations/change", data=form).text
    assert "把 299 条评价改为“暂不计入”？" in asked
    assert "共 0 条" in office.get("/evaluations?standing=quarantined").text
    done = office.post("/evaluations/change", data=hidden_of(asked), follow_redirects=True).text
    assert "已更改 299 条" in done
    assert "共 299 条" in office.get("/evaluations?standing=quarantined").text
    assert "恢复 299 条" in office.post("/evaluations/batches/1/undo", follow_redirects=True).text
    assert "已经撤销过了" in office.post("/evaluations/batches/1/undo", follow_redirects=True).text
    with app.app_context():
        actions = [entry.action for entry in session().query(AuditEntry).filter_by(subject_kind="period")]
    assert actions[-2:] == ["evaluation.batch", "evaluation.undo_batch"]


@pytest.mark.usefixtures("many")
def test_those_that_are_ticked_are_changed(office: FlaskClient) -> None:
    picked = _keys(office.get("/evaluations").text)[:3]
    form = {"scope": "picked", "after": "excluded", "reason": "重复", "key": picked}
    asked = office.post("/evaluations/change", data=form).text
    assert "把 3 条评价改为“排除”？" in asked
    done = {**hidden_of(asked), "key": picked}
    assert "已更改 3 条" in office.post("/evaluations/change", data=done, follow_redirects=True).text
    assert sorted(_keys(office.get("/evaluations?standing=excluded").text)) == sorted(picked)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"scope": "picked", "after": "excluded", "reason": "重复"}, "还没有勾选评价"),
        ({"scope": "picked", "after": "excluded", "reason": "重复", "key": "nonsense"}, "还没有勾选评价"),
        ({"scope": "all", "after": "excluded", "reason": ""}, "请写明理由"),
        ({"scope": "all", "reason": "重复"}, "请选择"),
    ],
)
def test_an_incomplete_decision_is_asked_for_again(office: FlaskClient, form: dict[str, str], told: str) -> None:
    answer = office.post("/evaluations/change", data=form)
    assert answer.status_code == 400
    assert told in answer.text


@pytest.mark.usefixtures("many")
def test_what_was_not_looked_at_stays(office: FlaskClient) -> None:
    form = {"scope": "all", "after": "excluded", "reason": "r", "seen": "299"}
    page = office.post("/evaluations/change", data=form, follow_redirects=True).text
    assert "由 299 条变为 300 条，没有更改" in page


@pytest.mark.browser
@pytest.mark.usefixtures("many")
def test_a_decision_about_many_is_readable(page_of: Visit) -> None:
    page = page_of(Role.ASSESSMENT_OFFICE)
    assert reading_faults(page, "/evaluations?unit=JYJ") == []
    page.get_by_label("勾选第 2 条").check()
    page.get_by_label("排除", exact=True).check()
    page.get_by_label("理由").fill("重复")
    page.get_by_role("button", name="下一步：核对").click()
    assert "把 1 条评价改为“排除”？" in page.inner_text("h1")
    page.get_by_role("button", name="确认更改").click()
    assert "已更改 1 条" in page.inner_text("main")
    assert reading_faults(page, "/evaluations/batches/2026") == []
