"""The demonstration city, loaded once as ``feedback demo`` loads it; each test looks at a copy of its own."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from feedback_app import clock
from feedback_app.app import create_app
from feedback_app.config import Settings
from feedback_app.database import database
from feedback_app.demonstration import loading
from feedback_app.periods.queries import get_period
from feedback_app.scoring.cli import compute_run
from tests.application import CHEAP_ARGON2
from tests.databases import make_schema


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of the demonstration city, with its totals computed."""
    instance = tmp_path_factory.mktemp("city")
    url = f"sqlite:///{instance / 'feedback.db'}"
    make_schema(url)
    environment = {"FEEDBACK_INSTANCE": str(instance), "DATABASE_URL": url, "FEEDBACK_PASSWORD_COST": CHEAP_ARGON2}
    app = create_app(Settings.from_environment(environment))
    with clock.stopped(loading.LOADED_AT), app.app_context():
        for step in loading.steps():
            step.run(lambda _done: None)
        compute_run(get_period(loading.PERIOD))
        database().engine.dispose()
    return instance


@pytest.fixture
def now() -> Iterator[datetime]:
    """The moment at which the city was loaded."""
    with clock.stopped(loading.LOADED_AT):
        yield loading.LOADED_AT


@pytest.fixture
def environment(city: Path, tmp_path: Path) -> dict[str, str]:
    """An installation that holds a copy of the city."""
    instance = tmp_path / "instance"
    shutil.copytree(city, instance)
    return {
        "FEEDBACK_INSTANCE": str(instance),
        "DATABASE_URL": f"sqlite:///{instance / 'feedback.db'}",
        "FEEDBACK_PASSWORD_COST": CHEAP_ARGON2,
    }
