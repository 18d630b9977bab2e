"""Accounts: passwords, lock-outs, sessions that end, keys that are shown once."""

from datetime import datetime, timedelta

import pytest

from feedback_app.accounts import queries, service
from feedback_app.accounts.passwords import PasswordTooWeak
from feedback_app.accounts.permissions import GRANTS, ApiScope, Permission, Role, permits
from feedback_app.database import unit_of_work

PASSWORD = "a quiet morning by the river"


@pytest.fixture
def li(context: None, now: datetime) -> str:
    with unit_of_work():
        service.open_account(
            login_name="li",
            display_name="李",
            role=Role.ANALYST,
            password=PASSWORD,
            actor="test",
            now=now,
        )
    return "li"


def _try(password: str, at: datetime) -> bool:
    with unit_of_work():
        return service.try_password("li", password, now=at)


def test_only_the_hash_of_a_password_is_kept(li: str) -> None:
    account = queries.find_account(li)
    assert account is not None
    assert account.password_hash.startswith("$argon2id$")
    assert PASSWORD not in account.password_hash


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaa", "ababababababab", "my name is li ok"])
def test_weak_passwords_are_refused(li: str, now: datetime, password: str) -> None:
    account = queries.find_account(li)
    assert account is not None
    with pytest.raises(PasswordTooWeak), unit_of_work():
        service.change_password(account, password, actor="test", now=now)


def test_five_wrong_passwords_lock_the_account_for_a_while(li: str, now: datetime) -> None:
    assert not any(_try("wrong", now) for _ in range(5))
    with pytest.raises(service.AccountLocked) as locked:
        _try(PASSWORD, now + timedelta(minutes=29, seconds=30))
    assert locked.value.data == {"minutes": 1}
    assert _try(PASSWORD, now + timedelta(minutes=30))


def test_a_right_password_forgives_the_wrong_ones(li: str, now: datetime) -> None:
    for _ in range(2):
        assert not any(_try("wrong", now) for _ in range(4))
        assert _try(PASSWORD, now)


def test_nobody_signs_in_to_a_closed_or_unknown_account(li: str, now: datetime) -> None:
    with unit_of_work():
        service.close_account(queries.list_accounts()[0], actor="test", now=now)
    assert not _try(PASSWORD, now)
    with unit_of_work():
        assert not service.try_password("nobody", PASSWORD, now=now)


@pytest.mark.parametrize(
    ("minutes", "is_alive"),
    [(0, True), (30, True), (31, False)],
)
def test_a_session_ends_unused(li: str, now: datetime, minutes: int, is_alive: bool) -> None:
    with unit_of_work():
        token = service.start_session(li, now=now)
    who = service.find_principal(token, now=now + timedelta(minutes=minutes))
    assert (who is not None) is is_alive


def test_a_session_ends_after_half_a_day_even_in_use(li: str, now: datetime) -> None:
    with unit_of_work():
        token = service.start_session(li, now=now)
    for hour in range(1, 25):
        with unit_of_work():
            service.touch_session(token, now=now + timedelta(minutes=30 * hour))
    assert service.find_principal(token, now=now + timedelta(hours=12)) is not None
    assert service.find_principal(token, now=now + timedelta(hours=12, minutes=1)) is None


def test_a_new_password_and_a_closing_end_all_sessions(li: str, now: datetime) -> None:
    for end in (
        lambda account: service.change_password(account, PASSWORD, actor="test", now=now),
        lambda account: service.close_account(account, actor="test", now=now),
    ):
        with unit_of_work():
            token = service.start_session(li, now=now)
        with unit_of_work():
            end(queries.list_accounts()[0])
        assert service.find_principal(token, now=now) is None


def test_login_names_are_given_once(li: str, now: datetime) -> None:
    with pytest.raises(service.LoginNameTaken), unit_of_work():
        service.open_account(
            login_name=li, display_name="李二", role=Role.ANALYST, password=PASSWORD, actor="test", now=now
        )


@pytest.mark.parametrize("role", [Role.DEPARTMENT, Role.POLLER])
def test_departments_and_pollers_need_their_place(context: None, now: datetime, role: Role) -> None:
    with pytest.raises(service.AccountNeedsPlace), unit_of_work():
        service.open_account(login_name="wu", display_name="吴", role=role, password=PASSWORD, actor="t", now=now)


def test_a_key_works_until_it_is_revoked_and_only_for_its_scope(context: None, now: datetime) -> None:
    with unit_of_work():
        firm = service.open_organisation("F1", "民调公司", actor="test", now=now)
        good = service.issue_api_key(firm, label="上传", scopes=[ApiScope.UPLOAD_PHONE_SAMPLES], actor="test", now=now)
        useless = service.issue_api_key(firm, label="无权限", scopes=[], actor="test", now=now)
    who = service.principal_of_key(good, ApiScope.UPLOAD_PHONE_SAMPLES)
    assert (who.organisation_id, who.name) == (firm.id, f"key:{good[:8]}")
    for wrong in ("", "nonsense", useless):
        with pytest.raises(service.KeyRefused):
            service.principal_of_key(wrong, ApiScope.UPLOAD_PHONE_SAMPLES)
    assert all(good not in (key.key_hash, key.prefix) for key in queries.list_api_keys())
    with unit_of_work():
        for key in queries.list_api_keys():
            service.revoke_api_key(key, actor="test", now=now)
    with pytest.raises(service.KeyRefused):
        service.principal_of_key(good, ApiScope.UPLOAD_PHONE_SAMPLES)


def test_who_runs_the_machine_sees_no_scores_and_who_scores_opens_no_accounts() -> None:
    assert not permits(Role.ADMINISTRATOR, Permission.READ_SCORES)
    assert not permits(Role.ASSESSMENT_OFFICE, Permission.MANAGE_ACCOUNTS)
    assert set(GRANTS) == set(Role)
