"""Alembic's environment: the engine comes from the application, the tables from its slices."""

from alembic import context

import feedback_app.slices  # noqa: F401  -- every slice's tables, by way of its pages
from feedback_app.database import Base


def run() -> None:
    """Run the migrations in one transaction on the application's own engine."""
    engine = context.config.attributes["engine"]
    with engine.connect().execution_options(writes=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
