"""Use cases of integrity: change what counts, on the record."""

from datetime import datetime
from uuid import UUID

from feedback_app.ledger.service import record
from feedback_app.responses import queries
from feedback_app.responses.models import Evaluation, Standing
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
