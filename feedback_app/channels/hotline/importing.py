"""The import as a job: read a chunk, then store it together with how far the file has been read.

Reading (parsing, masking, judging) happens between the steps, so that the right to write is held for the storing
only; the texts of a large file are read by processes of their own, a few chunks ahead. A worker killed at any moment
leaves whole chunks, and the next one goes on behind the last.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.campaigns.models import Campaign
from feedback_app.campaigns.service import require_taking_answers
from feedback_app.channels.hotline import queries, uploads
from feedback_app.channels.hotline.columns import Field, HotlineRow, column_specs
from feedback_app.channels.hotline.engine import load_engine
from feedback_app.channels.hotline.judging import Span
from feedback_app.channels.hotline.models import HotlineFile, HotlineRecord, HotlineRowProblem
from feedback_app.channels.hotline.readers import reading_processes
from feedback_app.channels.hotline.reading import (
    Batch,
    Reader,
    Ready,
    Trouble,
    duplicate,
    unknown_unit,
)
from feedback_app.config import settings
from feedback_app.database import insert_all
from feedback_app.gateways.spreadsheets import CheckedRow, Table, iter_checked, open_table
from feedback_app.jobs.models import Job
from feedback_app.jobs.worker import Progress, Step
from feedback_app.responses.service import Receipt, Submission, take_all
from nlp.partitions import map_partitions

KIND = "hotline_import"
CHUNK = 1000


def upload_folder() -> Path:
    """Return where uploads wait for their import."""
    return settings().instance / "uploads" / "hotline"


def import_steps(job: Job) -> Iterator[Step]:
    """Yield a file's import, chunk by chunk, from its checkpoint on.

    Raises:
        UploadExpired: the file was thrown away before its import was resumed.
    """
    folder, checkpoint = upload_folder(), dict(job.checkpoint)
    file = queries.get_file(job.payload["file"])
    done = checkpoint.get("rows", 0)
    if not checkpoint or done < checkpoint["total"]:
        if not (folder / file.sha256).exists():
            raise uploads.UploadExpired(name=file.name)
        table = open_table(folder / file.sha256, file.name)
        total = checkpoint["total"] if checkpoint else sum(1 for _row in table)
        yield partial(_note_total, total, done=done)
        yield from _chunks(file, table, done=done, total=total)
    uploads.discard(folder, file.sha256)


def _chunks(file: HotlineFile, table: Table, *, done: int, total: int) -> Iterator[Step]:
    file_id, mapping = file.id, dict(file.mapping)
    campaign = file.campaign
    assert campaign is not None, "a job exists for imports only, and they have a campaign"
    reader = _bind_reader(campaign, mapping)
    rows = islice(iter_checked(table, column_specs(mapping, reader.timezone), chosen=mapping), done, None)
    intake = Intake(reader, campaign.id, file.name)
    reported: set[str] = set()
    with reading_processes(reader, rows=total - done) as executor:
        for records in map_partitions(reader.read, intake.chunks(rows), executor):
            count, troubles = intake.take_up()
            strangers = _strangers(records, reader, reported)
            batch = Batch(rows=count, records=records, troubles=[*troubles, *strangers])
            done += count
            yield partial(_store, file_id, batch, reader.headers, done=done, total=total)


@dataclass
class _Chunk:
    rows: int
    troubles: list[Trouble]
    lines: dict[str, int]


class Intake:
    """Chunks of a file on their way through the readers: what can be read of them, and what is told of the rest.

    Several are on the way at once, so the database does not tell of all that came before: the orders of those that are
    not stored yet are known here.
    """

    def __init__(self, reader: Reader, campaign_id: int, file_name: str) -> None:
        self._reader = reader
        self._campaign_id = campaign_id
        self._file_name = file_name
        self._on_the_way: deque[_Chunk] = deque()

    def chunks(self, rows: Iterator[CheckedRow]) -> Iterator[list[HotlineRow]]:
        """Yield what is worth reading of the rows, chunk by chunk; `take_up` tells of each, in the same order."""
        while checked := list(islice(rows, CHUNK)):
            sifted, troubles = self._reader.sift(checked)
            fresh, repeated, lines = self._without_known(sifted)
            self._on_the_way.append(_Chunk(len(checked), [*troubles, *repeated], lines))
            yield fresh

    def take_up(self) -> tuple[int, list[Trouble]]:
        """Return how many rows the next chunk has, and their troubles; it is stored before more rows are drawn."""
        chunk = self._on_the_way.popleft()
        return chunk.rows, chunk.troubles

    def _without_known(self, rows: Sequence[HotlineRow]) -> tuple[list[HotlineRow], list[Trouble], dict[str, int]]:
        """Set aside work orders that the campaign has: cumulative exports repeat thousands, which need no reading."""
        this_file, keys = _("本文件"), [self._reader.order_key(row) for row in rows]
        known = dict(queries.list_known_orders(self._campaign_id, keys))
        for chunk in self._on_the_way:
            known |= {key: (self._file_name, chunk.lines[key]) for key in chunk.lines.keys() & set(keys)}
        fresh: list[HotlineRow] = []
        lines: dict[str, int] = {}
        troubles: list[Trouble] = []
        for key, row in zip(keys, rows, strict=True):
            if key in known:
                troubles.append(_repeated(row.line, self._reader.headers[Field.ORDER_NUMBER], *known[key]))
            else:
                known[key], lines[key] = (this_file, row.line), row.line
                fresh.append(row)
        return fresh, troubles, lines


def _note_total(total: int, *, done: int) -> Progress:
    """Show how much there is to do before the first chunk: counting a large file takes a while."""
    return Progress(done=done, total=total, checkpoint={"rows": done, "total": total})


def _bind_reader(campaign: Campaign, mapping: dict[str, str]) -> Reader:
    period, book = campaign.period, queries.load_units()
    return Reader(
        extract_many=load_engine(book),
        book=book,
        span=Span(starts_on=period.starts_on, ends_on=period.ends_on),
        timezone=settings().timezone,
        key=settings().pseudonym_key,
        headers=mapping,
    )


def _repeated(line: int, column: str, file_name: str, first_line: int) -> Trouble:
    reason = _("工单编号重复：已从“%(name)s”第 %(line)s 行导入", name=file_name, line=first_line)
    return duplicate(line, column, reason)


def _strangers(records: Sequence[Ready], reader: Reader, reported: set[str]) -> Iterator[Trouble]:
    """Name each handling unit that the directory does not know once, at its first line."""
    for record in records:
        name = record.unknown_official
        if name and name not in reported:
            reported.add(name)
            reason = _("单位名录中没有“%(name)s”，涉及的记录等待人工指定单位", name=name)
            yield unknown_unit(record.line, reader.headers[Field.OFFICIAL_UNIT], reason)


def _store(file_id: int, batch: Batch, headers: Mapping[str, str], *, done: int, total: int) -> Progress:
    """Store one chunk: responses and evaluations through the door, then the records and problems beside them."""
    file = queries.get_file(file_id)
    campaign, now = file.campaign, clock.now()
    assert campaign is not None
    today = clock.today(settings().timezone)
    require_taking_answers(campaign, now=now, today=today)
    receipts = _take(campaign, batch.records, today)
    rows, late = [], []
    for record, receipt in zip(batch.records, receipts, strict=True):
        if receipt.is_repeat:  # another import brought it between our look and our store
            late.append(
                duplicate(record.line, headers[Field.ORDER_NUMBER], _("工单编号重复：已由同时进行的另一次导入带来"))
            )
        else:
            rows.append(_record_row(file, record, receipt))
    insert_all(HotlineRecord, rows)
    insert_all(HotlineRowProblem, [_problem_row(file_id, trouble) for trouble in (*batch.troubles, *late)])
    file.rows_read = done
    return Progress(done=done, total=total, checkpoint={"rows": done, "total": total})


def _take(campaign: Campaign, records: Sequence[Ready], today: date) -> list[Receipt]:
    submissions = [
        Submission(
            idempotency_key=record.order_key,
            content=record.content,
            verdicts=[record.verdict] if record.verdict else [],
        )
        for record in records
    ]
    return take_all(campaign, submissions, today=today) if submissions else []


def _record_row(file: HotlineFile, record: Ready, receipt: Receipt) -> dict[str, Any]:
    return {
        "file_id": file.id,
        "campaign_id": file.campaign_id,
        "response_id": receipt.response_id,
        **record.columns,
    }


def _problem_row(file_id: int, trouble: Trouble) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "kind": trouble.kind,
        "line": trouble.line,
        "column": trouble.column,
        "reason": trouble.reason,
    }
