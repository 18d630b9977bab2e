"""The schema: migrations are its only maker, and make what the models describe, on both databases."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import CheckConstraint, inspect, text

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.audits.service import Plan, draw
from feedback_app.database import Base, Database, database, unit_of_work
from feedback_app.responses.service import Submission, Verdict, take
from feedback_app.schema import MIGRATIONS, downgrade, migration_config, upgrade
from surveys.assessment import load_shipped_scheme
from tests.databases import make_schema, opened
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.feedback_app.scoring.city import change_scheme
from tests.people import store_account
from tests.stored import store_campaign, store_unit

REVISIONS = [path.name.partition("_")[0] for path in sorted((MIGRATIONS / "versions").glob("*.py"))]


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    with opened(empty_database_url) as database:
        yield database


@pytest.fixture
def database_url(empty_database_url: str) -> str:
    """A database of the test's own, because these tests take tables away."""
    make_schema(empty_database_url)
    return empty_database_url


def _differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def _tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def _checks_of_models() -> set[tuple[str, str]]:
    return {
        (table.name, str(constraint.name))
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }


def _checks_stored(database: Database) -> set[tuple[str, str]]:
    inspector = inspect(database.engine)
    return {
        (table, str(constraint["name"]))
        for table in _tables(database)
        for constraint in inspector.get_check_constraints(table)
    }


def _rows(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        counts = {table: text(f'SELECT count(*) FROM "{table}"') for table in _tables(database)}
        return {table: connection.execute(count).scalar_one() for table, count in counts.items()}


def _store_a_life(now: datetime) -> None:
    with unit_of_work():
        for role in Role:
            store_account(role, now=now)
        unit = store_unit()
        campaign = store_campaign(now, unit)
        verdict = Verdict(unit_id=unit.id, item="overall", verdict="satisfied")
        take(campaign, Submission(idempotency_key="one", content={}, verdicts=[verdict]), today=now.date())
        change_scheme(campaign.period, load_shipped_scheme("department_scheme"), now)


def test_revisions_are_numbered_in_a_row() -> None:
    assert [int(revision) for revision in REVISIONS] == list(range(1, len(REVISIONS) + 1))


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_rows_survive_the_way_from_an_earlier_revision(revision: str, app: Flask, now: datetime) -> None:
    with app.app_context():
        _store_a_life(now)
        database().engine.dispose()
        downgrade(database(), revision)
        before = _rows(database())
        upgrade(database())
        after = _rows(database())
    assert sum(before.values()) > 0
    assert {table: after[table] for table in before} == before


def test_what_unit_the_machine_had_named_is_filled_in_from_its_record(app: Flask, now: datetime) -> None:
    with app.app_context():
        with unit_of_work():
            records = store_records(now, store_unit("JYJ"), [Said(level=2), Said(), Said(level=1)])
            draw(records[0].campaign.period, Plan(), actor="test", now=now)
            records[2].model_version = "another machine"
            expected = {records[0].id: "JYJ", records[1].id: None, records[2].id: None}
        database().engine.dispose()
        downgrade(database(), "0005")
        upgrade(database())
        with database().engine.connect() as connection:
            found = connection.execute(text("SELECT record_id, said_unit FROM hotline_audit_items")).all()
    assert dict(map(tuple, found)) == expected


def test_there_is_one_head(empty: Database) -> None:
    assert len(ScriptDirectory.from_config(migration_config(empty)).get_heads()) == 1


def test_migrations_make_what_the_models_describe(empty: Database) -> None:
    upgrade(empty)
    assert _differences(empty) == []
    assert _checks_stored(empty) == _checks_of_models()


def test_every_constraint_has_a_name() -> None:
    unnamed = [
        (table.name, type(constraint).__name__)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if not constraint.name
    ]
    assert unnamed == []


def test_going_down_and_up_again_leads_to_the_same_schema(empty: Database) -> None:
    upgrade(empty)
    downgrade(empty, "base")
    assert _tables(empty) == set()
    upgrade(empty)
    assert _differences(empty) == []


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    upgrade(empty)
    upgrade(empty)
    assert _differences(empty) == []
