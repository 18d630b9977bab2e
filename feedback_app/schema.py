"""The schema: made and changed by migrations only."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from feedback_app.database import Database

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def migration_config(database: Database) -> Config:
    """Return what Alembic needs to know, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring a database to a revision, the newest by default."""
    command.upgrade(migration_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take a database back to an earlier revision."""
    command.downgrade(migration_config(database), revision)


def draft(database: Database, name: str) -> Path:
    """Write the next numbered migration from the difference between the models and a database that is up to date."""
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    config = migration_config(database)
    revision = command.revision(config, message=name, autogenerate=True, rev_id=f"{number:04}")
    assert not isinstance(revision, list), "one revision is asked for"
    assert revision is not None, "a draft is always written"
    return Path(revision.path)
