"""Use cases of scoring: adopt a scheme, decide adjustments, compute, freeze and publish totals, and verify them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app.database import insert_all, session
from feedback_app.directory.models import Unit
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import lock_period
from feedback_app.periods.service import PeriodStepOutOfOrder, advance_period, require_not_frozen
from feedback_app.scoring import queries
from feedback_app.scoring.computing import Computed, SchemeMissing, ScoresNotFrozen, Verification
from feedback_app.scoring.models import AdoptedScheme, ScoreAdjustment, ScoreRun, UnitScore
from feedback_app.scoring.numbering import require_version_of_its_own
from feedback_app.scoring.scheme_faults import SchemeFault, locate
from surveys.assessment import (
    RULES_VERSION,
    AdjustmentKind,
    ChannelNode,
    Place,
    ReverseNode,
    Scheme,
    UnitEvidence,
    dump_scheme,
    load_scheme,
    publish,
)
from surveys.assessment.records import plain_assessment, plain_evidence
from surveys.estimation.suppression import DEFAULT_THRESHOLDS
from surveys.questionnaire.consistency import DefinitionProblems


class SchemeRefused(Refusal):
    """The scheme does not make sense; ``faults`` says where in the file and why, in the order of the file."""

    status = 422
    sentence = _l("计分方案有 %(count)s 处问题，没有采用。")

    def __init__(self, faults: Sequence[SchemeFault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class SchemeEmpty(Refusal):
    """The file holds no scheme at all: nothing, blanks or remarks only."""

    status = 422
    sentence = _l("文件“%(name)s”是空的，没有计分方案。请检查是否选错了文件，或改选一份自带的方案。")


class SchemeTooRevealing(Refusal):
    """A score that so few people make up would tell what each of them said."""

    status = 422
    sentence = _l("“%(label)s”至少要有 %(least)s 份评价才能计分，方案中规定得太少，会暴露评价人。")


class SchemeUnchanged(Refusal):
    """The very same scheme is in force already."""

    status = 409
    sentence = _l("这份计分方案与现行方案完全相同。")


class SchemeNeedsApproval(Refusal):
    """Weights decide what people are paid: nobody changes them alone."""

    status = 409
    sentence = _l("变更计分方案须由一人提出、另一人批准，不能直接采用。")


class AdjustmentWithdrawn(Refusal):
    """The adjustment does not count any more already."""

    status = 409
    sentence = _l("这项加减分已经撤销。")


class EvidenceChanged(Refusal):
    """What the frozen totals rest on is not what is stored now."""

    status = 409
    sentence = _l("冻结时的数据与现在的数据不一致，不能公布。请先查明原因。")


def read_scheme(text: str, *, source: str = "") -> Scheme:
    """Read a scheme's text.

    Raises:
        SchemeEmpty: there is nothing to read.
        SchemeRefused: with every problem and its place.
    """
    try:
        return load_scheme(text, source=source)
    except DefinitionProblems as found:
        if not _says_anything(text):
            raise SchemeEmpty(name=source) from found
        raise SchemeRefused(locate(found.problems, text)) from found


def _says_anything(text: str) -> bool:
    """Tell whether a YAML file has anything besides blanks, remarks and marks of documents."""
    return any(line.partition("#")[0].strip(" \t.-\ufeff") for line in text.splitlines())


def needs_second_person(period: Period) -> bool:
    """Tell whether a scheme for this period must be proposed and approved: once one is in force, or people are heard.

    Before that nobody's score is touched, and an office of one can set itself up.
    """
    return period.state is not PeriodState.PLANNED or queries.find_adopted_scheme(period) is not None


def adopt_scheme(period: Period, scheme: Scheme, *, actor: str, now: datetime) -> AdoptedScheme:
    """Let the first scheme of a planned period be in force at once; any other is proposed (see ``proposals``).

    Raises:
        PeriodFrozen, SchemeTooRevealing, SchemeUnchanged, SchemeNeedsApproval
    """
    require_not_frozen(period)
    require_new_and_anonymous(period, scheme)
    if needs_second_person(period):
        raise SchemeNeedsApproval
    return put_in_force(period, scheme, reason="", actor=actor, approved_by=None, now=now)


def require_new_and_anonymous(period: Period, scheme: Scheme) -> None:
    """Refuse a scheme that changes nothing or has another's version, or by which so few count that it would tell them.

    Raises:
        SchemeUnchanged, SchemeVersionTaken, SchemeTooRevealing
    """
    _require_anonymity(scheme)
    current, checksum = queries.find_adopted_scheme(period), checksum_of(scheme)
    if current is not None and current.checksum == checksum:
        raise SchemeUnchanged
    require_version_of_its_own(period, scheme, checksum)


def checksum_of(scheme: Scheme) -> str:
    """Return the SHA-256 of a scheme's canonical text."""
    return sha256(dump_scheme(scheme).encode()).hexdigest()


def put_in_force(
    period: Period, scheme: Scheme, *, reason: str, actor: str, approved_by: str | None, now: datetime
) -> AdoptedScheme:
    """Store a scheme as the one in force from now on; those before it stay on record."""
    current = queries.find_adopted_scheme(period)
    adopted = AdoptedScheme(
        period=period,
        ordinal=current.ordinal + 1 if current else 1,
        code=scheme.code,
        version=scheme.version,
        definition=dump_scheme(scheme),
        checksum=checksum_of(scheme),
        reason=reason,
        adopted_by=actor,
        adopted_at=now,
        approved_by=approved_by,
    )
    session().add(adopted)
    session().flush()
    detail = {"scheme": scheme.code, "version": scheme.version, "checksum": adopted.checksum, "reason": reason}
    detail |= {"proposed_by": actor} if approved_by else {}
    record("scheme.adopt", subject=("period", period.code), actor=approved_by or actor, at=now, detail=detail)
    return adopted


def _require_anonymity(scheme: Scheme) -> None:
    """What counts follows from the published totals and cannot be hidden afterwards, so few people must not count."""
    for node in scheme.nodes():
        if isinstance(node, ChannelNode) and node.minimum_base < DEFAULT_THRESHOLDS.indicative:
            raise SchemeTooRevealing(label=str(node.label), least=DEFAULT_THRESHOLDS.indicative)
        if isinstance(node, ReverseNode) and node.group_minimum < DEFAULT_THRESHOLDS.rater_group:
            raise SchemeTooRevealing(label=str(node.label), least=DEFAULT_THRESHOLDS.rater_group)


def record_adjustment(
    period: Period, unit: Unit, kind: AdjustmentKind, *, points: Decimal, reason: str, actor: str, now: datetime
) -> ScoreAdjustment:
    """Decide a bonus, a deduction or a veto.

    Raises:
        PeriodFrozen
    """
    require_not_frozen(period)
    decided = ScoreAdjustment(
        period=period, unit=unit, kind=kind, points=points, reason=reason.strip(), decided_by=actor, decided_at=now
    )
    session().add(decided)
    session().flush()
    detail = {"period": period.code, "kind": str(kind), "points": str(points), "reason": reason.strip()}
    record("adjustment.decide", subject=("unit", unit.code), actor=actor, at=now, detail=detail)
    return decided


def withdraw_adjustment(decided: ScoreAdjustment, *, actor: str, now: datetime) -> None:
    """Take an adjustment back; it stays on record.

    Raises:
        PeriodFrozen, AdjustmentWithdrawn
    """
    require_not_frozen(decided.period)
    if decided.withdrawn_at is not None:
        raise AdjustmentWithdrawn
    decided.withdrawn_at, decided.withdrawn_by = now, actor
    detail = {"period": decided.period.code, "adjustment": decided.id}
    record("adjustment.withdraw", subject=("unit", decided.unit.code), actor=actor, at=now, detail=detail)


def store_provisional(period: Period, computed: Computed, *, actor: str, now: datetime) -> ScoreRun:
    """Keep computed totals as the period's provisional table, in the place of the one before.

    Raises:
        PeriodFrozen
    """
    lock_period(period)
    require_not_frozen(period)
    earlier = queries.find_run(period, is_final=False)
    if earlier is not None:
        session().delete(earlier)
        session().flush()
    return _store_run(period, computed, is_final=False, actor=actor, now=now)


def freeze_inputs(period: Period, *, actor: str, now: datetime) -> None:
    """Fix all that the period's totals rest on; :func:`freeze_totals` must follow. Doing it again changes nothing.

    Raises:
        SchemeMissing, PeriodStepOutOfOrder
    """
    if period.state is PeriodState.FROZEN:
        return
    if queries.find_adopted_scheme(period) is None:
        raise SchemeMissing(period=period.name)
    advance_period(period, PeriodState.FROZEN, actor=actor, now=now)


def freeze_totals(period: Period, computed: Computed, *, actor: str, now: datetime) -> ScoreRun:
    """Keep the totals of a frozen period for ever; the first ones stay.

    Raises:
        PeriodStepOutOfOrder: the inputs are not frozen.
    """
    lock_period(period)
    existing = queries.find_run(period, is_final=True)
    if existing is not None:
        return existing
    if period.state is not PeriodState.FROZEN:
        raise PeriodStepOutOfOrder(period=period.name)
    detail = {"fingerprint": computed.fingerprint, "units": len(computed.places), "rules": RULES_VERSION}
    record("scores.freeze", subject=("period", period.code), actor=actor, at=now, detail=detail)
    return _store_run(period, computed, is_final=True, actor=actor, now=now)


def publish_scores(period: Period, verification: Verification, *, actor: str, now: datetime) -> None:
    """Publish frozen totals that a verification has just found to hold.

    Raises:
        EvidenceChanged, ScoresNotFrozen, PeriodStepOutOfOrder
    """
    if queries.find_run(period, is_final=True) is None:
        raise ScoresNotFrozen(period=period.name)
    if not verification.holds:
        raise EvidenceChanged
    advance_period(period, PeriodState.PUBLISHED, actor=actor, now=now)


def _store_run(period: Period, computed: Computed, *, is_final: bool, actor: str, now: datetime) -> ScoreRun:
    run = ScoreRun(
        period=period,
        scheme_id=computed.adopted.id,
        rules_version=RULES_VERSION,
        fingerprint=computed.fingerprint,
        is_final=is_final,
        computed_by=actor,
        computed_at=now,
    )
    session().add(run)
    session().flush()
    units = {unit.code: unit.id for unit in queries.list_assessed_units(period)}
    evidence = {one.unit: one for one in computed.evidence}
    rows = [
        {"run_id": run.id, "unit_id": units[place.assessment.unit], "place": number}
        | _score_row(place, evidence[place.assessment.unit], computed)
        for number, place in enumerate(computed.places, start=1)
    ]
    insert_all(UnitScore, rows)
    return run


def _score_row(place: Place, evidence: UnitEvidence, computed: Computed) -> dict[str, Any]:
    found = place.assessment
    diagnostic = computed.with_quarantined.get(found.unit, found.total)
    alike = computed.within_category[found.unit]
    return {
        "total": found.total,
        "published": found.published,
        "low": found.low,
        "high": found.high,
        "rank": place.rank,
        "rank_best": place.best,
        "rank_worst": place.worst,
        "tier": place.tier,
        "category": evidence.category,
        "evidence": plain_evidence(evidence),
        "assessment": plain_assessment(found)
        | {
            "with_quarantined": None if diagnostic is None else str(publish(diagnostic, found.places)),
            "within_category": {"rank": alike.rank, "best": alike.best, "worst": alike.worst, "tier": alike.tier},
        },
    }
