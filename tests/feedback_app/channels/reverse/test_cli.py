"""A round of ballots from the command line."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_app.channels.reverse.cli import ballots
from feedback_app.channels.reverse.service import MoreCodesThanRaters
from feedback_app.database import unit_of_work
from tests.feedback_app.channels.reverse.rounds import cast, store_round

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture(autouse=True)
def campaign(context: None, now: datetime) -> None:
    with unit_of_work():
        store_round(now)


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(ballots, arguments, catch_exceptions=False)


def test_a_group_its_codes_and_its_turnout(now: datetime) -> None:
    assert "6 raters" in _run("group", "C1", "village", "村居", "6").output
    codes = _run("issue", "C1", "village", "6").output.split()
    with unit_of_work():
        for code in codes[:5]:
            cast(code, now)
    row = next(line for line in _run("turnout", "C1").output.splitlines() if "village" in line)
    assert "83.3%" in row
    assert "yes" in row


def test_codes_go_to_a_new_file_only(tmp_path: Path) -> None:
    path = tmp_path / "slips.csv"
    _run("issue", "C1", "street", "3", "--output", str(path))
    with path.open(encoding="utf-8-sig") as file:
        assert len(list(csv.reader(file))) == 4
    again = CliRunner().invoke(ballots, ["issue", "C1", "street", "3", "--output", str(path)])
    assert again.exit_code != 0
    assert " 3 " in next(line for line in _run("turnout", "C1").output.splitlines() if "street" in line)


def test_no_more_codes_than_raters() -> None:
    refused = CliRunner().invoke(ballots, ["issue", "C1", "street", "31"])
    assert isinstance(refused.exception, MoreCodesThanRaters)
