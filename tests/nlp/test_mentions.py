import pytest

from nlp.judged import find_judged
from nlp.mentions import find_mentions


def named(text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in find_mentions(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我向东湖区教育局反映了三次", ["东湖区教育局"]),
        ("石塘派出所和清河镇政府互相推诿", ["石塘派出所", "清河镇政府"]),
        ("楼下的餐厅太吵", []),
        ("204路公交车半小时不来", ["204路公交车"]),
        ("打12345也没用", ["12345"]),
    ],
)
def test_names_begin_after_verbs_and_end_in_their_kind(text: str, names: list[str]) -> None:
    assert named(text) == names


def test_a_greeting_is_marked() -> None:
    greeted = find_mentions("尊敬的市政府：路灯坏了")
    assert [mention.is_addressed for mention in greeted] == [True]


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("尊敬的区政府：您好，城管局至今没人来处理。", "城管局"),
        ("希望教育局管一管，第三小学态度恶劣，拒不退费。", "第三小学"),
        ("投诉清河社区不作为\n社区的人说归街道办管，街道办说归社区管。", "清河社区"),
    ],
)
def test_who_acted_is_judged_not_who_is_greeted_or_asked(text: str, judged: str) -> None:
    found = find_judged(text, None)
    assert found is not None
    assert text[found.start : found.end] == judged


def test_nobody_named_is_nobody_judged() -> None:
    assert find_judged("真是太差了", None) is None
