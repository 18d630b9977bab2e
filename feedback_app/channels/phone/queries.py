"""Reading batches, cases and waiting uploads. ``firm`` narrows to one organisation; None sees all of them."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import joinedload

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.channels.phone.columns import DEMOGRAPHICS
from feedback_app.channels.phone.models import PhoneBatch, PhoneCase, PhoneUpload
from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period
from feedback_app.responses.models import Evaluation

KEYS_PER_QUERY = 500  # SQLite allows 32,766 parameters, PostgreSQL 65,535


class WeightingFact(StrEnum):
    """What `surveys.estimation` could weight a sample by."""

    DESIGN_WEIGHT = "design_weight"
    STRATUM = "stratum"
    DEMOGRAPHICS = "demographics"


def find_batch_of_file(campaign: Campaign, sha256: str) -> PhoneBatch | None:
    """Return the batch in which the very same file was accepted before."""
    query = select(PhoneBatch).where(PhoneBatch.campaign_id == campaign.id, PhoneBatch.sha256 == sha256)
    return session().scalar(query)


def get_batch(batch_id: int, *, firm: int | None) -> PhoneBatch:
    """Return a batch; another firm's does not exist."""
    query = select(PhoneBatch).options(joinedload(PhoneBatch.campaign), joinedload(PhoneBatch.organisation))
    batch = session().scalar(query.where(PhoneBatch.id == batch_id))
    if batch is None or (firm is not None and batch.organisation_id != firm):
        raise NotFound(kind="phone_batch", key=batch_id)
    return batch


def list_batches(*, firm: int | None, page: int = 1, page_size: int = 50) -> Sequence[PhoneBatch]:
    """Return one page of batches, the newest first."""
    query = select(PhoneBatch).options(joinedload(PhoneBatch.campaign), joinedload(PhoneBatch.organisation))
    if firm is not None:
        query = query.where(PhoneBatch.organisation_id == firm)
    return session().scalars(query.order_by(PhoneBatch.id.desc()).limit(page_size).offset((page - 1) * page_size)).all()


def count_batches(*, firm: int | None) -> int:
    """Return how many batches there are."""
    query = select(func.count()).select_from(PhoneBatch)
    if firm is not None:
        query = query.where(PhoneBatch.organisation_id == firm)
    return session().scalar(query) or 0


def count_outcomes(campaign: Campaign) -> dict[str, int]:
    """Return how many cases of a campaign ended in each disposition, over all batches."""
    query = select(PhoneCase.disposition, func.count()).where(PhoneCase.campaign_id == campaign.id)
    found = session().execute(query.group_by(PhoneCase.disposition).order_by(PhoneCase.disposition))
    return {row[0]: row[1] for row in found}


def list_known_cases(campaign: Campaign, case_ids: Iterable[str]) -> set[str]:
    """Return which of some case numbers the campaign holds already."""
    wanted, known = list(case_ids), set[str]()
    for start in range(0, len(wanted), KEYS_PER_QUERY):
        keys = wanted[start : start + KEYS_PER_QUERY]
        query = select(PhoneCase.case_id).where(PhoneCase.campaign_id == campaign.id, PhoneCase.case_id.in_(keys))
        known.update(session().scalars(query))
    return known


def list_weighting_facts(period: Period, unit: Unit) -> list[WeightingFact]:
    """Return what the samples tell of a unit's respondents that weights could be made of; the score uses none of it."""
    told = {
        WeightingFact.DESIGN_WEIGHT: PhoneCase.design_weight.is_not(None),
        WeightingFact.STRATUM: PhoneCase.stratum != "",
        WeightingFact.DEMOGRAPHICS: or_(*(getattr(PhoneCase, name) != "" for name in DEMOGRAPHICS)),
    }
    of_unit = (Evaluation.period_id == period.id, Evaluation.unit_id == unit.id, Evaluation.channel == Channel.PHONE)
    query = select(*(func.count(case((is_told, 1))) for is_told in told.values())).select_from(PhoneCase)
    counts = session().execute(query.join(Evaluation, Evaluation.response_id == PhoneCase.response_id).where(*of_unit))
    return [fact for fact, n in zip(told, counts.one(), strict=True) if n]


def get_upload(upload_id: UUID, *, firm: int | None) -> PhoneUpload:
    """Return a checked upload that waits; another firm's does not exist."""
    query = select(PhoneUpload).options(joinedload(PhoneUpload.campaign).joinedload(Campaign.period))
    upload = session().scalar(query.where(PhoneUpload.id == upload_id))
    if upload is None or (firm is not None and upload.organisation_id != firm):
        raise NotFound(kind="phone_upload", key=str(upload_id))
    return upload


def list_interviewers(batch: PhoneBatch) -> Sequence[tuple[str, int, int, float | None]]:
    """Return each interviewer's cases, completes and mean seconds of talk in a completed interview."""
    is_complete = PhoneCase.response_id.is_not(None)
    query = (
        select(
            PhoneCase.interviewer,
            func.count(),
            func.count(PhoneCase.response_id),
            func.avg(case((is_complete, PhoneCase.talk_seconds))),
        )
        .where(PhoneCase.batch_id == batch.id, PhoneCase.interviewer != "")
        .group_by(PhoneCase.interviewer)
        .order_by(PhoneCase.interviewer)
    )
    return [(row[0], row[1], row[2], None if row[3] is None else float(row[3])) for row in session().execute(query)]
