"""The bench measures what it says; how fast things are is no matter of a test."""

from pathlib import Path

import pytest

from nlp import bench
from nlp.__main__ import main
from nlp.bench import Sizes, in_bulk, speeds
from nlp.pipeline import Pipeline
from nlp.spliced import long_texts, many_texts

FEW = Sizes(texts=30, naive=20, rounds=1, copies=300, records=200)


def test_spliced_texts_are_as_long_as_real_ones() -> None:
    texts = list(long_texts(500))
    assert 300 <= sum(map(len, texts)) / len(texts) <= 360
    assert len(set(texts)) == 500


def test_a_fifth_of_many_texts_are_copies() -> None:
    assert 0.75 <= len(set(many_texts(2000))) / 2000 <= 0.95


def test_speeds_are_compared_in_one_run(pipeline: Pipeline) -> None:
    lines = {line.name: line for line in speeds(pipeline, list(long_texts(FEW.texts)), FEW)}
    naive, *_ = lines.values()
    rates = [line for name, line in lines.items() if name.endswith("texts/s") and line is not naive]
    assert min(int(line.value.replace(",", "")) for line in (naive, *rates)) > 0
    assert [line.goal for line in rates if "numba" not in line.name] == ["25,000", "28,800", "8,000"]


def test_the_bulk_is_as_large_as_told() -> None:
    assert [line.name for line in in_bulk(FEW)][::2] == [
        "copies among 300 short texts, s",
        "hot issues of 200 records, s",
    ]


def test_the_table_is_written_whether_or_not_real_messages_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for section in ("speeds", "scaling", "model_costs", "in_bulk"):
        monkeypatch.setattr(bench, section, lambda *_what, name=section: iter([bench.Line(name, "1", "2")]))
    assert main(["bench", "--data", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "spliced from our own corpus" in lines[0]
    assert lines[-4:] == ["| speeds | 1 | 2 |", "| scaling | 1 | 2 |", "| model_costs | 1 | 2 |", "| in_bulk | 1 | 2 |"]
