"""A window of an office whose ratings are open, with the code on its poster."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import find_target
from feedback_app.campaigns.service import add_targets, close_campaign
from feedback_app.database import session, unit_of_work
from feedback_app.directory.models import ServicePoint
from feedback_app.periods.models import PeriodState
from feedback_app.periods.service import advance_period
from feedback_app.responses.models import Evaluation, Response
from tests.stored import ACTOR, store_campaign, store_unit


@dataclass(frozen=True, kw_only=True)
class Window:
    """The code on a poster, what is stored behind it, and how to shut it."""

    code: str
    app: Flask
    now: datetime

    @property
    def path(self) -> str:
        return f"/q/{self.code}"

    def close(self) -> None:
        with self.app.app_context(), unit_of_work():
            target = find_target(self.code)
            assert target is not None
            close_campaign(target.campaign, actor=ACTOR, now=self.now)

    def close_period(self) -> None:
        with self.app.app_context(), unit_of_work():
            target = find_target(self.code)
            assert target is not None
            advance_period(target.campaign.period, PeriodState.CLOSED, actor=ACTOR, now=self.now)

    def responses(self) -> list[Response]:
        with self.app.app_context():
            return list(session().query(Response))

    def verdicts(self) -> list[tuple[str, str]]:
        with self.app.app_context():
            return [(evaluation.item, evaluation.verdict) for evaluation in session().query(Evaluation)]


OpenWindow = Callable[..., Window]


@pytest.fixture
def open_window(app: Flask, now: datetime) -> OpenWindow:
    """Call with the code of a shipped questionnaire to open a window where it is asked."""

    def open_one(survey: str = "", channel: Channel = Channel.WEB) -> Window:
        with app.app_context(), unit_of_work():
            unit = store_unit("RSJ", "示例人社局")
            point = ServicePoint(unit=unit, code="RSJ-3", name="3号窗口")
            session().add(point)
            session().flush()
            (target,) = add_targets(store_campaign(now, channel=channel, survey=survey), [(unit, point)])
            return Window(code=target.code, app=app, now=now)

    return open_one


@pytest.fixture
def window(open_window: OpenWindow) -> Window:
    """A window rated by the national five levels."""
    return open_window("hcp_onsite")


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def filled(client: FlaskClient, path: str, **answers: str | list[str]) -> dict[str, str | list[str]]:
    """Open a form and return what a browser would send after filling it in."""
    page = client.get(path).text
    return {"key": hidden(page, "key"), "csrf_token": hidden(page, "csrf_token"), **answers}
