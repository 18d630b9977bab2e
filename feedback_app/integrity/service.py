"""Use cases of integrity: change what counts, on the record."""

from datetime import datetime
from uuid import UUID

from feedback_app.ledger.service import record
from feedback_app.periods.models import Period
from feedback_app.responses import batches, queries
from feedback_app.responses.models import Evaluation, Standing, StandingBatch
from feedback_app.responses.selections import Selection
from feedback_app.responses.service import change_standing


def decide_standing(
    response_id: UUID, ordinal: int, after: Standing, *, reason: str, actor: str, now: datetime
) -> Evaluation:
    """Let an evaluation count, or stop counting, and enter the decision into the ledger.

    Raises:
        NotFound, StandingUnchanged, ReasonMissing, PeriodFrozen
    """
    evaluation = queries.get_evaluation(response_id, ordinal)
    before = evaluation.standing
    change_standing(evaluation, after, reason=reason, actor=actor, now=now)
    record(
        "evaluation.standing",
        subject=("evaluation", f"{response_id}/{ordinal}"),
        actor=actor,
        at=now,
        detail={"before": before, "after": after, "reason": reason},
    )
    return evaluation


def decide_standings(
    period: Period, chosen: Selection, after: Standing, *, reason: str, seen: int, actor: str, now: datetime
) -> StandingBatch:
    """Let many evaluations count, or stop counting, in one decision that can be taken back in one.

    Raises:
        PeriodFrozen, ReasonMissing, SelectionChanged, NothingToChange
    """
    batch = batches.change_standings(period, chosen, after, reason=reason, seen=seen, actor=actor, now=now)
    detail = {"batch": batch.id, "after": after, "changed": batch.changed, "reason": batch.reason}
    detail |= {"selected": batch.criteria}
    record("evaluation.batch", subject=("period", period.code), actor=actor, at=now, detail=detail)
    return batch


def take_back(batch: StandingBatch, *, actor: str, now: datetime) -> StandingBatch:
    """Undo a decision about many evaluations, except where somebody has decided about one of them since.

    Raises:
        PeriodFrozen, BatchUndone, NothingToChange
    """
    undoing = batches.undo_batch(batch, actor=actor, now=now)
    detail = {"batch": undoing.id, "undoes": batch.id, "changed": undoing.changed}
    record("evaluation.undo_batch", subject=("period", batch.period.code), actor=actor, at=now, detail=detail)
    return undoing
