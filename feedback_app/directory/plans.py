"""What an import would do, decided before anything is stored: new, changed and unchanged entries, or every problem."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from flask_babel import lazy_gettext as _l

from feedback_app.directory.records import Change, ServicePointRecord, UnitRecord, list_changes
from feedback_app.gateways.spreadsheets import CheckedRow, Problem, Sentence

R = TypeVar("R", UnitRecord, ServicePointRecord)


@dataclass(frozen=True, kw_only=True)
class PlannedChange(Generic[R]):
    """An entry that is known and would read differently."""

    record: R
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class ImportPlan(Generic[R]):
    """All that an import would do; nothing else happens when it is applied."""

    new: tuple[R, ...]
    changed: tuple[PlannedChange[R], ...]
    unchanged: int

    @property
    def is_idle(self) -> bool:
        """Nothing would change."""
        return not self.new and not self.changed


@dataclass(frozen=True, kw_only=True)
class Placed(Generic[R]):
    """A record with the line it stands on, so that what is wrong with it can be found again."""

    row: CheckedRow
    record: R


def place_records(
    rows: Iterable[CheckedRow], make: Callable[..., R], *, known: Mapping[str, R], fields: Collection[str]
) -> list[Placed[R]]:
    """Turn checked rows into records. A column that the file lacks leaves a known entry as it is."""
    placed: list[Placed[R]] = []
    for row in rows:
        given: dict[str, Any] = {name: value for name, value in row.values.items() if name in fields}
        before = known.get(given["code"])
        record = replace(before, **given) if before is not None else make(**given)
        placed.append(Placed(row=row, record=record))
    return placed


def plan(placed: Sequence[Placed[R]], known: Mapping[str, R]) -> ImportPlan[R]:
    """Sort records into new, changed and unchanged ones."""
    new = tuple(each.record for each in placed if each.record.code not in known)
    compared = [
        PlannedChange(record=each.record, changes=list_changes(known[each.record.code], each.record))
        for each in placed
        if each.record.code in known
    ]
    changed = tuple(change for change in compared if change.changes)
    return ImportPlan(new=new, changed=changed, unchanged=len(compared) - len(changed))


def find_unit_problems(
    placed: Sequence[Placed[UnitRecord]], known: Mapping[str, UnitRecord], titles: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield what no single cell shows: unknown parents, circles, a credit code that two units would share."""
    after = {**known, **{each.record.code: each.record for each in placed}}
    parents = {code: record.parent_code for code, record in after.items()}
    holders: dict[str, list[str]] = {}
    for record in after.values():
        holders.setdefault(record.credit_code, []).append(record.code)
    for each in placed:
        record = each.record
        if record.parent_code and record.parent_code not in after:
            yield _problem(each, titles["parent_code"], record.parent_code, _l("名录和本文件中都没有这个上级单位"))
        elif is_in_circle(record.code, parents):
            yield _problem(each, titles["parent_code"], record.parent_code, _l("上级关系绕成了圈"))
        others = [code for code in holders[record.credit_code] if code != record.code]
        if record.credit_code and others:
            reason = _l("与单位 %(code)s 的统一社会信用代码相同", code=others[0])
            yield _problem(each, titles["credit_code"], record.credit_code, reason)


def find_service_point_problems(
    placed: Sequence[Placed[ServicePointRecord]], unit_codes: Collection[str], titles: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield service points of units that nobody knows."""
    for each in placed:
        if each.record.unit_code not in unit_codes:
            yield _problem(each, titles["unit_code"], each.record.unit_code, _l("名录中没有这个单位"))


def is_in_circle(code: str, parents: Mapping[str, str]) -> bool:
    """Tell whether going up from a unit comes back to it."""
    seen: set[str] = set()
    above = parents.get(code, "")
    while above and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False


def _problem(each: Placed[R], column: str, value: str, reason: Sentence) -> Problem:
    return Problem(line=each.row.line, column=column, value=value, reason=reason)
