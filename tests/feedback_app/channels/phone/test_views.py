"""The pages of phone samples and the address for machines."""

import io
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from feedback_app.accounts import service as accounts
from feedback_app.accounts.permissions import ApiScope, Role
from feedback_app.accounts.queries import find_organisation
from feedback_app.campaigns.models import Channel
from feedback_app.database import unit_of_work
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import list_periods
from feedback_app.periods.service import advance_period
from tests.application import SignIn
from tests.feedback_app.channels.phone.sheets import as_csv, complete, refusal
from tests.stored import ACTOR, store_campaign, store_unit

GOOD = [complete("A1"), refusal("A2")]
BAD = [complete("A1", overall="还行"), complete("A2", overall="")]
API = "/api/phone-samples"


@pytest.fixture(autouse=True)
def campaign(app: Flask, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_campaign(now, store_unit(), channel=Channel.PHONE)


@pytest.fixture
def poller(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.POLLER)


@pytest.fixture
def other_poller(app: Flask, now: datetime) -> FlaskClient:
    with app.app_context(), unit_of_work():
        firm = accounts.open_organisation("F2", "另一家公司", actor=ACTOR, now=now)
        accounts.open_account(
            login_name="rival",
            display_name="rival",
            role=Role.POLLER,
            password="correct horse battery staple",
            organisation_id=firm.id,
            unit_id=None,
            actor=ACTOR,
            now=now,
        )
        token = accounts.start_session("rival", now=now)
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["token"] = token
    return browser


def _key(app: Flask, now: datetime) -> dict[str, str]:
    with app.app_context(), unit_of_work():
        firm = find_organisation("KEYS") or accounts.open_organisation("KEYS", "密钥公司", actor=ACTOR, now=now)
        key = accounts.issue_api_key(firm, label="测试", scopes=[ApiScope.UPLOAD_PHONE_SAMPLES], actor=ACTOR, now=now)
    return {"Authorization": f"Bearer {key}"}


def _upload(browser: FlaskClient, content: bytes, name: str = "样本.csv") -> str:
    answer = browser.post(
        "/phone/upload", data={"campaign": "C1", "numbering": "", "file": (io.BytesIO(content), name)}
    )
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_good_file_is_checked_then_accepted_then_shown(poller: FlaskClient) -> None:
    report = _upload(poller, as_csv(GOOD))
    assert "确认接收" in poller.get(report).text
    accepted = poller.post(f"{report}/accept")
    page = poller.get(accepted.location).text
    assert "样本.csv" in page
    assert "50.0 %" in page
    assert "样本.csv" in poller.get("/phone").text


def test_no_campaign_of_a_closed_period_is_offered(poller: FlaskClient, app: Flask, now: datetime) -> None:
    assert "测试活动（C1）" in poller.get("/phone/upload").text
    assert "测试活动 · C1" in poller.get("/phone").text
    with app.app_context(), unit_of_work():
        advance_period(list_periods()[0], PeriodState.CLOSED, actor=ACTOR, now=now)
    assert "现在没有进行中的电话调查" in poller.get("/phone/upload").text
    assert "测试活动" not in poller.get("/phone").text


def test_a_bad_file_shows_every_problem_and_hands_out_the_list(poller: FlaskClient) -> None:
    report = _upload(poller, as_csv(BAD))
    page = poller.get(report).text
    assert "有 2 处问题" in page
    assert "确认接收" not in page
    listed = poller.get(f"{report}/problems.csv")
    assert listed.data.startswith("\ufeff行号".encode())
    assert listed.text.count("overall") == 2
    assert poller.post(f"{report}/accept").status_code == 409


def test_one_wrong_column_of_many_rows_is_one_line_and_every_place_is_in_the_list(poller: FlaskClient) -> None:
    rows = [complete(f"A{n}", overall=str(1 + n % 5), attitude="还行") for n in range(400)]
    report = _upload(poller, as_csv(rows))
    page = poller.get(report).text
    assert "有 800 处问题" in page
    assert page.count('data-label="原因"') == 2
    assert page.count(">2–401<") == 2
    assert page.count(">400<") == 2
    assert "1、2、3 等" in page
    listed = poller.get(f"{report}/problems.csv").text.splitlines()
    assert [line.split(",")[0] for line in listed[1:]] == [str(line) for line in range(2, 402) for _ in range(2)]
    english = poller.get(f"{report}?lang=en").text
    assert "1, 2, 3 and more" in english


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "个案编号\n".encode()])
def test_a_file_that_is_no_table_is_refused_with_its_reason(poller: FlaskClient, content: bytes) -> None:
    data = {"campaign": "C1", "numbering": "", "file": (io.BytesIO(content), "坏.csv")}
    answer = poller.post("/phone/upload", data=data)
    assert answer.status_code == 422
    assert "坏.csv" in answer.text


def test_the_same_file_again_is_refused_by_name(poller: FlaskClient) -> None:
    poller.post(f"{_upload(poller, as_csv(GOOD))}/accept")
    data = {"campaign": "C1", "numbering": "", "file": (io.BytesIO(as_csv(GOOD)), "again.csv")}
    answer = poller.post("/phone/upload", data=data)
    assert answer.status_code == 409
    assert "样本.csv" in answer.text


def test_no_poller_sees_what_another_firm_brought(poller: FlaskClient, other_poller: FlaskClient) -> None:
    report = _upload(poller, as_csv(GOOD))
    assert other_poller.get(report).status_code == 404
    assert other_poller.get(f"{report}/problems.csv").status_code == 404
    assert other_poller.post(f"{report}/accept").status_code == 404
    assert other_poller.post(f"{report}/discard").status_code == 404
    batch = poller.post(f"{report}/accept").location
    assert other_poller.get(batch).status_code == 404
    assert "样本.csv" not in other_poller.get("/phone").text


def test_the_assessment_office_sees_all_batches_but_uploads_none(poller: FlaskClient, signed_in: SignIn) -> None:
    batch = poller.post(f"{_upload(poller, as_csv(GOOD))}/accept").location
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert office.get(batch).status_code == 200
    assert office.get("/phone/upload").status_code == 403


def test_a_discarded_file_leaves_nothing(poller: FlaskClient) -> None:
    report = _upload(poller, as_csv(GOOD))
    assert poller.post(f"{report}/discard").status_code == 303
    assert poller.get(report).status_code == 404


def test_the_template_downloads_with_the_columns_that_are_read(poller: FlaskClient) -> None:
    header = poller.get("/phone/templates/C1.csv").text.splitlines()[0]
    assert "个案编号,处置结果,被评单位" in header
    assert "总的来说，您对该单位的工作怎么评价？" in header


def test_the_workbook_says_what_may_be_written_and_comes_back_filled(poller: FlaskClient) -> None:
    answer = poller.get("/phone/templates/C1.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["Sheet1", "可填的值"]
    listed = [tuple(cell.value for cell in row) for row in book["可填的值"].iter_rows(min_row=2)]
    assert ("处置结果", "4.31", "空号 · 不合格") in listed
    assert ("被评单位", "JYJ", "市教育局") in listed
    headers = [cell.value for cell in book["Sheet1"][1]]
    filled = {"个案编号": "A1", "处置结果": "4.31", "被评单位": "JYJ", "访问日期": "2026-03-01"}
    book["Sheet1"].append([filled.get(str(header)) for header in headers])
    file = io.BytesIO()
    book.save(file)
    assert "没有发现问题" in poller.get(_upload(poller, file.getvalue(), name="回收.xlsx")).text


def test_dispositions_speak_english_too(poller: FlaskClient) -> None:
    page = poller.get(f"{_upload(poller, as_csv(GOOD))}?lang=en").text
    assert "Refusal by the respondent" in page
    assert "本人拒访" not in page


def test_answers_left_out_are_told(poller: FlaskClient) -> None:
    broken_off = {"个案编号": "B9", "处置结果": "中途挂断", "consent": "是", "overall": "满意"}
    report = _upload(poller, as_csv([*GOOD, broken_off]))
    assert "1 个没有完成访问的个案带有答案" in poller.get(report).text
    assert "1 个没有完成访问的个案带有答案" in poller.post(f"{report}/accept", follow_redirects=True).text


def test_a_machine_brings_a_file_once(app: Flask, client: FlaskClient, now: datetime) -> None:
    key = _key(app, now)
    first = client.post(API, headers=key, data={"campaign": "C1", "file": (io.BytesIO(as_csv(GOOD)), "机器.csv")})
    assert first.status_code == 201
    assert first.json is not None
    assert (first.json["cases"], first.json["completes"], first.json["rates"]["rr1"]) == (2, 1, 0.5)
    again = client.post(f"{API}?campaign=C1", headers=key, data=as_csv(GOOD), content_type="text/csv")
    assert again.status_code == 409
    assert again.json is not None
    assert (again.json["error"], again.json["batch"]) == ("FileAlreadyAccepted", first.json["batch"])


def test_a_machine_is_told_every_problem(app: Flask, client: FlaskClient, now: datetime) -> None:
    answer = client.post(f"{API}?campaign=C1", headers=_key(app, now), data=as_csv(BAD), content_type="text/csv")
    assert answer.status_code == 422
    assert answer.json is not None
    assert [(problem["line"], problem["column"]) for problem in answer.json["problems"]] == [
        (2, "overall"),
        (3, "overall"),
    ]
    groups = [(one["column"], one["count"], one["lines"], one["values"]) for one in answer.json["groups"]]
    assert groups == [("overall", 1, [[2, 2]], ["还行"]), ("overall", 1, [[3, 3]], [""])]


@pytest.mark.parametrize(
    ("query", "status", "error"),
    [
        ("campaign=NONE", 404, "NotFound"),
        ("", 404, "NotFound"),
        ("campaign=C1&numbering=up", 422, "UnknownNumbering"),
    ],
)
def test_a_machine_gets_refusals_as_json(
    app: Flask, client: FlaskClient, now: datetime, query: str, status: int, error: str
) -> None:
    answer = client.post(f"{API}?{query}", headers=_key(app, now), data=as_csv(GOOD), content_type="text/csv")
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"] == error


def test_no_machine_comes_in_without_a_key(client: FlaskClient) -> None:
    assert client.post(f"{API}?campaign=C1", data=as_csv(GOOD), content_type="text/csv").status_code == 401
