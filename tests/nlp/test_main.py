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


GOOD = '{"id": 1, "text": "城管局没人管"}'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"text": "a"}', "the field id is missing"),
        ('{"id": null, "text": "a"}', "the field id is missing"),
        ('{"id": 2}', "the field text is missing"),
        ('{"id": 2, "text": null}', "the field text is missing"),
        ('{"id": 2, "text": ["a"]}', "the field text is a list, not a string"),
        ('{"id": 2, "text": "\\ud800"}', "the field text holds half a character"),
        ('{"id": "\\ud800", "text": "a"}', "the field id holds half a character"),
        ("[1]", "it is a list, not an object"),
        ("null", "it is null, not an object"),
        ("{'id': 2}", "it is not valid JSON"),
        ('{"id": 2, "text": "\udcff"}', "it is not UTF-8"),
    ],
)
def test_a_line_that_cannot_be_answered_is_named_and_ends_the_reading(
    line: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n\n{line}\n{GOOD}\n"))
    assert main(["extract"]) == 2
    out, err = capsys.readouterr()
    assert [json.loads(answer)["id"] for answer in out.splitlines()] == [1]
    assert err.startswith("line 3: ")
    assert told in err
    assert "one JSON object a line" in err
    assert err.endswith("records answered before it: 1\n")


def test_nothing_is_claimed_where_nothing_was_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("x\n"))
    assert main(["extract"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.endswith("nothing was answered\n")


def test_standard_input_is_utf_8_whatever_the_terminal_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bytes_in = f"\ufeff{GOOD}\n".encode() + b'{"id": 2, "text": "\xff"}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(bytes_in), encoding="ascii"))
    assert main(["extract"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["body"] == "城管局"
    assert err.startswith("line 2: it is not UTF-8")


@pytest.mark.parametrize(
    "command", ["train --data {0}/none.jsonl --out {0}/m", "hot --in {0}/none.csv --out {0}/o.csv"]
)
def test_a_missing_file_is_named_in_plain_words(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command.format(tmp_path).split()) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"{tmp_path}/none.")
    assert err.endswith(": no such file or directory\n")


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("hot --in {0}/f --out {0}/no/o.csv", "its folder does not exist"),
        ("hot --in {0}/f --out {0}", "is a folder"),
        ("train --only-data --data {0}/f --out {0}/f", "is a file, a folder is expected"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    out: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f").write_text("no table, no labels")
    assert main(out.format(tmp_path).split()) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(("option", "given"), [("--days", "-3"), ("--days", "0"), ("--until", "2024-13-01")])
def test_a_window_that_is_none_is_refused(option: str, given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["hot", "--in", "a.csv", "--out", "b.csv", option, given])
    assert ended.value.code == 2
    assert f"'{given}' is no" in capsys.readouterr().err


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
