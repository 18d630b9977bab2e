"""Reading responses and evaluations."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from feedback_app.database import session
from feedback_app.errors import NotFound
from feedback_app.responses.models import Evaluation, Response, Standing, StandingChange
from feedback_app.responses.receipts import keys_of, response_id

Found = TypeVar("Found")


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


def _filtered(
    query: Select[Found],
    period_id: int,
    standing: Standing | None,
    unit_id: int | None,
    channel: str | None,
) -> Select[Found]:
    query = query.where(Evaluation.period_id == period_id)
    if standing is not None:
        query = query.where(Evaluation.standing == standing)
    if unit_id is not None:
        query = query.where(Evaluation.unit_id == unit_id)
    if channel:
        query = query.where(Evaluation.channel == channel)
    return query


def list_evaluations(
    period_id: int,
    *,
    standing: Standing | None = None,
    unit_id: int | None = None,
    channel: str | None = None,
    page: int = 1,
    page_size: int = 50,
) -> Sequence[Evaluation]:
    """Return one page of a period's evaluations, in an order that says nothing about time."""
    query = _filtered(select(Evaluation), period_id, standing, unit_id, channel)
    query = query.options(joinedload(Evaluation.unit)).order_by(Evaluation.response_id, Evaluation.ordinal)
    return session().scalars(query.limit(page_size).offset((page - 1) * page_size)).all()


def count_evaluations(
    period_id: int, *, standing: Standing | None = None, unit_id: int | None = None, channel: str | None = None
) -> int:
    """Return how many evaluations of a period match."""
    query = _filtered(select(func.count()).select_from(Evaluation), period_id, standing, unit_id, channel)
    return session().scalar(query) or 0


def list_changes(evaluation: Evaluation) -> Sequence[StandingChange]:
    """Return what happened to an evaluation's standing, the latest first."""
    query = select(StandingChange).where(
        StandingChange.response_id == evaluation.response_id, StandingChange.ordinal == evaluation.ordinal
    )
    return session().scalars(query.order_by(StandingChange.id.desc())).all()
