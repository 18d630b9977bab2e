import io
import json
from pathlib import Path

import pytest

from nlp.__main__ import main


def test_extract_answers_line_by_line_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{"id": 7, "text": "城管局多次投诉没人管"}, {"id": "b", "text": ""}]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines)) + "\n"))
    assert main(["extract"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == [7, "b"]
    assert answers[0]["valid"] is True
    assert answers[0]["body"] == "城管局"
    assert answers[1]["reason"] == "other"


def test_a_missing_model_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["extract", "--model", str(tmp_path / "none")]) == 2
    assert "manifest.json" in capsys.readouterr().err


def test_training_data_with_flaws_is_refused_line_by_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "labels.jsonl"
    data.write_text('{"valid": 1}\n{"text": "x", "theme": "no such"}\n')
    assert main(["train", "--data", str(data), "--out", str(tmp_path / "model")]) == 2
    assert [line.split(":")[1] for line in capsys.readouterr().err.splitlines()] == ["1", "2"]


@pytest.mark.shared_data
def test_the_report_measures_the_shipped_model(shared_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--data", str(shared_data), "--part", "shipped", "--part", "cues"]) == 0
    told = capsys.readouterr().out
    assert "| valid: F1 |" in told
    assert "| inaction |" in told
    assert "learning curve" not in told


def test_a_report_without_data_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--data", str(tmp_path)]) == 2
    assert "neither file of labelled messages" in capsys.readouterr().err


def test_a_model_of_themes_alone_answers_themes_and_leaves_the_rest_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [("交通运输", "公交车不来", "等公交半小时"), ("环境保护", "工厂排污", "河水发臭")] * 8
    data = tmp_path / "themes.csv"
    data.write_text("label,subject,detail\n" + "".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
    assert main(["train", "--data", str(data), "--only-data", "--out", str(tmp_path / "model")]) == 0
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "text": "公交车等了半小时"}\n'))
    assert main(["extract", "--model", str(tmp_path / "model")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["theme"] == "交通运输"
    assert [answer[key] for key in ("valid", "reason", "level", "p_valid", "span", "body")] == [None] * 6
