import json
from collections import Counter
from pathlib import Path

import pytest

from nlp import corpus
from nlp.corpus import CorpusFlawed, own_examples, read_examples
from nlp.level import LEVELS
from nlp.structure import theme_names
from nlp.validity import KINDS

RUN = 20
CORPUS = Path(corpus.__file__).parent


def test_every_kind_level_and_theme_is_there() -> None:
    examples = own_examples()
    assert {example.kind for example in examples} == set(KINDS)
    assert {example.level for example in examples} == {None, *LEVELS}
    assert {example.theme for example in examples} == set(theme_names())


def test_no_message_stands_there_twice() -> None:
    twice = [text for text, count in Counter(example.text for example in own_examples()).items() if count > 1]
    assert not twice


def test_the_judged_body_is_in_the_text() -> None:
    lines = [line for path in CORPUS.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
    astray = [record["text"] for record in map(json.loads, lines) if record["body"] not in record["text"]]
    assert len(lines) > 6000
    assert not astray


def test_whom_a_message_on_a_real_skeleton_judges_is_not_learnt() -> None:
    batches = {example.origin for example in own_examples() if example.body}
    assert not {origin for origin in batches if origin and origin[0] == "d"}
    assert {example.origin for example in own_examples()} >= {"d0", "d5", "long"}


@pytest.mark.shared_data
def test_no_run_of_twenty_characters_is_taken_from_real_messages(shared_data: Path) -> None:
    ours = {e.text[i : i + RUN] for e in own_examples() for i in range(len(e.text) - RUN + 1)}
    for path in sorted((shared_data / "hotline").iterdir()):
        encoding = "gb18030" if path.name == "messages_2019.csv" else "utf-8"
        text = path.read_text(encoding=encoding, errors="replace").replace("\\n", "\n")
        taken = ours.intersection(text[i : i + RUN] for i in range(len(text) - RUN + 1))
        assert not taken, path.name


def test_every_bad_line_is_reported_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"text": "好", "valid": 1, "level": 9}\nnot json\n{"text": "差", "valid": 0, "reason": "why"}\n')
    with pytest.raises(CorpusFlawed) as refused:
        read_examples(path)
    assert [problem.split(" ")[0] for problem in refused.value.problems] == [f"labels.jsonl:{n}:" for n in (1, 2, 3)]


def test_a_table_of_themes_is_read(tmp_path: Path) -> None:
    path = tmp_path / "themes.csv"
    path.write_text("label,subject,detail\n教育文体,学位,不够\n", encoding="utf-8-sig")
    assert [(e.text, e.theme, e.kind) for e in read_examples(path)] == [("学位\n不够", "教育文体", None)]


def test_both_spellings_of_the_reason_are_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    rows = [{"text": "问", "valid": 0, "reason": "enquiry"}, {"text": "求", "valid": 0, "reason_not_valid": "request"}]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [example.kind for example in read_examples(path)] == ["enquiry", "request"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"valid": 1}', "the field text is missing"),
        ("[1]", "it is a list, not an object"),
        ("{", "it is not valid JSON"),
        ('{"text": 5}', "the field text is a number, not a string"),
        ('{"text": "x", "valid": 0}', "the field reason is missing"),
        ('{"text": "x", "valid": 0, "reason": "why"}', "unknown reason 'why'"),
        ('{"text": "x", "level": [1]}', "level [1] is not 1 to 5"),
        ('{"text": "x", "theme": ["a"]}', "unknown theme ['a']"),
        ('{"text": "x", "body": 5}', "body 5 is not a string"),
        ('{"text": "x", "valid": 1, "aspects": 3}', "aspects 3 are not a list"),
        ('{"text": "x", "valid": 1, "aspects": ["mood"]}', "unknown aspect 'mood'"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(line)
    with pytest.raises(CorpusFlawed) as refused:
        read_examples(path)
    assert refused.value.problems[0].startswith("labels.jsonl:1: ")
    assert told in refused.value.problems[0]


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_bytes(b'{"text": "a"}\n' + '{"text": "好"}\n'.encode("gb18030"))
    with pytest.raises(CorpusFlawed, match=r"labels\.jsonl:2: not UTF-8"):
        read_examples(path)
