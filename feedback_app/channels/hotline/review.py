"""Use cases of review: a person decides a record, or takes the decision back. The machine's answer stays beside it."""

import re
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l

from feedback_app.channels.hotline import queries
from feedback_app.channels.hotline.judging import ITEM, Span
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.hotline.units import UnitBook
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record as note
from feedback_app.periods.service import require_not_frozen
from feedback_app.responses.models import Evaluation, Standing
from feedback_app.responses.service import Verdict, add_verdicts, change_standing
from nlp.level import LEVELS, verdict_of
from nlp.validity import Reason

SET_ASIDE = "人工判定后不再计入"
SET_ASIDE_BY_MODEL = "模型重读后不再计入"
REPLACED = frozenset({SET_ASIDE, SET_ASIDE_BY_MODEL})
"""Why one reading gave way to another; anything else is a decision of the office."""
RESTORED = "恢复计入"
REVIEWER = "reviewer:"

_CODE_AT_END = re.compile(r"[（(]([^（()）]+)[）)]$")


class AnswerIncomplete(Refusal):
    """A valid evaluation needs a level, anything else a reason why it is none."""

    sentence = _l("请给出评价等级，或说明为什么不是有效评价。")


class UnitMissing(Refusal):
    """An evaluation is of somebody."""

    sentence = _l("请选择被评价的单位。")


class UnitUnclear(Refusal):
    """No unit, or more than one, is called so."""

    sentence = _l("名录中没有叫“%(called)s”的单位，或有几个同名。请从列表中选择。")


class DecidedAlready(Refusal):
    """Somebody else was faster; their decision stands until it is taken back."""

    status = 409
    sentence = _l("这条记录已由 %(by)s 判定。需要更改时，请先撤销那次判定。")


class NothingToUndo(Refusal):
    """Nobody has decided this record."""

    status = 409
    sentence = _l("这条记录没有可以撤销的判定。")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A person's answer: a level for a unit, or the reason why it is no evaluation."""

    level: int | None = None
    unit_id: int | None = None
    reason: Reason | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the record is an evaluation."""
        return self.reason is None


def resolve_unit(book: UnitBook, called: str) -> int:
    """Return the unit that a reviewer typed or picked: a name, an alias, a code, or ``name（code）``.

    Raises:
        UnitMissing, UnitUnclear
    """
    if not called.strip():
        raise UnitMissing
    coded = _CODE_AT_END.search(called.strip())
    found = (book.by_code(coded[1]) if coded else None) or book.find(called)
    if found is None:
        raise UnitUnclear(called=called.strip())
    return found


def decide(record_id: int, decision: Decision, *, actor: str, now: datetime) -> HotlineRecord:
    """Keep a person's answer and let exactly this answer count.

    Raises:
        AnswerIncomplete, UnitMissing, DecidedAlready, PeriodFrozen
    """
    _require_complete(decision)
    record = queries.get_record(record_id, for_decision=True)
    if record.review_state is ReviewState.DECIDED:
        raise DecidedAlready(by=record.decided_by)
    require_not_frozen(record.campaign.period)
    record.review_state = ReviewState.DECIDED
    record.decided_valid, record.decided_reason = decision.is_valid, decision.reason
    record.decided_level, record.decided_unit_id = decision.level, decision.unit_id
    record.decided_by, record.decided_at = actor, now
    let_count(record, _verdict(record, decision, actor), actor=actor, now=now)
    detail = {"valid": decision.is_valid, "level": decision.level, "reason": decision.reason, "unit": decision.unit_id}
    note("hotline.decide", subject=("hotline_record", str(record.id)), actor=actor, at=now, detail=detail)
    return record


def undo(record_id: int, *, actor: str, now: datetime) -> HotlineRecord:
    """Take a decision back: the machine's answer counts again where it did, and the record waits where it did.

    Raises:
        NothingToUndo, PeriodFrozen
    """
    record = queries.get_record(record_id, for_decision=True)
    if record.review_state is not ReviewState.DECIDED:
        raise NothingToUndo
    require_not_frozen(record.campaign.period)
    by_machine = _machine_s(record)
    lacks_verdict = record.is_valid and by_machine is None
    is_waiting = record.has_abstained or record.is_urgent or lacks_verdict
    record.review_state = ReviewState.WAITING if is_waiting else ReviewState.NONE
    record.decided_valid = record.decided_reason = record.decided_level = record.decided_unit_id = None
    record.decided_by = record.decided_at = None
    let_count(record, _same_as(by_machine) if by_machine else None, actor=actor, now=now)
    note("hotline.undo", subject=("hotline_record", str(record.id)), actor=actor, at=now)
    return record


def _require_complete(decision: Decision) -> None:
    if decision.reason is None and decision.level not in LEVELS:
        raise AnswerIncomplete
    if decision.reason is None and decision.unit_id is None:
        raise UnitMissing


def _verdict(record: HotlineRecord, decision: Decision, actor: str) -> Verdict | None:
    if decision.level is None or decision.unit_id is None or not decision.is_valid:
        return None
    period = record.campaign.period
    is_inside = Span(starts_on=period.starts_on, ends_on=period.ends_on).holds(record.occurred_on)
    return Verdict(
        unit_id=decision.unit_id,
        item=ITEM,
        verdict=verdict_of(decision.level),
        made_by=f"{REVIEWER}{actor}"[:60],
        standing=Standing.VALID if is_inside else Standing.QUARANTINED,
    )


def _machine_s(record: HotlineRecord) -> Evaluation | None:
    """Return the evaluation that says what the machine says of a record now, whichever model said so first."""
    if record.level is None or not record.is_valid or record.unit_id is None:
        return None
    said = Verdict(unit_id=record.unit_id, item=ITEM, verdict=verdict_of(record.level))
    own = (one for one in record.response.evaluations if not one.made_by.startswith(REVIEWER))
    return next((one for one in own if _says(one, said)), None)


def _same_as(evaluation: Evaluation) -> Verdict:
    return Verdict(unit_id=evaluation.unit_id, item=evaluation.item, verdict=evaluation.verdict)


def let_count(
    record: HotlineRecord, wanted: Verdict | None, *, actor: str, now: datetime, reason: str = SET_ASIDE
) -> None:
    """Let one verdict of a record count and no other; what the office has excluded for its own reasons stays out."""
    has_it = False
    for evaluation in record.response.evaluations:
        if not has_it and wanted is not None and _says(evaluation, wanted):
            has_it = True
            _restore(evaluation, actor, now)
        elif evaluation.standing is not Standing.EXCLUDED:
            change_standing(evaluation, Standing.EXCLUDED, reason=reason, actor=actor, now=now)
    if wanted is not None and not has_it:
        add_verdicts(record.response, record.campaign, [wanted])


def _says(evaluation: Evaluation, verdict: Verdict) -> bool:
    said = (evaluation.unit_id, evaluation.item, evaluation.verdict)
    return said == (verdict.unit_id, verdict.item, verdict.verdict)


def _restore(evaluation: Evaluation, actor: str, now: datetime) -> None:
    last = evaluation.changes[-1] if evaluation.changes else None
    if last is not None and evaluation.standing is Standing.EXCLUDED and last.reason in REPLACED:
        change_standing(evaluation, last.before, reason=RESTORED, actor=actor, now=now)
