import numpy as np
import pytest

from nlp.corpus import own_examples
from nlp.features import lay_out
from nlp.lexicon import sections
from nlp.normalize import normalise
from nlp.structure import cue_names, dense_features, feature_names, find_cues


def seen(text: str, name: str) -> float:
    chunk = lay_out([text])
    return float(dense_features(chunk, find_cues(chunk))[0, feature_names().index(name)])


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("城管局收到投诉，多次反映都没有结果", "unanswered_report@public"),
        ("社区互相推诿", "inaction@public"),
        ("窗口的人态度恶劣", "attitude_bad@public"),
        ("镇政府答应年底修好，但至今没动工", "broken_promise@public"),
        ("开发商至今没有交房", "delay@private"),
        ("请问怎么办理\n需要证件", "enquiry_open@title"),
    ],
)
def test_a_cue_is_seen_with_who_did_it(text: str, cue: str) -> None:
    assert seen(text, cue) > 0


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("希望城管局管一管，开发商至今没有交房", "delay@public"),
        ("尊敬的区政府，开发商至今没有交房", "delay@public"),
        ("请问怎么办理", "enquiry_open@title"),
    ],
)
def test_a_body_greeted_or_wished_something_of_has_not_acted(text: str, cue: str) -> None:
    assert seen(text, cue) == 0


def test_records_of_one_chunk_do_not_touch() -> None:
    texts = ["社区", "互相推诿", "投诉", "没有结果", ""]
    together = lay_out(texts)
    features = dense_features(together, find_cues(together))
    for row, text in enumerate(texts):
        alone = lay_out([text])
        np.testing.assert_array_equal(features[row], dense_features(alone, find_cues(alone))[0])


def test_theme_words_are_shares_of_all_found_however_long_the_text() -> None:
    once, often = (seen("环保局 排污口 猪场 大气污染 渔民 信用卡 " * times, "theme_share:环境保护") for times in (1, 9))
    assert once == often == pytest.approx(4 / 6, abs=0.2)


def test_a_few_theme_words_are_no_whole_theme_and_count_more_in_the_title() -> None:
    plain, titled = (seen(text, "theme_share:民政") for text in ("殡葬", "殡葬\n价目"))
    assert 0 < plain < titled < 1


def test_every_theme_has_words_and_no_line_says_one_twice() -> None:
    lines = [line.split() for lines in sections("themes").values() for line in lines]
    assert all(len(line) == len(set(line)) and min(map(len, line)) > 0 for line in lines)


def test_every_cue_occurs_in_our_corpus_or_is_dead_weight() -> None:
    chunk = lay_out([normalise(example.text) for example in own_examples()])
    found = {cue_names()[cue] for cue in np.unique(find_cues(chunk).cue)}
    assert found == set(cue_names())


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("多次向镇政府反映，至今没有得到任何答复", "failed_again"),
        ("跑水利所找了五六次，还是没人管", "failed_again"),
        ("今天是第四次投诉", "failed_again"),
        ("低保名额都给了有关系的人，村支书从中截留", "accusation"),
        ("真是投诉无门，叫人心寒", "despair"),
        ("凭什么只查我们，难道老板就可以为所欲为", "scorn"),
        ("感谢街道的同志帮我们把路灯修好", "body_thanked"),
        ("给派出所送去一面锦旗", "body_thanked"),
        ("接待的同志态度和蔼，当场办好", "body_praised"),
    ],
)
def test_what_grades_a_judgement_is_seen(text: str, cue: str) -> None:
    assert seen(text, f"grade:{cue}") > 0


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("向镇政府反映，请尽快处理", "failed_again"),
        ("请问多次提取公积金需要什么材料", "failed_again"),
        ("感谢您在百忙之中抽空阅读", "body_thanked"),
        ("谢谢领导，盼复", "body_thanked"),
        ("请给群众一个满意的答复", "body_praised"),
        ("问题没有得到解决", "body_praised"),
        ("对处理结果不满意", "body_praised"),
        ("拖了三个月，非常不满意", "praise"),
        ("盼复，不胜感激", "praise"),
    ],
)
def test_courtesy_and_a_single_request_grade_nothing(text: str, cue: str) -> None:
    assert seen(text, f"grade:{cue}") == 0
