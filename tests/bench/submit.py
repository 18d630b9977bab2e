"""A citizen's answer: how many a second, how long each waits, beside a bare Flask app with one INSERT."""

import re
import secrets
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from gzip import compress
from urllib.parse import urlencode

from feedback_app import clock
from feedback_app.app import create_app
from feedback_app.campaigns.queries import list_targets
from feedback_app.config import Settings
from feedback_app.database import database, unit_of_work
from tests.bench.bare import make_table
from tests.bench.engines import NAMES, installation
from tests.bench.load import WARM_UP_SECONDS, Load, NewRequest, post, put_under_load
from tests.bench.report import Section
from tests.bench.servers import WebServer, serving
from tests.stored import store_campaign, store_unit

HOUSE, BARE = "feedback_app.app:create_app()", "tests.bench.bare:create_app()"
CLIENTS = (1, 16, 64)
SECONDS, ROUNDS = 4.0, 5
PLACEHOLDER = "K" * 22
COMMENT = "办得很快，谢谢。"
LARGEST_PAGE = 5 * 1024
LEAST_SHARE = 0.6
HEADER = ("engine", "app", "clients", "answers/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms/answer", "of the bare rate")


@dataclass(frozen=True, kw_only=True)
class Form:
    """A citizen's form as a browser holds it."""

    page: bytes
    token: str
    cookie: str


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A server under one load; ``cpu`` in milliseconds an answer."""

    load: Load
    cpu: float


def _store_window(environment: Mapping[str, str]) -> str:
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        with unit_of_work():
            campaign = store_campaign(clock.now(), store_unit())
            code = list_targets(campaign)[0].code
        database().engine.dispose()
    return code


def _open_form(port: int, code: str) -> Form:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/q/{code}") as answer:
        page: bytes = answer.read()
        cookie = str(answer.headers["Set-Cookie"]).partition(";")[0]
    token = re.search(r'name="csrf_token" value="([^"]*)"', page.decode())
    assert token is not None
    return Form(page=page, token=token[1], cookie=cookie)


def _answers(port: int, code: str) -> NewRequest:
    """Return a maker of answers, each with a key of its own, as from so many forms."""
    form = _open_form(port, code)
    fields = {"key": PLACEHOLDER, "csrf_token": form.token, "overall": "satisfied", "comment": COMMENT}
    template = post(f"/q/{code}", urlencode(fields).encode(), cookie=form.cookie)
    return lambda: template.replace(PLACEHOLDER.encode(), secrets.token_urlsafe(16).encode())


def _bare_answers() -> NewRequest:
    request = post("/", urlencode({"overall": "satisfied", "comment": COMMENT}).encode())
    return lambda: request


def _measure(server: WebServer, new_request: NewRequest, clients: int) -> Measured:
    before = server.cpu_seconds()
    load = put_under_load(server.port, new_request, clients=clients, seconds=SECONDS)
    assert set(load.statuses) == {303}, load.statuses
    answered = load.rate * (SECONDS + WARM_UP_SECONDS)
    return Measured(load=load, cpu=1000 * (server.cpu_seconds() - before) / answered)


def _middle(measured: list[Measured]) -> Measured:
    return sorted(measured, key=lambda one: one.load.rate)[len(measured) // 2]


def _side_by_side(environment: Mapping[str, str], code: str) -> Iterator[tuple[Measured, Measured]]:
    """Yield the bare app's and the house's figures under each load; they take turns, and the middle round counts."""
    with serving(BARE, environment) as bare, serving(HOUSE, environment) as house:
        simple, own = _bare_answers(), _answers(house.port, code)
        for clients in CLIENTS:
            rounds = [(_measure(bare, simple, clients), _measure(house, own, clients)) for _ in range(ROUNDS)]
            yield _middle([first for first, _ in rounds]), _middle([second for _, second in rounds])


def _row(engine: str, who: str, measured: Measured, share: float | None = None) -> list[str]:
    load = measured.load
    waits = [f"{load.percentile(which):.1f}" for which in (50, 95, 99)]
    told = "" if share is None else f"{share:.0%}"
    return [NAMES[engine], who, str(load.clients), f"{load.rate:,.0f}", *waits, f"{measured.cpu:.2f}", told]


def _measured_on(engine: str) -> list[tuple[Measured, Measured]]:
    with installation(engine) as environment:
        make_table(environment["DATABASE_URL"])
        return list(_side_by_side(environment, _store_window(environment)))


def submissions() -> Section:
    """Measure answers on both engines."""
    rows, shares = [], []
    for engine in NAMES:
        for bare, house in _measured_on(engine):
            shares.append(house.load.rate / bare.load.rate)
            rows += [_row(engine, "bare", bare), _row(engine, "house", house, shares[-1])]
    return Section(
        title="A citizen's answer",
        text=(
            "POST of a five-level rating with a comment to gunicorn as `feedback serve` starts it: token checked, "
            "sheet checked, response and evaluation stored under an idempotency key, receipt given. The bare app does "
            "one INSERT through the same engine and lock, and answers with the same redirect. The two take turns; of "
            f"{ROUNDS} rounds of {SECONDS:.0f} s the middle one counts."
        ),
        header=HEADER,
        rows=rows,
        verdict=f"The house keeps at least {min(shares):.0%} of the bare rate (wanted: {LEAST_SHARE:.0%}).",
    )


def page_size() -> Section:
    """Measure what the citizen's page weighs."""
    with installation("sqlite") as environment:
        code = _store_window(environment)
        with serving(HOUSE, environment) as server:
            page = _open_form(server.port, code).page
    packed = len(compress(page, mtime=0))
    return Section(
        title="The citizen's page",
        text="The national five levels with their reasons, style included, no script, one request.",
        header=("bytes", "compressed", "wanted"),
        rows=[[f"{len(page):,}", f"{packed:,}", f"≤ {LARGEST_PAGE:,}"]],
    )
