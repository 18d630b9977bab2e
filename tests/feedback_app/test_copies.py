"""Many rows at once are stored as one by one, on both databases."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.copies import RowsRefusedByDatabase
from feedback_app.database import MANY, database, insert_all, insert_new, session, unit_of_work
from feedback_app.responses.models import Evaluation, Response, Standing
from tests.stored import store_campaign, store_unit

ROWS = MANY + 20
SECRET = "城管\t说“\\N”，\n明天来{1,2}"


@pytest.fixture
def campaign(context: None, now: datetime) -> Campaign:
    with unit_of_work():
        return store_campaign(now, store_unit(), survey="hotline_text", channel=Channel.HOTLINE)


def _responses(campaign: Campaign, keys: list[UUID]) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "campaign_id": campaign.id,
            "target_id": None,
            "channel": campaign.channel,
            "content": {"title": SECRET, "number": number, "none": None},
            "content_hash": "0" * 64,
            "received_on": date(2026, 3, 1),
        }
        for number, key in enumerate(keys)
    ]


def _evaluations(campaign: Campaign, keys: list[UUID]) -> list[dict[str, Any]]:
    shared = {"period_id": campaign.period_id, "campaign_id": campaign.id, "channel": campaign.channel}
    read = {"unit_id": campaign.targets[0].unit_id, "item": "overall", "verdict": "satisfied", "confidence": 0.1 + 0.2}
    return [{"response_id": key, "ordinal": 0, **shared, **read} for key in keys]


def _stored(model: Any) -> list[dict[str, Any]]:
    """Everything stored of a table but the keys of responses, in an order of its own."""
    session().expire_all()
    names = [column.key for column in inspect(model).column_attrs if column.key not in {"id", "response_id"}]
    return sorted(({name: getattr(row, name) for name in names} for row in session().scalars(select(model))), key=str)


def test_many_rows_are_stored_as_one_by_one(campaign: Campaign) -> None:
    stored = []
    for size in (ROWS, 1):
        keys = [uuid4() for _ in range(ROWS)]
        with unit_of_work():
            for first in range(0, ROWS, size):
                part = keys[first : first + size]
                rows = _responses(campaign, keys)[first : first + size]
                assert insert_new(Response, rows, returning=Response.id) == set(part)
                insert_all(Evaluation, _evaluations(campaign, part))
        stored.append((_stored(Response), _stored(Evaluation)))
        with unit_of_work():
            session().query(Evaluation).delete()
            session().query(Response).delete()
    assert stored[0] == stored[1]
    assert (stored[0][0][0]["content"]["title"], stored[0][1][0]["standing"]) == (SECRET, Standing.VALID)


def test_of_many_rows_only_the_new_ones_are_taken(campaign: Campaign) -> None:
    keys = [uuid4() for _ in range(ROWS)]
    with unit_of_work():
        insert_new(Response, _responses(campaign, keys[:30]), returning=Response.id)
    with unit_of_work():
        assert insert_new(Response, _responses(campaign, keys), returning=Response.id) == set(keys[30:])
    assert session().query(Response).count() == ROWS


def test_what_breaks_a_constraint_is_refused_without_a_citizens_words(campaign: Campaign) -> None:
    rows = _responses(campaign, [uuid4() for _ in range(ROWS)])
    rows[7]["channel"] = None
    with pytest.raises((IntegrityError, RowsRefusedByDatabase)) as refused, unit_of_work():
        insert_new(Response, rows, returning=Response.id)
    assert SECRET[:4] not in str(refused.value)
    assert session().query(Response).count() == 0


class TestPostgresql:
    """What only the server needs."""

    @pytest.fixture
    def database_kind(self) -> str:
        return "postgresql"

    def test_a_value_too_long_for_its_column_is_refused_and_not_cut_off(self, campaign: Campaign) -> None:
        rows = _responses(campaign, [uuid4() for _ in range(ROWS)])
        rows[7]["content_hash"] = "0" * 65
        with pytest.raises(RowsRefusedByDatabase), unit_of_work():
            insert_new(Response, rows, returning=Response.id)
        with pytest.raises(RowsRefusedByDatabase, match="22001"), unit_of_work():
            insert_all(Response, rows)
        assert not database().is_sqlite
