from nlp.keywords import keywords_by_class
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
