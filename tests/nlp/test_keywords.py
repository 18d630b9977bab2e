import re

import pytest

from nlp.keywords import keywords_by_class, says_nothing
from nlp.lexicon import sections
from nlp.segmentation import Segmenter

SEGMENTER = Segmenter()


def test_a_word_of_one_class_goes_before_a_word_of_all() -> None:
    lamps = ["小区，路灯", "小区，路灯，不亮"]
    buses = ["小区公交取消", "小区公交太少"]
    assert keywords_by_class([lamps, buses], SEGMENTER) == [("路灯", "小区"), ("公交", "小区")]


def test_a_word_that_one_text_says_is_never_shown_however_often() -> None:
    found = keywords_by_class([["王小明王小明王小明路灯", "路灯"], ["停电停电"]], SEGMENTER)
    assert found == [("路灯",), ()]


def test_only_so_many_and_equals_in_their_own_order() -> None:
    assert keywords_by_class([["停电，停水", "停水，停电"]], SEGMENTER, most=1) == [("停水",)]
    assert keywords_by_class([], SEGMENTER) == []


def test_every_line_of_the_stop_list_is_a_regular_expression() -> None:
    lines = [line for lines in sections("stopwords").values() for line in lines]
    assert lines
    assert not any(re.compile(line).fullmatch("") for line in lines)


@pytest.mark.parametrize(
    "word", ["一眼", "三年", "下来", "他们", "来电", "联系电话", "十几户", "第三次", "去年", "怎么办", "12", "的"]
)
def test_pronouns_counts_and_words_of_the_operators_say_nothing(word: str) -> None:
    assert says_nothing(word)


@pytest.mark.parametrize(
    "word", ["路灯", "停水", "三轮车", "二手房", "5G", "十二路", "前台", "上户", "半夜", "百货", "千年古镇", "一中"]
)
def test_words_of_a_matter_stay(word: str) -> None:
    assert not says_nothing(word)


def test_the_stop_list_is_left_out_of_keywords() -> None:
    assert keywords_by_class([["他们来电说三年路灯", "联系电话他们三年路灯"]], SEGMENTER) == [("路灯",)]
