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
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring a database to a revision, the newest by default."""
    command.upgrade(migration_config(database), revision)


def downgrade(database: Database, revision: str) -> None:
    """Take a database back to an earlier revision."""
    command.downgrade(migration_config(database), revision)
