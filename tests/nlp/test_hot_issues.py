from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.hot_issues import HotIssue, Record, Window, expected_voices, gather, headline, heat, rank
from nlp.issues import Issue
from nlp.segmentation import Segmenter

SEGMENTER = Segmenter()
LAST = date(2024, 3, 31)
LAMPS = ["翠湖小区门口路灯坏了没人修", "翠湖小区门口路灯坏了一个月", "翠湖小区门口路灯还没有修"]
HOMES = ["咨询人才公寓申请条件", "人才公寓申请条件是什么"]
BUSES = ["公交车夜班取消了", "夜班公交车取消了怎么回家"]


def records(*titles: str, days_ago: int = 0, first: int = 0, caller: str = "", place: str = "") -> list[Record]:
    day = LAST - timedelta(days=days_ago)
    return [
        Record(id=f"{days_ago}-{i}", title=title, day=day, caller=caller, place=place)
        for i, title in enumerate(titles, start=first)
    ]


def ranked(heard: list[Record], window: Window | None = None) -> tuple[HotIssue, ...]:
    return rank(gather(heard), heard, window=window, segmenter=SEGMENTER)


def test_records_are_gathered_by_matter_the_largest_first() -> None:
    issues = gather(records(*HOMES, *LAMPS, "停车收费太高了吧"))
    assert [issue.members for issue in issues] == [("0-2", "0-3", "0-4"), ("0-0", "0-1"), ("0-5",)]
    assert issues[0].title in LAMPS
    assert all(issue.key in issue.members for issue in issues)


def test_growth_goes_before_size() -> None:
    old = [record for week in range(1, 9) for record in records(*LAMPS, days_ago=7 * week)]
    now = records(*LAMPS, *BUSES, *(f"{title}，请恢复" for title in BUSES))
    hot = ranked([*old, *now], Window(last=LAST))
    assert [(one.rank, one.records, one.expected) for one in hot] == [(1, 4, 1.0), (2, 3, 4.0)]
    assert hot[0].heat > 0 > hot[1].heat
    assert len(hot[1].issue.members) == 27


def test_whoever_writes_twenty_times_has_one_voice() -> None:
    one = records(*HOMES * 10, caller="c1")
    many = [record for i, title in enumerate(LAMPS) for record in records(title, first=30 + i, caller=f"c{i}")]
    hot = ranked([*one, *many])
    assert [(issue.records, issue.voices) for issue in hot] == [(3, 3), (20, 1)]


def test_the_places_of_an_issue_and_how_many_there_are_in_effect() -> None:
    heard = [*records(*LAMPS[:2], place="east"), *records(LAMPS[2], *LAMPS[:1], first=5, place="west")]
    hot = ranked([*heard, *records(LAMPS[0], first=9)])[0]
    assert hot.places == {"east": 2, "west": 2}
    assert hot.spread == pytest.approx(2)
    assert ranked(records(*LAMPS))[0].spread == 0


def test_exemplars_are_of_different_titles_the_medoid_first() -> None:
    hot = ranked(records(*LAMPS, LAMPS[0], "停车收费太高了吧"))[0]
    assert len(hot.exemplars) == 3
    assert hot.exemplars[0] == hot.issue.key
    assert hot.keywords


def test_an_issue_with_nothing_in_the_window_is_not_listed() -> None:
    assert ranked(records(*LAMPS, days_ago=10), Window(last=LAST)) == ()
    assert ranked([]) == ()


def test_members_that_were_forgotten_are_passed_over() -> None:
    heard = records(*LAMPS)
    assert rank(gather(heard), heard[:2], segmenter=SEGMENTER)[0].records == 2


@pytest.mark.parametrize(("days_ago", "period"), [(-1, None), (0, 0), (6, 0), (7, 1), (13, 1), (62, 8), (63, None)])
def test_which_period_a_day_is_in(days_ago: int, period: int | None) -> None:
    assert Window(last=LAST).period_of(LAST - timedelta(days=days_ago)) == period


def test_a_window_of_no_days_is_refused() -> None:
    with pytest.raises(ValueError, match="0 days"):
        Window(last=LAST, days=0)
    assert Window(last=LAST).period_of(None) is None


@pytest.mark.parametrize(("before", "periods", "voices"), [(0, 0, 1), (0, 8, 1), (16, 8, 3)])
def test_what_is_to_be_expected(before: int, periods: int, voices: float) -> None:
    assert expected_voices(before, periods) == voices


@given(st.integers(0, 500), st.floats(0.5, 100))
def test_heat_grows_with_the_voices_and_has_the_sign_of_the_surprise(voices: int, expected: float) -> None:
    assert heat(voices, expected) < heat(voices + 1, expected)
    assert heat(voices, expected) * (voices - expected) >= 0


@pytest.mark.parametrize(
    ("title", "detail", "read"),
    [
        ("翠湖小区路灯坏了", "细节。", "翠湖小区路灯坏了"),
        ("投诉", "路灯坏了。没人管。", "投诉 路灯坏了"),
        ("", "路灯坏了\n没人管", "路灯坏了"),
        ("", "", ""),
    ],
)
def test_a_title_that_says_too_little_is_read_with_the_first_sentence(title: str, detail: str, read: str) -> None:
    assert headline(Record(id="a", title=title, detail=detail)) == read


heard_titles = st.lists(st.sampled_from([*LAMPS, *HOMES, *BUSES, "", "停水", "！"]), max_size=10)


@settings(deadline=None, max_examples=25)
@given(heard_titles, st.randoms())
def test_the_order_of_the_records_changes_nothing(titles: list[str], shuffler: object) -> None:
    heard = records(*titles)
    shuffled = list(heard)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ranked(heard) == ranked(shuffled)


@settings(deadline=None, max_examples=25)
@given(heard_titles, st.integers(0, 9))
def test_every_record_is_in_exactly_one_issue(titles: list[str], seed: int) -> None:
    heard = records(*titles)
    issues = gather(heard, seed=seed)
    assert sorted(member for issue in issues for member in issue.members) == sorted(record.id for record in heard)
    assert len({issue.key for issue in issues}) == len(issues)


def test_the_title_speaks_of_the_window_not_of_the_periods_before() -> None:
    old = [record for week in range(1, 9) for record in records(*LAMPS[:2], days_ago=7 * week)]
    now = records(LAMPS[2], first=9)
    issue = Issue(key="7-0", title=LAMPS[0], members=tuple(sorted(record.id for record in [*old, *now])))
    assert rank([issue], [*old, *now], window=Window(last=LAST), segmenter=SEGMENTER)[0].title == LAMPS[2]
    settled = replace(issue, is_settled=True)
    assert rank([settled], [*old, *now], window=Window(last=LAST), segmenter=SEGMENTER)[0].title == LAMPS[0]


def test_records_that_have_nothing_in_common_are_loose_unless_a_person_says_otherwise() -> None:
    heard = records(LAMPS[0], HOMES[0], BUSES[0], "停车收费太高了吧")
    issue = Issue(key="0-0", title=LAMPS[0], members=tuple(record.id for record in heard))

    def judged(one: Issue) -> HotIssue:
        return rank([one], heard, segmenter=SEGMENTER)[0]

    assert judged(issue).likeness < 0.1
    assert judged(issue).is_loose
    assert not judged(replace(issue, name="杂事")).is_loose
    assert not judged(replace(issue, is_settled=True)).is_loose
    assert not ranked(records(*LAMPS))[0].is_loose
    assert judged(replace(issue, members=("0-0",))).likeness == 1


def test_few_records_in_the_window_are_weighed_among_all_that_were_heard() -> None:
    old = records(LAMPS[1], "停水一周没人来修", days_ago=7)
    now = records(LAMPS[0], "停水三天没人管", first=5)
    issue = Issue(key="0-5", title=LAMPS[0], members=tuple(record.id for record in now))
    found = rank([issue], [*old, *now], window=Window(last=LAST), segmenter=SEGMENTER)[0]
    alone = rank([issue], now, segmenter=SEGMENTER)[0]
    assert found.is_loose
    assert alone.likeness > found.likeness


def test_copies_of_a_title_that_shares_nothing_with_any_other_are_alike() -> None:
    hot = ranked(records(*[BUSES[0]] * 3, HOMES[0]))
    assert [(one.records, one.likeness) for one in hot] == [(3, 1), (1, 1)]
