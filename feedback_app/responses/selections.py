"""Which of a period's evaluations are meant: filtered, searched, or picked one by one.

A room of its own because what a page lists and what a decision about all of it changes must be the same rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from feedback_app.campaigns.models import Channel
from feedback_app.database import session
from feedback_app.directory.models import Unit
from feedback_app.responses.handles import Key
from feedback_app.responses.models import Evaluation, Response, Standing
from feedback_app.responses.receipts import RECEIPT_DIGITS, keys_of


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Evaluations of a period; every part narrows it further, and None or nothing narrows nothing.

    since, until  days on which the responses came in, both included; no ballot is found by its day
    words         a receipt (never a ballot's), or a part of the unit's name, short name or code
    keys          response and ordinal of single evaluations; an empty tuple selects nothing
    """

    period_id: int
    standing: Standing | None = None
    unit_id: int | None = None
    channel: Channel | None = None
    since: date | None = None
    until: date | None = None
    words: str = ""
    keys: tuple[Key, ...] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what an evaluation must be to belong here; its response and unit need not be joined."""
        given: list[ColumnElement[bool]] = [Evaluation.period_id == self.period_id]
        for column, wanted in (
            (Evaluation.standing, self.standing),
            (Evaluation.unit_id, self.unit_id),
            (Evaluation.channel, self.channel),
        ):
            given += [] if wanted is None else [column == wanted]
        if self.since is not None or self.until is not None:
            # A ballot's day, with the day on which somebody was seen to vote, would single the ballot out.
            given += [Evaluation.response_id.in_(self._received()), Evaluation.channel != Channel.REVERSE]
        if self.words.strip():
            given.append(_found_by(self.words.strip()))
        if self.keys is not None:
            given.append(or_(False, *(_is_key(key) for key in self.keys)))
        return given

    def _received(self) -> Select[UUID]:
        days = select(Response.id)
        days = days if self.since is None else days.where(Response.received_on >= self.since)
        return days if self.until is None else days.where(Response.received_on <= self.until)

    def as_json(self) -> dict[str, Any]:
        """Return the selection as the ledger keeps it; single evaluations as their number only."""
        parts = {
            "standing": self.standing,
            "unit": self.unit_id,
            "channel": self.channel,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "words": self.words.strip(),
            "picked": None if self.keys is None else len(self.keys),
        }
        return {name: value for name, value in parts.items() if value not in (None, "")}


def _is_key(key: Key) -> ColumnElement[bool]:
    return and_(Evaluation.response_id == key[0], Evaluation.ordinal == key[1])


def _found_by(words: str) -> ColumnElement[bool]:
    range_of_receipt = keys_of(words)
    if range_of_receipt is not None:
        # Whoever can make a rater show the receipt must not learn here how they voted.
        return and_(Evaluation.response_id.between(*range_of_receipt), Evaluation.channel != Channel.REVERSE)
    named = or_(*(column.icontains(words, autoescape=True) for column in (Unit.name, Unit.short_name, Unit.code)))
    return Evaluation.unit_id.in_(select(Unit.id).where(named))


def order_of_lists() -> tuple[ColumnElement[Any], InstrumentedAttribute[int]]:
    """Return what lists of evaluations are ordered by: it says nothing of when they came in, nor of their receipts.

    A receipt is the beginning of a response's key, so the order of the keys would tell where the ballot of a known
    receipt stands among the others. The rest of the key is as random, and nobody is ever shown it.
    """
    digits = func.replace(cast(Evaluation.response_id, String), "-", "")
    return func.substr(digits, RECEIPT_DIGITS + 1), Evaluation.ordinal


def list_evaluations(chosen: Selection, *, page: int = 1, page_size: int = 50) -> Sequence[Evaluation]:
    """Return one page of a selection with units and days of receipt, in :func:`order_of_lists`."""
    query = (
        select(Evaluation)
        .where(*chosen.conditions())
        .options(joinedload(Evaluation.unit), joinedload(Evaluation.response).load_only(Response.received_on))
    )
    query = query.order_by(*order_of_lists())
    return session().scalars(query.limit(page_size).offset((page - 1) * page_size)).all()


def count_evaluations(chosen: Selection) -> int:
    """Return how many evaluations a selection holds."""
    return session().scalar(select(func.count()).select_from(Evaluation).where(*chosen.conditions())) or 0


def count_standings(chosen: Selection) -> dict[Standing, int]:
    """Return how many evaluations of a selection have each standing."""
    query = select(Evaluation.standing, func.count()).where(*chosen.conditions()).group_by(Evaluation.standing)
    found = {Standing(row[0]): int(row[1]) for row in session().execute(query)}
    return {standing: found.get(standing, 0) for standing in Standing}


def count_units(chosen: Selection) -> list[tuple[Unit, int]]:
    """Return the units of a selection with their numbers of evaluations, the most first."""
    query = select(Evaluation.unit_id, func.count()).where(*chosen.conditions()).group_by(Evaluation.unit_id)
    counts = {row[0]: int(row[1]) for row in session().execute(query)}
    units = session().scalars(select(Unit).where(Unit.id.in_(counts))).all()
    return sorted(((unit, counts[unit.id]) for unit in units), key=lambda pair: (-pair[1], pair[0].code))
