"""Pages of audits: nobody sees what would prejudice them, bad input loses nothing, and each role does its own part."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.audits import cli, queries, service
from feedback_app.channels.hotline.audits.models import AuditItem, ItemState
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.channels.hotline.queries import get_file
from feedback_app.database import session, unit_of_work
from feedback_app.jobs.worker import run_next
from feedback_app.periods.queries import get_period
from tests.application import SignIn
from tests.feedback_app.channels.hotline.audits.conftest import COMPLAINT, ENQUIRY, draw, read
from tests.feedback_app.channels.hotline.cases import WORK_ORDERS
from tests.feedback_app.channels.hotline.conftest import store_city

Stored = Callable[[], list[AuditItem]]


@pytest.fixture
def office(app: Flask, now: datetime, signed_in: SignIn) -> FlaskClient:
    """The assessment office, after the file of work orders was imported."""
    with app.app_context(), unit_of_work():
        store_city(now)
    browser = signed_in(Role.ASSESSMENT_OFFICE)
    with WORK_ORDERS.open("rb") as file:
        page = browser.post("/hotline", data={"file": (file, "orders.csv")}, content_type="multipart/form-data")
    started = browser.post(f"{page.location}/start", data=_mapping(app) | {"campaign": "period:2026"})
    assert started.status_code == 302
    with app.app_context():
        run_next()
    return browser


def _mapping(app: Flask) -> dict[str, str]:
    with app.app_context():
        return dict(get_file(1).mapping)


@pytest.fixture
def items(app: Flask, office: FlaskClient, now: datetime) -> Stored:
    """Call to read the drawn records as they are stored now."""
    with app.app_context():
        draw(now)

    def stored() -> list[AuditItem]:
        with app.app_context():
            return list(queries.list_items(queries.get_audit(get_period("2026"))))

    return stored


@pytest.mark.parametrize(("language", "words"), [("zh", "命令行 ·"), ("en", "command line ·")])
def test_a_draw_from_the_terminal_is_called_so(
    app: Flask, office: FlaskClient, now: datetime, language: str, words: str
) -> None:
    with app.app_context(), unit_of_work():
        service.draw(get_period("2026"), service.Plan(minimum=1), seed="1", actor=cli.ACTOR, now=now)
    page = office.get(f"/hotline/audits/2026?lang={language}").text
    assert words in page
    assert ("command line" in page) is (language == "en")


def test_the_office_draws_and_sees_what_was_drawn(app: Flask, office: FlaskClient) -> None:
    assert "还没有抽取" in office.get("/hotline/audits").text
    answer = office.post("/hotline/audits/2026/draw", data={"share": "2", "minimum": "5", "seed": "77"})
    assert answer.status_code == 302
    page = office.get("/hotline/audits/2026").text
    assert "77" in page
    with app.app_context():
        assert len(queries.list_items(queries.get_audit(get_period("2026")))) == 5


@pytest.mark.parametrize(
    "data",
    [{}, {"share": "0", "minimum": "5"}, {"share": "101", "minimum": "5"}, {"share": "2", "minimum": "-1"}],
)
def test_a_plan_that_makes_no_sense_is_shown_again(office: FlaskClient, data: dict[str, str]) -> None:
    assert office.post("/hotline/audits/2026/draw", data=data).status_code == 422
    assert "还没有抽取" in office.get("/hotline/audits").text


def test_another_seed_is_refused_in_words(office: FlaskClient, items: Stored) -> None:
    answer = office.post("/hotline/audits/2026/draw", data={"share": "2", "minimum": "5", "seed": "other"})
    assert answer.status_code == 409
    assert "lottery 42" in answer.text


def test_a_reader_sees_neither_the_machine_nor_the_other(app: Flask, office: FlaskClient, items: Stored) -> None:
    first = items()[0]
    with app.app_context():
        record = session().get(HotlineRecord, first.record_id)
        assert record is not None
        assert record.theme
        theme, version = record.theme, record.model_version
        read(first.id, COMPLAINT, "first", datetime.fromisoformat("2026-03-02T01:00:00+00:00"))
    page = office.get("/hotline/audits/2026/next").text
    text = page.replace("<br>", "")
    assert "<mark" not in text
    assert f"· {theme}" not in text
    assert version not in text
    assert "selected" not in text
    assert "第 1 人" not in text


def test_two_people_read_and_a_third_decides(app: Flask, office: FlaskClient, items: Stored, signed_in: SignIn) -> None:
    item = items()[0]
    with app.app_context():
        read(item.id, ENQUIRY, "somebody else", datetime.fromisoformat("2026-03-02T01:00:00+00:00"))
    analyst = signed_in(Role.ANALYST)
    answer = {"answer": "level-2", "theme": "教育文体", "called": "市教育局（JYJ）"}
    moved = analyst.post(f"/hotline/audits/items/{item.id}", data=answer)
    assert moved.location.startswith("/hotline/audits/2026/next")
    assert analyst.get("/hotline/audits/2026/disputes").text.count("没有等您裁定的分歧") == 1
    page = office.get("/hotline/audits/2026/disputes").text
    assert "第 1 人" in page
    assert "咨询" in page
    moved = office.post(f"/hotline/audits/items/{item.id}", data=answer)
    assert moved.location.startswith("/hotline/audits/2026/disputes")
    settled = items()[0]
    assert settled.state is ItemState.SETTLED
    assert settled.truth is not None
    assert settled.truth.coder == f"the_{Role.ASSESSMENT_OFFICE}"
    assert "核查已定 1 条" in office.get("/hotline/audits/2026").text


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"answer": "level-9", "theme": "教育文体"},
        {"answer": "level-2"},
        {"answer": "not-nonsense"},
        {"answer": "level-2", "theme": "不存在"},
        {"answer": "level-2", "theme": "教育文体", "called": "没有这个单位"},
        {"answer": "level-2", "theme": "教育文体", "called": "长" * 200},
    ],
)
def test_a_bad_answer_is_explained_and_nothing_kept(office: FlaskClient, items: Stored, data: dict[str, str]) -> None:
    answer = office.post(f"/hotline/audits/items/{items()[0].id}", data=data)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert items()[0].codings == []


def test_what_others_have_settled_is_not_shown(app: Flask, office: FlaskClient, items: Stored, now: datetime) -> None:
    item = items()[0]
    with app.app_context():
        for coder in ("one", "two"):
            read(item.id, COMPLAINT, coder, now)
    assert office.get(f"/hotline/audits/items/{item.id}").status_code == 409
    late = office.post(f"/hotline/audits/items/{item.id}", data={"answer": "not-other"})
    assert late.status_code == 302
    assert len(items()[0].codings) == 2


def test_an_analyst_reads_and_does_not_draw(items: Stored, signed_in: SignIn) -> None:
    analyst = signed_in(Role.ANALYST)
    assert analyst.get("/hotline/audits/2026/next").status_code == 200
    assert analyst.post("/hotline/audits/2026/draw", data={"share": "2", "minimum": "5"}).status_code == 403
    assert 'action="/hotline/audits/2026/draw"' not in analyst.get("/hotline/audits/2026").text


def test_an_audit_that_does_not_cover_later_records_says_so(
    app: Flask, office: FlaskClient, items: Stored, now: datetime
) -> None:
    with app.app_context(), unit_of_work():
        queries.get_audit(get_period("2026")).frame -= 2
    assert "又导入了 2 条记录" in office.get("/hotline/audits/2026").text


def test_before_a_draw_the_analyst_is_told_who_draws(office: FlaskClient, signed_in: SignIn) -> None:
    assert "抽取由考核办办理" in signed_in(Role.ANALYST).get("/hotline/audits/2026").text
    page = office.get("/hotline/audits/2026").text
    assert "抽取由考核办办理" not in page
    assert 'name="minimum"' in page


def test_a_reader_is_told_that_a_dispute_wants_a_third_person(
    app: Flask, office: FlaskClient, items: Stored, now: datetime, signed_in: SignIn
) -> None:
    item = items()[0]
    with app.app_context():
        read(item.id, ENQUIRY, f"the_{Role.ANALYST}", now)
        read(item.id, COMPLAINT, "somebody else", now)
    page = signed_in(Role.ANALYST).get("/hotline/audits/2026").text
    assert "有 1 条分歧不能由您裁定" in page
    assert "请系统管理员为第三人开通账号" in page
    page = office.get("/hotline/audits/2026").text
    assert "不能由您裁定" not in page
    assert "裁定分歧（1 条等您）" in page


@pytest.mark.parametrize(
    ("language", "beforehand", "open_ones", "link"),
    [
        (
            "zh",
            "两人判定不一致的记录，须由第三人裁定；只要还有一条没有裁定，任何得分都不校正。",
            "有 1 条分歧还没有裁定；全部裁定以前，任何得分都不按核查结果校正。",
            "去裁定",
        ),
        (
            "en",
            "Where two readings of a record differ, a third person has to settle it; while even one is open,",
            "Open disputes: 1. Until all of them are settled, the audit corrects no score.",
            "Settle them",
        ),
    ],
)
def test_that_a_dispute_holds_up_every_correction_is_said_before_reading_and_while_it_is_open(
    app: Flask,
    office: FlaskClient,
    items: Stored,
    now: datetime,
    signed_in: SignIn,
    language: str,
    beforehand: str,
    open_ones: str,
    link: str,
) -> None:
    address, settle = f"/hotline/audits/2026?lang={language}", f'<a href="/hotline/audits/2026/disputes">{link}</a>'
    page = office.get(address).text
    assert beforehand in page
    assert open_ones not in page
    with app.app_context():
        read(items()[0].id, ENQUIRY, f"the_{Role.ANALYST}", now)
        read(items()[0].id, COMPLAINT, "somebody else", now)
    page = office.get(address).text
    assert open_ones in page
    assert settle in page
    assert beforehand not in page, "said once is enough"
    page = signed_in(Role.ANALYST).get(address).text
    assert open_ones in page
    assert settle not in page, "who read it may not settle it"


def test_no_share_is_told_of_a_handful(app: Flask, office: FlaskClient, items: Stored, now: datetime) -> None:
    with app.app_context():
        for coder in ("one", "two"):
            read(items()[0].id, ENQUIRY, coder, now)
    page = office.get("/hotline/audits/2026").text
    assert "核查已定 1 条，不足 20 条，不计算" in page
    assert "两人都核查过的 1 条，不足 20 条，不计算" in page
    assert "精确率" not in page
    assert "κ" not in page
