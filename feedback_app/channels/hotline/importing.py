"""The import as a job: read a chunk, then store it together with how far the file has been read.

Reading (parsing, masking, judging) happens between the steps, so that the right to write is held for the storing
only. A worker killed at any moment leaves whole chunks, and the next one goes on behind the last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from flask_babel import gettext as _

from feedback_app import clock
from feedback_app.campaigns.models import Campaign
from feedback_app.campaigns.service import require_taking_answers
from feedback_app.channels.hotline import queries, uploads
from feedback_app.channels.hotline.columns import Field, HotlineRow, column_specs
from feedback_app.channels.hotline.engine import load_engine
from feedback_app.channels.hotline.judging import Span
from feedback_app.channels.hotline.models import HotlineFile, HotlineRecord, HotlineRowProblem
from feedback_app.channels.hotline.reading import (
    Batch,
    Reader,
    ReadRecord,
    Trouble,
    as_json,
    duplicate,
    unknown_unit,
)
from feedback_app.config import settings
from feedback_app.database import insert_all
from feedback_app.gateways.spreadsheets import Table, iter_checked, open_table
from feedback_app.jobs.models import Job
from feedback_app.jobs.worker import Progress, Step
from feedback_app.responses.service import Receipt, Submission, take_all

KIND = "hotline_import"
CHUNK = 500

T = TypeVar("T")


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
    campaign_id = campaign.id
    reader = _bind_reader(campaign, mapping)
    reported: set[str] = set()
    rows = iter_checked(table, column_specs(mapping, reader.timezone), chosen=mapping)
    for checked in _batched(islice(rows, done, None), CHUNK):
        sifted, troubles = reader.sift(checked)
        fresh, repeated = _without_known(reader, campaign_id, sifted)
        records = reader.read(fresh)
        strangers = _strangers(records, reader, reported)
        batch = Batch(rows=len(checked), records=records, troubles=[*troubles, *repeated, *strangers])
        done += len(checked)
        yield partial(_store, file_id, batch, reader.headers, done=done, total=total)


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


def _without_known(
    reader: Reader, campaign_id: int, rows: Sequence[HotlineRow]
) -> tuple[list[HotlineRow], list[Trouble]]:
    """Set aside work orders that the campaign has: cumulative exports repeat thousands, which need no reading."""
    this_file, keys = _("本文件"), [reader.order_key(row) for row in rows]
    known = dict(queries.list_known_orders(campaign_id, keys))
    fresh: list[HotlineRow] = []
    troubles: list[Trouble] = []
    for key, row in zip(keys, rows, strict=True):
        if key in known:
            troubles.append(_repeated(row.line, reader.headers[Field.ORDER_NUMBER], *known[key]))
        else:
            known[key] = (this_file, row.line)
            fresh.append(row)
    return fresh, troubles


def _repeated(line: int, column: str, file_name: str, first_line: int) -> Trouble:
    reason = _("工单编号重复：已从“%(name)s”第 %(line)s 行导入", name=file_name, line=first_line)
    return duplicate(line, column, reason)


def _strangers(records: Sequence[ReadRecord], reader: Reader, reported: set[str]) -> Iterator[Trouble]:
    """Name each handling unit that the directory does not know once, at its first line."""
    for record in records:
        name = record.official.name
        if name and record.official.unit_id is None and name not in reported:
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


def _take(campaign: Campaign, records: Sequence[ReadRecord], today: date) -> list[Receipt]:
    submissions = [
        Submission(
            idempotency_key=record.order_key,
            content=_content(record),
            verdicts=[record.judgement.verdict] if record.judgement.verdict else [],
        )
        for record in records
    ]
    return take_all(campaign, submissions, today=today) if submissions else []


def _content(record: ReadRecord) -> dict[str, Any]:
    """Return what the response keeps. The text itself stands in the record; its checksum ties it to the response."""
    return {
        "title": record.title,
        "occurred_on": record.occurred_on.isoformat() if record.occurred_on else None,
        "text_sha256": sha256(record.extraction.text.encode()).hexdigest(),
    }


def _record_row(file: HotlineFile, record: ReadRecord, receipt: Receipt) -> dict[str, Any]:
    read = record.extraction
    return {
        "file_id": file.id,
        "campaign_id": file.campaign_id,
        "response_id": receipt.response_id,
        "line": record.line,
        "order_key": record.order_key,
        "caller_key": record.caller_key,
        "title": record.title,
        "text": read.text,
        "occurred_on": record.occurred_on,
        "official_class": record.official_class,
        "official_unit": record.official.name,
        "is_valid": read.valid,
        "reason": read.reason,
        "level": read.level,
        "theme": read.theme,
        "p_valid": read.p_valid,
        "has_abstained": read.abstained,
        "is_urgent": read.urgency is not None,
        "unit_id": record.judgement.unit_id,
        "model_version": read.model_version,
        "extraction": as_json(read),
        "review_state": record.judgement.review_state,
    }


def _problem_row(file_id: int, trouble: Trouble) -> dict[str, Any]:
    return {
        "file_id": file_id,
        "kind": trouble.kind,
        "line": trouble.line,
        "column": trouble.column,
        "reason": trouble.reason,
    }


def _batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
