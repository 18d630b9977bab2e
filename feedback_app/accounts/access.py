"""Who may reach which page: every view says it, and a view that says nothing is closed.

A view is marked by exactly one of ``@public``, ``@signed_in``, ``@requires(...)`` and ``@by_key(...)``; one hook
before every request reads the mark. ``tests/test_routes.py`` proves that no route lacks one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect

from feedback_app import clock
from feedback_app.accounts import service
from feedback_app.accounts.permissions import ApiScope, Permission
from feedback_app.accounts.service import Principal
from feedback_app.database import unit_of_work

View = TypeVar("View", bound=Callable[..., Any])
MARK = "access_mark"
PUBLIC_ENDPOINTS_OF_FLASK = frozenset({"static"})
SET_BY_ANOTHER = "password_of_another"
"""Name of what the signed cookie says of a session that was begun with a password somebody else had set."""
_OPEN_TO_IT = frozenset({"accounts.password", "accounts.sign_out"})


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a view asks of whoever comes: nothing, a session, one of some permissions, or a key's scope."""

    is_public: bool = False
    permissions: frozenset[Permission] = frozenset()
    scope: ApiScope | None = None


def _marking(mark: Mark) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        setattr(view, MARK, mark)
        return view

    return decorate


public = _marking(Mark(is_public=True))
signed_in = _marking(Mark())


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Open a view to those who have at least one of the permissions."""
    return _marking(Mark(permissions=frozenset(permissions)))


def by_key(scope: ApiScope) -> Callable[[View], View]:
    """Open a view to machines that hold a key of this scope; such views need no CSRF token."""
    return _marking(Mark(scope=scope))


def find_mark(view: Callable[..., Any]) -> Mark | None:
    """Return what a view asks for, or None when nobody said."""
    mark: Mark | None = getattr(view, MARK, None)
    return mark


def find_current_principal() -> Principal | None:
    """Return who is acting, or None on public pages and for strangers."""
    if "principal" not in g:
        token = cookie.get("token")
        g.principal = service.find_principal(token, now=clock.now()) if token else None
    who: Principal | None = g.principal
    return who


def current_principal() -> Principal:
    """Return who is acting on a page that is not public."""
    who = find_current_principal()
    if who is None:
        abort(401)
    return who


def _stranger() -> ResponseReturnValue:
    following = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=following))


def _touch() -> None:
    token, now = cookie["token"], clock.now()
    if service.is_due_for_touch(token, now=now):
        with unit_of_work():
            service.touch_session(token, now=now)


def _guard() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None or endpoint in PUBLIC_ENDPOINTS_OF_FLASK:
        return None
    mark = find_mark(current_app.view_functions[endpoint])
    if mark is None:
        abort(403)
    if mark.is_public:
        return None
    if mark.scope is not None:
        secret = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        g.principal = service.principal_of_key(secret, mark.scope)
        return None
    who = find_current_principal()
    if who is None:
        return _stranger()
    if cookie.get(SET_BY_ANOTHER) and endpoint not in _OPEN_TO_IT:
        return redirect(url_for("accounts.password"))
    if mark.permissions and not any(who.may(permission) for permission in mark.permissions):
        abort(403)
    _touch()
    return None


def guard(app: Flask, csrf: CSRFProtect) -> None:
    """Close every page that does not say who may come; runs after all blueprints are registered."""
    app.before_request(_guard)
    for view in app.view_functions.values():
        mark = find_mark(view)
        if mark is not None and mark.scope is not None:
            csrf.exempt(view)
