"""Use cases of phone samples: check a polling firm's file, accept it as a whole or not at all."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from feedback_app.accounts.permissions import Role
from feedback_app.accounts.service import Principal
from feedback_app.campaigns.models import Campaign, CampaignTarget, Channel
from feedback_app.campaigns.queries import definition_of, list_targets
from feedback_app.campaigns.service import require_taking_answers
from feedback_app.channels.phone import queries
from feedback_app.channels.phone.cases import Case, count_outcomes, iter_completes, read_cases
from feedback_app.channels.phone.columns import Layout
from feedback_app.channels.phone.dispositions import disposition_of
from feedback_app.channels.phone.models import PhoneBatch, PhoneCase, PhoneUpload
from feedback_app.config import settings
from feedback_app.database import insert_new, session
from feedback_app.errors import Refusal
from feedback_app.gateways.spreadsheets import RowProblems, RowsRefused, Source, digest, open_table
from feedback_app.ledger.service import record
from feedback_app.responses.service import Submission, Verdict, take_all
from surveys.questionnaire.scales import NUMBERINGS
from surveys.sampling.dispositions import OutcomeRates, outcome_rates

UPLOADS_WAIT = timedelta(days=1)
MOST_CASES = 200_000
LONGEST_FILE_NAME = 200


class NotAPhoneCampaign(Refusal):
    """Phone samples belong to phone campaigns."""

    sentence = _l("评价活动“%(campaign)s”不是电话调查。")


class FileAlreadyAccepted(Refusal):
    """The very same file is a batch of this campaign already; ``batch`` is its number, 0 where it is another firm's."""

    status = 409
    sentence = _l("文件“%(name)s”已经接收过，不会重复计入。")


class CaseAlreadyAccepted(Refusal):
    """Another file with one of these cases was accepted in the meantime."""

    status = 409
    sentence = _l("就在刚才，另一个文件里的同号个案已被接收。请重新检查这个文件。")


class UploadHasProblems(Refusal):
    """A file with bad rows is not accepted, not even in part."""

    status = 409
    sentence = _l("这个文件还有 %(count)s 处问题，不能接收。")


class TooManyCases(Refusal):
    """A file this long is cut into several."""

    status = 422
    sentence = _l("一个文件最多 %(most)s 个个案，请分成几个文件上传。")


class UnknownNumbering(Refusal):
    """Numbered levels run in one of two directions, and this names neither."""

    status = 422
    sentence = _l("没有名为“%(numbering)s”的等级写法，只有 gb39046（1 为非常满意）和 hcp（5 为非常满意）。")


class OrganisationMissing(Refusal):
    """A batch belongs to a firm, so whoever uploads must act for one."""

    status = 403
    sentence = _l("您的账号没有所属机构，不能上传电话样本。")


@dataclass(frozen=True, kw_only=True)
class IncomingFile:
    """A poller's file: its content or path, the name the firm knows it by, and the direction of numbered levels."""

    source: Source
    name: str
    numbering: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedFile:
    """A file after the check: cases that could be stored, or problems; ``ignored`` cases have answers left out."""

    name: str
    sha256: str
    cases: tuple[Case, ...]
    problems: RowProblems
    ignored: int = 0


def firm_of(who: Principal) -> int | None:
    """Return the organisation to which somebody's sight is limited; the assessment office sees all."""
    return who.organisation_id if who.role is Role.POLLER else None


def require_firm(who: Principal) -> int:
    """Return the organisation that somebody acts for."""
    if who.organisation_id is None:
        raise OrganisationMissing
    return who.organisation_id


def layout_of(campaign: Campaign, *, numbering: str = "", today: date) -> Layout:
    """Return what the columns of a campaign's file are; units may be written by code, name, short name or alias.

    Raises:
        NotAPhoneCampaign, UnknownNumbering
    """
    if campaign.channel != Channel.PHONE:
        raise NotAPhoneCampaign(campaign=campaign.title)
    if numbering and numbering not in NUMBERINGS:
        raise UnknownNumbering(numbering=numbering)
    return Layout(
        definition=definition_of(campaign.survey_version),
        units=_unit_names(list_targets(campaign)),
        numbering=NUMBERINGS.get(numbering),
        key=settings().pseudonym_key,
        today=today,
        since=campaign.period.starts_on,
        until=campaign.period.ends_on,
    )


def _unit_names(targets: Sequence[CampaignTarget]) -> Mapping[str, str]:
    """Return every name that means exactly one unit of the campaign; codes win over names."""
    units = {target.unit.code: target.unit for target in targets}
    names: dict[str, str] = {code: code for code in units}
    ambiguous: set[str] = set()
    for unit in units.values():
        for name in filter(None, {unit.name, unit.short_name, *(alias.name for alias in unit.aliases)}):
            if names.setdefault(name, unit.code) != unit.code:
                ambiguous.add(name)
    return {name: code for name, code in names.items() if name not in ambiguous or name in units}


def check_file(file: IncomingFile, campaign: Campaign, *, now: datetime, today: date) -> CheckedFile:
    """Check a whole file and store nothing.

    Raises:
        SpreadsheetRefused: the file is no table, or lacks a column.
        FileAlreadyAccepted, TooManyCases, NotAPhoneCampaign, CampaignNotYetOpen, CampaignClosed, PeriodNotOpen,
        FormExpired
    """
    layout = layout_of(campaign, numbering=file.numbering, today=today)
    require_taking_answers(campaign, now=now, today=today)
    name, sha256 = file.name[-LONGEST_FILE_NAME:], digest(file.source)
    _refuse_repeat(campaign, name, sha256)
    table = open_table(file.source, name)
    read = read_cases(table, layout, find_known=lambda ids: queries.list_known_cases(campaign, ids))
    if len(read.cases) > MOST_CASES:
        raise TooManyCases(most=MOST_CASES)
    return CheckedFile(name=name, sha256=sha256, cases=read.cases, problems=read.problems, ignored=read.ignored)


def _refuse_repeat(campaign: Campaign, name: str, sha256: str) -> None:
    earlier = queries.find_batch_of_file(campaign, sha256)
    if earlier is not None:
        raise FileAlreadyAccepted(name=earlier.file_name or name, batch=earlier.id)


def keep_upload(checked: CheckedFile, campaign: Campaign, *, firm: int, now: datetime) -> PhoneUpload:
    """Keep a checked file until somebody has looked at its report; uploads older than a day are let go."""
    session().execute(delete(PhoneUpload).where(PhoneUpload.uploaded_at < now - UPLOADS_WAIT))
    is_good = not checked.problems
    upload = PhoneUpload(
        id=uuid4(),
        campaign_id=campaign.id,
        organisation_id=firm,
        file_name=checked.name,
        sha256=checked.sha256,
        uploaded_at=now,
        problems=[problem.as_record() for problem in checked.problems],
        problem_total=len(checked.problems),
        outcomes=count_outcomes(checked.cases),
        ignored=checked.ignored,
        cases=[case.as_json() for case in checked.cases] if is_good else [],
    )
    session().add(upload)
    session().flush()
    return upload


def discard_upload(upload: PhoneUpload) -> None:
    """Let a waiting upload go; nothing of it has counted."""
    session().delete(upload)


def accept_upload(upload: PhoneUpload, *, actor: str, now: datetime, today: date) -> PhoneBatch:
    """Accept a checked file as a batch.

    Raises:
        UploadHasProblems, FileAlreadyAccepted, CaseAlreadyAccepted, CampaignClosed, PeriodNotOpen, FormExpired
    """
    if upload.problem_total:
        raise UploadHasProblems(count=upload.problem_total)
    checked = CheckedFile(
        name=upload.file_name,
        sha256=upload.sha256,
        cases=tuple(Case.from_json(kept) for kept in upload.cases),
        problems=RowProblems(),
        ignored=upload.ignored,
    )
    batch = accept(checked, upload.campaign, firm=upload.organisation_id, actor=actor, now=now, today=today)
    session().delete(upload)
    return batch


def require_no_problems(checked: CheckedFile) -> CheckedFile:
    """Return a checked file in which nothing is wrong.

    Raises:
        RowsRefused: with every problem and its place.
    """
    if checked.problems:
        raise RowsRefused(name=checked.name, problems=checked.problems)
    return checked


def accept(
    checked: CheckedFile, campaign: Campaign, *, firm: int, actor: str, now: datetime, today: date
) -> PhoneBatch:
    """Store a checked file: the batch, a row for every case drawn, a response for every complete.

    Raises:
        FileAlreadyAccepted, CaseAlreadyAccepted, CampaignNotYetOpen, CampaignClosed, PeriodNotOpen, FormExpired
    """
    require_taking_answers(campaign, now=now, today=today)
    batch = _open_batch(checked, campaign, firm=firm, actor=actor, now=now)
    responses = _take_completes(checked.cases, campaign, today=today)
    unit_ids = {target.unit.code: target.unit_id for target in list_targets(campaign)}
    rows = [_case_row(case, batch, unit_ids, responses) for case in checked.cases]
    if len(insert_new(PhoneCase, rows, returning=PhoneCase.id)) < len(rows):
        raise CaseAlreadyAccepted
    detail = {
        "file": checked.name,
        "sha256": checked.sha256,
        "cases": len(rows),
        "completes": len(responses),
        "ignored": checked.ignored,
    }
    record("phone.accept", subject=("phone_batch", str(batch.id)), actor=actor, at=now, detail=detail)
    return batch


def _open_batch(checked: CheckedFile, campaign: Campaign, *, firm: int, actor: str, now: datetime) -> PhoneBatch:
    outcomes = count_outcomes(checked.cases)
    row = {
        "campaign_id": campaign.id,
        "organisation_id": firm,
        "file_name": checked.name,
        "sha256": checked.sha256,
        "accepted_at": now,
        "accepted_by": actor,
        "cases": len(checked.cases),
        "completes": sum(1 for _ in iter_completes(checked.cases)),
        "ignored": checked.ignored,
        "outcomes": outcomes,
        "rates": rates_as_json(rates_of(outcomes)),
    }
    opened = insert_new(PhoneBatch, [row], returning=PhoneBatch.id)
    if not opened:
        _refuse_repeat(campaign, checked.name, checked.sha256)
    return queries.get_batch(opened.pop(), firm=firm)


def _take_completes(cases: Sequence[Case], campaign: Campaign, *, today: date) -> dict[str, UUID]:
    """Bring the interviews to the door, and return the response of each case number."""
    targets = {target.unit.code: target for target in list_targets(campaign)}
    completes = list(iter_completes(cases))
    submissions = [
        Submission(
            idempotency_key=f"case:{case.case_id}",
            content={"answers": dict(case.answers)},
            verdicts=[
                Verdict(unit_id=targets[said.unit].unit_id, item=said.item, verdict=said.verdict)
                for said in case.verdicts
            ],
            target_id=targets[case.unit].id if case.unit in targets else None,
        )
        for case in completes
    ]
    receipts = take_all(campaign, submissions, today=today) if submissions else []
    if any(receipt.is_repeat for receipt in receipts):
        raise CaseAlreadyAccepted
    return {case.case_id: receipt.response_id for case, receipt in zip(completes, receipts, strict=True)}


def _case_row(
    case: Case, batch: PhoneBatch, unit_ids: Mapping[str, int], responses: Mapping[str, UUID]
) -> dict[str, Any]:
    kept = {name: value for name, value in vars(case).items() if name not in {"unit", "answers", "verdicts"}}
    return kept | {
        "batch_id": batch.id,
        "campaign_id": batch.campaign_id,
        "unit_id": unit_ids.get(case.unit),
        "response_id": responses.get(case.case_id),
    }


def rates_of(outcomes: Mapping[str, int]) -> OutcomeRates:
    """Return the outcome rates of cases counted by disposition code."""
    by_class: dict[str, float] = {}
    for code, number in outcomes.items():
        outcome = str(disposition_of(code).outcome)
        by_class[outcome] = by_class.get(outcome, 0) + number
    return outcome_rates(by_class)


def rates_as_json(rates: OutcomeRates) -> dict[str, float | None]:
    """Return rates by name, None where a rate is not defined: JSON knows no NaN."""
    named = {**vars(rates)}
    return {name: None if math.isnan(value) else value for name, value in named.items()}
