"""What a model may learn from: people's labels, and never a text that tests it."""

from datetime import datetime
from pathlib import Path

import pytest

from feedback_app.channels.hotline.engines import training
from feedback_app.channels.hotline.engines.labels import collect_labels
from feedback_app.channels.hotline.engines.lessons import gather_lessons
from feedback_app.channels.hotline.engines.training import train_candidate
from feedback_app.channels.hotline.review import Decision, decide
from feedback_app.database import unit_of_work
from feedback_app.directory.models import Unit
from nlp.corpus import CorpusFlawed, Example, own_examples
from nlp.linear import LinearModel
from nlp.validity import Reason
from tests.feedback_app.channels.hotline.engines.conftest import CURT, turned
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.stored import ACTOR

REVIEWED = "园林工人修剪行道树后没有清理树枝，堵住了人行道，请尽快安排人来拉走。"


@pytest.fixture
def reviewed(audited: Unit, now: datetime) -> int:
    """A record that a reviewer has decided."""
    with unit_of_work():
        record = store_records(now, audited, [Said(level=1, text=REVIEWED, surely=False)])[0]
    with unit_of_work():
        decide(record.id, Decision(reason=Reason.REQUEST), actor="reviewer", now=now)
    return record.id


def test_labels_of_review_and_of_half_the_audit_are_learnt_from(reviewed: int) -> None:
    city = collect_labels()
    assert [(one.text, one.kind) for one in city.review] == [(REVIEWED, "request")]
    assert len(city.audit) + len(city.held_out) == 80
    assert 25 < len(city.held_out) < 55
    assert {one.kind for one in city.audit} == {"valid", "enquiry"}
    assert {(one.level, one.theme) for one in city.audit if one.kind == "valid"} == {(2, "教育文体")}


def test_nothing_held_out_nor_a_near_copy_of_it_is_learnt_from(reviewed: int, tmp_path: Path) -> None:
    city = collect_labels()
    tests = {one.text for one in city.held_out}
    assert not tests & {one.text for one in city.to_learn()}
    copy = Example(text=city.held_out[0].text.replace("。", "！！"), kind="other")
    fresh = Example(text="完全不同的一句话，说的是公园夜间照明设施年久失修的事情。", kind="request")
    assert city.without_tests([copy, fresh]) == [fresh]


def test_lessons_are_the_shipped_corpus_the_files_and_the_city(reviewed: int, tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    held_out = collect_labels().held_out[0].text
    lines = ['{"text": "垃圾车连续三天没来，楼下臭气熏天，环卫处电话没人接，太差了", "valid": true, "level": 1}']
    lines.append(f'{{"text": "{held_out}", "valid": true, "level": 1}}')
    file.write_text("\n".join(lines), encoding="utf-8")
    lessons = gather_lessons([file], collect_labels(), seed=0)
    assert lessons.facts["labels"]["files"] == 1
    assert lessons.facts["labels"]["left_out"] == 1
    assert lessons.facts["examples"] == len(lessons.examples) > len(own_examples())
    assert list(lessons.facts["files"]) == ["own.jsonl"]


def test_a_flawed_file_is_refused_with_its_places(audited: Unit, tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text('{"text": "a", "valid": true, "level": 9}\nnot json\n', encoding="utf-8")
    with pytest.raises(CorpusFlawed) as flawed:
        gather_lessons([file], collect_labels(), seed=0)
    assert [problem.partition(" ")[0] for problem in flawed.value.problems] == ["own.jsonl:1:", "own.jsonl:2:"]


def test_a_candidate_is_kept_with_its_learning_curve(
    reviewed: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def quick(examples: list[Example], *, seed: int) -> LinearModel:
        sizes.append(len(examples))
        return turned(CURT)

    monkeypatch.setattr(training, "train", quick)
    city = collect_labels()
    lessons = gather_lessons([], city, seed=0)
    folder = train_candidate(lessons, seed=0, actor=ACTOR, now=now)
    curve = folder.manifest["report"]["curve"]
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(lessons.examples)
    assert [point["examples"] for point in curve] == sizes
    assert all(point["right"]["n"] == len(city.held_out) for point in curve)
    assert folder.manifest["made_by"] == ACTOR
