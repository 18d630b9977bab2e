"""The pages of accounts, as a browser sees them."""

import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts import queries
from feedback_app.accounts.cli import account
from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from tests.application import SignIn
from tests.people import FIRM_CODE, PASSWORD, login_name_of, store_account
from tests.stored import store_unit


@pytest.fixture
def analyst(app: Flask, now: datetime) -> str:
    with app.app_context(), unit_of_work():
        store_account(Role.ANALYST, now=now)
    return login_name_of(Role.ANALYST)


def _sign_in(client: FlaskClient, name: str, password: str, following: str = "") -> tuple[int, str]:
    response = client.post(f"/sign-in{following}", data={"login_name": name, "password": password})
    return response.status_code, response.headers.get("Location", "") or response.text


def test_a_stranger_is_sent_to_sign_in_and_comes_back(client: FlaskClient, analyst: str) -> None:
    away = client.get("/evaluations?standing=valid")
    assert away.status_code == 302
    query = urlsplit(away.headers["Location"]).query
    assert _sign_in(client, analyst, PASSWORD, f"?{query}") == (302, "/evaluations?standing=valid")


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_nobody_is_sent_to_another_house(client: FlaskClient, analyst: str, following: str) -> None:
    assert _sign_in(client, analyst, PASSWORD, f"?next={following}") == (302, "/")


def test_a_wrong_password_and_an_unknown_name_read_the_same(client: FlaskClient, analyst: str) -> None:
    answers = {_sign_in(client, name, "wrong password") for name in (analyst, "nobody")}
    assert {status for status, _ in answers} == {401}
    assert all("登录名或密码不正确" in text for _, text in answers)


def test_five_wrong_passwords_lock(client: FlaskClient, analyst: str) -> None:
    for _ in range(5):
        _sign_in(client, analyst, "wrong password")
    status, text = _sign_in(client, analyst, PASSWORD)
    assert status == 429
    assert "30 分钟" in text


def test_signing_out_ends_the_session_on_the_server_too(client: FlaskClient, analyst: str) -> None:
    _sign_in(client, analyst, PASSWORD)
    with client.session_transaction() as cookie:
        token = cookie["token"]
    assert client.post("/sign-out").status_code == 302
    with client.session_transaction() as cookie:
        cookie["token"] = token
    assert client.get("/password").status_code == 302


def test_one_changes_ones_own_password(client: FlaskClient, analyst: str) -> None:
    _sign_in(client, analyst, PASSWORD)
    new = "another quiet evening"
    form = {"current": PASSWORD, "password": new, "repeated": new}
    assert "不一致" in client.post("/password", data={**form, "repeated": "else"}).text
    assert client.post("/password", data=form).status_code == 302
    assert _sign_in(client, analyst, PASSWORD)[0] == 401
    assert _sign_in(client, analyst, new)[0] == 302


def test_the_administrator_opens_closes_and_reopens_accounts(
    app: Flask, signed_in: SignIn, client: FlaskClient
) -> None:
    administrator = signed_in(Role.ADMINISTRATOR)
    with app.app_context(), unit_of_work():
        store_unit("JYJ")
    form = {"login_name": "jyj", "display_name": "教育局", "role": "department", "password": PASSWORD}
    assert "所属单位" in administrator.post("/accounts", data=form, follow_redirects=True).text
    assert "没有编号为“XX”的单位" in administrator.post("/accounts", data={**form, "unit_code": "XX"}).text
    done = administrator.post("/accounts", data={**form, "unit_code": "JYJ"}, follow_redirects=True)
    assert "账号已开通" in done.text
    with app.app_context():
        found = queries.find_account("jyj")
        assert found is not None
        number = found.id
    for verb, expected in (("close", 401), ("reopen", 302)):
        administrator.post(f"/accounts/{number}/{verb}")
        assert _sign_in(client, "jyj", PASSWORD)[0] == expected


@pytest.fixture
def newcomer(signed_in: SignIn) -> str:
    """The login name of an organiser whose account the administrator has just opened."""
    form = {"login_name": "xin", "display_name": "新", "role": "organiser", "password": PASSWORD}
    assert signed_in(Role.ADMINISTRATOR).post("/accounts", data=form).status_code == 302
    return "xin"


def test_a_password_set_by_another_opens_nothing_but_its_replacement(client: FlaskClient, newcomer: str) -> None:
    assert _sign_in(client, newcomer, PASSWORD, "?next=/directory") == (302, "/password")
    assert "别人代设" in client.get("/password").text
    for address in ("/", "/directory", "/reverse"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/password")
    same = {"current": PASSWORD, "password": PASSWORD, "repeated": PASSWORD}
    assert "不能与现在的密码相同" in client.post("/password", data=same).text
    own = "another quiet evening"
    assert client.post("/password", data={"current": PASSWORD, "password": own, "repeated": own}).status_code == 302
    assert _sign_in(client, newcomer, own, "?next=/directory") == (302, "/directory")
    assert client.get("/directory").status_code == 200
    assert "别人代设" not in client.get("/password").text


def test_who_will_not_replace_the_password_may_leave_and_is_asked_again(client: FlaskClient, newcomer: str) -> None:
    _sign_in(client, newcomer, PASSWORD)
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert _sign_in(client, newcomer, PASSWORD) == (302, "/password")


def test_a_password_set_anew_by_command_is_replaced_too(app: Flask, client: FlaskClient, analyst: str) -> None:
    assert _sign_in(client, analyst, PASSWORD) == (302, "/")
    with app.app_context():
        account.main(["password", analyst, "--password", "set by the operator"], standalone_mode=False)
    assert _sign_in(client, analyst, "set by the operator") == (302, "/password")


def test_the_ledger_says_that_a_password_is_to_be_replaced(signed_in: SignIn, newcomer: str) -> None:
    assert "登录后须更换" in signed_in(Role.ASSESSMENT_OFFICE).get("/ledger").text


def test_closing_an_account_is_asked_about_first(app: Flask, signed_in: SignIn) -> None:
    signed_in(Role.ANALYST)
    administrator = signed_in(Role.ADMINISTRATOR)
    with app.app_context():
        found = queries.find_account(login_name_of(Role.ANALYST))
        assert found is not None
        number = found.id
    assert f'href="/accounts/{number}/close"' in administrator.get("/accounts").text
    page = administrator.get(f"/accounts/{number}/close").text
    for words in ("停用账号“the_analyst”？", "分析", "正在使用的浏览器 1 个", "可以随时恢复", "不办理，返回"):
        assert words in page
    with app.app_context():
        found = queries.find_account(login_name_of(Role.ANALYST))
        assert found is not None
        assert found.closed_at is None


def test_nobody_closes_his_own_account(app: Flask, signed_in: SignIn) -> None:
    administrator = signed_in(Role.ADMINISTRATOR)
    with app.app_context():
        found = queries.find_account(login_name_of(Role.ADMINISTRATOR))
        assert found is not None
        number = found.id
    answer = administrator.post(f"/accounts/{number}/close")
    assert answer.status_code == 409
    assert "另一位系统管理员" in answer.text
    assert administrator.get("/accounts").status_code == 200


def test_a_key_is_shown_once(signed_in: SignIn) -> None:
    signed_in(Role.POLLER)
    administrator = signed_in(Role.ADMINISTRATOR)
    form = {"organisation": FIRM_CODE, "label": "夜间上传", "scopes": ["upload_phone_samples"]}
    page = administrator.post("/api-keys", data=form).text
    key = re.search(r'<code class="secret">([^<]+)</code>', page)
    assert key is not None
    listing = administrator.get("/api-keys").text
    assert key.group(1) not in listing
    assert key.group(1)[:8] in listing
    assert "停用不能恢复" in administrator.get("/api-keys/1/revoke").text
    assert "使用中" in administrator.get("/api-keys").text
    assert "已停用" in administrator.post("/api-keys/1/revoke", follow_redirects=True).text


def test_the_language_is_chosen_once_and_kept(client: FlaskClient) -> None:
    assert 'lang="zh-Hans"' in client.get("/sign-in").text
    assert 'lang="en"' in client.get("/sign-in?lang=en").text
    assert '<html lang="en"' in client.get("/sign-in").text
