"""The phone command takes the same file as the page, and names every bad row."""

from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from feedback_app.accounts.models import Organisation
from feedback_app.campaigns.models import Channel
from feedback_app.channels.phone.cli import import_phone
from feedback_app.database import session, unit_of_work
from feedback_app.gateways.spreadsheets import RowsRefused
from tests.feedback_app.channels.phone.sheets import as_csv, complete, refusal
from tests.stored import store_campaign, store_unit

pytestmark = pytest.mark.usefixtures("context")
OPTIONS = ["--campaign", "C1", "--organisation", "F1"]


@pytest.fixture(autouse=True)
def campaign(context: None, now: datetime) -> None:
    with unit_of_work():
        store_campaign(now, store_unit(), channel=Channel.PHONE)
        session().add(Organisation(code="F1", name="调查公司"))


def test_a_file_in_the_old_chinese_encoding_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "样本.csv"
    path.write_bytes(as_csv([complete("A1"), refusal("A2")], encoding="gb18030"))
    result = CliRunner().invoke(import_phone, [str(path), *OPTIONS], catch_exceptions=False)
    assert "2 cases, 1 completes" in result.output
    assert "50.0%" in result.output


def test_numbers_need_their_direction(tmp_path: Path) -> None:
    path = tmp_path / "样本.csv"
    path.write_bytes(as_csv([complete("A1", overall="5", attitude="4")]))
    refused = CliRunner().invoke(import_phone, [str(path), *OPTIONS])
    assert isinstance(refused.exception, RowsRefused)
    assert refused.output.count("overall") == 1
    many = tmp_path / "许多.csv"
    many.write_bytes(as_csv([complete(f"A{n}", overall="5", attitude="满意") for n in range(60)]))
    told = CliRunner().invoke(import_phone, [str(many), *OPTIONS]).output
    assert told.count("overall") == 1
    assert "2–61" in told
    accepted = CliRunner().invoke(import_phone, [str(path), *OPTIONS, "--numbering", "hcp"], catch_exceptions=False)
    assert "1 completes" in accepted.output
