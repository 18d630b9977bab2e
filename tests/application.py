"""An app of its own for each test, a stopped clock, and a browser of people of every role."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app import clock
from feedback_app.accounts import service
from feedback_app.accounts.permissions import Role
from feedback_app.app import create_app
from feedback_app.config import Settings
from feedback_app.database import bind_database, database, unit_of_work
from tests.databases import opened
from tests.people import login_name_of, store_account

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in the city
CHEAP_ARGON2 = "8"
SignIn = Callable[[Role], FlaskClient]


@pytest.fixture
def now() -> Iterator[datetime]:
    """The moment at which the clock stands still during a test of the application."""
    with clock.stopped(NOW):
        yield NOW


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment variables of the test's installation, as an operator would set them."""
    return {
        "FEEDBACK_INSTANCE": str(tmp_path / "instance"),
        "DATABASE_URL": database_url,
        "FEEDBACK_PASSWORD_COST": CHEAP_ARGON2,
    }


@pytest.fixture
def app(environment: dict[str, str], now: datetime) -> Iterator[Flask]:
    """The application on a database of its own. CSRF is off; ``tests/test_routes.py`` shows that it is on."""
    built = create_app(Settings.from_environment(environment))
    built.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    with built.app_context():
        database().engine.dispose()
    with opened(environment["DATABASE_URL"]) as own:
        bind_database(built, own)
        yield built


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """An application context, for tests that call services and queries rather than pages.

    Not for tests that also use a client: its requests would share ``g``, and with it who is signed in.
    """
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of nobody in particular."""
    return app.test_client()


@pytest.fixture
def session_token(app: Flask, now: datetime) -> Callable[[Role], str]:
    """Call with a role to get the token of a session of that role's test account."""

    def start(role: Role) -> str:
        with app.app_context(), unit_of_work():
            store_account(role, now=now)
            return service.start_session(login_name_of(role), now=now)

    return start


@pytest.fixture
def signed_in(app: Flask, session_token: Callable[[Role], str]) -> SignIn:
    """Call with a role to get a browser in which somebody of that role is signed in."""

    def sign_in(role: Role) -> FlaskClient:
        browser = app.test_client()
        token = session_token(role)
        with browser.session_transaction() as cookie:
            cookie["token"] = token
        return browser

    return sign_in
