"""Alembic's environment: the engine comes from the application, the tables from its slices."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

import feedback_app.slices  # noqa: F401  -- every slice's tables, by way of its pages
from feedback_app.database import Base, Points, UtcDateTime


def render_plainly(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write the house's column types as what the database sees: history must not change with the code of today."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Points):
        return "sa.String(length=40)"
    if kind == "type" and isinstance(item, JSON):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


def run() -> None:
    """Run the migrations in one transaction on the application's own engine."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=render_plainly,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
