"""The application factory: the one place where the parts meet."""

import os
from collections.abc import Mapping

from flask import Flask, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback_app.accounts import access
from feedback_app.accounts.actors import spoken_actor
from feedback_app.channels.reverse.scored_groups import bind_scored_groups
from feedback_app.config import Settings, bind_settings
from feedback_app.database import Database, bind_database, close_session
from feedback_app.errors import register_error_handlers
from feedback_app.extensions import babel, csrf
from feedback_app.jobs.views import bind_pages
from feedback_app.jobs.worker import bind_handlers
from feedback_app.localisation import localise
from feedback_app.navigation import current_entry, entries_for
from feedback_app.slices import BLUEPRINTS, JOB_HANDLERS, JOB_PAGES, SCORED_GROUPS

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PAGE_HEADERS: Mapping[str, str] = {**SECURITY_HEADERS, "Cache-Control": "no-store"}


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application.

    Raises:
        SettingsRefused: the environment does not describe a runnable installation.
    """
    settings = settings or Settings.from_environment(os.environ)
    app = Flask(__name__)
    _configure(app, settings)
    bind_settings(app, settings)
    bind_database(app, Database(settings.database_url, busy_seconds=settings.busy_seconds))
    csrf.init_app(app)
    localise(app, babel, settings.timezone)
    register_error_handlers(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/", "home", access.signed_in(_home))
    bind_handlers(app, JOB_HANDLERS)
    bind_pages(app, JOB_PAGES)
    bind_scored_groups(app, SCORED_GROUPS)
    access.guard(app, csrf)
    app.teardown_appcontext(close_session)
    app.after_request(_protect)
    app.jinja_env.filters["actor"] = spoken_actor
    app.context_processor(_page_context)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.upload_megabytes * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure_cookies else "session",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=settings.session_hours * 3600,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


def _home() -> ResponseReturnValue:
    menu = entries_for(access.current_principal())
    return redirect(url_for(menu[0].endpoint))


def _protect(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    wanted = PAGE_HEADERS if response.mimetype == "text/html" else SECURITY_HEADERS
    response.headers.extend((name, value) for name, value in wanted.items() if name.lower() not in given)
    return response


def _page_context() -> dict[str, object]:
    who = access.find_current_principal()
    menu = entries_for(who)
    return {"principal": who, "menu": menu, "current": current_entry(menu, request.endpoint)}
