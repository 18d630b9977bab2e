"""Whose words are whose, and what follows for the answers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.features import lay_out
from nlp.normalize import normalise
from nlp.pipeline import Pipeline
from nlp.urgency import Urgency
from nlp.validity import Reason
from nlp.voices import Voice, asides_in, asides_of, citizens_words, heard_texts

FORMS = st.lists(
    st.sampled_from(
        [
            *(
                "来电人称：",
                "市民反映",
                "路灯坏了",
                "没人管，",
                "。",
                "\n",
                "望相关部门处理",
                "市民表示满意",
                "话务员已告知",
            ),
            *("承办单位回复：", "【回复】", "【诉求】", "尊敬的市民，", "已登记", " ", "处理结果："),
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("路灯坏了三天，没有人来修。", []),
        ("希望相关部门尽快处理！", []),
        ("来电人称：停水三天，望相关部门处理。", ["来电人称：", "望相关部门处理。"]),
        ("市民来电反映路灯不亮。请有关部门核实并回复。", ["市民来电反映", "请有关部门核实并回复。"]),
        ("来电咨询:落户要什么材料。话务员已解答。", ["来电咨询:", "话务员已解答。"]),
        (
            "来电人反映小区噪音。话务员已告知受理时限，市民表示感谢。",
            ["来电人反映", "话务员已告知受理时限，市民表示感谢。"],
        ),
        ("停电一天。承办单位回复：经查线路已修复，市民表示满意。", ["承办单位回复：经查线路已修复，市民表示满意。"]),
        ("【诉求】停电。【回复】已修复。【诉求】又停了", ["【回复】已修复。"]),
        ("没人管。\n尊敬的市民，您好！您反映的问题已解决。", ["尊敬的市民，您好！您反映的问题已解决。"]),
        ("处理结果：已整改。\n可是根本没有整改", ["处理结果：已整改。"]),
        ("投诉人对处理结果表示满意。针对以上回复，我们非常不满", ["投诉人对处理结果表示满意。"]),
        ("市民对处理结果不满意，称没有人来过", []),
        ("市民表示不满意。", ["市民表示"]),
        ("我问话务员，她说已登记，态度很差", []),
        ("城管局答复说不归他们管", []),
        ("尊敬的领导：我家漏水", []),
        ("去年的回复：推给街道，今年还是这样", []),
    ],
)
def test_what_others_say_is_told_by_its_form(text: str, others: list[str]) -> None:
    assert [text[start:end] for start, end, _ in asides_of(text)] == others


@given(FORMS)
def test_asides_lie_in_order_and_nothing_else_is_touched(raw: str) -> None:
    text = normalise(raw)
    asides = asides_of(text)
    for before, after in pairwise(asides):
        assert before.end <= after.start
    heard = citizens_words(text, asides)
    removed = {place for one in asides if one.voice is not Voice.FRAME for place in range(one.start, one.end)}
    left = "".join(" " if place in removed else character for place, character in enumerate(text))
    assert heard == left.rstrip()


@given(st.lists(FORMS, min_size=1, max_size=5))
def test_one_look_at_many_texts_misses_no_form(raw: list[str]) -> None:
    texts = [normalise(one) for one in raw]
    assert asides_in(lay_out(texts), texts) == [asides_of(text) for text in texts]


@given(st.text(max_size=80))
def test_any_text_can_be_told_apart(raw: str) -> None:
    text = normalise(raw)
    assert all(0 <= start < end <= len(text) for start, end, _ in asides_of(text))


def test_texts_of_citizens_alone_stay_as_they_are() -> None:
    texts = ["路灯坏了没人管", "", "请问几点上班"]
    assert heard_texts(texts) == texts


BLAME = "来电人称：城管局多次推诿，态度恶劣，至今没人来处理，望相关部门处理。"


def test_what_a_unit_says_of_its_own_work_is_no_evaluation(pipeline: Pipeline) -> None:
    alone = pipeline.extract(BLAME)
    answered = pipeline.extract(f"{BLAME}\n承办单位回复：经核实已妥善解决，服务热情周到，市民表示非常满意。")
    assert alone.valid
    assert (answered.valid, answered.level, answered.span) == (alone.valid, alone.level, alone.span)
    assert [one.voice for one in answered.asides] == [Voice.FRAME, Voice.OPERATOR, Voice.UNIT]


def test_the_evidence_does_not_begin_with_the_operator(pipeline: Pipeline) -> None:
    found = pipeline.extract(BLAME)
    assert found.evidence is not None
    assert "来电人称" not in found.evidence
    assert "相关部门" not in found.evidence


@pytest.mark.parametrize("text", ["市民表示满意。", "处理结果：已整改，市民表示感谢。", "来电人表示认可。"])
def test_a_record_without_a_word_of_the_citizen_judges_nothing_and_a_person_looks(
    pipeline: Pipeline, text: str
) -> None:
    found = pipeline.extract(text)
    assert (found.valid, found.reason, found.abstained) == (False, Reason.OTHER, True)


def test_a_cry_for_help_is_heard_in_an_operators_note(pipeline: Pipeline) -> None:
    text = "来电人反映工资被拖欠。话务员已安抚，其扬言要跳楼。"
    assert pipeline.extract(text).urgency is Urgency.SELF_HARM
