import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.bodies import Body
from nlp.level import verdict_of
from nlp.pipeline import READ_AT_MOST, Pipeline
from nlp.spans import LONGEST
from nlp.urgency import Urgency
from nlp.validity import Reason

COMPLAINT = "路灯坏了没人管\n我向东湖区城管局反映了三次，每次都说会处理，至今没有任何人来，态度还特别差。"


def test_a_complaint_about_a_body_is_an_evaluation(pipeline: Pipeline) -> None:
    found = pipeline.extract(COMPLAINT)
    assert found.valid
    assert found.level in {1, 2}
    assert found.verdict == verdict_of(found.level)
    assert found.body == "东湖区城管局"
    assert found.body_span is not None
    assert found.text[slice(*found.body_span)] == found.body


def test_the_evidence_stands_in_the_text(pipeline: Pipeline) -> None:
    found = pipeline.extract(COMPLAINT)
    assert found.evidence is not None
    assert found.evidence in found.text
    assert "反映了三次" in found.evidence or "至今" in found.evidence or "态度" in found.evidence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("请问办理居住证需要哪些材料？要多久？", Reason.ENQUIRY),
        ("恳请在校门口装一个红绿灯，谢谢", Reason.REQUEST),
        ("建议公交站牌加大字体，方便老年人", Reason.SUGGEST),
        ("开发商拖着不交房，售楼部没人，要求退钱", Reason.PRIVATE),
        ("", Reason.OTHER),
        ("12345678", Reason.OTHER),
        ("😀😀😀", Reason.OTHER),
    ],
)
def test_no_evaluation_gets_its_reason(pipeline: Pipeline, text: str, reason: Reason) -> None:
    found = pipeline.extract(text)
    assert (found.valid, found.reason) == (False, reason)
    assert (found.level, found.verdict, found.span, found.body, found.aspects) == (None, None, None, None, ())


def test_personal_data_never_leaves_the_pipeline(pipeline: Pipeline) -> None:
    assert "13800138000" not in pipeline.extract("我叫李晓明，电话13800138000，城管乱罚款").text


def test_one_by_one_or_together_the_answers_are_the_same(pipeline: Pipeline) -> None:
    texts = [COMPLAINT, "请问几点上班", "", "感谢社区帮我母亲办好了高龄补贴"]
    assert pipeline.extract_many(texts) == [pipeline.extract(text) for text in texts]


def test_a_named_body_of_the_city_is_resolved(pipeline: Pipeline) -> None:
    known = Pipeline.load(bodies=[Body(code="D07", names=("城管局",))])
    assert known.extract(COMPLAINT).body_code == "D07"
    assert pipeline.extract(COMPLAINT).body_code is None


def test_danger_is_seen_in_any_message(pipeline: Pipeline) -> None:
    assert pipeline.extract("再不解决我就去跳楼").urgency is Urgency.SELF_HARM
    assert pipeline.extract("商场打出跳楼价").urgency is None


def test_the_pipeline_can_be_sent_to_another_process(pipeline: Pipeline) -> None:
    copy = pickle.loads(pickle.dumps(pipeline))  # noqa: S301  our own bytes
    assert copy.extract(COMPLAINT) == pipeline.extract(COMPLAINT)


@pytest.mark.parametrize(
    "text",
    [
        "好" * 1_000_000,
        "\x00\x01\x02",
        "<html><body>投诉</body>",
        "锟斤拷烫烫烫",
        "𠮷野家" * 50,
        "\ud800",
        "\x1e\n\x1e",
        " \n\t ",
    ],
    ids=["1 MB", "control", "html", "mojibake", "rare plane", "surrogate", "separator", "blank"],
)
def test_bad_input_gets_a_label(pipeline: Pipeline, text: str) -> None:
    assert 0 <= (pipeline.extract(text).p_valid or 0) <= 1


@pytest.mark.parametrize("text", ["局" * 1_000_000, "没" * 5000, "你们不作为" * 800, "城管局" * 300])
def test_the_same_few_characters_again_and_again_are_left_to_a_person(pipeline: Pipeline, text: str) -> None:
    found = pipeline.extract(text)
    assert found.abstained
    assert len(found.body or "") <= 40


def test_a_long_message_without_marks_is_proved_by_a_line_of_it(pipeline: Pipeline) -> None:
    found = pipeline.extract(COMPLAINT.translate(str.maketrans(dict.fromkeys("。，\n"))) * 3)
    assert found.valid
    assert found.body == "东湖区城管局"
    assert found.evidence is not None
    assert 10 < len(found.evidence) <= LONGEST


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=5))
def test_any_text_gets_an_answer(pipeline: Pipeline, texts: list[str]) -> None:
    answers = pipeline.extract_many(texts)
    assert len(answers) == len(texts)
    for answer in answers:
        assert answer.p_valid is not None
        assert 0 <= answer.p_valid <= 1
        start, end = answer.span or (0, 1)
        assert 0 <= start < end <= min(max(len(answer.text), 1), READ_AT_MOST)
        assert end - start <= LONGEST
