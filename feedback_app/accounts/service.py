"""Use cases of accounts: sign in and out, open and close accounts, issue and revoke keys."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from feedback_app.accounts import queries
from feedback_app.accounts.models import Account, ApiKey, LoginSession, Organisation
from feedback_app.accounts.passwords import hash_password, is_password
from feedback_app.accounts.permissions import ApiScope, Permission, Role, permits
from feedback_app.config import settings
from feedback_app.database import session
from feedback_app.errors import Refusal
from feedback_app.ledger.queries import find_latest_entry
from feedback_app.ledger.service import record

KEY_PREFIX_LENGTH = 8
SEEN_EVERY = timedelta(minutes=1)
_TO_BE_REPLACED = {"password": "to_be_replaced"}
"""The fact in the ledger by which a password that somebody else set is known, until its owner sets one."""


class SignInRefused(Refusal):
    """Unknown name, wrong password or closed account: which of them is not said."""

    status = 401
    sentence = _l("登录名或密码不正确。")


class AccountLocked(Refusal):
    """Too many wrong passwords; ``minutes`` says how long to wait."""

    status = 429
    sentence = _l("密码输错次数过多，账号已暂时锁定，请 %(minutes)s 分钟后再试。")


class PasswordOfAnother(Refusal):
    """Somebody else set the password and may know it: until its owner replaces it, nothing is done by it."""

    status = 403
    sentence = _l("您的密码是别人代设的，请先换成只有您自己知道的密码。")


class PasswordUnchanged(Refusal):
    """The new password is the present one."""

    sentence = _l("新密码不能与现在的密码相同。")


class LoginNameTaken(Refusal):
    """Somebody has that login name already."""

    status = 409
    sentence = _l("登录名“%(login_name)s”已被使用，请换一个。")


class AccountNeedsPlace(Refusal):
    """A department account needs its unit, a poller account its firm."""

    sentence = _l("部门账号须选择所属单位，调查机构账号须选择所属机构。")


class OwnAccount(Refusal):
    """Nobody closes the account he is signed in with."""

    status = 409
    sentence = _l("不能停用自己正在使用的账号，请由另一位系统管理员办理。")


class UnknownUnit(Refusal):
    """No unit has that code."""

    sentence = _l("没有编号为“%(code)s”的单位，请先在单位名录中建立。")


class KeyRefused(Refusal):
    """The API key is missing, unknown, revoked, or not good for this."""

    status = 401
    sentence = _l("接口密钥缺失、无效、已停用，或没有这项权限。")


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who is acting: a signed-in person or an organisation's key."""

    name: str
    display_name: str
    role: Role
    account_id: int | None = None
    organisation_id: int | None = None
    unit_id: int | None = None

    def may(self, permission: Permission) -> bool:
        """Tell whether this person may do something."""
        return permits(self.role, permission)


def digest(secret: str) -> str:
    """Return the form in which tokens and keys are kept: they are random, so a plain hash cannot be reversed."""
    return sha256(secret.encode()).hexdigest()


def principal_of(account: Account) -> Principal:
    """Return an account as the value that views and services act by."""
    return Principal(
        name=account.login_name,
        display_name=account.display_name,
        role=account.role,
        account_id=account.id,
        organisation_id=account.organisation_id,
        unit_id=account.unit_id,
    )


def try_password(login_name: str, password: str, *, now: datetime) -> bool:
    """Check a password and keep count of failures; the caller commits also when the answer is no.

    Raises:
        AccountLocked: too many wrong passwords, whatever this one is.
    """
    account = queries.find_account(login_name)
    if account is not None and account.locked_until is not None and now < account.locked_until:
        minutes = -(-(account.locked_until - now) // timedelta(minutes=1))
        raise AccountLocked(minutes=minutes)
    is_right = is_password(password, account.password_hash if account else None)
    if account is None or account.closed_at is not None:
        return False
    if is_right:
        account.failed_attempts, account.locked_until = 0, None
        return True
    account.failed_attempts += 1
    if account.failed_attempts >= settings().lockout_attempts:
        account.failed_attempts = 0
        account.locked_until = now + timedelta(minutes=settings().lockout_minutes)
        record("account.lock", subject=("account", login_name), actor="system", at=now)
    return False


def start_session(login_name: str, *, now: datetime) -> str:
    """Start a session for a person whose password was right, and return the token for the cookie."""
    account = queries.find_account(login_name)
    if account is None:
        raise SignInRefused
    token = secrets.token_urlsafe(32)
    session().add(LoginSession(token_hash=digest(token), account_id=account.id, started_at=now, last_seen_at=now))
    record("account.sign_in", subject=("account", login_name), actor=login_name, at=now)
    return token


def find_principal(token: str, *, now: datetime) -> Principal | None:
    """Return who a cookie's token stands for, or None when the session is over."""
    row = queries.find_login_session(digest(token))
    if row is None or row.account.closed_at is not None:
        return None
    idle, age = now - row.last_seen_at, now - row.started_at
    if idle > timedelta(minutes=settings().idle_minutes) or age > timedelta(hours=settings().session_hours):
        return None
    return principal_of(row.account)


def is_due_for_touch(token: str, *, now: datetime) -> bool:
    """Tell whether the last sight of a session is old enough to be worth a write."""
    row = queries.find_login_session(digest(token))
    return row is not None and now - row.last_seen_at > SEEN_EVERY


def touch_session(token: str, *, now: datetime) -> None:
    """Note that a session was used."""
    row = queries.find_login_session(digest(token))
    if row is not None:
        row.last_seen_at = now


def end_session(token: str) -> None:
    """Sign a browser out."""
    session().execute(delete(LoginSession).where(LoginSession.token_hash == digest(token)))


def open_organisation(code: str, name: str, *, actor: str, now: datetime) -> Organisation:
    """Register an organisation, or return the one that has the code already."""
    existing = queries.find_organisation(code)
    if existing is not None:
        return existing
    organisation = Organisation(code=code, name=name)
    session().add(organisation)
    session().flush()
    record("organisation.open", subject=("organisation", code), actor=actor, at=now)
    return organisation


def open_account(
    *,
    login_name: str,
    display_name: str,
    role: Role,
    password: str,
    actor: str,
    now: datetime,
    organisation_id: int | None = None,
    unit_id: int | None = None,
    is_to_be_replaced: bool = False,
) -> Account:
    """Open an account, with a password that its owner has to replace, or with one that may stay.

    Raises:
        LoginNameTaken, AccountNeedsPlace, PasswordTooWeak
    """
    if queries.find_account(login_name) is not None:
        raise LoginNameTaken(login_name=login_name)
    if (role is Role.DEPARTMENT and unit_id is None) or (role is Role.POLLER and organisation_id is None):
        raise AccountNeedsPlace
    account = Account(
        login_name=login_name,
        display_name=display_name,
        role=role,
        password_hash=hash_password(password, login_name=login_name),
        organisation_id=organisation_id,
        unit_id=unit_id,
        created_at=now,
    )
    session().add(account)
    session().flush()
    detail = {"role": role} | (_TO_BE_REPLACED if is_to_be_replaced else {})
    record("account.open", subject=("account", login_name), actor=actor, at=now, detail=detail)
    return account


@dataclass(frozen=True, kw_only=True)
class WantedAccount:
    """An account as an administrator asks for it: places by their codes, empty where none."""

    login_name: str
    display_name: str
    role: str
    password: str
    organisation_code: str = ""
    organisation_name: str = ""
    unit_code: str = ""


def open_account_for(wanted: WantedAccount, *, actor: str, now: datetime) -> Account:
    """Open an account for somebody, who has to replace the password, and, where it is new, its organisation.

    Raises:
        UnknownUnit, LoginNameTaken, AccountNeedsPlace, PasswordTooWeak
    """
    unit_id = queries.find_unit_id(wanted.unit_code) if wanted.unit_code else None
    if wanted.unit_code and unit_id is None:
        raise UnknownUnit(code=wanted.unit_code)
    organisation = None
    if wanted.organisation_code:
        name = wanted.organisation_name or wanted.organisation_code
        organisation = open_organisation(wanted.organisation_code, name, actor=actor, now=now)
    return open_account(
        login_name=wanted.login_name,
        display_name=wanted.display_name,
        role=Role(wanted.role),
        password=wanted.password,
        organisation_id=organisation.id if organisation else None,
        unit_id=unit_id,
        actor=actor,
        now=now,
        is_to_be_replaced=True,
    )


def has_password_of_another(login_name: str) -> bool:
    """Tell whether somebody else set the password that an account has; the ledger knows, it asks for no column."""
    latest = find_latest_entry(("account", login_name), actions=("account.open", "account.change_password"))
    return latest is not None and bool(latest.detail.keys() & _TO_BE_REPLACED)


def replace_own_password(who: Principal, current: str, new: str, *, now: datetime) -> None:
    """Change one's own password, for which the present one is asked.

    Raises:
        SignInRefused, PasswordUnchanged, PasswordTooWeak
    """
    account = queries.find_account(who.name)
    if account is None or not is_password(current, account.password_hash):
        raise SignInRefused
    if new == current:
        raise PasswordUnchanged
    change_password(account, new, actor=who.name, now=now)


def change_password(
    account: Account, password: str, *, actor: str, now: datetime, is_to_be_replaced: bool = False
) -> None:
    """Set a new password, which its owner has to replace or which may stay; every browser is signed out."""
    account.password_hash = hash_password(password, login_name=account.login_name)
    account.failed_attempts, account.locked_until = 0, None
    session().execute(delete(LoginSession).where(LoginSession.account_id == account.id))
    detail = _TO_BE_REPLACED if is_to_be_replaced else None
    record("account.change_password", subject=("account", account.login_name), actor=actor, at=now, detail=detail)


def close_account(account: Account, *, actor: str, now: datetime) -> None:
    """Close an account: it stays on record, and nobody signs in with it.

    Raises:
        OwnAccount: closing oneself would leave nobody to open it again.
    """
    if account.login_name == actor:
        raise OwnAccount
    account.closed_at = now
    session().execute(delete(LoginSession).where(LoginSession.account_id == account.id))
    record("account.close", subject=("account", account.login_name), actor=actor, at=now)


def reopen_account(account: Account, *, actor: str, now: datetime) -> None:
    """Undo a closing or a lock-out."""
    account.closed_at, account.locked_until, account.failed_attempts = None, None, 0
    record("account.reopen", subject=("account", account.login_name), actor=actor, at=now)


def issue_api_key(
    organisation: Organisation, *, label: str, scopes: Sequence[ApiScope], actor: str, now: datetime
) -> str:
    """Issue a key and return it; it is shown this once and cannot be read back."""
    key = secrets.token_urlsafe(32)
    prefix = key[:KEY_PREFIX_LENGTH]
    row = ApiKey(
        prefix=prefix,
        key_hash=digest(key),
        organisation_id=organisation.id,
        label=label,
        scopes=[str(scope) for scope in scopes],
        created_at=now,
    )
    session().add(row)
    record("api_key.issue", subject=("api_key", prefix), actor=actor, at=now, detail={"scopes": row.scopes})
    return key


def revoke_api_key(key: ApiKey, *, actor: str, now: datetime) -> None:
    """Revoke a key at once."""
    if key.revoked_at is None:
        key.revoked_at = now
        record("api_key.revoke", subject=("api_key", key.prefix), actor=actor, at=now)


def principal_of_key(secret: str, scope: ApiScope) -> Principal:
    """Return the organisation that a key acts for.

    Raises:
        KeyRefused: the key is unknown, revoked, or not good for the scope.
    """
    key = queries.find_api_key(digest(secret)) if secret else None
    if key is None or key.revoked_at is not None or scope not in key.scopes:
        raise KeyRefused
    return Principal(
        name=f"key:{key.prefix}",
        display_name=key.organisation.name,
        role=Role.POLLER,
        organisation_id=key.organisation_id,
    )
