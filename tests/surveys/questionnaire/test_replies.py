import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaire import FIVE_LEVEL, FOUR_LEVEL, LABELS, THREE_LEVEL, Scale, Text
from surveys.questionnaire.replies import (
    Choice,
    find_choice,
    find_choices,
    find_consent,
    find_non_rating,
    find_number,
    is_call_for_help,
    is_skip,
    is_stop,
)


def choices_on(scale: Scale) -> list[Choice]:
    size = len(scale.levels)
    return [Choice(key=str(size - place), value=v, label=LABELS[v]) for place, v in enumerate(scale.levels)]


def options(*labels: str) -> list[Choice]:
    return [
        Choice(key=str(place), value=f"o{place}", label=Text(versions={"zh-Hans": label}))
        for place, label in enumerate(labels, start=1)
    ]


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ("5", "very_satisfied"),
        ("５", "very_satisfied"),
        ("5.", "very_satisfied"),
        (" 5。", "very_satisfied"),
        ("“5”", "very_satisfied"),
        ("五", "very_satisfied"),
        ("5分", "very_satisfied"),
        ("选5", "very_satisfied"),
        ("我选择5", "very_satisfied"),
        ("4 满意", "satisfied"),
        ("4、满意", "satisfied"),
        ("4满意吧", "satisfied"),
        ("非常满意", "very_satisfied"),
        ("满意吧", "satisfied"),
        ("满意！", "satisfied"),
        ("还行吧", "basically_satisfied"),
        ("不太满意", "dissatisfied"),
        ("很不满意", "very_dissatisfied"),
        ("Very satisfied", "very_satisfied"),
        ("DISSATISFIED.", "dissatisfied"),
        ("我对这次办事非常满意，谢谢", "very_satisfied"),
        ("总体来说基本满意", "basically_satisfied"),
        ("5分，谢谢", "very_satisfied"),
        ("您好，4", "satisfied"),
        ("不满意。谢谢您了", "dissatisfied"),
        ("非常滿意", "very_satisfied"),
        ("還可以", "basically_satisfied"),
        ("5非常滿意", "very_satisfied"),
        ("谢谢", None),
        ("您好", None),
        ("", None),
        ("6", None),
        ("55", None),
        ("5 不满意", None),
        ("4或5", None),
        ("满意还是不满意", None),
        ("不是很满意", None),
        ("没有不满意", None),
        ("满意吗", None),
        ("谈不上满意", None),
        ("窗口没人", None),
    ],
)
def test_a_level_is_read_where_it_can_mean_only_one(reply: str, verdict: str | None) -> None:
    assert find_choice(reply, choices_on(FIVE_LEVEL)) == verdict


@pytest.mark.parametrize(
    ("scale", "reply", "verdict"),
    [
        (THREE_LEVEL, "非常满意", "satisfied"),
        (THREE_LEVEL, "非常不满意", "dissatisfied"),
        (THREE_LEVEL, "3", "satisfied"),
        (FOUR_LEVEL, "优", "excellent"),
        (FOUR_LEVEL, "还行", "fair"),
        (FOUR_LEVEL, "满意", None),
        (FOUR_LEVEL, "1", "poor"),
    ],
)
def test_a_scale_reads_its_own_levels(scale: Scale, reply: str, verdict: str | None) -> None:
    assert find_choice(reply, choices_on(scale)) == verdict


@given(st.sampled_from([FIVE_LEVEL, FOUR_LEVEL, THREE_LEVEL]), st.data())
def test_every_label_and_key_is_read_as_itself_in_any_dress(scale: Scale, data: st.DataObject) -> None:
    choice = data.draw(st.sampled_from(choices_on(scale)))
    said = data.draw(st.sampled_from([choice.key, *choice.label.versions.values()]))
    before = data.draw(st.sampled_from(["", " ", "“", "（", "\u3000"]))
    after = data.draw(st.sampled_from(["", "。", "!", "”", "吧", "  ", "~"]))
    assert find_choice(before + said + after, choices_on(scale)) == choice.value


@given(st.text(max_size=20))
def test_any_words_are_read_or_not_and_never_fail(words: str) -> None:
    levels = choices_on(FIVE_LEVEL)
    assert find_choice(words, levels) in {None, *FIVE_LEVEL.levels}
    assert set(find_choices(words, levels) or ()) <= set(FIVE_LEVEL.levels)
    find_number(words)
    assert not (is_stop(words) and words in {"1", "5"})


@pytest.mark.parametrize(
    ("reply", "chosen"),
    [
        ("1、2", ("o1", "o2")),
        ("1,2", ("o1", "o2")),
        ("1 2", ("o1", "o2")),
        ("12", ("o1", "o2")),
        ("２，１", ("o2", "o1")),
        ("1和3", ("o1", "o3")),
        ("2", ("o2",)),
        ("慢、态度差", ("o1", "o2")),
        ("态度差", ("o2",)),
        ("1、1", ("o1",)),
        ("1、7", None),
        ("都不好", None),
        ("", None),
    ],
)
def test_several_choices(reply: str, chosen: tuple[str, ...] | None) -> None:
    assert find_choices(reply, options("慢", "态度差", "远")) == chosen


def test_a_label_wins_over_the_key_that_it_looks_like() -> None:
    counts = options("0次", "1次", "2次")
    assert find_choice("1次", counts) == "o2"
    assert find_choice("1", counts) == "o1"


@pytest.mark.parametrize(
    ("reply", "number"),
    [
        ("8", "8"),
        ("10分", "10"),
        ("十", "10"),
        ("二十五岁", "25"),
        ("一百零三", "103"),
        ("两次", "2"),
        ("大概30分钟", "30"),
        ("-3", "-3"),
        ("3.5", "3.5"),
        ("三四次吧，没数", None),
        ("很多", None),
    ],
)
def test_numbers(reply: str, number: str | None) -> None:
    assert find_number(reply) == number


@pytest.mark.parametrize(
    "reply", ["退订", "TD", "td", "T", "Ｔ", "STOP.", "TD退订", "回T退订", "退訂", "退订此短信", "不要再发了"]
)
def test_a_wish_to_stop_is_heard(reply: str) -> None:
    assert is_stop(reply)


@pytest.mark.parametrize(
    "reply", ["5", "满意", "我想退订宽带的时候窗口很忙", "would not stop talking", "停车难", "退休"]
)
def test_other_words_are_no_wish_to_stop(reply: str) -> None:
    assert not is_stop(reply)


@pytest.mark.parametrize(
    ("reply", "meant"),
    [
        ("不知道", "dont_know"),
        ("没接触过", "dont_know"),
        ("Not sure", "dont_know"),
        ("不想说", "refused"),
        ("满意", None),
    ],
)
def test_what_is_no_rating(reply: str, meant: str | None) -> None:
    assert find_non_rating(reply) == meant


@pytest.mark.parametrize(("reply", "said"), [("愿意", True), ("1", True), ("不愿意", False), ("2", False)])
def test_consent(reply: str, said: bool) -> None:
    assert find_consent(reply) is said


def test_neither_yes_nor_no_is_no_consent() -> None:
    assert find_consent("你是谁") is None


def test_help_and_skip() -> None:
    assert is_call_for_help("？")
    assert is_call_for_help("帮助")
    assert is_skip("跳过", is_free_words=False)
    assert is_skip("没有", is_free_words=True)
    assert not is_skip("没有", is_free_words=False)
