"""Every page of a city that has lived a year: no dead link for anybody, readable at both widths, for everybody."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from feedback_app.accounts import service
from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.models import Channel
from feedback_app.channels.hotline.models import ReviewState
from feedback_app.dashboards.ledger_words import ACTIONS, SUBJECTS
from feedback_app.database import session, unit_of_work
from feedback_app.demonstration.loading import LOGINS
from feedback_app.periods.models import PeriodState
from feedback_app.responses.models import Response, Standing
from surveys.assessment import LineReason, list_shipped_schemes
from surveys.questionnaire import Verdict
from surveys.questionnaire.shipped import list_shipped, load_shipped
from tests.browser import Visit, reading_faults
from tests.routes import links_of
from tests.traces import traces_of

OF_ONE_KIND = 3  # how many pages of one endpoint are opened
LOGIN_NAMES = {role: name for name, _display, role in LOGINS}
TAGS = re.compile(r"<(script|style|option|code)\b.*?</\1>|<[^>]+>", re.DOTALL)
CODES = frozenset(
    {
        *map(str, (*Standing, *Channel, *Verdict, *LineReason, *ReviewState, *PeriodState)),
        *(code for name in list_shipped() for code in load_shipped(name).items),
        *list_shipped_schemes(),
        *("rater", "command line", "demonstration", *ACTIONS, *SUBJECTS),
    }
)
"""What the house calls things inside, and no reader should have to know."""
SAID_ALIKE = frozenset({"web", "phone", "hotline", "sms", "voice", "none", "account", "unit"})
"""Codes that also occur in addresses, names of files and login names."""


@pytest.fixture
def session_token(app: Flask, now: object) -> Callable[[Role], str]:
    """Sign in the city's own people."""

    def start(role: Role) -> str:
        with app.app_context(), unit_of_work():
            return service.start_session(LOGIN_NAMES[role], now=now)  # type: ignore[arg-type]

    return start


def _endpoint(app: Flask, address: str) -> str:
    adapter = app.url_map.bind("localhost")
    return str(adapter.match(address.partition("?")[0], method="GET")[0])


def _walk(app: Flask, client: FlaskClient) -> Iterator[tuple[str, str, int]]:
    """Yield endpoint, address and status of pages reached by links from the first one, a few of each kind."""
    waiting, opened = ["/"], dict[str, int]()
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        endpoint = _endpoint(app, address)
        if opened.get(endpoint, 0) >= OF_ONE_KIND:
            continue
        opened[endpoint] = opened.get(endpoint, 0) + 1
        answer = client.get(address, follow_redirects=True)
        answer.get_data()  # a file that is not read to its end would be left open
        yield endpoint, address, answer.status_code
        new = [link for link in links_of(answer.text) if link not in seen] if answer.mimetype == "text/html" else []
        seen.update(new)
        waiting += new


@pytest.mark.parametrize("role", list(Role))
def test_no_link_is_dead(role: Role, app: Flask, signed_in: Callable[[Role], FlaskClient]) -> None:
    visited = list(_walk(app, signed_in(role)))
    assert [(address, status) for _endpoint, address, status in visited if status != 200] == []
    assert len(visited) > 1


def _is_page(client: FlaskClient, address: str) -> bool:
    return client.get(address, follow_redirects=True).mimetype == "text/html"


@pytest.mark.browser
@pytest.mark.parametrize("role", list(Role))
def test_every_kind_of_page_is_readable(
    role: Role, app: Flask, signed_in: Callable[[Role], FlaskClient], page_of: Visit
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = signed_in(role)
    examples = {endpoint: address for endpoint, address, _status in _walk(app, client)}
    page = page_of(role)
    faults = {address: reading_faults(page, address) for address in examples.values() if _is_page(client, address)}
    assert {address: found for address, found in faults.items() if found} == {}


def test_no_chinese_page_speaks_in_codes(app: Flask, signed_in: Callable[[Role], FlaskClient]) -> None:
    found = set()
    for role in (Role.ASSESSMENT_OFFICE, Role.ADMINISTRATOR, Role.POLLER):  # together they see every page
        client = signed_in(role)
        for endpoint, address, _status in _walk(app, client):
            answer = client.get(address, follow_redirects=True)
            answer.get_data()
            if answer.mimetype == "text/html":
                words = set(re.findall(r"[a-z]+(?:[._ ][a-z]+)*", TAGS.sub(" ", answer.text)))
                found |= {(endpoint, word) for word in words & (CODES - SAID_ALIKE)}
    assert found == set()


def test_no_page_shows_an_id_from_which_a_ballots_receipt_follows(
    app: Flask, signed_in: Callable[[Role], FlaskClient]
) -> None:
    with app.app_context():
        ballots = session().scalars(select(Response.id).where(Response.channel == Channel.REVERSE)).all()
    assert len(ballots) > 100
    found = set()
    for role in Role:
        client = signed_in(role)
        addresses = [address for _endpoint, address, _status in _walk(app, client)]
        for address in [*addresses, "/evaluations?channel=reverse"]:
            page = client.get(address, follow_redirects=True).get_data().decode(errors="replace")
            found |= {(role, address, trace) for trace in traces_of(ballots, page)}
    assert found == set()
