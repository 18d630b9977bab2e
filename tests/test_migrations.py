"""The schema: migrations are its only maker, and make what the models describe, on both databases."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect

from feedback_app.database import Base, Database
from feedback_app.schema import MIGRATIONS, downgrade, migration_config, upgrade
from tests.databases import opened

pytestmark = pytest.mark.skipif(not any((MIGRATIONS / "versions").glob("*.py")), reason="no migration is written yet")
LATER_REVISIONS = [path.stem for path in sorted((MIGRATIONS / "versions").glob("*.py"))][1:]


@pytest.fixture
def empty(empty_database_url: str) -> Iterator[Database]:
    with opened(empty_database_url) as database:
        yield database


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
