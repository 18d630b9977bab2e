"""Reading schemes, components, adjustments and runs, and counting evaluations for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.orm import joinedload

from feedback_app.campaigns.models import Campaign, CampaignTarget, Channel
from feedback_app.channels.hotline.audits.models import AuditItem
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.reverse.models import RaterGroup
from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period
from feedback_app.responses.models import Evaluation, Standing, StandingChange
from feedback_app.scoring.models import (
    AdoptedScheme,
    ImportedScore,
    ProposalState,
    SchemeProposal,
    ScoreAdjustment,
    ScoreRun,
    UnitScore,
)
from surveys.assessment import Scheme, load_scheme


@dataclass(frozen=True, kw_only=True)
class CountedVerdict:
    """How often a unit was given a verdict by a channel on an item."""

    unit_id: int
    channel: str
    item: str
    verdict: str
    n: int


@dataclass(frozen=True, kw_only=True)
class BallotCell:
    """One verdict of one ballot; ``ballot`` only tells ballots apart."""

    unit_id: int
    group: str
    ballot: object
    item: str
    verdict: str


BallotVerdict = tuple[int, str, str, str]
"""Unit, group, item and verdict."""
COUNTING = (Standing.VALID,)
COUNTING_WITH_QUARANTINED = (Standing.VALID, Standing.QUARANTINED)


def count_verdicts(period: Period, standings: Sequence[Standing] = COUNTING) -> list[CountedVerdict]:
    """Return the citizens' verdicts of some standings, counted in one pass over the scoring index."""
    columns = (Evaluation.unit_id, Evaluation.channel, Evaluation.item, Evaluation.verdict)
    query = (
        select(*columns, func.count())
        .where(
            Evaluation.period_id == period.id,
            Evaluation.standing.in_(standings),
            Evaluation.channel != Channel.REVERSE,
        )
        .group_by(*columns)
    )
    return [
        CountedVerdict(unit_id=row[0], channel=str(row[1]), item=row[2], verdict=row[3], n=row[4])
        for row in session().execute(query)
    ]


def has_quarantined(period: Period) -> bool:
    """Tell whether anything is set aside that a decision could let count."""
    query = select(Evaluation.response_id).where(
        Evaluation.period_id == period.id, Evaluation.standing == Standing.QUARANTINED
    )
    return session().scalar(query.limit(1)) is not None


def iter_ballot_cells(period: Period, standings: Sequence[Standing] = COUNTING) -> Iterator[BallotCell]:
    """Yield the verdicts of all ballots of some standings, ballot by ballot for each unit and group.

    Ballots come in the order of their random keys, which says nothing of when they were cast.
    """
    columns = (
        Evaluation.unit_id,
        Evaluation.rater_group,
        Evaluation.response_id,
        Evaluation.item,
        Evaluation.verdict,
    )
    query = (
        select(*columns)
        .where(
            Evaluation.period_id == period.id,
            Evaluation.standing.in_(standings),
            Evaluation.channel == Channel.REVERSE,
        )
        .order_by(Evaluation.unit_id, Evaluation.rater_group, Evaluation.response_id, Evaluation.item)
    )
    for row in session().execute(query):
        yield BallotCell(unit_id=row[0], group=row[1], ballot=row[2], item=row[3], verdict=row[4])


def count_ballots(period: Period) -> dict[str, int]:
    """Return how many ballots that stand each group has cast, by its code, in order."""
    query = (
        select(Evaluation.rater_group, func.count(Evaluation.response_id.distinct()))
        .where(
            Evaluation.period_id == period.id,
            Evaluation.standing.in_(COUNTING),
            Evaluation.channel == Channel.REVERSE,
        )
        .group_by(Evaluation.rater_group)
        .order_by(Evaluation.rater_group)
    )
    return {row[0]: row[1] for row in session().execute(query)}


def count_ballot_verdicts(period: Period) -> dict[BallotVerdict, int]:
    """Return how often each group gave a unit each verdict on each item, on ballots that count."""
    columns = (Evaluation.unit_id, Evaluation.rater_group, Evaluation.item, Evaluation.verdict)
    query = select(*columns, func.count()).where(
        Evaluation.period_id == period.id,
        Evaluation.standing.in_(COUNTING),
        Evaluation.channel == Channel.REVERSE,
    )
    return {(row[0], row[1], row[2], row[3]): row[4] for row in session().execute(query.group_by(*columns))}


def count_undecided(period: Period) -> int:
    """Return how many hotline records still wait for a person and count for nothing yet."""
    counts_already = select(Evaluation.response_id).where(Evaluation.response_id == HotlineRecord.response_id).exists()
    query = (
        select(func.count())
        .select_from(HotlineRecord)
        .join(HotlineRecord.campaign)
        .where(Campaign.period_id == period.id, HotlineRecord.review_state == ReviewState.WAITING, ~counts_already)
    )
    return session().scalar(query) or 0


@dataclass(frozen=True, kw_only=True)
class AuditedEvaluation:
    """An evaluation of an audited record, and why it last changed its standing; "" where it never did."""

    unit_id: int
    verdict: str
    standing: Standing
    reason: str


def list_audited_evaluations(audit_id: int) -> dict[UUID, list[AuditedEvaluation]]:
    """Return the evaluations of all records that an audit has drawn, by response."""
    latest = (
        select(StandingChange.reason)
        .where(
            StandingChange.response_id == Evaluation.response_id,
            StandingChange.ordinal == Evaluation.ordinal,
        )
        .order_by(StandingChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Evaluation.response_id, Evaluation.unit_id, Evaluation.verdict, Evaluation.standing, latest)
        .join(HotlineRecord, HotlineRecord.response_id == Evaluation.response_id)
        .join(AuditItem, AuditItem.record_id == HotlineRecord.id)
        .where(AuditItem.audit_id == audit_id)
        .order_by(Evaluation.response_id, Evaluation.ordinal)
    )
    found: dict[UUID, list[AuditedEvaluation]] = {}
    for response_id, unit_id, verdict, standing, reason in session().execute(query):
        one = AuditedEvaluation(unit_id=unit_id, verdict=verdict, standing=standing, reason=reason or "")
        found.setdefault(response_id, []).append(one)
    return found


def count_invited(period: Period) -> dict[str, int]:
    """Return how many raters each group of a period's ballots has on its roster."""
    query = (
        select(RaterGroup.code, func.sum(RaterGroup.roster))
        .join(RaterGroup.campaign)
        .where(Campaign.period_id == period.id)
        .group_by(RaterGroup.code)
    )
    return {row[0]: int(row[1]) for row in session().execute(query)}


def list_assessed_units(period: Period) -> Sequence[Unit]:
    """Return the units that a period assesses: those its campaigns ask about, and those with an imported score."""
    asked = (
        select(CampaignTarget.unit_id).join(CampaignTarget.campaign).where(Campaign.period_id == period.id).distinct()
    )
    imported = select(ImportedScore.unit_id).where(ImportedScore.period_id == period.id).distinct()
    chosen = union(asked, imported).subquery()
    return session().scalars(select(Unit).where(Unit.id.in_(select(chosen))).order_by(Unit.code)).all()


def find_adopted_scheme(period: Period) -> AdoptedScheme | None:
    """Return the scheme in force."""
    query = select(AdoptedScheme).where(AdoptedScheme.period_id == period.id)
    return session().scalar(query.order_by(AdoptedScheme.ordinal.desc()).limit(1))


def list_adopted_schemes(period: Period) -> Sequence[AdoptedScheme]:
    """Return all schemes that a period has had, the one in force first."""
    query = select(AdoptedScheme).where(AdoptedScheme.period_id == period.id)
    return session().scalars(query.order_by(AdoptedScheme.ordinal.desc())).all()


def get_adopted_scheme(period: Period, ordinal: int) -> AdoptedScheme:
    """Return one of the schemes that a period has had, which must exist."""
    query = select(AdoptedScheme).where(AdoptedScheme.period_id == period.id, AdoptedScheme.ordinal == ordinal)
    found = session().scalar(query)
    if found is None:
        raise NotFound(kind="adopted scheme", key=f"{period.code}/{ordinal}")
    return found


def find_pending_proposal(period: Period) -> SchemeProposal | None:
    """Return the scheme that waits for a second person, if there is one."""
    query = select(SchemeProposal).where(SchemeProposal.period_id == period.id)
    return session().scalar(query.where(SchemeProposal.state == ProposalState.PENDING))


def get_proposal(proposal_id: int) -> SchemeProposal:
    """Return a proposed scheme, which must exist."""
    proposal = session().get(SchemeProposal, proposal_id)
    if proposal is None:
        raise NotFound(kind="scheme proposal", key=str(proposal_id))
    return proposal


def list_proposals() -> Sequence[SchemeProposal]:
    """Return all proposed schemes with their periods, those that wait first, then the latest."""
    query = select(SchemeProposal).options(joinedload(SchemeProposal.period))
    is_decided = SchemeProposal.state != ProposalState.PENDING
    return session().scalars(query.order_by(is_decided, SchemeProposal.id.desc())).all()


@lru_cache(maxsize=32)
def _parsed(text: str) -> Scheme:
    return load_scheme(text)


def scheme_of(stored: AdoptedScheme | SchemeProposal) -> Scheme:
    """Return a stored scheme as the methodology knows it; parsed once per process."""
    return _parsed(stored.definition)


def list_imported_scores(period: Period) -> Sequence[ImportedScore]:
    """Return a period's imported scores with their units, by unit and component."""
    query = select(ImportedScore).join(ImportedScore.unit).options(joinedload(ImportedScore.unit))
    query = query.where(ImportedScore.period_id == period.id)
    return session().scalars(query.order_by(Unit.code, ImportedScore.component)).all()


def list_adjustments(period: Period, *, standing_only: bool = False) -> Sequence[ScoreAdjustment]:
    """Return a period's adjustments with their units, the latest first."""
    query = select(ScoreAdjustment).options(joinedload(ScoreAdjustment.unit))
    query = query.where(ScoreAdjustment.period_id == period.id)
    if standing_only:
        query = query.where(ScoreAdjustment.withdrawn_at.is_(None))
    return session().scalars(query.order_by(ScoreAdjustment.id.desc())).all()


def get_adjustment(adjustment_id: int) -> ScoreAdjustment:
    """Return an adjustment, which must exist."""
    adjustment = session().get(ScoreAdjustment, adjustment_id)
    if adjustment is None:
        raise NotFound(kind="adjustment", key=str(adjustment_id))
    return adjustment


def find_run(period: Period, *, is_final: bool | None = None) -> ScoreRun | None:
    """Return a period's run: the final one where there is one, else the provisional one; or the kind asked for."""
    query = select(ScoreRun).options(joinedload(ScoreRun.scheme)).where(ScoreRun.period_id == period.id)
    if is_final is not None:
        query = query.where(ScoreRun.is_final.is_(is_final))
    return session().scalar(query.order_by(ScoreRun.is_final.desc()).limit(1))


def list_scores(run: ScoreRun) -> Sequence[UnitScore]:
    """Return the units' scores of a run with their units, the best first."""
    query = select(UnitScore).options(joinedload(UnitScore.unit)).where(UnitScore.run_id == run.id)
    return session().scalars(query.order_by(UnitScore.place)).all()


def find_score(run: ScoreRun, unit: Unit) -> UnitScore | None:
    """Return one unit's score of a run."""
    return session().get(UnitScore, (run.id, unit.id))
