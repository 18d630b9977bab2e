"""Reading rater groups, codes and the verdicts of ballots."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from feedback_app.campaigns.models import Campaign
from feedback_app.channels.reverse.models import BallotCode, RaterGroup
from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period
from feedback_app.responses.models import Evaluation, Standing
from surveys.questionnaire import NON_RATINGS


@dataclass(frozen=True, kw_only=True)
class CodeCounts:
    """How many codes of a group are good, spent and void."""

    issued: int = 0
    used: int = 0
    voided: int = 0


@dataclass(frozen=True, kw_only=True)
class VerdictCount:
    """How often a group gave a unit a verdict, over all criteria."""

    unit_id: int
    group: str
    verdict: str
    number: int


def find_group(campaign: Campaign, code: str) -> RaterGroup | None:
    """Return a campaign's rater group."""
    query = select(RaterGroup).where(RaterGroup.campaign_id == campaign.id, RaterGroup.code == code)
    return session().scalar(query)


def get_group(campaign: Campaign, code: str) -> RaterGroup:
    """Return a campaign's rater group, which must exist."""
    group = find_group(campaign, code)
    if group is None:
        raise NotFound(kind="rater_group", key=code)
    return group


def list_groups(campaign: Campaign) -> Sequence[RaterGroup]:
    """Return a campaign's rater groups by code."""
    query = select(RaterGroup).where(RaterGroup.campaign_id == campaign.id)
    return session().scalars(query.order_by(RaterGroup.code)).all()


def name_groups(period: Period) -> dict[str, str]:
    """Return what the rosters of a period's campaigns call their groups, by code."""
    query = select(RaterGroup.code, RaterGroup.name).join(RaterGroup.campaign).where(Campaign.period_id == period.id)
    return {row[0]: row[1] for row in session().execute(query.order_by(RaterGroup.id))}


def lock_group(group_id: int) -> None:
    """Let one writer at a time count and spend the codes of a group, which is read again as it stands now."""
    query = select(RaterGroup).where(RaterGroup.id == group_id).with_for_update()
    session().scalars(query.execution_options(populate_existing=True)).one()


def find_code(code_hash: str) -> BallotCode | None:
    """Return a code by its hash as it stands now, with its group and campaign."""
    query = (
        select(BallotCode)
        .options(
            joinedload(BallotCode.group).joinedload(RaterGroup.campaign).joinedload(Campaign.period),
            joinedload(BallotCode.group).joinedload(RaterGroup.campaign).joinedload(Campaign.survey_version),
        )
        .where(BallotCode.code_hash == code_hash)
        .execution_options(populate_existing=True)
    )
    return session().scalar(query)


def count_codes(campaign: Campaign) -> dict[int, CodeCounts]:
    """Return the counts of codes by group number; ``issued`` leaves the void ones out."""
    query = (
        select(
            BallotCode.group_id,
            func.count() - func.count(BallotCode.voided_on),
            func.count(BallotCode.used_on),
            func.count(BallotCode.voided_on),
        )
        .join(BallotCode.group)
        .where(RaterGroup.campaign_id == campaign.id)
        .group_by(BallotCode.group_id)
    )
    return {row[0]: CodeCounts(issued=row[1], used=row[2], voided=row[3]) for row in session().execute(query)}


def count_verdicts(campaign: Campaign) -> list[VerdictCount]:
    """Return how often each group gave each unit each verdict; only what stands is counted."""
    columns = (Evaluation.unit_id, Evaluation.rater_group, Evaluation.verdict)
    query = select(*columns, func.count()).where(
        Evaluation.campaign_id == campaign.id, Evaluation.standing == Standing.VALID
    )
    found = session().execute(query.group_by(*columns))
    return [VerdictCount(unit_id=row[0], group=row[1], verdict=row[2], number=row[3]) for row in found]


def count_raters(campaign: Campaign) -> dict[tuple[int, str], int]:
    """Return how many ballots of a group rated a unit at all, by unit and group; 不了解 is no rating."""
    query = (
        select(Evaluation.unit_id, Evaluation.rater_group, func.count(Evaluation.response_id.distinct()))
        .where(
            Evaluation.campaign_id == campaign.id,
            Evaluation.standing == Standing.VALID,
            Evaluation.verdict.not_in([str(verdict) for verdict in NON_RATINGS]),
        )
        .group_by(Evaluation.unit_id, Evaluation.rater_group)
    )
    return {(row[0], row[1]): row[2] for row in session().execute(query)}


def list_rated_units(campaign: Campaign) -> Sequence[Unit]:
    """Return the units that ballots of a campaign rate, by code."""
    return sorted({target.unit for target in campaign.targets}, key=lambda unit: unit.code)
