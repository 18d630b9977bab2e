"""Passwords: argon2id, and the rule for what counts as one."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import lazy_gettext as _l

from feedback_app.config import settings
from feedback_app.errors import Refusal

MINIMUM_LENGTH = 12
MINIMUM_DISTINCT = 5


class PasswordTooWeak(Refusal):
    """The password is too short, too uniform, or contains the login name."""

    sentence = _l("密码至少要有 12 个字符、5 种不同的字符，且不能包含登录名。")


@cache
def _hasher(memory_cost: int) -> PasswordHasher:
    return PasswordHasher(memory_cost=memory_cost, parallelism=1)


@cache
def _nobodys_hash(memory_cost: int) -> str:
    return _hasher(memory_cost).hash("nobody signs in with this")


def hash_password(password: str, *, login_name: str) -> str:
    """Return the argon2id hash of an acceptable password.

    Raises:
        PasswordTooWeak: it is short, uniform, or contains the login name.
    """
    too_uniform = len(set(password)) < MINIMUM_DISTINCT
    if len(password) < MINIMUM_LENGTH or too_uniform or login_name.lower() in password.lower():
        raise PasswordTooWeak
    return _hasher(settings().password_cost).hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Check a password; an unknown account costs the same time as a known one."""
    hasher = _hasher(settings().password_cost)
    try:
        hasher.verify(password_hash or _nobodys_hash(settings().password_cost), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return password_hash is not None
