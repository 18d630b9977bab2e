from pathlib import Path

import pytest

from nlp.answers import Choice
from nlp.corpus import read_examples
from nlp.level_names import settled
from nlp.pipeline import Pipeline
from nlp.quality import measure


def _settled(head: int, text: str) -> tuple[int, bool]:
    found = settled(Choice(label=str(head), confidence=0.8, unsure=False), text)
    assert found.confidence == 0.8
    return int(found.label), found.unsure


@pytest.mark.parametrize(
    "text",
    [
        "拖了三个月不处理漏水，非常不满意",
        "我对街道的答复极不满意",
        "十分的不满意！",
        "市民来电表示非常不满意",  # nobody writes this to please a body
        "办事员态度恶劣，很不满意，没有人道歉",
    ],
)
def test_the_lowest_name_wins_over_its_neighbour(text: str) -> None:
    assert _settled(2, text) == (1, False)
    assert _settled(1, text) == (1, False)


@pytest.mark.parametrize("text", ["当天就修好了，非常满意", "我对窗口的服务十分满意", "本人表示非常满意"])
def test_the_highest_name_wins_over_its_neighbour(text: str) -> None:
    assert _settled(4, text) == (5, False)
    assert _settled(5, text) == (5, False)


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (4, "拖了三个月，非常不满意"),
        (3, "拖了三个月，非常不满意"),
        (2, "修得很快，非常满意"),
        (3, "修得很快，非常满意"),
        (2, "上次非常满意，这次非常不满意"),
        (4, "上次非常满意，这次非常不满意"),
    ],
    ids=["praise", "mixed", "blame", "mixed and praise", "both", "both and praise"],
)
def test_names_that_contradict_the_head_or_each_other_go_to_a_person(head: int, text: str) -> None:
    assert _settled(head, text) == (head, True)


@pytest.mark.parametrize(
    "text",
    [
        "不是非常满意",
        "谈不上非常满意",
        "市民表示非常满意",
        "回访时来电人非常满意",
        "工作人员要求我打非常满意",
        "系统默认“非常满意”",
        "如果路灯修好，我会非常满意",
        "您非常满意吗",
        "修得很快，非常满意，但是晚上还是黑",
    ],
)
def test_praise_that_is_no_verdict_is_not_counted_without_a_person(text: str) -> None:
    assert _settled(4, text) == (4, True)
    assert _settled(5, text) == (5, True)
    assert _settled(2, text) == (2, False)  # the head did not believe it either


def test_blame_that_is_denied_is_not_counted_without_a_person() -> None:
    assert _settled(2, "并不是非常不满意") == (2, True)
    assert _settled(4, "并不是非常不满意") == (4, False)


def test_blame_that_may_be_meant_for_a_firm_goes_to_a_person() -> None:
    assert _settled(2, "物业公司从不维修，我们业主对服务非常不满意") == (2, True)
    assert _settled(2, "物业公司从不维修。我对街道非常不满意") == (1, False)


@pytest.mark.parametrize("text", ["不满意", "满意", "非常着急", "对物业公司非常不满意", "对开发商非常满意"])
def test_other_words_and_verdicts_on_firms_change_nothing(text: str) -> None:
    for head in range(1, 6):
        assert _settled(head, text) == (head, False)


def test_a_message_that_names_its_level_is_read_by_it(pipeline: Pipeline) -> None:
    found = pipeline.extract("市住建局拖了三个月不处理漏水，非常不满意")
    assert (found.valid, found.level, found.abstained) == (True, 1, False)
    praise = pipeline.extract("路灯修好了，我对路灯所非常满意，谢谢")
    assert (praise.valid, praise.level) == (True, 5)
    assert pipeline.extract("请问非常不满意怎么投诉？要带什么材料？").level is None


@pytest.mark.shared_data
def test_the_names_do_not_lower_the_agreement_with_people(
    shared_data: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = list(read_examples(shared_data / "hotline" / "evaluations_dev.jsonl"))
    texts = [example.text for example in examples]
    answers = pipeline.extract_many(texts)
    monkeypatch.setattr("nlp.pipeline.settled", lambda level, _text: level)
    without = pipeline.extract_many(texts)
    name = "level 1, 2, 3+: quadratic kappa"
    kappas = [
        next(found.value for found in measure(examples, some, resamples=1) if found.name == name)
        for some in (answers, without)
    ]
    assert kappas[0] >= kappas[1]
