import pytest

from nlp.mentions import find_mentions
from nlp.namings import fullest_of, heads_of


def grouped(text: str) -> list[tuple[str, int]]:
    """Return how each body is called in full, and how often it is named."""
    mentions = find_mentions(text)
    heads = heads_of(text, mentions)
    groups = [[one for one, own in zip(mentions, heads, strict=True) if own == head] for head in sorted(set(heads))]
    called = [fullest_of(text, group) for group in groups]
    return [(text[one.start : one.end], len(group)) for one, group in zip(called, groups, strict=True)]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("五一东村社区堆垃圾，社区不管，街道办也不管", [("五一东村社区", 2), ("街道办", 1)]),
        ("社区推诿。马家垅社区的书记不在", [("马家垅社区", 2), ("书记", 1)]),
        ("我去县社保局，窗口推说系统坏了", [("县社保局", 2)]),
        ("207路公交车不来，打公交公司没人接，公交司机骂人", [("公交公司", 3)]),
        ("207路公交车不来，交通局不管", [("207路公交车", 1), ("交通局", 1)]),
        ("镇水厂停水，自来水公司说在抢修", [("自来水公司", 2)]),
    ],
)
def test_namings_of_one_body_stand_together(text: str, bodies: list[tuple[str, int]]) -> None:
    assert grouped(text) == bodies


def test_staff_far_behind_a_body_or_below_another_line_are_not_taken_for_its_own() -> None:
    assert grouped("县社保局\n工作人员态度差") == [("县社保局", 1), ("工作人员", 1)]
    assert grouped(f"县社保局{'办事难，' * 12}工作人员态度差") == [("县社保局", 1), ("工作人员", 1)]
