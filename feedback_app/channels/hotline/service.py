"""Use cases of hotline files: receive an upload, understand its columns, start its import."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.campaigns.queries import list_taking_campaigns
from feedback_app.campaigns.service import open_campaign, require_taking_answers
from feedback_app.channels.hotline import queries, uploads
from feedback_app.channels.hotline.columns import Field, check_mapping, fingerprint, guess_mapping
from feedback_app.channels.hotline.importing import KIND, upload_folder
from feedback_app.channels.hotline.models import HotlineFile, HotlineMapping
from feedback_app.database import session
from feedback_app.errors import Refusal
from feedback_app.gateways.spreadsheets import SpreadsheetRefused, Table, open_table
from feedback_app.gateways.uploads import clean_name
from feedback_app.jobs.models import Job, JobState
from feedback_app.jobs.service import enqueue
from feedback_app.ledger.service import record
from feedback_app.localisation import local_minute
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import get_period, list_periods
from feedback_app.periods.service import advance_period, plan_period
from nlp.normalize import normalise
from nlp.privacy import mask
from surveys.questionnaire.shipped import load_shipped

SURVEY = "hotline_text"
SAMPLE_LENGTH = 40


class FileImportedBefore(Refusal):
    """The very same bytes have been imported already."""

    status = 409
    sentence = _l("这个文件已于 %(on)s 以“%(name)s”导入过，不能重复导入。")


class ImportStarted(Refusal):
    """The file's import has begun; its columns and campaign are fixed."""

    status = 409
    sentence = _l("文件“%(name)s”已开始导入，不能再改列的对应关系。")


class NotAHotlineCampaign(Refusal):
    """Records of the hotline belong to campaigns of the hotline."""

    sentence = _l("评价活动“%(campaign)s”不是热线渠道的活动。")


class SeveralCampaigns(Refusal):
    """More than one could be meant; ``codes`` lists them."""

    status = 409
    sentence = _l("有几个可用的热线活动：%(codes)s。请指定其中一个。")


class SeveralPeriodsOpen(Refusal):
    """More than one could be meant; ``codes`` lists them."""

    status = 409
    sentence = _l("有几个开放的考核周期：%(codes)s。请指定其中一个。")


class NoPeriodOpen(Refusal):
    """There are periods, and none takes evaluations."""

    status = 409
    sentence = _l("没有开放的考核周期，请先开放一个周期再导入。")


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file that has arrived whole and can be read as a table."""

    sha256: str
    name: str
    encoding: str
    headers: tuple[str, ...]


def receive(stream: BinaryIO, name: str, *, now: datetime) -> Received:
    """Keep an upload and look at it; slow, so outside any unit of work.

    Raises:
        SpreadsheetRefused: the file cannot be read as a table; it is not kept.
    """
    folder, shown = upload_folder(), clean_name(name)
    uploads.discard_stale(folder, now)
    sha256 = uploads.keep(stream, folder)
    try:
        table = open_table(folder / sha256, shown)
    except SpreadsheetRefused:
        uploads.discard(folder, sha256)
        raise
    encoding = table.encoding or "xlsx"
    return Received(sha256=sha256, name=shown, encoding=encoding, headers=table.headers)


def register(received: Received, *, actor: str, now: datetime) -> HotlineFile:
    """Note an upload as a draft with a guessed mapping; an unfinished one of the same bytes is taken up again.

    Raises:
        FileImportedBefore: its import was finished; the second copy is thrown away.
    """
    known = queries.find_file(received.sha256)
    if known is not None and known.job is not None and known.job.state is JobState.DONE:
        uploads.discard(upload_folder(), received.sha256)
        raise FileImportedBefore(name=known.name, on=local_minute(known.uploaded_at))
    return known or _draft(received, actor, now)


def _draft(received: Received, actor: str, now: datetime) -> HotlineFile:
    saved = queries.find_mapping(fingerprint(received.headers))
    file = HotlineFile(
        sha256=received.sha256,
        name=received.name,
        encoding=received.encoding,
        headers=list(received.headers),
        mapping=dict(saved or guess_mapping(received.headers)),
        uploaded_by=actor,
        uploaded_at=now,
    )
    session().add(file)
    session().flush()
    return file


def open_upload(file: HotlineFile) -> Table:
    """Open a kept upload again, to show its first rows.

    Raises:
        UploadExpired: it was thrown away.
    """
    path = upload_folder() / file.sha256
    if not path.exists():
        raise uploads.UploadExpired(name=file.name)
    return open_table(path, file.name)


def list_sample(file: HotlineFile) -> list[tuple[str, str]]:
    """Return every header with its first row's cell, masked and cut; of columns that are not read, only the header."""
    first = next(iter(open_upload(file)))
    shown = {header for field, header in file.mapping.items() if field != Field.CALLER}
    return [
        (header, mask(normalise(first.values.get(header, ""))).text[:SAMPLE_LENGTH] if header in shown else "")
        for header in filter(None, file.headers)
    ]


def start_import(
    file: HotlineFile, mapping: Mapping[str, str], campaign: Campaign, *, actor: str, now: datetime, today: date
) -> Job:
    """Fix a draft's columns and campaign, remember the columns for the next file, and give the work to a job.

    Raises:
        ImportStarted, UnusableMapping, NotAHotlineCampaign, and whatever closes the campaign
    """
    if file.job_id is not None:
        raise ImportStarted(name=file.name)
    used = check_mapping(mapping, file.headers)
    if campaign.channel is not Channel.HOTLINE:
        raise NotAHotlineCampaign(campaign=campaign.title)
    require_taking_answers(campaign, now=now, today=today)
    job = enqueue(KIND, {"file": file.id}, title=f"导入 {file.name}"[:200], actor=actor, now=now)
    file.mapping, file.campaign_id, file.job_id = used, campaign.id, job.id
    _save_mapping(file, actor, now)
    detail = {"file": file.name, "sha256": file.sha256, "campaign": campaign.code, "columns": used}
    record("hotline.import", subject=("hotline_file", str(file.id)), actor=actor, at=now, detail=detail)
    return job


def _save_mapping(file: HotlineFile, actor: str, now: datetime) -> None:
    key = fingerprint(file.headers)
    session().merge(HotlineMapping(fingerprint=key, mapping=dict(file.mapping), saved_by=actor, saved_at=now))


def choose_campaign(period: Period, *, actor: str, now: datetime) -> Campaign:
    """Return the period's one hotline campaign that takes records, opening it where there is none.

    Raises:
        SeveralCampaigns, CampaignCodeTaken
    """
    found = [
        campaign for campaign in list_taking_campaigns(Channel.HOTLINE, now=now) if campaign.period_id == period.id
    ]
    if len(found) > 1:
        raise SeveralCampaigns(codes="、".join(campaign.code for campaign in found))
    return found[0] if found else _open(period, actor, now)


def _open(period: Period, actor: str, now: datetime) -> Campaign:
    return open_campaign(
        code=f"{period.code}-hotline",
        title=f"{period.name} 12345 热线",
        channel=Channel.HOTLINE,
        period=period,
        definition=load_shipped(SURVEY),
        opens_at=now,
        actor=actor,
        now=now,
    )


def choose_period(code: str | None, *, actor: str, now: datetime, today: date) -> Period:
    """Return the period that records go into: the one named, else the open one; a new house gets its first year.

    Raises:
        NotFound, SeveralPeriodsOpen, NoPeriodOpen
    """
    if code:
        return get_period(code)
    periods = list_periods()
    found = [period for period in periods if period.state is PeriodState.OPEN]
    if len(found) > 1:
        raise SeveralPeriodsOpen(codes="、".join(period.code for period in found))
    if not found and periods:
        raise NoPeriodOpen
    return found[0] if found else _first_period(actor, now, today)


def _first_period(actor: str, now: datetime, today: date) -> Period:
    year = str(today.year)
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    period = plan_period(code=year, name=f"{year} 年度考核", starts_on=first, ends_on=last, actor=actor, now=now)
    advance_period(period, PeriodState.OPEN, actor=actor, now=now)
    return period
