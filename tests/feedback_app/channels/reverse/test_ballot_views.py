"""The rater's pages: a code, a ballot, a receipt; nothing lost on the way and nothing left behind."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from feedback_app import clock
from feedback_app.channels.reverse.attempts import MOST_FAILURES
from feedback_app.channels.reverse.service import new_key
from feedback_app.database import database, session, unit_of_work
from feedback_app.responses.models import Response
from tests.feedback_app.channels.reverse.rounds import CRITERIA, UNITS, filled, issue, store_round

VOTERS = 20


@pytest.fixture
def codes(app: Flask, now: datetime) -> list[str]:
    with app.app_context(), unit_of_work():
        store_round(now)
        return issue(3, now)


def _open(browser: FlaskClient, code: str) -> TestResponse:
    return browser.post("/ballot", data={"code": code})


def _key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found
    return found[1]


def _cast(browser: FlaskClient, code: str, **changes: object) -> TestResponse:
    key = _key(_open(browser, code).text)
    return browser.post("/ballot/cast", data={"code": code, "key": key, **filled("good", "fair"), **changes})


def _count(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(Response)) or 0


def test_a_rater_votes_and_is_thanked_once(client: FlaskClient, codes: list[str]) -> None:
    cast = _cast(client, codes[0].lower().replace("-", " "))
    assert (cast.status_code, cast.location) == (303, "/ballot/done")
    assert re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", client.get("/ballot/done").text)
    assert "不再显示" in client.get("/ballot/done").text


def test_the_ballot_has_every_department_and_criterion(client: FlaskClient, codes: list[str]) -> None:
    page = _open(client, codes[0]).text
    assert page.count('type="radio"') == len(UNITS) * len(CRITERIA) * 5
    assert page.count("不了解") > len(UNITS) * len(CRITERIA)
    assert "表号" in page


def test_no_code_stands_in_an_address_or_a_cookie(client: FlaskClient, codes: list[str]) -> None:
    page = _open(client, codes[0])
    cast = _cast(client, codes[0])
    letters = codes[0].replace("-", "")
    assert page.request.url.endswith("/ballot")
    assert letters not in cast.location.replace("-", "")
    with client.session_transaction() as cookie:
        assert letters not in repr(dict(cookie)).replace("-", "")
    assert page.headers["Cache-Control"] == "no-store"


def test_empty_cells_are_shown_beside_each_and_the_rest_is_kept(client: FlaskClient, codes: list[str]) -> None:
    refused = _cast(client, codes[0], comment="写了很久的意见", **{"ballot:GAJ:lawful": ""})
    assert refused.status_code == 400
    assert refused.text.count("请选一项") == 1
    assert "还有 1 项没有选" in refused.text
    assert "写了很久的意见" in refused.text
    assert refused.text.count("checked") == len(UNITS) * len(CRITERIA) - 1
    assert _cast(client, codes[0]).status_code == 303


def test_an_overlong_remark_is_named_and_kept(client: FlaskClient, codes: list[str]) -> None:
    refused = _cast(client, codes[0], comment="长" * 501)
    assert refused.status_code == 400
    assert "最多 500 个字" in refused.text
    assert "长" * 501 in refused.text


def test_a_used_code_is_refused_clearly(app: Flask, client: FlaskClient, codes: list[str]) -> None:
    _cast(client, codes[0])
    opened = _open(client, codes[0])
    assert opened.status_code == 409
    assert "已经用过" in opened.text
    forged = client.post("/ballot/cast", data={"code": codes[0], "key": "A" * 22, **filled("poor", "poor")})
    assert forged.status_code == 409
    assert _count(app) == 1


def test_pressing_twice_leads_to_the_same_thanks(app: Flask, client: FlaskClient, codes: list[str]) -> None:
    data = {"code": codes[0], "key": _key(_open(client, codes[0]).text), **filled("good", "good")}
    assert [client.post("/ballot/cast", data=data).status_code for _ in range(2)] == [303, 303]
    assert _count(app) == 1


def test_a_form_without_its_key_is_shown_again_with_everything(client: FlaskClient, codes: list[str]) -> None:
    again = client.post("/ballot/cast", data={"code": codes[0], **filled("good", "fair")})
    assert again.status_code == 400
    assert again.text.count("checked") == len(UNITS) * len(CRITERIA)
    assert _key(again.text)


def test_a_page_open_for_too_long_loses_nothing(app: Flask, client: FlaskClient, codes: list[str]) -> None:
    key = _key(_open(client, codes[0]).text)
    app.config["WTF_CSRF_ENABLED"] = True
    stale = client.post("/ballot/cast", data={"code": codes[0], "key": key, **filled("good", "fair")})
    assert stale.status_code == 400
    assert stale.text.count("checked") == len(UNITS) * len(CRITERIA)
    assert client.post("/ballot", data={"code": codes[0]}).status_code == 400
    assert _count(app) == 0


def test_guessing_is_slowed_down(client: FlaskClient, codes: list[str]) -> None:
    answers = [_open(client, "0000-0000-0000").status_code for _ in range(MOST_FAILURES + 1)]
    assert answers == [*[404] * MOST_FAILURES, 429]
    assert _open(client, codes[0]).status_code == 429
    assert _cast_blindly(client, codes[0]).status_code == 429


def _cast_blindly(client: FlaskClient, code: str) -> TestResponse:
    return client.post("/ballot/cast", data={"code": code, "key": new_key(), **filled("good", "fair")})


def test_the_code_leads_nowhere_when_typed_wrong_and_is_kept_for_correction(
    client: FlaskClient, codes: list[str]
) -> None:
    wrong = _open(client, "7K3M-0Q9T")
    assert wrong.status_code == 404
    assert "7K3M-0Q9T" in wrong.text


def test_a_busy_database_keeps_the_ballot_on_the_page(app: Flask, client: FlaskClient, codes: list[str]) -> None:
    key = _key(_open(client, codes[0]).text)
    with app.app_context():
        if not database().is_sqlite:
            pytest.skip("PostgreSQL writers do not wait for one another")
        held = database().writing()
        database().busy_seconds = 0
    with held:
        busy = client.post(
            "/ballot/cast", data={"code": codes[0], "key": key, **filled("good", "fair", comment="留着")}
        )
    assert busy.status_code == 503
    assert busy.text.count(">\ngood</textarea>") == len(CRITERIA)
    assert "留着" in busy.text
    again = client.post("/ballot/cast", data={"code": codes[0], "key": _key(busy.text), **filled("good", "fair")})
    assert again.status_code == 303


def test_twenty_posts_of_one_ballot_at_once_are_one(app: Flask, now: datetime, codes: list[str]) -> None:
    def vote(_: int) -> int:
        with clock.stopped(now):
            return _cast_blindly(app.test_client(), codes[0]).status_code

    with ThreadPoolExecutor(VOTERS) as pool:
        statuses = sorted(pool.map(vote, range(VOTERS)))
    assert statuses == [303, *[409] * (VOTERS - 1)]
    assert _count(app) == 1


def test_the_qr_code_leads_to_the_entrance_and_holds_no_code(client: FlaskClient) -> None:
    picture = client.get("/ballot/qr.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "/ballot" in picture.text
