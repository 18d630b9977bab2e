import json
from pathlib import Path

import pytest

from surveys.questionnaire import questionnaire_schema
from surveys.questionnaire.__main__ import main
from tests.surveys.questionnaire.forms import OVERALL, file_of


def test_everything_shipped_is_linted_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint"]) == 0
    assert "hcp_onsite: 1.0 min" in capsys.readouterr().out


def test_a_finding_is_shown_with_its_place_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "window.yaml"
    path.write_text(file_of(OVERALL.replace("offers: [dont_know], ", "")), encoding="utf-8")
    assert main(["lint", str(path)]) == 1
    assert "  questions[0].offers: missing_dont_know: there is no dont_know" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["dance"], ["lint", "no/such/file.yaml"]])
def test_what_cannot_be_done_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().out


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == questionnaire_schema()
