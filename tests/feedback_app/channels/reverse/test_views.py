"""The organiser's pages: rosters, codes shown once, turnout."""

import csv
import io
import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import get_campaign
from feedback_app.campaigns.service import close_campaign
from feedback_app.database import unit_of_work
from tests.application import SignIn
from tests.feedback_app.channels.reverse.rounds import cast, issue, store_round
from tests.stored import ACTOR, store_campaign, store_unit

CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
GROUP = "/reverse/C1/groups/street"


@pytest.fixture
def organiser(app: Flask, now: datetime, signed_in: SignIn) -> FlaskClient:
    with app.app_context(), unit_of_work():
        store_round(now, roster=6)
    return signed_in(Role.ORGANISER)


def test_a_group_is_put_on_the_roster_once(organiser: FlaskClient) -> None:
    wanted = {"code": "village", "name": "村居", "roster": "40"}
    assert organiser.post("/reverse/C1/groups", data=wanted).status_code == 303
    assert "村居" in organiser.get("/reverse/C1").text
    again = organiser.post("/reverse/C1/groups", data=wanted)
    assert again.status_code == 409
    assert 'value="村居"' in again.text


def test_codes_are_shown_once_as_slips(organiser: FlaskClient) -> None:
    slips = organiser.post(f"{GROUP}/codes", data={"number": "4", "output": "slips"})
    codes = CODE.findall(slips.text)
    assert len(set(codes)) == 4
    assert slips.headers["Cache-Control"] == "no-store"
    assert not CODE.search(organiser.get(GROUP).text)


def test_codes_download_as_a_table(organiser: FlaskClient) -> None:
    answer = organiser.post(f"{GROUP}/codes", data={"number": "6", "output": "csv"})
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 7
    assert all(CODE.fullmatch(row[1]) for row in rows[1:])
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("number", "status"), [("0", 400), ("many", 400), ("7", 409)])
def test_no_more_codes_than_raters(organiser: FlaskClient, number: str, status: int) -> None:
    assert organiser.post(f"{GROUP}/codes", data={"number": number, "output": "csv"}).status_code == status


def test_unused_codes_are_voided_and_the_roster_grows(organiser: FlaskClient) -> None:
    organiser.post(f"{GROUP}/codes", data={"number": "6", "output": "csv"})
    assert organiser.post(f"{GROUP}/roster", data={"roster": "5"}).status_code == 409
    assert organiser.post(f"{GROUP}/roster", data={"roster": "8"}).status_code == 303
    assert organiser.post(f"{GROUP}/void").status_code == 303
    assert "还可发 8 个" in organiser.get(GROUP).text


def test_what_does_not_exist_or_is_no_ballot_is_refused(app: Flask, now: datetime, organiser: FlaskClient) -> None:
    with app.app_context(), unit_of_work():
        store_campaign(now, store_unit("X", "市X局"), channel=Channel.WEB, code="W1")
    assert organiser.get("/reverse/NONE").status_code == 404
    assert organiser.get("/reverse/C1/groups/none").status_code == 404
    assert organiser.get("/reverse/W1").status_code == 400


def test_means_are_for_the_office_after_the_close_and_not_for_organisers(
    app: Flask, now: datetime, organiser: FlaskClient, signed_in: SignIn
) -> None:
    with app.app_context(), unit_of_work():
        for code in issue(6, now):
            cast(code, now, "good", "poor")
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert "85.0" not in office.get("/reverse/C1").text
    with app.app_context(), unit_of_work():
        close_campaign(get_campaign("C1"), actor=ACTOR, now=now)
    assert "85.0" in office.get("/reverse/C1").text
    assert "85.0" not in organiser.get("/reverse/C1").text
    assert "可以公布" in organiser.get("/reverse/C1").text
