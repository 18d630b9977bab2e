"""Posters: each web target has a code that opens its form, as a file and on paper."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import get_campaign
from feedback_app.database import unit_of_work
from tests.stored import store_campaign, store_unit


@pytest.fixture
def code(app: Flask, now: datetime) -> str:
    with app.app_context(), unit_of_work():
        unit = store_unit()
        store_campaign(now, unit, channel=Channel.PHONE, code="P1")
        return store_campaign(now, unit).targets[0].code


@pytest.fixture
def clerk(signed_in: Callable[[Role], FlaskClient]) -> FlaskClient:
    return signed_in(Role.ASSESSMENT_OFFICE)


def test_the_code_comes_as_a_drawing_and_as_an_image(code: str, clerk: FlaskClient) -> None:
    svg, png = clerk.get(f"/posters/{code}/qr.svg"), clerk.get(f"/posters/{code}/qr.png")
    assert f"http://127.0.0.1:8000/q/{code}" in svg.text
    assert png.data.startswith(b"\x89PNG")
    assert "市教育局.png" in unquote(png.headers["Content-Disposition"])


def test_the_poster_names_the_place_the_address_and_the_forms_approval(code: str, clerk: FlaskClient) -> None:
    page = clerk.get(f"/posters/{code}").text
    for words in ("市教育局", f"/q/{code}", "<svg", "表号：", "不收集姓名和手机号"):
        assert words in page
    assert "style=" not in page
    assert clerk.get("/posters/campaigns/C1").text.count("<article>") == 1


def test_the_units_page_lists_open_web_campaigns_only(app: Flask, code: str, clerk: FlaskClient, now: datetime) -> None:
    assert clerk.get("/posters?unit=JYJ").text.count("qr.svg") == 1
    with app.app_context(), unit_of_work():
        get_campaign("C1").closes_at = now
    assert "目前没有二维码评价活动" in clerk.get("/posters?unit=JYJ").text


def test_codes_that_are_none_have_no_poster(code: str, clerk: FlaskClient) -> None:
    for address in ("/posters/XXXXXXXX", "/posters/XXXXXXXX/qr.svg", "/posters/campaigns/P1", "/posters?unit=ZZ"):
        assert clerk.get(address).status_code == 404
