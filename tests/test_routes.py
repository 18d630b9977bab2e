"""What people forget about routes: who may come, the token of a form, the way there."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Permission, Role, permits
from feedback_app.database import session, unit_of_work
from feedback_app.directory.models import ServicePoint
from feedback_app.navigation import ENTRIES
from tests.routes import Route, links_of, list_routes
from tests.stored import SURVEYS, store_campaign, store_unit

PUBLIC = {
    "accounts.sign_in": "the way in",
    "accounts.start_session": "the way in",
    "web.form": "a citizen's form behind a QR code",
    "web.answer": "a citizen's answer",
    "web.find_receipt": "a citizen looks for their own receipt",
    "web.receipt": "a citizen's proof that the answer was taken",
    "ballot.enter": "a rater's one-time code is the key",
    "ballot.open_": "a rater's one-time code is the key",
    "ballot.cast": "a rater's one-time code is the key",
    "ballot.done": "a rater's receipt, shown once",
    "ballot.qr": "the address of the ballot, for a slide or a notice",
}
ANSWERS_BEFORE_THE_TOKEN = {
    "web.answer": "tells that a code is unknown; its own tests hold the token",
    "ballot.cast": "tells that a code is unknown; its own tests hold the token",
}
NOT_IN_THE_MENU = {
    "home": "leads to the first entry of the menu",
    "accounts.sign_in": "where strangers are led",
    "accounts.password": "one's own name in the head of every page",
    "web.find_receipt": "for citizens, from the page after an answer",
    "ballot.enter": "for raters, printed beside their codes",
    "ballot.done": "for raters, after the ballot",
    "ballot.qr": "a picture",
}
SignIn = Callable[[Role], FlaskClient]


@pytest.fixture
def database_kind() -> str:
    """Who may go where does not depend on the engine."""
    return "sqlite"


@pytest.fixture
def routes(app: Flask) -> list[Route]:
    return list_routes(app)


@pytest.fixture
def stored(app: Flask, now: datetime) -> None:
    """One of each, so that pages about something can be reached."""
    with app.app_context(), unit_of_work():
        unit = store_unit()
        session().add(ServicePoint(unit=unit, code="JYJ-1", name="一号窗口"))
        for channel in SURVEYS:
            store_campaign(now, unit, channel=channel, code=f"C-{channel}")


def _is_open_to(route: Route, role: Role) -> bool:
    assert route.mark is not None
    if route.mark.is_public:
        return True
    if route.mark.scope is not None:
        return False
    return not route.mark.permissions or any(permits(role, permission) for permission in route.mark.permissions)


def test_every_route_says_who_may_come(routes: list[Route]) -> None:
    assert [str(route) for route in routes if route.mark is None] == []


def test_only_the_named_routes_are_public(routes: list[Route]) -> None:
    assert {route.endpoint for route in routes if route.mark and route.mark.is_public} == set(PUBLIC)


def test_a_stranger_is_led_to_the_sign_in_or_refused(routes: list[Route], client: FlaskClient) -> None:
    closed = [route for route in routes if route.mark and not route.mark.is_public]
    answers = {str(route): client.open(route.address, method=route.method) for route in closed}
    let_in = {
        name: answer.status
        for name, answer in answers.items()
        if answer.status_code != 401 and not (answer.status_code == 302 and "/sign-in" in answer.location)
    }
    assert let_in == {}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_its_permissions_open_and_nothing_else(
    role: Role, routes: list[Route], signed_in: SignIn
) -> None:
    surprises = {}
    for route in routes:
        answer = signed_in(role).open(route.address, method=route.method)
        is_refused = answer.status_code in {401, 403}
        if is_refused == _is_open_to(route, role) or answer.status_code >= 500:
            surprises[str(route)] = answer.status
    assert surprises == {}


def test_the_duties_are_separated() -> None:
    """Who opens accounts sees no scores; who makes scores opens no accounts; who is scored changes nothing."""
    assert not permits(Role.ADMINISTRATOR, Permission.READ_SCORES)
    assert not permits(Role.ASSESSMENT_OFFICE, Permission.MANAGE_ACCOUNTS)
    assert not permits(Role.ASSESSMENT_OFFICE, Permission.UPLOAD_PHONE_SAMPLES)
    assert not permits(Role.POLLER, Permission.READ_SCORES)
    changing = {Permission.CHANGE_STANDING, Permission.MANAGE_SCORING, Permission.REVIEW_EVALUATIONS}
    assert not any(permits(Role.DEPARTMENT, permission) for permission in changing)


def test_every_permission_is_asked_for_and_granted(routes: list[Route]) -> None:
    asked = {permission for route in routes if route.mark for permission in route.mark.permissions}
    granted = {permission for permission in Permission if any(permits(role, permission) for role in Role)}
    assert set(Permission) - asked == set()
    assert set(Permission) - granted == set()


def test_a_form_without_its_token_changes_nothing(app: Flask, routes: list[Route], client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    by_people = [route for route in routes if route.method != "GET" and route.mark and route.mark.scope is None]
    answers = {route: client.open(route.address, method=route.method) for route in by_people}
    unguarded = {route.endpoint for route, answer in answers.items() if answer.status_code != 400}
    assert unguarded - set(ANSWERS_BEFORE_THE_TOKEN) == set()


def _pages_linked_from_home(client: FlaskClient) -> Iterator[tuple[str, int]]:
    seen, waiting = {"/"}, ["/"]
    while waiting:
        address = waiting.pop()
        answer = client.get(address, follow_redirects=True)
        yield address, answer.status_code
        new = set(links_of(answer.text)) - seen if answer.mimetype == "text/html" else set()
        seen |= new
        waiting += sorted(new)


@pytest.mark.parametrize("role", list(Role))
def test_no_page_links_to_where_its_reader_may_not_go(role: Role, signed_in: SignIn, stored: None) -> None:
    visited = dict(_pages_linked_from_home(signed_in(role)))
    assert {address: status for address, status in visited.items() if status != 200} == {}


def test_every_page_can_be_reached_by_links(routes: list[Route], signed_in: SignIn, stored: None) -> None:
    reached = {address.partition("?")[0] for role in Role for address, _ in _pages_linked_from_home(signed_in(role))}
    pages = [route for route in routes if route.method == "GET" and not route.has_parameters]
    lost = {page.endpoint for page in pages if page.mark and page.mark.scope is None and page.address not in reached}
    assert lost - set(NOT_IN_THE_MENU) == set()


def test_every_entry_of_the_menu_leads_somewhere(app: Flask) -> None:
    assert {entry.endpoint for entry in ENTRIES} - set(app.view_functions) == set()


def test_an_entry_asks_for_what_its_page_asks_for(app: Flask, routes: list[Route]) -> None:
    marks = {route.endpoint: route.mark for route in routes if route.mark}
    unlike = {
        entry.endpoint
        for entry in ENTRIES
        if entry.endpoint in marks and entry.permissions != marks[entry.endpoint].permissions
    }
    assert unlike == set()
