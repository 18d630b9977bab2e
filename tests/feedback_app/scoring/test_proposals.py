"""A change of scheme takes two people: on the pages, in the service and in the database."""

from datetime import datetime
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from feedback_app.accounts import service as accounts
from feedback_app.accounts.permissions import Role
from feedback_app.database import session, unit_of_work
from feedback_app.ledger.queries import list_entries
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import PeriodFrozen
from feedback_app.scoring import proposals, queries
from feedback_app.scoring.models import ProposalState, SchemeProposal
from feedback_app.scoring.numbering import SchemeVersionTaken, next_version
from surveys.assessment import load_scheme
from tests.application import SignIn
from tests.browser import Visit, reading_faults
from tests.feedback_app.scoring.city import ACTOR, OTHER_ACTOR, SCHEME, change_scheme, frozen, store_city
from tests.people import PASSWORD

CHANGED = SCHEME.replace('version: "1"', 'version: "2"').replace("bonus_cap: 2", "bonus_cap: 3")
CHANGED = CHANGED.replace("{code: task, weight: 0.4", "{code: task, weight: 0.3")
CHANGED = CHANGED.replace("code: phone\n      weight: 0.4", "code: phone\n      weight: 0.5")


@pytest.fixture
def colleague(app: Flask, now: datetime) -> FlaskClient:
    """Another person of the assessment office."""
    with app.app_context(), unit_of_work():
        accounts.open_account(
            login_name="colleague",
            display_name="同事",
            role=Role.ASSESSMENT_OFFICE,
            password=PASSWORD,
            actor=ACTOR,
            now=now,
        )
        token = accounts.start_session("colleague", now=now)
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["token"] = token
    return browser


def _propose(browser: FlaskClient, reason: str = "市委第3号会议纪要") -> str:
    """Send a changed scheme; returns the page that follows."""
    data = {"file": (BytesIO(CHANGED.encode()), "scheme.yaml"), "reason": reason}
    return browser.post("/scoring/2026/scheme", data=data, follow_redirects=True).text


def _in_force(app: Flask) -> tuple[int, str]:
    with app.app_context():
        adopted = queries.find_adopted_scheme(get_period("2026"))
        assert adopted is not None
        return adopted.ordinal, adopted.version


def test_a_change_waits_for_a_second_person(
    app: Flask, office: FlaskClient, colleague: FlaskClient, now: datetime
) -> None:
    page = _propose(office)
    for words in ("待审批", "权重：<del>40 %</del> → <ins>30 %</ins>", "加分上限：<del>2</del> → <ins>3</ins>"):
        assert words in page
    assert "这是您自己提出的方案" in page
    assert _in_force(app) == (1, "1")
    assert "等待审批" in office.get("/scoring/2026").text
    assert office.post("/schemes/proposals/2", data={"approve": "1"}).status_code == 403
    assert _in_force(app) == (1, "1")
    assert "市委第3号会议纪要" in colleague.get("/schemes").text
    approved = colleague.post("/schemes/proposals/2", data={"approve": "1"}, follow_redirects=True).text
    assert "方案即时生效" in approved
    assert _in_force(app) == (2, "2")
    assert "the_assessment_office 提出，colleague 批准" in office.get("/scoring/2026").text
    assert "与前一份方案的不同" in office.get("/schemes/2026/2").text
    with app.app_context():
        deeds = {(entry.action, entry.actor) for entry in list_entries(subject_kind="period")}
    assert {("scheme.propose", "the_assessment_office"), ("scheme.approve", "colleague")} <= deeds


def test_the_administrator_may_be_the_second_person(app: Flask, office: FlaskClient, signed_in: SignIn) -> None:
    _propose(office)
    administrator = signed_in(Role.ADMINISTRATOR)
    assert administrator.post("/schemes/proposals/2", data={"refuse": "1"}).status_code == 400
    refusal = {"refuse": "1", "comment": "权重未经会议讨论"}
    assert "现行方案不变" in administrator.post("/schemes/proposals/2", data=refusal, follow_redirects=True).text
    assert _in_force(app) == (1, "1")
    assert "权重未经会议讨论" in office.get("/schemes/proposals/2").text
    assert administrator.post("/schemes/proposals/2", data={"approve": "1"}).status_code == 409
    assert administrator.get("/scoring/2026").status_code == 403


def test_a_proposal_says_why_and_stands_alone(office: FlaskClient) -> None:
    assert "须写明理由" in _propose(office, reason=" ")
    _propose(office)
    assert "已有一份待审批的方案" in _propose(office)


def test_who_proposed_it_withdraws_it(app: Flask, office: FlaskClient, colleague: FlaskClient) -> None:
    _propose(office)
    assert colleague.post("/schemes/proposals/2/withdraw").status_code == 403
    assert "已撤回" in office.post("/schemes/proposals/2/withdraw", follow_redirects=True).text
    assert "待审批" in _propose(office)


def test_a_button_must_be_pressed(office: FlaskClient, colleague: FlaskClient) -> None:
    _propose(office)
    answer = colleague.post("/schemes/proposals/2", data={"comment": "好"})
    assert answer.status_code == 400
    assert "请选择批准或不批准" in answer.text
    assert "好</textarea>" in answer.text


@pytest.mark.usefixtures("city")
def test_the_file_of_the_scheme_in_force_is_the_scheme_in_force(office: FlaskClient) -> None:
    answer = office.get("/schemes/2026/1.yaml")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=test_scheme-1.yaml")
    assert load_scheme(answer.text) == load_scheme(SCHEME)
    data = {"file": (BytesIO(answer.data), "same.yaml"), "reason": "试"}
    assert "完全相同" in office.post("/scoring/2026/scheme", data=data, follow_redirects=True).text
    assert office.get("/schemes/2026/9.yaml").status_code == 404


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("role", [Role.ANALYST, Role.DEPARTMENT, Role.POLLER, Role.ORGANISER])
def test_nobody_else_decides(role: Role, signed_in: SignIn) -> None:
    browser = signed_in(role)
    assert browser.get("/schemes").status_code == 403
    assert browser.post("/schemes/proposals/1", data={"approve": "1"}).status_code == 403


@pytest.mark.usefixtures("context")
def test_the_database_too_wants_two_people(now: datetime) -> None:
    with unit_of_work():
        period = store_city(now)
    decided_alone = (
        update(SchemeProposal)
        .where(SchemeProposal.period_id == period.id)
        .values(decided_by=ACTOR, state=ProposalState.APPROVED)
    )
    with pytest.raises(IntegrityError, match="nobody_decides_his_own_proposal"), unit_of_work():
        session().execute(decided_alone)


@pytest.mark.usefixtures("context")
def test_a_frozen_period_approves_nothing(now: datetime) -> None:
    with unit_of_work():
        period = store_city(now)
        proposal = proposals.propose_scheme(period, load_scheme(CHANGED), reason="r", actor=ACTOR, now=now)
    frozen(period, now)
    with pytest.raises(PeriodFrozen), unit_of_work():
        proposals.approve_proposal(queries.get_proposal(proposal.id), actor=OTHER_ACTOR, now=now)
    with unit_of_work():
        proposals.refuse_proposal(queries.get_proposal(proposal.id), comment="已冻结", actor=OTHER_ACTOR, now=now)


@pytest.mark.usefixtures("context")
def test_a_change_back_is_a_change(now: datetime) -> None:
    with unit_of_work():
        period = store_city(now)
        change_scheme(period, load_scheme(CHANGED), now)
        change_scheme(period, load_scheme(SCHEME), now)
    assert [one.ordinal for one in queries.list_adopted_schemes(period)] == [3, 2, 1]


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("renamed", [("", ""), ("scheme: test_scheme", "scheme: other"), ("测试方案", "另一方案")])
def test_another_content_takes_another_version(now: datetime, renamed: tuple[str, str]) -> None:
    with unit_of_work():
        period = store_city(now)
        change_scheme(period, load_scheme(CHANGED), now)
    for version, following in (("1", "3"), ("2", "3")):
        text = SCHEME.replace('version: "1"', f'version: "{version}"').replace("veto_cap: 60", "veto_cap: 50")
        with pytest.raises(SchemeVersionTaken) as refused, unit_of_work():
            change_scheme(period, load_scheme(text.replace(*renamed)), now)
        assert f"第 {version} 版" in refused.value.explain()
        assert f"version 改为 {following} " in refused.value.explain()
    assert [one.version for one in queries.list_adopted_schemes(period)] == ["2", "1"]


@pytest.mark.usefixtures("context")
def test_another_scheme_may_have_the_same_version(now: datetime) -> None:
    other = SCHEME.replace("scheme: test_scheme", "scheme: other").replace("测试方案", "另一方案")
    with unit_of_work():
        period = store_city(now)
        change_scheme(period, load_scheme(other), now)
    assert [one.code for one in queries.list_adopted_schemes(period)] == ["other", "test_scheme"]


@pytest.mark.parametrize(
    ("version", "taken", "following"),
    [("1", {"1"}, "2"), ("1", {"1", "2", "3"}, "4"), ("2027-09", {"2027-09"}, "2027-10"), ("试行", {"试行"}, "试行.2")],
)
def test_versions_count_on(version: str, taken: set[str], following: str) -> None:
    assert next_version(version, taken) == following


def test_the_page_says_which_version_comes_next(app: Flask, office: FlaskClient) -> None:
    same_version = CHANGED.replace('version: "2"', 'version: "1"').encode()
    data = {"file": (BytesIO(same_version), "scheme.yaml"), "reason": "r"}
    page = office.post("/scoring/2026/scheme", data=data, follow_redirects=True).text
    assert "请把文件中的 version 改为 2 再提交" in page
    data = {"file": (BytesIO(same_version), "scheme.yaml"), "reason": "r"}
    english = office.post("/scoring/2026/scheme?lang=en", data=data, follow_redirects=True).text
    assert "set version to 2 in the file" in english
    assert _in_force(app) == (1, "1")


@pytest.mark.browser
@pytest.mark.usefixtures("city")
def test_a_proposal_is_readable(app: Flask, now: datetime, page_of: Visit) -> None:
    with app.app_context(), unit_of_work():
        proposals.propose_scheme(get_period("2026"), load_scheme(CHANGED), reason="试行", actor=ACTOR, now=now)
    page = page_of(Role.ADMINISTRATOR)
    assert reading_faults(page, "/schemes") == []
    assert reading_faults(page, "/schemes/proposals/2") == []
    page.get_by_role("button", name="批准", exact=True).click()
    assert "已批准" in page.inner_text("h1")
    assert reading_faults(page, "/schemes/2026/2") == []
