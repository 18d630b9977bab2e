"""Hot issues are found, kept from span to span, put in order by people, and every change is taken back again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from feedback_app.database import session, unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.errors import NotFound
from feedback_app.jobs.models import JobState
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.worker import run_job
from feedback_app.ledger.queries import list_entries
from feedback_app.themes import queries, service
from feedback_app.themes.finding import ask_for_issues, read_issues
from feedback_app.themes.models import Change, IssueBoard, Scale
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.feedback_app.themes.conftest import LAST, WATER
from tests.stored import ACTOR

pytestmark = pytest.mark.usefixtures("talk")
Find = Callable[..., IssueBoard]


@pytest.fixture
def find(now: datetime) -> Find:
    """Call to find the issues of the week that ends on a day."""

    def run(last_on: date = LAST, scale: Scale = Scale.WEEK) -> IssueBoard:
        with unit_of_work():
            job = ask_for_issues(scale, last_on, actor=ACTOR, now=now)
        run_job(job.id)
        assert get_job(job.id).state is JobState.DONE
        return queries.get_board(scale, last_on)

    return run


def _members(board: IssueBoard) -> dict[str, int]:
    return {issue.key: len(issue.members) for issue in read_issues(board.issues)}


def _do(change: Callable[..., IssueBoard], board: IssueBoard, *arguments: object, now: datetime) -> IssueBoard:
    with unit_of_work():
        return change(queries.get_version(board.id), *arguments, actor="li", now=now)


def test_what_grows_comes_first_with_its_places_words_and_examples(find: Find) -> None:
    board = find()
    assert board.records == 10
    water, bus = board.lines
    issues = {issue.key: issue for issue in read_issues(board.issues)}
    assert issues[water["key"]].title == WATER
    assert (water["rank"], water["records"], water["voices"], water["expected"]) == (1, 8, 8, 1.0)
    assert water["heat"] > 2 > bus["heat"]
    assert (bus["records"], bus["voices"], bus["expected"]) == (1, 1, 2.0)
    assert water["places"] == {"供水站0": 4, "供水站1": 4}
    assert water["spread"] == 2.0
    assert set(water["exemplars"]) <= set(issues[water["key"]].members)
    assert "停水" in water["keywords"]
    assert _members(board) == {water["key"]: 8, bus["key"]: 9}


@pytest.mark.parametrize(("scale", "records"), [(Scale.DAY, 5), (Scale.WEEK, 10), (Scale.MONTH, 14)])
def test_a_day_a_week_or_a_month(find: Find, scale: Scale, records: int) -> None:
    assert find(scale=scale).records == records


def test_repeat_complaints_are_counted_and_linked(find: Find) -> None:
    board = find()
    assert (board.repeats["complaints"], board.repeats["repeats"]) == (18, 8)
    assert len(board.repeats["latest"]) == 8


def test_a_name_stays_when_the_issue_is_found_again_days_later(find: Find, now: datetime) -> None:
    board = find()
    key = board.lines[0]["key"]
    _do(service.name, board, key, " 和平路停水 ", now=now)
    with unit_of_work():
        later = [Said(level=1, text=f"{WATER}\n又停", on=LAST + timedelta(days=2), caller=f"x{n}") for n in range(3)]
        store_records(now, get_unit("JYJ"), later)
    again = find(LAST + timedelta(days=2))
    found = {issue.key: issue for issue in read_issues(again.issues)}[key]
    assert (found.name, len(found.members)) == ("和平路停水", 11)


def test_two_issues_become_one_and_two_again(find: Find, now: datetime) -> None:
    board = find()
    water, bus = (line["key"] for line in board.lines)
    merged = _do(service.merge, board, water, [bus], now=now)
    assert _members(merged) == {water: 17}
    assert [line["records"] for line in merged.lines] == [9]
    undone = _do(service.undo, merged, now=now)
    assert (undone.change, undone.issues, undone.lines) == (Change.UNDONE, board.issues, board.lines)
    with pytest.raises(service.NoChangeToUndo):
        _do(service.undo, undone, now=now)
    entries = list_entries(subject_kind="issue_board")
    assert [(entry.action, entry.actor) for entry in entries] == [("issue.undone", "li"), ("issue.merged", "li")]


def test_some_records_become_an_issue_of_their_own(find: Find, now: datetime) -> None:
    board = find()
    water = read_issues(board.issues)[[i.key for i in read_issues(board.issues)].index(board.lines[0]["key"])]
    parted = _do(service.split, board, water.key, water.members[-3:], "另一栋楼", now=now)
    issues = read_issues(parted.issues)
    assert sorted(len(issue.members) for issue in issues) == [3, 5, 9]
    new = next(issue for issue in issues if len(issue.members) == 3)
    assert (new.title, new.is_settled) == ("另一栋楼", True)
    assert new.key in {line["key"] for line in parted.lines}
    again = find()  # what people have settled, no later run takes apart
    assert sorted(len(issue.members) for issue in read_issues(again.issues)) == [3, 5, 9]


def test_changes_are_taken_back_one_by_one(find: Find, now: datetime) -> None:
    board = find()
    key = board.lines[0]["key"]
    first = _do(service.name, board, key, "一", now=now)
    second = _do(service.name, first, key, "二", now=now)
    back = _do(service.undo, second, now=now)
    assert back.issues == first.issues
    assert _do(service.undo, back, now=now).issues == board.issues


def test_a_board_that_somebody_changed_is_not_changed_unseen(find: Find, now: datetime) -> None:
    board = find()
    key = board.lines[0]["key"]
    _do(service.name, board, key, "一", now=now)
    with pytest.raises(service.BoardChanged):
        _do(service.name, board, key, "二", now=now)
    assert session().query(IssueBoard).count() == 2


def test_nonsense_is_refused(find: Find, now: datetime) -> None:
    board = find()
    water = board.lines[0]["key"]
    everything = next(issue.members for issue in read_issues(board.issues) if issue.key == water)
    for called in (" ", "长" * 61):
        with pytest.raises(service.NameMissing):
            _do(service.name, board, water, called, now=now)
    for others in ([], [water]):
        with pytest.raises(service.NothingChosen):
            _do(service.merge, board, water, others, now=now)
    for members in ([], everything, ["no such"]):
        with pytest.raises(service.NothingChosen):
            _do(service.split, board, water, members, "一", now=now)
    with pytest.raises(NotFound):
        _do(service.merge, board, water, ["no such"], now=now)
    with pytest.raises(NotFound):
        _do(service.name, board, "no such", "一", now=now)
    assert queries.get_board(Scale.WEEK, LAST).id == board.id
