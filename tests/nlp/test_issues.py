from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.issues import Issue, IssueUnknown, RecordsElsewhere, carry, merge_issues, name_issue, split_issue

LAMPS, HOMES, BUSES = "翠湖小区门口路灯坏了没人修", "咨询人才公寓申请条件", "公交车夜班取消了"


def issue(members: str, title: str = "", **more: object) -> Issue:
    """An issue of one-letter records, the first of them its key."""
    fields: dict[str, object] = {"key": members[0], "title": title or members, "members": tuple(sorted(members))} | more
    return Issue(**fields)  # type: ignore[arg-type]


def keys(issues: Sequence[Issue]) -> dict[str, str]:
    return {issue.key: "".join(issue.members) for issue in issues}


def test_a_person_names_an_issue() -> None:
    named = name_issue([issue("ab"), issue("cd")], "c", " 路灯 ")
    assert [one.name for one in named] == ["", "路灯"]


def test_merged_issues_keep_the_first_key_and_all_records() -> None:
    merged = merge_issues([issue("ab", name="灯"), issue("cd"), issue("e")], "a", ["c", "a"])
    assert keys(merged) == {"a": "abcd", "e": "e"}
    assert (merged[0].name, merged[0].is_settled) == ("灯", True)


def test_split_records_get_an_issue_of_their_own() -> None:
    parts = split_issue([issue("abcd"), issue("e")], "a", ["c", "b"], LAMPS)
    assert keys(parts) == {"a": "ad", "e": "e", "b": "bc"}
    assert parts[-1].title == LAMPS
    assert [part.is_settled for part in parts] == [True, False, True]


def test_the_record_that_gave_the_key_may_be_split_off() -> None:
    assert keys(split_issue([issue("ab")], "a", ["a"], LAMPS)) == {"a": "b", "a~2": "a"}


@pytest.mark.parametrize("members", [[], ["a", "b"], ["a", "x"]])
def test_what_is_not_a_part_cannot_be_split_off(members: list[str]) -> None:
    with pytest.raises(RecordsElsewhere):
        split_issue([issue("ab")], "a", members, LAMPS)


def test_an_unknown_issue_is_refused() -> None:
    with pytest.raises(IssueUnknown, match="x"):
        name_issue([issue("ab")], "x", "灯")
    with pytest.raises(IssueUnknown, match="x"):
        merge_issues([issue("ab")], "a", ["x"])


@pytest.mark.parametrize(
    ("previous", "fresh", "expected"),
    [
        ([], [issue("ab")], {"a": "ab"}),
        ([issue("abc")], [issue("bcd")], {"a": "bcd"}),  # most records are still there
        ([issue("abcd")], [issue("dexyz")], {"d": "dexyz"}),  # one of four is not enough
        ([issue("a", LAMPS)], [issue("x", LAMPS)], {"a": "x"}),  # another week, the same title
        ([issue("a", LAMPS)], [issue("x", "翠湖小区门口路灯坏了")], {"a": "x"}),
        ([issue("a", LAMPS)], [issue("x", BUSES)], {"x": "x"}),
        ([issue("abcd")], [issue("abc"), issue("d")], {"a": "abc", "d": "d"}),  # the larger part continues it
        ([issue("ab"), issue("cde")], [issue("abcde")], {"c": "abcde"}),  # the larger one swallows the smaller
        ([issue("ab")], [issue("b", LAMPS, key="b"), issue("az", BUSES)], {"a": "b", "z": "az"}),
    ],
)
def test_issues_live_on(previous: list[Issue], fresh: list[Issue], expected: dict[str, str]) -> None:
    assert keys(carry(previous, fresh)) == expected


def test_a_name_stays_with_its_issue() -> None:
    assert carry([issue("ab", name="灯")], [issue("abc", LAMPS)])[0] == issue("abc", LAMPS, name="灯")


MERGED = merge_issues([issue("ab"), issue("cd")], "a", ["c"])
PARTED = split_issue([issue("abcd")], "a", ["d"], LAMPS)


@pytest.mark.parametrize(
    ("decided", "fresh", "expected"),
    [
        (MERGED, [issue("ab"), issue("cd")], {"a": "abcd"}),
        (MERGED, [issue("bx"), issue("dy"), issue("z")], {"a": "bdxy", "z": "z"}),
        (PARTED, [issue("abcd")], {"a": "abc", "d": "d"}),
        (PARTED, [issue("abcdx")], {"a": "abcx", "d": "d"}),
        (PARTED, [issue("dx")], {"d": "dx"}),
    ],
)
def test_what_a_person_settled_holds(decided: list[Issue], fresh: list[Issue], expected: dict[str, str]) -> None:
    assert keys(carry(decided, fresh)) == expected


letters = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1)
cuts = st.lists(st.integers(0, 3), min_size=8, max_size=8)


def cut(records: list[str], groups: list[int], titles: Sequence[str]) -> list[Issue]:
    parts = [[r for r, group in zip(records, groups, strict=False) if group == number] for number in range(4)]
    return [issue("".join(part), titles[number]) for number, part in enumerate(parts) if part]


@settings(deadline=None, max_examples=40)
@given(letters, letters, cuts, cuts, st.data())
def test_every_record_stays_in_exactly_one_issue(
    before: list[str], after: list[str], there: list[int], here: list[int], data: st.DataObject
) -> None:
    previous: Sequence[Issue] = cut(before, there, [LAMPS, HOMES, BUSES, ""])
    if len(previous) > 1:
        previous = merge_issues(previous, previous[0].key, [previous[1].key])
    if len(previous[0].members) > 1:
        part = data.draw(st.integers(1, len(previous[0].members) - 1))
        previous = split_issue(previous, previous[0].key, previous[0].members[:part], LAMPS)
    carried = carry(previous, cut(after, here, [HOMES, LAMPS, "", BUSES]))
    assert sorted(member for one in carried for member in one.members) == sorted(after)
    assert len({one.key for one in carried}) == len(carried)
    assert all(one.members == tuple(sorted(one.members)) for one in carried)
