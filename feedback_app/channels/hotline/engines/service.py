"""Use cases of models: let a candidate read from now on, and go back."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app.channels.hotline.engines import queries
from feedback_app.channels.hotline.engines.comparing import LEAST, Comparison
from feedback_app.channels.hotline.engines.folders import SHIPPED, ModelFolder, get_folder, is_usable
from feedback_app.channels.hotline.engines.models import Promotion
from feedback_app.database import session
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record as note


class InForceAlready(Refusal):
    """The model reads already."""

    status = 409
    sentence = _l("模型“%(model)s”正在使用。")


class NothingToCompareBy(Refusal):
    """Too few audited records are held out to tell which model is better."""

    status = 409
    sentence = _l("留作检验的抽查记录只有 %(n)s 条，至少要 %(least)s 条才能比较新旧模型。请先完成抽样核查。")


class ComparisonChanged(Refusal):
    """What is promoted must be what was seen."""

    status = 409
    sentence = _l("比较的结果已经变化（记录、现用模型或新模型变了）。请再看一遍比较，然后决定。")


class NothingToGoBackTo(Refusal):
    """The shipped model reads, and was never replaced."""

    status = 409
    sentence = _l("正在使用的是自带的模型，没有可退回的。")


def promote(candidate: ModelFolder, comparison: Comparison, *, seen: str, actor: str, now: datetime) -> Promotion:
    """Let a candidate read from now on. Records read before stay as they are.

    Args:
        seen: the digest of the comparison that the person had before their eyes.

    Raises:
        InForceAlready, NothingToCompareBy, ComparisonChanged
    """
    current = queries.name_in_force()
    if current == candidate.name:
        raise InForceAlready(model=candidate.name)
    if comparison.n < LEAST:
        raise NothingToCompareBy(n=comparison.n, least=LEAST)
    if seen != comparison.digest or (comparison.old.model, comparison.new.model) != (current, candidate.name):
        raise ComparisonChanged
    return _put_in_force(candidate, current, comparison.plain(), is_rollback=False, actor=actor, now=now)


def roll_back(*, actor: str, now: datetime) -> Promotion:
    """Let the last model read again that read before the one in force and still can; the shipped one always can.

    Raises:
        NothingToGoBackTo
    """
    current = queries.name_in_force()
    own = queries.find_promotion_of(current)
    if current == SHIPPED or own is None or own.previous is None:
        raise NothingToGoBackTo
    wanted, earlier = own.previous, queries.find_promotion_of(own.previous)
    while wanted != SHIPPED and not is_usable(wanted):
        wanted = earlier.previous if earlier and earlier.previous else SHIPPED
        earlier = queries.find_promotion_of(wanted)
    before = earlier.previous if earlier else None
    return _put_in_force(get_folder(wanted), before, {}, is_rollback=True, actor=actor, now=now)


def _put_in_force(
    folder: ModelFolder,
    previous: str | None,
    comparison: dict[str, Any],
    *,
    is_rollback: bool,
    actor: str,
    now: datetime,
) -> Promotion:
    promotion = Promotion(
        model=folder.name,
        sha256=folder.sha256,
        previous=previous,
        is_rollback=is_rollback,
        comparison=comparison,
        promoted_by=actor,
        promoted_at=now,
    )
    session().add(promotion)
    session().flush()
    action = "model.rollback" if is_rollback else "model.promote"
    detail = {"sha256": folder.sha256, "version": folder.version, "comparison": comparison}
    note(action, subject=("model", folder.name), actor=actor, at=now, detail=detail)
    return promotion
