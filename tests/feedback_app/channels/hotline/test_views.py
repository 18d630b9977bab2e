"""The pages of the hotline as an analyst uses them."""

import csv
import io
import re
from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline import pages
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.database import session, unit_of_work
from feedback_app.jobs.worker import run_next
from feedback_app.responses.models import Evaluation
from tests.application import SignIn
from tests.feedback_app.channels.hotline.cases import SECRETS, WORK_ORDERS
from tests.feedback_app.channels.hotline.conftest import store_city

COLUMNS = {
    "campaign": "period:2026",
    "order_number": "工单编号",
    "title": "标题",
    "text": "主要内容",
    "occurred_at": "来电时间",
    "caller": "来电人电话/账号",
    "official_unit": "承办单位",
    "official_class": "",
}


@pytest.fixture
def database_kind() -> str:
    """What a page shows does not depend on the engine; the services are tested on both."""
    return "sqlite"


@pytest.fixture(autouse=True)
def city(app: Flask, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_city(now)


@pytest.fixture
def analyst(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ANALYST)


def _upload(browser: FlaskClient, content: bytes, name: str = "工单.csv") -> TestResponse:
    return browser.post("/hotline", data={"file": (io.BytesIO(content), name)}, follow_redirects=True)


@pytest.fixture
def imported(app: Flask, analyst: FlaskClient) -> None:
    _upload(analyst, WORK_ORDERS.read_bytes())
    analyst.post("/hotline/files/1/start", data=COLUMNS)
    with app.app_context():
        run_next()


@pytest.fixture
def all_waiting(app: Flask, imported: None) -> None:
    """Let every record wait for a person, so that there is a queue to speak of."""
    with app.app_context(), unit_of_work():
        session().execute(update(HotlineRecord).values(review_state=ReviewState.WAITING))


def test_a_file_is_uploaded_understood_and_imported(app: Flask, analyst: FlaskClient) -> None:
    drafted = _upload(analyst, WORK_ORDERS.read_bytes())
    assert '<option selected value="主要内容">' in drafted.text
    started = analyst.post("/hotline/files/1/start", data=COLUMNS, follow_redirects=True)
    assert "等待中" in started.text
    assert 'http-equiv="refresh"' in started.text
    with app.app_context():
        run_next()
    done = analyst.get("/hotline/files/1").text
    assert "已完成 · 12 / 12" in done
    assert "工单编号重复：已从“本文件”第 2 行导入" in done
    assert [secret for secret in SECRETS if secret in done] == []
    assert "工单.csv" in analyst.get("/hotline").text


def test_a_mapping_that_cannot_be_read_says_so_and_keeps_the_choice(analyst: FlaskClient) -> None:
    _upload(analyst, WORK_ORDERS.read_bytes())
    refused = analyst.post("/hotline/files/1/start", data={**COLUMNS, "order_number": "", "text": "回复内容"})
    assert refused.status_code == 422
    assert "必须指定工单编号" in refused.text
    assert '<option selected value="回复内容">' in refused.text


@pytest.mark.parametrize("content", [b"", "编号,内容\n".encode(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
def test_a_bad_file_is_explained_on_the_page(content: bytes, analyst: FlaskClient) -> None:
    refused = _upload(analyst, content, "坏文件.csv")
    assert refused.status_code == 422
    assert "坏文件.csv" in refused.text


def test_a_file_that_does_not_tell_callers_apart_says_what_that_means(analyst: FlaskClient) -> None:
    warning = "认不出同一人的多次来电"
    assert warning in _upload(analyst, "工单编号,内容\n1,路灯不亮\n".encode()).text
    assert warning not in _upload(analyst, "工单编号,内容,来电人\n1,路灯不亮,王小明\n".encode()).text


def test_a_file_in_a_wrong_encoding_hears_which_ones_work(analyst: FlaskClient) -> None:
    refused = _upload(analyst, "工单编号,内容\n1,".encode() + b"\xff\xfe\xfd\n")
    assert refused.status_code == 422
    assert "UTF-8 和 GB18030 都可以" in refused.text


def test_no_file_at_all_is_asked_for(analyst: FlaskClient) -> None:
    refused = analyst.post("/hotline", data={})
    assert (refused.status_code, "请选择文件。" in refused.text) == (422, True)


@pytest.mark.usefixtures("imported")
def test_the_same_file_twice_is_refused_by_name(analyst: FlaskClient) -> None:
    refused = _upload(analyst, WORK_ORDERS.read_bytes(), "再来一次.csv")
    assert refused.status_code == 409
    assert "以“工单.csv”导入过" in refused.text


@pytest.mark.usefixtures("imported")
def test_the_list_of_problems_comes_as_a_sheet(analyst: FlaskClient) -> None:
    answer = analyst.get("/hotline/files/1/problems.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert answer.mimetype == "text/csv"
    assert rows[0] == ["行号", "列名", "原因", "处理"]
    assert [row[0] for row in rows[1:]] == ["9", "10", "11", "13"]


def _import_faults(app: Flask, analyst: FlaskClient) -> None:
    """Import a file of 300 empty work orders and one of a unit that nobody knows."""
    rows = ["工单编号,主要内容,承办单位", *(f"{number},," for number in range(300)), "300,路灯不亮没人管,无此单位"]
    _upload(analyst, "\n".join(rows).encode())
    columns = dict.fromkeys(COLUMNS, "") | {"campaign": "period:2026", "order_number": "工单编号"}
    columns |= {"text": "主要内容", "official_unit": "承办单位"}
    analyst.post("/hotline/files/1/start", data=columns)
    with app.app_context():
        run_next()


def test_three_hundred_equal_faults_are_one_line_that_names_the_rows(app: Flask, analyst: FlaskClient) -> None:
    _import_faults(app, analyst)
    page = analyst.get("/hotline/files/1").text
    assert page.count("标题和内容都是空的") == 1
    refused, unknown = page.index("未导入：300 处"), page.index("已导入，单位待指定：1 处")
    assert '<span class="nowrap">2–301</span>' in page[refused:unknown]
    assert "没有“无此单位”" in page[unknown:]
    assert '<span class="nowrap">302</span>' in page[unknown:]
    assert "（空）" not in page, "the cells are not kept, so nothing is said of what stands there"
    assert "其余见问题清单" not in page


def test_a_page_of_too_many_problems_leads_to_the_sheet(
    app: Flask, analyst: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _import_faults(app, analyst)
    monkeypatch.setattr(pages, "MOST_GROUPED", 10)
    page = analyst.get("/hotline/files/1").text
    assert "未导入：300 处" in page
    assert '<span class="nowrap">2–11</span>' in page
    assert "这里只合并了前 10 处，其余见问题清单。" in page


def _shown_record(page: TestResponse) -> int:
    found = re.search(r"/hotline/records/(\d+)/decide", page.text)
    assert found is not None
    return int(found[1])


@pytest.mark.usefixtures("imported")
def test_the_queue_is_worked_off_one_record_a_page(app: Flask, analyst: FlaskClient) -> None:
    first = analyst.get("/hotline/review")
    assert "危及生命" in first.text
    record_id = _shown_record(first)
    answer = {"queue": "yes", "called": "市城管局（CGJ）", "answer": "level-2"}
    following = analyst.post(f"/hotline/records/{record_id}/decide", data=answer, follow_redirects=True)
    assert "已判定：市城管局 · 不满意。" in following.text
    assert "撤销上一条" in following.text
    with app.app_context():
        record = session().get(HotlineRecord, record_id)
        assert record is not None
        assert (record.review_state, record.decided_level) == (ReviewState.DECIDED, 2)
        evaluations = session().query(Evaluation).filter_by(response_id=record.response_id).all()
        assert [(e.verdict, e.made_by) for e in evaluations] == [("dissatisfied", "reviewer:the_analyst")]
    undone = analyst.post(f"/hotline/records/{record_id}/undo", follow_redirects=True)
    assert "恢复到判定之前" in undone.text
    assert "已判定：" not in analyst.get(f"/hotline/review?undo={record_id}").text
    assert _shown_record(analyst.get("/hotline/review")) == record_id


@pytest.mark.usefixtures("imported")
def test_the_reason_just_given_stands_beside_the_way_back(analyst: FlaskClient) -> None:
    record_id = _shown_record(analyst.get("/hotline/review"))
    answer = {"queue": "yes", "answer": "not-suggest"}
    following = analyst.post(f"/hotline/records/{record_id}/decide", data=answer, follow_redirects=True)
    assert "已判定：建议。" in following.text
    english = analyst.get(f"/hotline/review?undo={record_id}&lang=en").text
    assert "Decided: Suggestion." in english


@pytest.mark.usefixtures("imported")
def test_the_filter_stays_when_half_an_answer_is_refused(analyst: FlaskClient) -> None:
    record_id = _shown_record(analyst.get("/hotline/review?q=煤气味"))
    answer = {"queue": "yes", "called": "某个不存在的局", "answer": "level-1"}
    refused = analyst.post(f"/hotline/records/{record_id}/decide?q=煤气味", data=answer).text
    assert f"/hotline/records/{record_id}/decide?q=" in refused


@pytest.mark.usefixtures("imported")
def test_a_skipped_record_makes_way_for_the_next(app: Flask, analyst: FlaskClient) -> None:
    with app.app_context():
        waiting = session().query(HotlineRecord).filter_by(review_state=ReviewState.WAITING).count()
    seen: list[int] = []
    page = analyst.get("/hotline/review")
    while "/decide" in page.text:
        seen.append(_shown_record(page))
        page = analyst.get(_skip(page))
    assert len(seen) == len(set(seen)) == waiting
    assert f"略过的还有 {waiting} 条" in page.text
    again = re.search(r'href="([^"]+)">从头再看', page.text)
    assert again is not None
    assert _shown_record(analyst.get(again[1])) == seen[0]


def _skip(page: TestResponse) -> str:
    """Return where the button that skips a record leads."""
    found = re.search(r'accesskey="n" href="([^"]+)"', page.text)
    assert found is not None
    return unescape(found[1])


def _judge(analyst: FlaskClient, page: TestResponse) -> TestResponse:
    found = re.search(r'action="(/hotline/records/\d+/decide[^"]*)"', page.text)
    assert found is not None
    return analyst.post(unescape(found[1]), data={"queue": "yes", "answer": "not-other"}, follow_redirects=True)


@pytest.mark.usefixtures("all_waiting")
def test_what_was_skipped_comes_again_only_at_the_end(app: Flask, analyst: FlaskClient) -> None:
    page = analyst.get("/hotline/review")
    skipped = _shown_record(page)
    page = analyst.get(_skip(page))
    judged: list[int] = []
    while "/decide" in page.text:
        judged.append(_shown_record(page))
        page = _judge(analyst, page)
    assert skipped not in judged
    assert len(judged) > 1
    assert "略过的还有 1 条" in page.text
    assert f"/hotline/records/{judged[-1]}/undo" in page.text


@pytest.mark.usefixtures("all_waiting")
def test_the_last_decision_is_undone_after_skipping_and_the_place_is_kept(analyst: FlaskClient) -> None:
    page = analyst.get("/hotline/review")
    judged = _shown_record(page)
    page = _judge(analyst, page)
    skipped = _shown_record(page)
    page = analyst.get(_skip(page))
    way_back = re.search(rf'action="(/hotline/records/{judged}/undo[^"]*)"', page.text)
    assert way_back is not None
    page = analyst.post(unescape(way_back[1]), data={"queue": "yes"}, follow_redirects=True)
    assert _shown_record(page) == judged
    assert _shown_record(_judge(analyst, page)) not in {judged, skipped}


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("spoiled", ["x", "-", "1e9", "99999999999999999999", "-".join(["999"] * 5000)])
def test_a_spoiled_list_of_skipped_records_skips_nothing_else(analyst: FlaskClient, spoiled: str) -> None:
    first = _shown_record(analyst.get("/hotline/review"))
    page = analyst.get(f"/hotline/review?skipped={spoiled}")
    assert _shown_record(page) == first
    assert len(_skip(page)) < 3000


@pytest.mark.usefixtures("imported")
def test_half_an_answer_keeps_what_was_typed(analyst: FlaskClient) -> None:
    record_id = _shown_record(analyst.get("/hotline/review"))
    answer = {"called": "某个不存在的局", "answer": "level-1"}
    refused = analyst.post(f"/hotline/records/{record_id}/decide", data=answer)
    assert refused.status_code == 400
    assert "某个不存在的局" in refused.text
    assert 'value="某个不存在的局"' in refused.text


@pytest.mark.usefixtures("imported")
def test_an_unknown_button_decides_nothing(analyst: FlaskClient) -> None:
    record_id = _shown_record(analyst.get("/hotline/review"))
    for answer in ("", "level-9", "level-x", "not-anything", "not-"):
        data = {"answer": answer, "called": "CGJ"}
        assert analyst.post(f"/hotline/records/{record_id}/decide", data=data).status_code == 400


@pytest.mark.usefixtures("imported")
def test_records_are_found_by_words_state_and_file(analyst: FlaskClient) -> None:
    assert "共 9 条" in analyst.get("/hotline/records").text
    assert "共 1 条" in analyst.get("/hotline/records?q=煤气味").text
    assert "共 0 条" in analyst.get("/hotline/records?q=煤气味+百分号%25").text
    assert "共 0 条" in analyst.get("/hotline/records?file=99").text
    assert "共 0 条" in analyst.get("/hotline/records?state=decided").text
    assert "共 9 条" in analyst.get("/hotline/records?state=nonsense&page=-3").text


@pytest.mark.usefixtures("imported")
def test_the_words_that_prove_it_are_marked(app: Flask, analyst: FlaskClient) -> None:
    page = analyst.get("/hotline/records?q=违规补课").text
    found = re.search(r"/hotline/records/(\d+)", page)
    assert found is not None
    shown = analyst.get(found[0]).text
    assert "<mark>" in shown
    assert "<strong>市教育局</strong>" in shown


@pytest.mark.usefixtures("imported")
@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.POLLER, Role.ORGANISER, Role.ADMINISTRATOR])
def test_texts_of_citizens_are_not_for_everybody(role: Role, signed_in: SignIn) -> None:
    browser = signed_in(role)
    for address in ("/hotline", "/hotline/files/1", "/hotline/records", "/hotline/records/1", "/hotline/review"):
        assert browser.get(address).status_code == 403


def test_an_import_is_paused_and_resumed_on_its_own_page(app: Flask, analyst: FlaskClient) -> None:
    _upload(analyst, WORK_ORDERS.read_bytes())
    assert analyst.post("/hotline/files/1/pause").status_code == 404  # a draft has no job
    analyst.post("/hotline/files/1/start", data=COLUMNS)
    paused = analyst.post("/hotline/files/1/pause")
    assert paused.location == "/hotline/files/1"
    assert "已暂停" in analyst.get(paused.location).text
    with app.app_context():
        assert run_next() is None
    resumed = analyst.post("/hotline/files/1/resume", follow_redirects=True)
    assert "等待中" in resumed.text
    with app.app_context():
        assert run_next() is not None
    page = analyst.get("/hotline/files/1").text
    assert "已完成" in page
    assert "已计入单位的评价" in page
    refused = analyst.post("/hotline/files/1/pause", follow_redirects=True)
    assert "不能暂停或继续" in refused.text
