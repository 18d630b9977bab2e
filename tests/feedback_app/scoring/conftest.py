"""The city of these tests, and its assessment office."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from tests.application import SignIn
from tests.feedback_app.scoring.city import store_city


@pytest.fixture
def city(app: Flask, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_city(now)


@pytest.fixture
def office(city: None, signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ASSESSMENT_OFFICE)
