"""Which entry of the menu is marked on which page."""

import re

import pytest

from feedback_app.accounts.permissions import Role
from tests.application import SignIn


@pytest.fixture
def database_kind() -> str:
    """The menu does not depend on the engine."""
    return "sqlite"


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/board", "考核总览"),
        ("/ledger", "操作记录"),
        ("/campaigns/new", "评价活动"),
        ("/directory/units/new", "单位名录"),
        ("/evaluations", "评价效力"),
        ("/hotline/review", "待人工判定"),
        ("/hotline/records", "热线导入"),
        ("/schemes", "方案审批"),
        ("/password", None),
    ],
)
def test_the_section_of_a_page_is_marked(signed_in: SignIn, address: str, marked: str | None) -> None:
    page = signed_in(Role.ASSESSMENT_OFFICE).get(address)
    assert page.status_code == 200
    found = re.findall(r'aria-current="\w+">([^<]+)</a>', page.text)
    assert found == ([marked] if marked else [])
