import pytest

from nlp.candidates import Signs, find_candidates
from nlp.corpus import own_examples
from nlp.features import lay_out
from nlp.judged import Judged, find_judged
from nlp.mentions import find_mentions
from nlp.normalize import normalise
from nlp.structure import find_cues, judging_places


def named(text: str) -> list[str]:
    return [text[mention.start : mention.end] for mention in find_mentions(text)]


def judged_in(*texts: str) -> list[tuple[str, bool] | None]:
    """Return of every text how the judged body is called, and whether it is merely asked."""
    chunk = lay_out(texts)
    signs = Signs(judging=judging_places(find_cues(chunk)))
    found = find_judged(find_candidates(chunk, find_mentions(chunk.joined), signs))
    return [_called(text, found.get(row)) for row, text in enumerate(texts)]


def _called(text: str, judged: Judged | None) -> tuple[str, bool] | None:
    return judged and (text[judged.mention.start : judged.mention.end], judged.is_merely_asked)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我向东湖区教育局反映了三次", ["东湖区教育局"]),
        ("石塘派出所和清河镇政府互相推诿", ["石塘派出所", "清河镇政府"]),
        ("楼下的餐厅太吵", []),
        ("204路公交车半小时不来", ["204路公交车"]),
        ("打12345也没用", ["12345"]),
        ("后来到A3区城管局渣土办，又被推给A3区住建局", ["A3区城管局渣土办", "A3区住建局"]),
        (
            "市住建局市城管局市公安局都不管，县政府县教育局也是",
            ["市住建局", "市城管局", "市公安局", "县政府", "县教育局"],
        ),
        ("镇党委陈心书记很关心", ["镇党委陈心书记"]),
        ("又不得不求助市长热线", ["市长热线"]),
        ("请派区疾控中心来人", ["区疾控中心"]),
        ("手机扫码进A市地铁", ["A市地铁"]),
        ("送到第十一中学和希望小学", ["第十一中学", "希望小学"]),
        ("楼梯宽110公分，消防通道堵死，去公交站要走两里，孩子读大学毕业", []),
    ],
)
def test_names_begin_after_verbs_and_end_in_their_kind(text: str, names: list[str]) -> None:
    assert named(text) == names


@pytest.mark.parametrize("text", ["石塘派出所不管", "市公用事业管理局不管", "公交公司不管", "国有资产管理局不管"])
def test_a_verb_inside_a_name_does_not_cut_it(text: str) -> None:
    assert named(text) == [text.removesuffix("不管")]


def test_a_greeting_is_marked() -> None:
    greeted = find_mentions("尊敬的市政府：路灯坏了")
    assert [mention.is_addressed for mention in greeted] == [True]


@pytest.mark.parametrize(
    ("text", "judged"),
    [
        ("尊敬的区政府：您好，城管局至今没人来处理。", "城管局"),
        ("希望教育局管一管，第三小学态度恶劣，拒不退费。", "第三小学"),
        ("投诉清河社区不作为\n社区的人说归街道办管，街道办说归社区管。", "清河社区"),
        ("我是洪桥街道锦绣里小区的住户，多次向城管局反映无果。", "城管局"),
        ("207路公交车等了一小时，公交公司态度恶劣，不理人。", "公交公司"),
    ],
)
def test_who_acted_is_judged_not_who_is_greeted_or_asked(text: str, judged: str) -> None:
    assert judged_in(text) == [(judged, False)]


def test_nobody_named_is_nobody_judged() -> None:
    assert judged_in("真是太差了") == [None]


def test_records_laid_end_to_end_name_and_judge_as_each_alone() -> None:
    short = [
        "局",
        "",
        "局长",
        "尊敬的",
        "市政府：",
        "A3区",
        "厅不管",
        "社区\n",
        "警察，",
        "的",
        "城管局不管，希望街道办管",
    ]
    texts = [*short, *(normalise(example.text) for example in own_examples()[:400]), *short[::-1]]
    chunk = lay_out(texts)
    alone = [
        one._replace(start=one.start + offset, end=one.end + offset)
        for text, offset in zip(texts, chunk.starts.tolist(), strict=False)
        for one in find_mentions(text)
    ]
    assert find_mentions(chunk.joined) == alone
    assert judged_in(*texts) == [judged_in(text)[0] for text in texts]


@pytest.mark.parametrize(
    ("text", "known", "name"),
    [
        ("去安澜市自然资源和规划局办证", "安澜市自然资源和规划局", "安澜市自然资源和规划局"),
        ("打市妇联的电话没人接", "市妇联", "市妇联"),
        ("投诉东湖区妇联", "妇联", "东湖区妇联"),
        ("投诉东湖区教育局", "教育局", "东湖区教育局"),
    ],
)
def test_a_known_name_is_a_naming_by_itself_with_its_place(text: str, known: str, name: str) -> None:
    at = text.index(known)
    (found,) = find_mentions(text, [(at, at + len(known))])
    assert (text[found.start : found.end], found.is_known) == (name, True)


def test_what_overlaps_a_known_name_gives_way_and_the_rest_stays() -> None:
    text = "交通局管路政大厅，城管局不管"
    assert [text[one.start : one.end] for one in find_mentions(text, [(0, 3)])] == ["交通局", "管路政大厅", "城管局"]


def test_a_short_naming_is_answered_by_the_fullest() -> None:
    text = "五一东村社区门前堆垃圾\n我找了社区三次，社区一直推诿。"
    assert judged_in(text) == [("五一东村社区", False)]


def test_a_body_only_wished_something_of_is_merely_asked() -> None:
    assert judged_in("希望城管局尽快处理") == [("城管局", True)]
