"""Reading what the pages show beside the stored totals."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from feedback_app.campaigns.models import Channel
from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.periods.models import Period
from feedback_app.responses.models import Evaluation, Response, Standing
from feedback_app.responses.selections import order_of_lists
from surveys.questionnaire.scales import NON_RATINGS


def count_standings(
    period: Period, scored: Mapping[Channel, Collection[str]], unit: Unit | None = None, *, ratings_only: bool = False
) -> dict[tuple[Channel, Standing], int]:
    """Return how many evaluations of a period, or of one unit in it, stand, are quarantined or excluded.

    scored         the items that count, by channel; every item of a channel that names none
    ratings_only   leave out 不了解 and whatever else is no rating
    """
    columns = (Evaluation.channel, Evaluation.standing)
    query = select(*columns, func.count()).where(Evaluation.period_id == period.id, _is_scored(scored))
    if unit is not None:
        query = query.where(Evaluation.unit_id == unit.id)
    if ratings_only:
        query = query.where(Evaluation.verdict.not_in(sorted(NON_RATINGS)))
    return {(Channel(row[0]), Standing(row[1])): row[2] for row in session().execute(query.group_by(*columns))}


def _is_scored(scored: Mapping[Channel, Collection[str]]) -> ColumnElement[bool]:
    of_channels = (
        and_(Evaluation.channel == channel, Evaluation.item.in_(sorted(items)) if items else true())
        for channel, items in scored.items()
    )
    return or_(false(), *of_channels)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """The evaluations of a unit by one channel on the items that the scheme scores."""

    period: Period
    unit: Unit
    channel: Channel
    items: Sequence[str]

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """Return what an evaluation must be to belong here."""
        return (
            Evaluation.period_id == self.period.id,
            Evaluation.unit_id == self.unit.id,
            Evaluation.channel == self.channel,
            Evaluation.item.in_(self.items),
        )


def list_records(heard: Heard, *, page: int, page_size: int) -> Sequence[Evaluation]:
    """Return one page of evaluations with what was said with them.

    They come in an order that says nothing of when or by whom they were given.
    """
    query = select(Evaluation).options(joinedload(Evaluation.response)).where(*heard.conditions())
    query = query.order_by(*order_of_lists())
    return session().scalars(query.limit(page_size).offset((page - 1) * page_size)).all()


def count_records(heard: Heard) -> int:
    """Return how many evaluations there are, whatever their standing."""
    return session().scalar(select(func.count()).select_from(Evaluation).where(*heard.conditions())) or 0


def count_words(heard: Heard) -> int:
    """Return how many of the responses carry words: a comment, or the title of a work order."""
    comment = Response.content[("answers", "comment")].as_string()
    title = Response.content["title"].as_string()
    query = select(func.count(Evaluation.response_id.distinct())).join(Evaluation.response)
    query = query.where(*heard.conditions(), or_(comment.is_not(None), title.is_not(None)))
    return session().scalar(query) or 0


def words_of(evaluation: Evaluation) -> str:
    """Return what was written with an evaluation, masked when it came in; nothing where nothing was."""
    content = evaluation.response.content
    written = content.get("answers", {}).get("comment") or [content.get("title") or ""]
    return " ".join(written)


def name_units(numbers: Iterable[int]) -> dict[int, str]:
    """Return the names of units by their numbers."""
    query = select(Unit.id, Unit.name).where(Unit.id.in_(set(numbers)))
    return {row[0]: row[1] for row in session().execute(query)}
