"""Whatever number stands in an address, it leads to a page that there is."""

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.paging import Paging, asked_page
from tests.application import SignIn

LISTS = ("/evaluations", "/hotline", "/hotline/records", "/phone", "/ledger", "/directory")


@pytest.fixture
def database_kind() -> str:
    """SQLite is the stricter one: it takes no number above 64 bits."""
    return "sqlite"


@pytest.mark.parametrize(
    ("asked", "total", "number", "count"),
    [
        ("", 0, 1, 0),
        ("?page=1", 50, 1, 1),
        ("?page=2", 51, 2, 2),
        ("?page=9", 51, 2, 2),
        ("?page=0", 51, 1, 2),
        ("?page=-3", 51, 1, 2),
        ("?page=last", 51, 1, 2),
        (f"?page={10**30}", 0, 1, 0),
    ],
)
def test_the_nearest_page_is_shown(app: Flask, asked: str, total: int, number: int, count: int) -> None:
    with app.test_request_context(f"/{asked}"):
        assert asked_page(total, size=50) == Paging(number=number, count=count)


def test_no_list_breaks_on_a_page_that_is_not_there(signed_in: SignIn) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    answers = {address: office.get(f"{address}?page={10**30}").status_code for address in LISTS}
    assert answers == dict.fromkeys(LISTS, 200)
