"""Reading accounts, organisations and keys."""

from collections.abc import Sequence

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import joinedload

from feedback_app.accounts.models import Account, ApiKey, LoginSession, Organisation
from feedback_app.database import session
from feedback_app.errors import NotFound


def find_account(login_name: str) -> Account | None:
    """Return the account of a login name, closed ones included."""
    return session().scalar(select(Account).where(Account.login_name == login_name))


def get_account(account_id: int) -> Account:
    """Return an account by its number."""
    account = session().get(Account, account_id)
    if account is None:
        raise NotFound(kind="account", key=account_id)
    return account


def list_accounts() -> Sequence[Account]:
    """Return all accounts with their organisations, open ones first."""
    query = select(Account).options(joinedload(Account.organisation))
    return session().scalars(query.order_by(Account.closed_at.is_not(None), Account.login_name)).all()


def find_login_session(token_hash: str) -> LoginSession | None:
    """Return the signed-in browser that a token belongs to, with its account."""
    query = select(LoginSession).options(joinedload(LoginSession.account))
    return session().scalar(query.where(LoginSession.token_hash == token_hash))


def count_login_sessions(account: Account) -> int:
    """Return in how many browsers somebody is signed in with an account."""
    query = select(func.count()).select_from(LoginSession).where(LoginSession.account_id == account.id)
    return session().scalar(query) or 0


def find_organisation(code: str) -> Organisation | None:
    """Return the organisation of a code."""
    return session().scalar(select(Organisation).where(Organisation.code == code))


def get_organisation_by_code(code: str) -> Organisation:
    """Return the organisation of a code, which must exist."""
    organisation = find_organisation(code)
    if organisation is None:
        raise NotFound(kind="organisation", key=code)
    return organisation


def find_unit_id(code: str) -> int | None:
    """Return the number of the unit that a department's account belongs to.

    The directory stands a floor above accounts, so its table is named here, not imported.
    """
    return session().scalar(select(column("id")).select_from(table("units")).where(column("code") == code))


def list_organisations() -> Sequence[Organisation]:
    """Return all organisations by code."""
    return session().scalars(select(Organisation).order_by(Organisation.code)).all()


def find_api_key(key_hash: str) -> ApiKey | None:
    """Return the key of a hash, with its organisation, revoked ones included."""
    query = select(ApiKey).options(joinedload(ApiKey.organisation))
    return session().scalar(query.where(ApiKey.key_hash == key_hash))


def get_api_key(key_id: int) -> ApiKey:
    """Return a key by its number."""
    key = session().get(ApiKey, key_id)
    if key is None:
        raise NotFound(kind="api_key", key=key_id)
    return key


def list_api_keys() -> Sequence[ApiKey]:
    """Return all keys, the newest first."""
    return session().scalars(select(ApiKey).options(joinedload(ApiKey.organisation)).order_by(ApiKey.id.desc())).all()
