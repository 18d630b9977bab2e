"""``feedback nlp``: the way from labels to a model that reads, and back."""

from datetime import datetime
from pathlib import Path

import click
import pytest

from feedback_app.accounts.permissions import Role
from feedback_app.accounts.queries import find_account
from feedback_app.accounts.service import PasswordOfAnother, SignInRefused, change_password
from feedback_app.channels.hotline.engines import queries, training
from feedback_app.channels.hotline.engines.cli import nlp
from feedback_app.channels.hotline.engines.folders import SHIPPED
from feedback_app.database import unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.ledger.queries import list_entries
from tests.feedback_app.channels.hotline.engines.conftest import GLOOMY, Make, turned
from tests.people import PASSWORD, login_name_of, store_account

OFFICE = ["--by", login_name_of(Role.ASSESSMENT_OFFICE), "--password", PASSWORD]


def _run(*arguments: str) -> None:
    nlp.main(list(arguments), standalone_mode=False)


@pytest.fixture
def people(context: None, now: datetime) -> None:
    with unit_of_work():
        for role in (Role.ASSESSMENT_OFFICE, Role.ANALYST):
            store_account(role, now=now)


def test_train_list_compare_promote_reread_and_roll_back(
    audited: Unit, people: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(training, "train", lambda examples, *, seed: turned(GLOOMY))
    _run("train", "--seed", "3")
    assert f"candidate {GLOOMY}" in capsys.readouterr().out
    assert list_entries(subject_kind="model")[0].action == "model.train"
    _run("models")
    assert GLOOMY in capsys.readouterr().out
    _run("compare", SHIPPED, GLOOMY)
    assert "valid: recall" in capsys.readouterr().out
    assert queries.name_in_force() == SHIPPED
    _run("promote", GLOOMY, *OFFICE, "--yes")
    assert queries.name_in_force() == GLOOMY
    assert list_entries(subject_kind="model")[0].actor == login_name_of(Role.ASSESSMENT_OFFICE)
    _run("reread", "2026", *OFFICE)
    assert "80 read again" in capsys.readouterr().out
    _run("rollback", *OFFICE)
    assert queries.name_in_force() == SHIPPED


def test_models_are_listed_with_the_local_time_of_their_making(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make(GLOOMY)
    assert str(folder.made_at) == "2026-03-01 00:00:00", "in UTC, as manifests tell it"
    _run("models")
    shown = capsys.readouterr().out
    assert "2026-03-01 08:00" in shown, "in Shanghai"
    assert "with the product" in shown


def test_only_a_person_who_may_promotes(audited: Unit, people: None, make: Make) -> None:
    make(GLOOMY)
    analyst = login_name_of(Role.ANALYST)
    with pytest.raises(click.ClickException, match="may not promote"):
        _run("promote", GLOOMY, "--by", analyst, "--password", PASSWORD, "--yes")
    for name, password in ((login_name_of(Role.ASSESSMENT_OFFICE), "wrong"), ("nobody", PASSWORD)):
        with pytest.raises(SignInRefused):
            _run("rollback", "--by", name, "--password", password)
    assert queries.name_in_force() == SHIPPED


def test_a_flawed_file_stops_the_training(people: None, tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(click.ClickException, match=r"own\.jsonl:1"):
        _run("train", "--data", str(file))


def test_nobody_promotes_by_a_password_that_somebody_else_set(people: None, now: datetime) -> None:
    with unit_of_work():
        office = find_account(login_name_of(Role.ASSESSMENT_OFFICE))
        assert office is not None
        change_password(office, PASSWORD, actor="chen", now=now, is_to_be_replaced=True)
    with pytest.raises(PasswordOfAnother):
        _run("rollback", *OFFICE)
