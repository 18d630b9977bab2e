"""Hot issues from a file into a file: a client's own table of records in, one line for each issue out."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from io import StringIO
from pathlib import Path

from nlp.hot_issues import HotIssue, Record, Window, gather, rank
from nlp.issues import Issue, carry
from nlp.segmentation import Segmenter

HEADERS: Mapping[str, tuple[str, ...]] = {
    "id": (
        "id",
        "msg_id",
        "order_number",
        "order_no",
        "工单编号",
        "工单号",
        "留言编号",
        "诉求编号",
        "受理编号",
        "编号",
    ),
    "subject": ("subject", "title", "留言主题", "工单标题", "诉求标题", "标题", "主题", "摘要"),
    "detail": (
        "detail",
        "content",
        "text",
        "留言详情",
        "留言内容",
        "工单内容",
        "诉求内容",
        "主要内容",
        "详细内容",
        "内容",
    ),
    "time": (
        "time",
        "created_at",
        "day",
        "date",
        "留言时间",
        "受理时间",
        "来电时间",
        "诉求时间",
        "登记时间",
        "时间",
        "日期",
    ),
    "caller": ("caller", "user", "留言用户", "用户编号", "来电号码", "来电人电话", "联系电话", "手机号码", "手机号"),
    "place": ("place", "district", "区县", "所属区县", "所属区域", "区划", "事发地点", "地点"),
}
"""What columns may be called; letters and blanks do not matter. Caller and place need not be there, nor time."""
COLUMNS = (
    *("issue", "rank", "members", "title", "name", "keywords", "records", "voices"),
    *("expected", "heat", "places", "spread", "exemplars"),
)
_INERT = "'"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NEEDED = ("id", "subject", "detail")
_DAY = re.compile(r"\s*(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})|(\d\d)(\d\d))(?!\d)")


class RecordsFlawed(ValueError):
    """The file cannot be read in full; `problems` names every flaw with file, line, column and reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = list(problems)


def read_records(path: Path, *, needs_days: bool = False) -> list[Record]:
    """Read CSV in UTF-8 or GB18030 under the headers of HEADERS; RecordsFlawed with every flaw."""
    table = csv.DictReader(StringIO(_decoded(path), newline=""), restval="")
    columns = _columns(table.fieldnames or ())
    missing = [field for field in (*_NEEDED, *(["time"] if needs_days else [])) if field not in columns]
    if missing:
        known = (f"{path.name}:1: no column for {field}: {', '.join(HEADERS[field])}" for field in missing)
        raise RecordsFlawed(list(known))
    lines = [(table.line_num, {field: row[column].strip() for field, column in columns.items()}) for row in table]
    if problems := [f"{path.name}:{line}: {flaw}" for line, flaw in _flaws(lines, needs_days=needs_days)]:
        raise RecordsFlawed(problems)
    return [_record(values) for _, values in lines]


def read_issues(path: Path) -> list[Issue]:
    """Read the issues that an earlier run has written, with the names that people have put in since."""
    table = csv.DictReader(StringIO(_decoded(path), newline=""), restval="")
    if missing := [column for column in ("issue", "title", "members") if column not in (table.fieldnames or ())]:
        raise RecordsFlawed([f"{path.name}:1: no column {column}" for column in missing])
    return [
        Issue(
            key=row["issue"],
            title=row["title"].removeprefix(_INERT),
            members=tuple(sorted(row["members"].split())),
            name=row.get("name", "").strip().removeprefix(_INERT),
        )
        for row in table
    ]


def hot_issues_of(
    records: Sequence[Record],
    segmenter: Segmenter,
    *,
    window: Window | None = None,
    previous: Sequence[Issue] = (),
    seed: int = 0,
) -> tuple[HotIssue, ...]:
    """Gather and rank records, with a window only those that it looks at; issues known before keep their keys."""
    looked_at = [record for record in records if window is None or window.period_of(record.day) is not None]
    issues = carry(previous, gather(looked_at, seed=seed))
    return rank(issues, looked_at, window=window, segmenter=segmenter)


def write_hot_issues(path: Path, issues: Iterable[HotIssue]) -> None:
    """Write one line for each issue in UTF-8, hottest first; lists within a cell are separated by blanks."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        lines.writerows(map(_line, issues))


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8-sig")
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as flaw:
        line = content.count(b"\n", 0, flaw.start) + 1
        raise RecordsFlawed([f"{path.name}:{line}: neither UTF-8 nor GB18030"]) from flaw


def _columns(headers: Sequence[str]) -> dict[str, str]:
    """Return the header of each field, by the order of HEADERS where several would do."""
    there = {re.sub(r"\s", "", header).lower(): header for header in reversed(headers)}
    found = {field: next((there[name] for name in names if name in there), None) for field, names in HEADERS.items()}
    return {field: header for field, header in found.items() if header is not None}


def _flaws(lines: Iterable[tuple[int, Mapping[str, str]]], *, needs_days: bool) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for line, values in lines:
        if not values["id"]:
            yield line, "id: empty"
        elif first.setdefault(values["id"], line) != line:
            yield line, f"id: {values['id']} stands already in line {first[values['id']]}"
        time = values.get("time", "")
        if (time or needs_days) and _day(time) is None:
            yield line, f"time: {time!r} is no date"


def _record(values: Mapping[str, str]) -> Record:
    return Record(
        id=values["id"],
        title=values["subject"],
        detail=values["detail"],
        day=_day(values.get("time", "")),
        caller=values.get("caller", ""),
        place=values.get("place", ""),
    )


def _day(time: str) -> date | None:
    """Return the day of 2024-03-01 09:00, 2024/3/1, 2024.3.1, 2024年3月1日 or 20240301; None for all else."""
    if (found := _DAY.match(time)) is None:
        return None
    year, *rest = (int(number) for number in found.groups() if number is not None)
    with suppress(ValueError):
        return date(year, *rest)
    return None


def _line(hot: HotIssue) -> tuple[object, ...]:
    return (
        hot.issue.key,
        hot.rank,
        " ".join(hot.issue.members),
        _inert(hot.title),
        _inert(hot.issue.name),
        " ".join(hot.keywords),
        hot.records,
        hot.voices,
        f"{hot.expected:.2f}",
        f"{hot.heat:.2f}",
        _inert(" ".join(f"{place}:{count}" for place, count in hot.places.items())),
        f"{hot.spread:.2f}",
        " ".join(hot.exemplars),
    )


def _inert(words: str) -> str:
    """Keep a spreadsheet from running what a citizen wrote."""
    return f"{_INERT}{words}" if words.startswith(_FORMULA) else words
