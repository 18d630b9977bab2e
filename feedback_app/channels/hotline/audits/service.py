"""Use cases of audits: draw, read blindly, decide what two readers dispute. No record is changed by them."""

import math
import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from feedback_app.channels.hotline.audits import frames, queries
from feedback_app.channels.hotline.audits.models import Audit, AuditItem, Coding, ItemState, Step
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import insert_all, session
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record as note
from feedback_app.periods.models import Period
from feedback_app.periods.service import require_not_frozen
from nlp.level import LEVELS
from nlp.structure import theme_names
from nlp.validity import Reason
from surveys.sampling import draw_growing

DEFAULT_SHARE = Decimal("0.02")
DEFAULT_MINIMUM = 200
_AT_ONCE = 500


class NothingToAudit(Refusal):
    """The period has no records of the hotline yet."""

    status = 409
    sentence = _l("考核周期“%(period)s”还没有热线记录，无法抽取。")


class PlanUnusable(Refusal):
    """A share lies above 0 and at most at 1, and somebody must be drawn."""

    sentence = _l("抽取比例须大于 0、不超过全部，最少条数须大于 0。")


class SeedIsFixed(Refusal):
    """Another seed would let somebody choose who is audited."""

    status = 409
    sentence = _l("随机种子在第一次抽取时已定为“%(seed)s”，以后不能更换。")


class CodingIncomplete(Refusal):
    """An evaluation needs a level and a theme, anything else the reason why it is none."""

    sentence = _l("请给出等级和主题，或说明为什么不是有效评价。")


class NotBlind(Refusal):
    """Whoever decided the record in review has seen what the machine said of it."""

    status = 403
    sentence = _l("这条记录您已在人工判定中看过机器的判断，须由他人核查。")


class ReadAlready(Refusal):
    """Two people have read it, or this one has and another came after."""

    status = 409
    sentence = _l("这条记录已经核查过，不能再改。")


class NotInDispute(Refusal):
    """Only what two readers see differently is decided by a third."""

    status = 409
    sentence = _l("这条记录没有分歧，不需要裁定。")


class ReaderDecides(Refusal):
    """Nobody decides between themselves and somebody else."""

    status = 403
    sentence = _l("这条记录您核查过，分歧须由第三人裁定。")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many records are drawn: a share of all, but never fewer than the minimum, or all where there are fewer."""

    share: Decimal = DEFAULT_SHARE
    minimum: int = DEFAULT_MINIMUM

    def wanted(self, records: int) -> int:
        """Return how many of so many records are drawn.

        >>> [Plan().wanted(records) for records in (50, 5_000, 100_000)]
        [50, 200, 2000]
        """
        return min(records, max(self.minimum, math.ceil(self.share * records)))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody reads in a record."""

    level: int | None = None
    theme: str | None = None
    unit_id: int | None = None
    reason: Reason | None = None


def draw(period: Period, plan: Plan, *, seed: str = "", actor: str, now: datetime) -> Audit:
    """Draw a period's audit, or let it grow with the records that have come since.

    Raises:
        PlanUnusable, NothingToAudit, SeedIsFixed, PeriodFrozen
    """
    require_not_frozen(period)
    if not 0 < plan.share <= 1 or plan.minimum < 1:
        raise PlanUnusable
    audit, keys = queries.find_audit(period), frames.list_keys(period)
    if not keys:
        raise NothingToAudit(period=period.name)
    if audit is None:
        audit = Audit(period_id=period.id, seed=seed.strip() or secrets.token_hex(8))
        session().add(audit)
    elif seed.strip() and seed.strip() != audit.seed:
        raise SeedIsFixed(seed=audit.seed)
    audit.share, audit.minimum, audit.frame = plan.share, plan.minimum, len(keys)
    audit.drawn_by, audit.drawn_at = actor, now
    session().flush()
    new = _add_items(audit, keys, plan.wanted(len(keys)))
    detail = {"seed": audit.seed, "share": str(plan.share), "minimum": plan.minimum, "frame": len(keys), "new": new}
    note("hotline_audit.draw", subject=("period", period.code), actor=actor, at=now, detail=detail)
    return audit


def _add_items(audit: Audit, keys: dict[str, int], wanted: int) -> int:
    earlier = frames.list_drawn(audit)
    kept = [key for key, number in keys.items() if number in earlier]
    drawn = draw_growing(list(keys), wanted, seed=audit.seed, drawn=kept)
    new = sorted({keys[key] for key in drawn} - earlier)
    for start in range(0, len(new), _AT_ONCE):
        records = frames.list_records(new[start : start + _AT_ONCE])
        insert_all(AuditItem, [_item_row(audit, record) for record in records])
    return len(new)


def _item_row(audit: Audit, record: HotlineRecord) -> dict[str, object]:
    return {
        "audit_id": audit.id,
        "record_id": record.id,
        "said_valid": record.is_valid,
        "said_level": record.level,
        "said_theme": record.theme,
        "said_unit": record.unit.code if record.unit else None,
        "said_surely": not record.has_abstained,
        "said_p_valid": record.p_valid,
        "said_by": record.model_version,
        "state": ItemState.WAITING,
    }


def code(item_id: int, answer: Answer, *, coder: str, now: datetime) -> AuditItem:
    """Keep what somebody reads in a record; until another has read it too, they may still change their mind.

    Raises:
        CodingIncomplete, NotBlind, ReadAlready, PeriodFrozen
    """
    _require_complete(answer)
    item = queries.get_item(item_id, for_coding=True)
    require_not_frozen(item.audit.period)
    _require_blind(item, coder)
    if item.state is not ItemState.WAITING:
        raise ReadAlready
    mine = next((one for one in item.codings if one.coder == coder), None)
    if mine is None:
        step = Step.SECOND if item.codings else Step.FIRST
        _keep(item, Coding(item_id=item.id, step=step, coder=coder), answer, now)
        if step is Step.SECOND:
            first, second = item.codings
            item.state = ItemState.SETTLED if first.answer == second.answer else ItemState.DISPUTED
    else:
        _keep(item, mine, answer, now)
    # Not what was read: the ledger must not tell the second reader what the first one said.
    note("hotline_audit.read", subject=("hotline_audit_item", str(item.id)), actor=coder, at=now)
    session().flush()
    return item


def settle(item_id: int, answer: Answer, *, actor: str, now: datetime) -> AuditItem:
    """Decide a dispute as its third reader, who may also decide it anew.

    Raises:
        CodingIncomplete, NotBlind, NotInDispute, ReaderDecides, PeriodFrozen
    """
    _require_complete(answer)
    item = queries.get_item(item_id, for_coding=True)
    require_not_frozen(item.audit.period)
    _require_blind(item, actor)
    decided = next((one for one in item.codings if one.step is Step.DECIDING), None)
    if item.state is not ItemState.DISPUTED and (decided is None or decided.coder != actor):
        raise NotInDispute
    if any(one.coder == actor for one in item.codings if one is not decided):
        raise ReaderDecides
    _keep(item, decided or Coding(item_id=item.id, step=Step.DECIDING, coder=actor), answer, now)
    item.state = ItemState.SETTLED
    detail = {"valid": answer.reason is None, "level": answer.level, "reason": answer.reason, "unit": answer.unit_id}
    note("hotline_audit.settle", subject=("hotline_audit_item", str(item.id)), actor=actor, at=now, detail=detail)
    session().flush()
    return item


def _keep(item: AuditItem, coding: Coding, answer: Answer, now: datetime) -> None:
    coding.is_valid, coding.reason = answer.reason is None, answer.reason
    coding.level, coding.theme, coding.unit_id = answer.level, answer.theme, answer.unit_id
    coding.coded_at = now
    if coding not in item.codings:
        item.codings.append(coding)


def _require_complete(answer: Answer) -> None:
    if answer.reason is None and (answer.level not in LEVELS or answer.theme not in theme_names()):
        raise CodingIncomplete
    if answer.reason is not None and (answer.level, answer.theme, answer.unit_id) != (None, None, None):
        raise CodingIncomplete


def require_open_to(item: AuditItem, person: str) -> None:
    """Refuse to show a record to whom it must not be shown: settled, or known to them from review.

    Raises:
        NotBlind, ReadAlready, ReaderDecides
    """
    _require_blind(item, person)
    if item.state is ItemState.SETTLED:
        raise ReadAlready
    if item.state is ItemState.DISPUTED and any(coding.coder == person for coding in item.codings):
        raise ReaderDecides


def _require_blind(item: AuditItem, person: str) -> None:
    if item.record.decided_by == person:
        raise NotBlind
