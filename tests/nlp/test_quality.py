import csv
import json
from pathlib import Path

import numpy as np
import pytest

from nlp.corpus import Example
from nlp.pipeline import Pipeline
from nlp.quality import measure
from nlp.report import answers_by_fold, report

JUDGEMENT = "城管局多次投诉没人管\n我打了五次城管局的电话，每次都说来看，一个月过去没有人来，态度还很差。"
QUESTION = "请问公积金怎么提取\n我想咨询一下公积金提取需要什么材料？"


def test_every_figure_lies_within_its_spread_and_says_what_it_rests_on(pipeline: Pipeline) -> None:
    examples = [
        Example(text=f"{JUDGEMENT}第{number}次。", kind="valid", level=1, theme="城乡建设", body="城管局")
        for number in range(12)
    ] + [Example(text=f"{QUESTION}{number}", kind="enquiry", theme="城乡建设") for number in range(12)]
    answers = pipeline.extract_many([example.text for example in examples])
    found = {one.name: one for one in measure(examples, answers, resamples=20)}
    assert all(one.low <= one.value <= one.high for one in found.values())
    assert found["valid: F1"].count == 24
    assert found["judged body: spans overlap of all labelled"].count == 12
    assert "theme: accepted without a person" not in found


def test_an_answer_against_a_label_lowers_the_figure(pipeline: Pipeline) -> None:
    answers = pipeline.extract_many([JUDGEMENT, QUESTION])
    right = [Example(text=JUDGEMENT, kind="valid"), Example(text=QUESTION, kind="enquiry")]
    wrong = [Example(text=JUDGEMENT, kind="request"), Example(text=QUESTION, kind="valid")]
    figures = [{one.name: one.value for one in measure(labels, answers, resamples=0)} for labels in (right, wrong)]
    assert (figures[0]["valid: F1"], figures[1]["valid: F1"]) == (1, 0)


def test_each_fold_is_answered_by_a_model_of_the_others() -> None:
    kinds = [("公交车等了半小时不来", "交通运输"), ("工厂的烟囱天天冒黑烟", "环境保护")] * 4
    local = [Example(text=text, theme=theme) for text, theme in kinds]
    answers = answers_by_fold([], local, np.array([0, 0, 0, 0, 1, 1, 1, 1]))
    assert [answer.theme for answer in answers] == [theme for _, theme in kinds]
    assert len({answer.model_version for answer in answers}) == 1  # of the same sentences
    assert answers[0].valid is None


def test_a_report_tells_what_the_folder_holds_and_only_the_parts_asked_for(tmp_path: Path, pipeline: Pipeline) -> None:
    (tmp_path / "hotline").mkdir()
    with (tmp_path / "hotline" / "themes_dev.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["label", "subject", "detail", "group", "fold"])
        for number in range(12):
            rows.writerow(["交通运输", "公交车不来", f"等公交等了{number}分钟", number, number % 2])
            rows.writerow(["环境保护", "河水发臭", f"工厂排污{number}天", number, number % 2])
    told = list(report(pipeline, tmp_path))
    assert "## themes, learnt from the other folds alone" in "\n".join(told)
    assert "random sample" not in "\n".join(told)
    assert "learnt from the other folds" not in "\n".join(report(pipeline, tmp_path, ["themes"]))


def test_labels_of_the_development_part_are_measured_by_sample(tmp_path: Path, pipeline: Pipeline) -> None:
    (tmp_path / "hotline").mkdir()
    records = [
        {"text": JUDGEMENT, "valid": 1, "level": 1, "aspects": ["attitude"], "theme": "城乡建设", "sample": "random"},
        {"text": QUESTION, "valid": 0, "reason_not_valid": "enquiry", "theme": "城乡建设", "sample": "praise-cue"},
    ]
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    (tmp_path / "hotline" / "evaluations_dev.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = "\n".join(report(pipeline, tmp_path, ["shipped", "cues"]))
    drawn, chosen = told.split("## the model as it is: with the messages chosen for praise")
    assert "| valid: recall | 1.000 | [1.000, 1.000] | 1 |" in drawn
    assert "| valid: F1 | 1.000 | [0.000, 1.000] | 2 |" in chosen


def test_a_folder_without_labels_is_refused(tmp_path: Path, pipeline: Pipeline) -> None:
    with pytest.raises(FileNotFoundError, match="neither file of labelled messages"):
        list(report(pipeline, tmp_path))
