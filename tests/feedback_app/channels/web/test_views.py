import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from feedback_app.database import Database, bind_database, session, unit_of_work
from feedback_app.responses.models import Evaluation, Standing
from feedback_app.responses.service import change_standing
from tests.feedback_app.channels.web.conftest import OpenWindow, Window, filled, hidden

LARGEST_PAGE = 5 * 1024


@pytest.fixture
def with_csrf(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True


def away(app: Flask) -> None:
    """Take the database away: nobody listens where it should be."""
    bind_database(app, Database("postgresql+psycopg://nobody@127.0.0.1:1/none", busy_seconds=1))


@pytest.mark.parametrize("language", ["", "?l=en"])
@pytest.mark.parametrize("survey", ["hcp_onsite", "hcp_online", "public_phone_poll", "reverse_ballot"])
def test_the_form_is_one_small_request_without_script(
    client: FlaskClient, open_window: OpenWindow, survey: str, language: str
) -> None:
    answer = client.get(open_window(survey).path + language)
    assert answer.status_code == 200
    assert len(gzip.compress(answer.data)) <= LARGEST_PAGE
    assert "<script" not in answer.text
    assert not re.search(r'src=|rel="stylesheet"|url\(|@import', answer.text)


def test_the_form_shows_whom_it_rates_and_under_whose_approval(client: FlaskClient, window: Window) -> None:
    page = client.get(window.path).text
    for shown in ("示例人社局 · 3号窗口", "示例政评01表", "示例市政务服务管理局", "示例统制〔2026〕1号", "2028-12-31"):
        assert shown in page


def test_the_style_in_the_page_is_the_only_one_its_policy_allows(client: FlaskClient, window: Window) -> None:
    answer = client.get(window.path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert 'style="' not in answer.text


def test_no_cookie_but_the_one_that_csrf_needs(client: FlaskClient, window: Window, with_csrf: None) -> None:
    data = filled(client, window.path + "?l=en", overall="satisfied")
    client.post(window.path + "?l=en", data=data, follow_redirects=True)
    assert [cookie.key for cookie in client._cookies.values()] == ["session"]


def test_an_answer_leads_to_its_receipt(client: FlaskClient, window: Window, with_csrf: None) -> None:
    answer = client.post(window.path, data=filled(client, window.path, overall="very_satisfied"))
    assert answer.status_code == 303
    receipt = client.get(answer.headers["Location"])
    assert "共 1 项评价，1 项计入统计" in receipt.text
    assert "非常满意" not in receipt.text
    assert window.verdicts() == [("overall", "very_satisfied")]


def test_the_same_form_sent_twice_shows_the_same_receipt(client: FlaskClient, window: Window) -> None:
    data = filled(client, window.path, overall="satisfied")
    places = [client.post(window.path, data=data).headers["Location"] for _ in range(2)]
    assert places[0] == places[1]
    changed = client.post(window.path, data={**data, "overall": "dissatisfied", "comment": "改了"})
    assert "内容以第一次提交的为准" in client.get(changed.headers["Location"]).text
    assert window.verdicts() == [("overall", "satisfied")]


def test_what_is_wrong_stands_beside_its_question_and_nothing_is_lost(client: FlaskClient, window: Window) -> None:
    long = "长" * 501
    data = filled(client, window.path, **{"overall.options": ["214"], "comment": long})
    answer = client.post(window.path, data=data)
    assert answer.status_code == 400
    assert 'id="overall-problem"' in answer.text
    assert 'id="comment-problem"' in answer.text
    assert long in answer.text
    assert 'value="214" checked' in answer.text
    assert hidden(answer.text, "key") == data["key"]
    assert window.responses() == []


def test_written_words_are_shown_as_words(client: FlaskClient, window: Window) -> None:
    attack = '"></textarea><script>alert(1)</script>'
    answer = client.post(window.path, data=filled(client, window.path, comment=attack))
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("spoil", [{"csrf_token": "forged"}, {"csrf_token": ""}])
def test_a_stale_form_is_shown_again_with_its_content_and_then_accepted(
    client: FlaskClient, window: Window, with_csrf: None, spoil: dict[str, str]
) -> None:
    data = filled(client, window.path, overall="dissatisfied", comment="排队两小时")
    answer = client.post(window.path, data={**data, **spoil})
    assert answer.status_code == 400
    assert "您填的内容还在下面" in answer.text
    assert "排队两小时" in answer.text
    assert 'value="dissatisfied" id="overall-dissatisfied" checked' in answer.text
    again = {**data, "csrf_token": hidden(answer.text, "csrf_token"), "key": hidden(answer.text, "key")}
    assert client.post(window.path, data=again).status_code == 303
    assert window.verdicts() == [("overall", "dissatisfied")]


def test_a_form_that_lost_its_key_is_shown_again_with_a_new_one(client: FlaskClient, window: Window) -> None:
    answer = client.post(window.path, data={"overall": "satisfied", "key": "lost"})
    assert answer.status_code == 400
    assert client.post(window.path, data={"overall": "satisfied", "key": hidden(answer.text, "key")}).status_code == 303


def test_an_unknown_code_gets_a_friendly_page(client: FlaskClient, window: Window) -> None:
    answer = client.get("/q/NOSUCH22")
    assert answer.status_code == 404
    assert "没有找到这个二维码对应的评价表" in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_closed_campaign_says_so(client: FlaskClient, window: Window, method: str) -> None:
    data = filled(client, window.path, overall="satisfied")
    window.close()
    answer = client.open(window.path, method=method, data=data if method == "POST" else None)
    assert answer.status_code == 409
    assert "已结束" in answer.text
    assert window.responses() == []


def test_a_stale_form_of_a_closed_campaign_says_that_it_is_closed(
    client: FlaskClient, window: Window, with_csrf: None
) -> None:
    window.close()
    answer = client.post(window.path, data={"overall": "satisfied"})
    assert answer.status_code == 409
    assert "已结束" in answer.text


def test_with_the_database_away_what_was_filled_in_comes_back(
    app: Flask, client: FlaskClient, window: Window, with_csrf: None
) -> None:
    data = filled(client, window.path, **{"overall": "dissatisfied", "overall.options": ["213", "214"]})
    long = "这段话很长，" * 10
    own = app.extensions["database"]
    away(app)
    answer = client.post(window.path, data={**data, "comment": long})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert long in answer.text
    names = re.findall(r'<input type="hidden" name="([^"]+)"', answer.text)
    assert names == ["csrf_token", "key", "overall", "overall.options", "overall.options"]
    bind_database(app, own)
    again = {**data, "comment": long, "csrf_token": hidden(answer.text, "csrf_token")}
    assert client.post(window.path, data=again).status_code == 303


@pytest.mark.parametrize("path", ["/q/NOSUCH22", "/r/AAAAAAAAAAAA"])
def test_with_the_database_away_a_page_asks_to_try_again(app: Flask, client: FlaskClient, path: str) -> None:
    away(app)
    answer = client.get(path)
    assert answer.status_code == 503
    assert "请稍等几秒后重试" in answer.text


def test_a_stale_form_with_the_database_away_comes_back_too(app: Flask, client: FlaskClient, with_csrf: None) -> None:
    away(app)
    answer = client.post("/q/NOSUCH22", data={"overall": "satisfied"})
    assert answer.status_code == 503
    assert 'name="overall" value="satisfied"' in answer.text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_database_locked_by_somebody_else_gives_the_content_back(
    app: Flask, client: FlaskClient, window: Window, database_url: str
) -> None:
    data = filled(client, window.path, overall="satisfied")
    locker = Database(database_url)
    bind_database(app, Database(database_url, busy_seconds=0))
    with locker.engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("SELECT 1"))
        answer = client.post(window.path, data=data)
    assert answer.status_code == 503
    assert 'name="overall" value="satisfied"' in answer.text
    assert client.post(window.path, data=data).status_code == 303
    locker.engine.dispose()


def test_a_huge_form_is_refused_before_it_is_read(client: FlaskClient, window: Window) -> None:
    answer = client.post(window.path, data={"comment": "x" * 70_000})
    assert answer.status_code == 413
    assert "内容太大" in answer.text


@pytest.mark.parametrize(
    ("standing", "sentence"), [(Standing.QUARANTINED, "等待人工复核"), (Standing.EXCLUDED, "经复核不计入")]
)
def test_a_receipt_tells_whether_its_evaluations_count(
    client: FlaskClient, window: Window, standing: Standing, sentence: str
) -> None:
    answer = client.post(window.path, data=filled(client, window.path, overall="satisfied"))
    with window.app.app_context(), unit_of_work():
        evaluation = session().query(Evaluation).one()
        change_standing(evaluation, standing, reason="测试", actor="test", now=window.now)
    page = client.get(answer.headers["Location"]).text
    assert "共 1 项评价，0 项计入统计" in page
    assert sentence in page


def test_a_receipt_can_be_typed_in(client: FlaskClient, window: Window) -> None:
    answer = client.post(window.path, data=filled(client, window.path, overall="satisfied"))
    code = answer.headers["Location"].removeprefix("/r/")
    assert client.get("/r").status_code == 200
    found = client.get("/r", query_string={"receipt": f"{code[:4]} {code[4:8]} {code[8:]}".lower()})
    assert found.headers["Location"] == f"/r/{code}"
    unknown = client.get("/r/AAAAAAAAAAAA")
    assert unknown.status_code == 404
    assert 'name="receipt"' in unknown.text


def test_every_shipped_kind_of_question_can_be_answered(client: FlaskClient, open_window: OpenWindow) -> None:
    window = open_window("public_phone_poll")
    data = filled(client, window.path, consent="yes", contact="yes", overall="dont_know", efficiency="satisfied")
    answer = client.post(window.path, data={**data, "recommend": "１０", "improve": ["reply"], "division": "430102"})
    assert answer.status_code == 303
    assert sorted(window.verdicts()) == [("efficiency", "satisfied"), ("overall", "dont_know")]


def test_a_matrix_rates_the_one_unit_by_each_criterion(client: FlaskClient, open_window: OpenWindow) -> None:
    window = open_window("reverse_ballot")
    data = filled(client, window.path)
    data |= dict.fromkeys(re.findall(r'name="(ballot:RSJ:\w+)"', client.get(window.path).text), "good")
    assert client.post(window.path, data=data).status_code == 303
    assert len(window.verdicts()) == 7
