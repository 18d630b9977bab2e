"""Reading promotions."""

from collections.abc import Sequence

from sqlalchemy import select

from feedback_app.channels.hotline.engines.folders import SHIPPED
from feedback_app.channels.hotline.engines.models import Promotion
from feedback_app.database import session


def find_promotion() -> Promotion | None:
    """Return the promotion that is in force, None while the shipped model reads."""
    return session().scalar(select(Promotion).order_by(Promotion.id.desc()).limit(1))


def name_in_force() -> str:
    """Return the name of the model that reads."""
    promotion = find_promotion()
    return SHIPPED if promotion is None else promotion.model


def find_promotion_of(model: str) -> Promotion | None:
    """Return the latest promotion of a model, returns to it left out."""
    query = select(Promotion).where(Promotion.model == model, ~Promotion.is_rollback)
    return session().scalar(query.order_by(Promotion.id.desc()).limit(1))


def list_promotions() -> Sequence[Promotion]:
    """Return all promotions, the latest first."""
    return session().scalars(select(Promotion).order_by(Promotion.id.desc())).all()
