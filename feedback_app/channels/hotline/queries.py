"""Reading hotline files, records, problems, and the directory as the import needs it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from feedback_app.channels.hotline.models import (
    HotlineFile,
    HotlineMapping,
    HotlineRecord,
    HotlineRowProblem,
    ProblemKind,
    ReviewState,
)
from feedback_app.channels.hotline.units import KnownUnit, UnitBook
from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.errors import NotFound
from feedback_app.responses.models import Evaluation, Standing

PAGE_SIZE = 50
Code = TypeVar("Code")


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What came of a file so far; shares of levels, reasons and themes as numbers of records."""

    rows_read: int = 0
    records: int = 0
    valid: int = 0
    waiting: int = 0
    urgent: int = 0
    abstained: int = 0
    decided: int = 0
    evaluations: int = 0
    quarantined: int = 0
    levels: Mapping[int, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    themes: Mapping[str, int] = field(default_factory=dict)
    problems: Mapping[ProblemKind, int] = field(default_factory=dict)


def find_file(sha256: str) -> HotlineFile | None:
    """Return the file of a checksum."""
    return session().scalar(select(HotlineFile).where(HotlineFile.sha256 == sha256))


def get_file(file_id: int) -> HotlineFile:
    """Return a file by its number, with its campaign and job."""
    options = (joinedload(HotlineFile.campaign), joinedload(HotlineFile.job))
    file = session().get(HotlineFile, file_id, options=options)
    if file is None:
        raise NotFound(kind="hotline_file", key=file_id)
    return file


def list_files(*, page: int = 1) -> Sequence[HotlineFile]:
    """Return one page of files, the newest first."""
    query = select(HotlineFile).options(joinedload(HotlineFile.campaign), joinedload(HotlineFile.job))
    return session().scalars(query.order_by(HotlineFile.id.desc()).limit(PAGE_SIZE).offset(_offset(page))).all()


def count_files() -> int:
    """Return how many files there are."""
    return session().scalar(select(func.count()).select_from(HotlineFile)) or 0


def find_mapping(fingerprint: str) -> Mapping[str, str] | None:
    """Return how files with this header were understood the last time."""
    saved = session().get(HotlineMapping, fingerprint)
    return None if saved is None else saved.mapping


def load_units() -> UnitBook:
    """Return the active units with their names and duties."""
    query = select(Unit).where(Unit.is_active).options(selectinload(Unit.aliases), selectinload(Unit.duties))
    return UnitBook(
        tuple(
            KnownUnit(
                id=unit.id,
                code=unit.code,
                name=unit.name,
                short_name=unit.short_name,
                aliases=tuple(alias.name for alias in unit.aliases),
                duties=tuple(duty.word for duty in unit.duties),
            )
            for unit in session().scalars(query.order_by(Unit.code))
        )
    )


def list_known_orders(campaign_id: int, order_keys: Sequence[str]) -> Mapping[str, tuple[str, int]]:
    """Return file name and line of those work orders that the campaign has already."""
    query = (
        select(HotlineRecord.order_key, HotlineFile.name, HotlineRecord.line)
        .join(HotlineFile, HotlineFile.id == HotlineRecord.file_id)
        .where(HotlineRecord.campaign_id == campaign_id, HotlineRecord.order_key.in_(order_keys))
    )
    return {key: (name, line) for key, name, line in session().execute(query)}


def summarise(file: HotlineFile) -> Summary:
    """Count what came of a file; where a person has decided, the person's answer counts."""
    valid = func.coalesce(HotlineRecord.decided_valid, HotlineRecord.is_valid)
    level = func.coalesce(HotlineRecord.decided_level, HotlineRecord.level)
    reason = func.coalesce(HotlineRecord.decided_reason, HotlineRecord.reason)
    by_valid = _tally(file, valid)
    by_state = _tally(file, HotlineRecord.review_state)
    standings = _count_evaluations(file)
    return Summary(
        rows_read=file.rows_read,
        records=sum(by_valid.values()),
        valid=by_valid.get(True, 0),
        waiting=by_state.get(ReviewState.WAITING, 0),
        decided=by_state.get(ReviewState.DECIDED, 0),
        urgent=_tally(file, HotlineRecord.is_urgent).get(True, 0),
        abstained=_tally(file, HotlineRecord.has_abstained).get(True, 0),
        evaluations=standings.get(Standing.VALID, 0),
        quarantined=standings.get(Standing.QUARANTINED, 0),
        levels=_tally(file, level, valid),
        reasons=_tally(file, reason, ~valid),
        themes=_tally(file, HotlineRecord.theme, valid),
        problems=_count_problems(file),
    )


def _tally(
    file: HotlineFile, expression: ColumnElement[Code] | InstrumentedAttribute[Code], *conditions: ColumnElement[bool]
) -> dict[Code, int]:
    query = select(expression, func.count()).where(HotlineRecord.file_id == file.id, *conditions)
    return {code: number for code, number in session().execute(query.group_by(expression)) if code is not None}


def _count_evaluations(file: HotlineFile) -> dict[Standing, int]:
    query = (
        select(Evaluation.standing, func.count())
        .join(HotlineRecord, HotlineRecord.response_id == Evaluation.response_id)
        .where(HotlineRecord.file_id == file.id)
    )
    return dict(session().execute(query.group_by(Evaluation.standing)).all())


def _count_problems(file: HotlineFile) -> dict[ProblemKind, int]:
    query = select(HotlineRowProblem.kind, func.count()).where(HotlineRowProblem.file_id == file.id)
    return dict(session().execute(query.group_by(HotlineRowProblem.kind)).all())


def list_problems(
    file: HotlineFile, *, kind: ProblemKind | None = None, most: int | None = None
) -> Sequence[HotlineRowProblem]:
    """Return a file's problems, of one kind or all, in the order of the file; the first ``most`` if that is given."""
    query = select(HotlineRowProblem).where(HotlineRowProblem.file_id == file.id)
    if kind is not None:
        query = query.where(HotlineRowProblem.kind == kind)
    return session().scalars(query.order_by(HotlineRowProblem.line, HotlineRowProblem.id).limit(most)).all()


def get_record(record_id: int, *, for_decision: bool = False) -> HotlineRecord:
    """Return a record with its file, units, response and evaluations; locked against a second decision if asked."""
    query = select(HotlineRecord).where(HotlineRecord.id == record_id)
    if for_decision:
        query = query.with_for_update()
    else:
        query = query.options(joinedload(HotlineRecord.file), joinedload(HotlineRecord.unit))
    record = session().scalar(query)
    if record is None:
        raise NotFound(kind="hotline_record", key=record_id)
    return record


def find_decided(record_id: int) -> HotlineRecord | None:
    """Return a record that a person's decision stands for, with the unit decided; None for any other."""
    query = select(HotlineRecord).where(HotlineRecord.id == record_id)
    query = query.where(HotlineRecord.review_state == ReviewState.DECIDED)
    return session().scalar(query.options(joinedload(HotlineRecord.decided_unit)))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which records to list: of a file or all, in a state or any, with some words or any."""

    file_id: int | None = None
    state: ReviewState | None = None
    words: str = ""


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return what holds of the wanted records."""
    held = [HotlineRecord.text.contains(word, autoescape=True) for word in wanted.words.split()]
    if wanted.file_id is not None:
        held.append(HotlineRecord.file_id == wanted.file_id)
    if wanted.state is not None:
        held.append(HotlineRecord.review_state == wanted.state)
    return held


def list_records(wanted: Wanted, *, page: int = 1) -> Sequence[HotlineRecord]:
    """Return one page of records in the order of the queue: the urgent first, then as they came."""
    query = select(HotlineRecord).where(*conditions(wanted)).options(joinedload(HotlineRecord.file))
    query = query.order_by(HotlineRecord.is_urgent.desc(), HotlineRecord.id)
    return session().scalars(query.limit(PAGE_SIZE).offset(_offset(page))).all()


def count_records(wanted: Wanted) -> int:
    """Return how many records match."""
    return session().scalar(select(func.count()).select_from(HotlineRecord).where(*conditions(wanted))) or 0


def find_next_waiting(wanted: Wanted, *, skipped: Collection[int] = ()) -> HotlineRecord | None:
    """Return the record that a reviewer sees next: the first of the queue that this person has not skipped."""
    query = select(HotlineRecord).where(*conditions(wanted), HotlineRecord.review_state == ReviewState.WAITING)
    query = query.where(HotlineRecord.id.not_in(skipped))
    return session().scalar(query.order_by(HotlineRecord.is_urgent.desc(), HotlineRecord.id).limit(1))


def _offset(page: int) -> int:
    return (page - 1) * PAGE_SIZE
