from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.questionnaire import (
    AnswerFault,
    AnswerProblems,
    Conversation,
    Definition,
    Medium,
    Phase,
    Script,
    Turn,
    begin,
    check,
    hear,
    list_shipped,
    load_shipped,
)
from surveys.questionnaire.prompts import list_steps
from tests.surveys.questionnaire.forms import AGE, CAME, OVERALL, WHY, form_of

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
MARK = "- {code: mark, kind: zero_to_ten, required: true, text: 0到10分打几分？}"
COMMENT = "- {code: comment, kind: long_text, text: 还有什么想说的？}"
BAD = WHY.replace("max_choices: 2", "show_if: {answer: overall, in: [dissatisfied, very_dissatisfied]}")
RATE = OVERALL.replace("offers", "required: true, offers")
CONSENT = "- {code: willing, kind: consent, required: true, text: 愿意接受访问吗？}"
BALLOT = (
    "- {code: ballot, kind: matrix, scale: four_level, offers: [dont_know], text: 请评价, "
    "criteria: [{code: speed, text: 速度}, {code: manner, text: 态度}]}"
)


def talk(script: Script, *replies: str) -> Turn:
    turn = begin(script)
    for reply in replies:
        turn = hear(script, turn.conversation, reply, now=NOW)
    return turn


def of(*questions: str, **how: object) -> Script:
    return Script(definition=form_of(*questions), **how)  # type: ignore[arg-type]


FORM = of(RATE, BAD, MARK, COMMENT)


def test_the_first_message_asks_the_first_question_with_its_keys() -> None:
    assert begin(FORM).messages == ("1. 对这次服务怎么评价？ 5非常满意 4满意 3基本满意 2不满意 1非常不满意 0不了解",)


def test_an_english_conversation() -> None:
    turn = talk(Script(definition=form_of(RATE), language="en"), "4")
    assert turn.conversation.answers == {"overall": ("satisfied",)}
    assert turn.messages == ("That was all. Thank you.",)


def test_a_whole_conversation() -> None:
    turn = talk(FORM, "不太满意", "1、2", "4分", "排队太久")
    assert turn.conversation.phase is Phase.COMPLETE
    assert turn.conversation.answers == {
        "overall": ("dissatisfied",),
        "why": ("slow", "rude"),
        "mark": ("4",),
        "comment": ("排队太久",),
    }
    assert dict(check(FORM.definition, turn.conversation.answers).answers) == dict(turn.conversation.answers)


def test_a_question_whose_condition_does_not_hold_is_not_asked() -> None:
    assert talk(FORM, "满意吧").conversation.asked == ("overall", "mark")


def test_what_is_not_understood_is_asked_once_more_and_then_left() -> None:
    once = talk(FORM, "你好")
    assert once.messages[0] == "没有看懂您的回复，请再回复一次。"
    assert once.conversation.asked == ("overall",)
    twice = talk(FORM, "你好", "在吗")
    assert twice.messages[0] == "这一题先跳过。"
    assert twice.conversation.asked[-1] == "mark"
    assert twice.conversation.passed == ("overall",)


def test_understood_at_the_second_try() -> None:
    turn = talk(FORM, "你好", "5")
    assert turn.conversation.answers == {"overall": ("very_satisfied",)}
    assert turn.conversation.tries == 0


def test_a_required_question_left_open_is_named_when_the_answers_are_checked() -> None:
    turn = talk(FORM, "你好", "在吗", "8", "没有")
    assert turn.conversation.phase is Phase.COMPLETE
    with pytest.raises(AnswerProblems) as caught:
        check(FORM.definition, turn.conversation.answers)
    assert [(p.question, p.fault) for p in caught.value.problems] == [("overall", AnswerFault.REQUIRED)]


def test_a_late_answer_is_taken_for_the_question_it_fits() -> None:
    turn = talk(FORM, "你好", "在吗", "非常满意")
    assert turn.conversation.answers == {"overall": ("very_satisfied",)}
    assert turn.conversation.passed == ()
    assert turn.messages[0] == "已记下您对前面一题的回答。"
    assert turn.messages[1].endswith("0到10分打几分？")


def test_a_bare_key_is_always_for_the_open_question() -> None:
    assert talk(FORM, "你好", "在吗", "5").conversation.answers == {"mark": ("5",)}


def test_a_remark_is_no_late_answer() -> None:
    turn = talk(FORM, "你好", "在吗", "9", "我对门口的停车场非常满意，别的没什么")
    assert turn.conversation.answers["comment"] == ("我对门口的停车场非常满意，别的没什么",)
    assert "overall" not in turn.conversation.answers


def test_an_answer_that_names_its_question_corrects_it_and_what_follows_from_it() -> None:
    turn = talk(FORM, "2", "1", "第1题改成4")
    assert turn.conversation.answers == {"overall": ("satisfied",)}
    assert turn.messages[-1].endswith("0到10分打几分？")


def test_traditional_chinese_is_spoken_and_understood() -> None:
    script = replace(FORM, language="zh-Hant")
    assert "5非常滿意" in begin(script).messages[-1]
    assert hear(script, begin(script).conversation, "嗯？", now=NOW).messages[0].startswith("沒有看懂")
    assert talk(script, "2", "1", "第1題改為滿意").conversation.answers == {"overall": ("satisfied",)}


def test_the_answer_to_a_question_not_yet_asked_is_not_taken() -> None:
    assert talk(FORM, "第3题 5").conversation.answers == {}


@pytest.mark.parametrize("stop", ["退订", "TD", "T", "STOP"])
def test_whoever_stops_keeps_what_was_said_and_is_never_written_to_again(stop: str) -> None:
    turn = talk(FORM, "5", stop)
    assert turn.conversation.phase is Phase.STOPPED
    assert turn.conversation.answers == {"overall": ("very_satisfied",)}
    assert turn.messages == ("已退订，不会再向您发送。",)
    assert hear(FORM, turn.conversation, "5", now=NOW).messages == ()
    assert hear(FORM, turn.conversation, stop, now=NOW).messages == ()


def test_stop_is_heard_after_the_end_too() -> None:
    assert talk(FORM, "5", "9", "无", "TD").conversation.phase is Phase.STOPPED


def test_a_reply_after_the_last_answer_changes_nothing() -> None:
    whole = talk(FORM, "5", "9", "无")
    again = hear(FORM, whole.conversation, "1", now=NOW)
    assert again.conversation == whole.conversation
    assert again.messages == ("您的回答此前已收到，谢谢您。",)


@pytest.mark.parametrize(("late_by", "phase"), [(timedelta(0), Phase.EXPIRED), (-timedelta(seconds=1), Phase.OPEN)])
def test_a_reply_after_the_campaign_is_not_taken(late_by: timedelta, phase: Phase) -> None:
    turn = hear(FORM, begin(FORM).conversation, "5", now=NOW + late_by, ends_at=NOW)
    assert turn.conversation.phase is phase
    assert bool(turn.conversation.answers) is (phase is Phase.OPEN)


def test_without_consent_nothing_is_asked() -> None:
    script = of(CONSENT, RATE)
    assert talk(script, "不愿意").conversation.phase is Phase.DECLINED
    assert talk(script, "你是谁", "哪里").conversation.phase is Phase.DECLINED
    assert talk(script, "愿意").conversation.asked == ("willing", "overall")


def test_dont_know_is_an_answer_where_it_is_offered_and_a_pass_where_nothing_must_be_said() -> None:
    assert talk(of(RATE), "不知道").conversation.answers == {"overall": ("dont_know",)}
    turn = talk(of(AGE, RATE), "不知道")
    assert turn.conversation.passed == ("age",)
    assert turn.messages[0].startswith("2. ")


def test_help_repeats_the_question_without_counting() -> None:
    turn = talk(FORM, "?", "帮助", "？")
    assert turn.conversation == begin(FORM).conversation
    assert turn.messages == begin(FORM).messages


def test_an_optional_question_can_be_passed_over_and_says_so() -> None:
    assert begin(of(CAME, RATE)).messages == ("1. 您怎么来的？ 1公交 2开车 3步行 （可回复“跳过”）",)
    assert talk(of(CAME, RATE), "跳过").conversation.passed == ("came",)


def test_reasons_are_asked_under_the_level_chosen() -> None:
    script = Script(definition=load_shipped("hcp_onsite"))
    turn = talk(script, "2", "3")
    assert turn.conversation.answers == {"overall": ("dissatisfied",), "overall.options": ("209",)}
    assert "（可回复“跳过”）" in turn.messages[0]
    assert "（可回复“跳过”）" not in talk(script, "2", "跳过").messages[0]


def test_a_matrix_is_asked_cell_by_cell_under_the_names_of_its_units() -> None:
    script = of(BALLOT, targets={"D01": "市城管局", "D02": "市人社局"})
    assert "市城管局：速度" in begin(script).messages[0]
    turn = talk(script, "优", "3", "不了解", "1")
    assert turn.conversation.phase is Phase.COMPLETE
    assert turn.conversation.answers == {
        "ballot:D01:speed": ("excellent",),
        "ballot:D01:manner": ("good",),
        "ballot:D02:speed": ("dont_know",),
        "ballot:D02:manner": ("poor",),
    }


def test_on_a_keypad_nothing_is_asked_that_needs_words() -> None:
    script = of(RATE, COMMENT, medium=Medium.KEYPAD)
    assert "非常满意请按5，满意请按4" in begin(script).messages[0]
    assert talk(script, "4").conversation.phase is Phase.COMPLETE
    assert talk(script, "*").messages == begin(script).messages


def test_an_earlier_answer_stands_in_the_next_question() -> None:
    then = "- {code: then, kind: long_text, text: '您选了${overall}，为什么？'}"
    assert "您选了不满意，为什么？" in talk(of(RATE, then), "2").messages[0]


def test_a_conversation_is_kept_as_json_between_two_replies() -> None:
    conversation = talk(FORM, "你好", "在吗", "7").conversation
    assert Conversation.from_json(conversation.as_json()) == conversation


def test_a_constraint_says_what_it_wants() -> None:
    age = AGE.replace("text:", "constraint: {that: {answer: age, at_least: 18}, message: 本调查面向成年人}, text:")
    assert talk(of(age), "12").messages[0] == "本调查面向成年人"


def faults_of(definition: Definition, conversation: Conversation) -> set[AnswerFault]:
    try:
        check(definition, conversation.answers, targets=["D01"])
    except AnswerProblems as refused:
        return {problem.fault for problem in refused.problems}
    return set()


REPLIES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["5", "1", "0", "满意", "不满意", "1、2", "不知道", "跳过", "好", "不", "第1题2", "2026-03-05", "110101"]
    ),
)


@settings(max_examples=40)
@given(st.sampled_from(list_shipped()), st.sampled_from(Medium), st.lists(REPLIES, max_size=40))
def test_no_replies_can_break_a_conversation_or_bring_it_to_take_what_a_form_would_not(
    code: str, medium: Medium, replies: list[str]
) -> None:
    definition: Definition = load_shipped(code)
    script = Script(definition=definition, medium=medium, targets={"D01": "市城管局"})
    conversation = talk(script, *replies).conversation
    assert faults_of(definition, conversation) <= {AnswerFault.REQUIRED, AnswerFault.INCOMPLETE}
    assert Conversation.from_json(conversation.as_json()) == conversation


@pytest.mark.parametrize("code", list_shipped())
def test_a_conversation_that_is_never_understood_still_ends(code: str) -> None:
    script = Script(definition=load_shipped(code), targets={"D01": "市城管局"})
    most = 2 * len(list_steps(script))
    assert talk(script, *["风很大"] * most).conversation.phase is not Phase.OPEN
