"""Use cases of issues: name, merge, split, and take the last of these back. Each makes a new version of the board."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _l

from feedback_app.database import session
from feedback_app.errors import NotFound, Refusal
from feedback_app.ledger.service import record as note
from feedback_app.themes import queries
from feedback_app.themes.finding import plain_issues, plain_lines, read_issues, record_of, segmenter, window_of
from feedback_app.themes.models import Change, IssueBoard
from nlp.hot_issues import rank
from nlp.issues import Issue, IssueUnknown, RecordsElsewhere, merge_issues, name_issue, split_issue

LONGEST_NAME = 60


class BoardChanged(Refusal):
    """Somebody else was faster; what they did must be seen first."""

    status = 409
    sentence = _l("热点清单刚被别人改过，请看过现在的样子再操作。")


class NameMissing(Refusal):
    """An issue that is named, or split off, has a name."""

    sentence = _l("请填写名称，不超过 60 个字。")


class NothingChosen(Refusal):
    """Merging needs another issue, splitting some but not all records."""

    sentence = _l("合并须选另一个问题；拆分须选一部分记录，不能全选。")


class NoChangeToUndo(Refusal):
    """The board stands as it was found."""

    status = 409
    sentence = _l("没有可以撤销的改动。")


def name(board: IssueBoard, key: str, called: str, *, actor: str, now: datetime) -> IssueBoard:
    """Give an issue a name.

    Raises:
        NameMissing, BoardChanged, NotFound
    """
    wanted = _named(called)
    return _change(board, Change.NAMED, name_issue(_issues_with(board, key), key, wanted), [key], actor, now)


def merge(board: IssueBoard, key: str, others: Collection[str], *, actor: str, now: datetime) -> IssueBoard:
    """Let other issues go into one.

    Raises:
        NothingChosen, BoardChanged, NotFound
    """
    issues, gone = _issues_with(board, key), [other for other in others if other != key]
    if not gone:
        raise NothingChosen
    try:
        merged = merge_issues(issues, key, gone)
    except IssueUnknown as unknown:
        raise NotFound(kind="issue", key=str(unknown)) from unknown
    return _change(board, Change.MERGED, merged, [key, *gone], actor, now)


def split(
    board: IssueBoard, key: str, members: Collection[str], called: str, *, actor: str, now: datetime
) -> IssueBoard:
    """Put some records of an issue into one of their own.

    Raises:
        NameMissing, NothingChosen, BoardChanged, NotFound
    """
    wanted = _named(called)
    try:
        parts = split_issue(_issues_with(board, key), key, members, wanted)
    except RecordsElsewhere as elsewhere:
        raise NothingChosen from elsewhere
    return _change(board, Change.SPLIT, parts, [key], actor, now)


def undo(board: IssueBoard, *, actor: str, now: datetime) -> IssueBoard:
    """Take the last change back; what was found stands at the end.

    Raises:
        NoChangeToUndo, BoardChanged
    """
    if board.before_id is None:
        raise NoChangeToUndo
    before = queries.get_version(board.before_id)
    version = _version(board, Change.UNDONE, actor, now)
    version.issues, version.lines, version.before_id = before.issues, before.lines, before.before_id
    return _keep(board, version, [])


def _named(called: str) -> str:
    wanted = called.strip()
    if not wanted or len(wanted) > LONGEST_NAME:
        raise NameMissing
    return wanted


def _issues_with(board: IssueBoard, key: str) -> list[Issue]:
    issues = read_issues(board.issues)
    if key not in {issue.key for issue in issues}:
        raise NotFound(kind="issue", key=key)
    return issues


def _change(
    board: IssueBoard, change: Change, issues: Sequence[Issue], keys: Sequence[str], actor: str, now: datetime
) -> IssueBoard:
    """Make the next version: the hot ones and those that were touched are ranked again."""
    known = {line["key"] for line in board.lines} | set(keys)
    earlier = {issue["key"] for issue in board.issues}
    shown = [issue for issue in issues if issue.key in known or issue.key not in earlier]
    rows = queries.list_by_id({int(member) for issue in shown for member in issue.members})
    window = window_of(board.scale, board.last_on)
    version = _version(board, change, actor, now)
    version.issues, version.before_id = plain_issues(issues), board.id
    version.lines = plain_lines(rank(shown, map(record_of, rows), window=window, segmenter=segmenter()))
    return _keep(board, version, keys)


def _version(board: IssueBoard, change: Change, actor: str, now: datetime) -> IssueBoard:
    return IssueBoard(
        scale=board.scale,
        last_on=board.last_on,
        records=board.records,
        repeats=board.repeats,
        change=change,
        made_by=actor,
        made_at=now,
    )


def _keep(board: IssueBoard, version: IssueBoard, keys: Sequence[str]) -> IssueBoard:
    latest = queries.find_board(board.scale, board.last_on)
    if latest is None or latest.id != board.id:
        raise BoardChanged
    session().add(version)
    session().flush()
    note(
        f"issue.{version.change}",
        subject=("issue_board", f"{board.scale}/{board.last_on}"),
        actor=version.made_by,
        at=version.made_at,
        detail={"keys": [*keys]},
    )
    return version
