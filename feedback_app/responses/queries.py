"""Reading responses and evaluations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from feedback_app.database import session
from feedback_app.errors import NotFound
from feedback_app.periods.models import Period
from feedback_app.responses.models import Evaluation, Response, StandingBatch, StandingChange
from feedback_app.responses.receipts import keys_of, response_id


def find_response(receipt: str) -> Response | None:
    """Return the response that a receipt was given for, with its evaluations."""
    keys = keys_of(receipt)
    if keys is None:
        return None
    query = select(Response).options(joinedload(Response.evaluations)).where(Response.id.between(*keys))
    return session().scalars(query.order_by(Response.id)).unique().first()


def find_sent(campaign_id: int, idempotency_key: str) -> Response | None:
    """Return the response that an answer with this idempotency key has become already."""
    return session().get(Response, response_id(campaign_id, idempotency_key))


def get_evaluation(response_id: UUID, ordinal: int) -> Evaluation:
    """Return one evaluation."""
    evaluation = session().get(Evaluation, (response_id, ordinal))
    if evaluation is None:
        raise NotFound(kind="evaluation", key=f"{response_id}/{ordinal}")
    return evaluation


def list_changes(evaluation: Evaluation) -> Sequence[StandingChange]:
    """Return what happened to an evaluation's standing, the latest first."""
    query = select(StandingChange).where(
        StandingChange.response_id == evaluation.response_id, StandingChange.ordinal == evaluation.ordinal
    )
    return session().scalars(query.order_by(StandingChange.id.desc())).all()


def get_batch(batch_id: int) -> StandingBatch:
    """Return a change of many standings, which must exist."""
    batch = session().get(StandingBatch, batch_id)
    if batch is None:
        raise NotFound(kind="standing batch", key=batch_id)
    return batch


def list_batches(period: Period) -> Sequence[StandingBatch]:
    """Return a period's changes of many standings, the latest first."""
    query = select(StandingBatch).where(StandingBatch.period_id == period.id)
    return session().scalars(query.order_by(StandingBatch.id.desc())).all()
