"""The demonstration loads through the real services, prints its table, and a second run changes nothing."""

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.database import session, unit_of_work
from feedback_app.demonstration import loading
from feedback_app.demonstration.cli import demo
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import advance_period
from feedback_app.responses.models import Evaluation, Response
from feedback_app.scoring import queries

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def database_kind() -> str:
    """One engine is enough: every service has its own tests on both."""
    return "sqlite"


def counts() -> tuple[int, ...]:
    return tuple(session().scalar(select(func.count()).select_from(table)) or 0 for table in (Response, Evaluation))


def test_the_demonstration_loads_once_and_prints_the_same_table_again() -> None:
    runner = CliRunner(env={"COLUMNS": "220"})
    first = runner.invoke(demo, catch_exceptions=False)
    assert first.exit_code == 0
    loaded = counts()
    again = runner.invoke(demo, catch_exceptions=False)
    assert counts() == loaded
    assert _table(again.output) == _table(first.output)
    assert len(_table(first.output)) == 22
    _check_the_totals()
    with unit_of_work():
        advance_period(get_period(loading.PERIOD), PeriodState.CLOSED, actor="office", now=loading.LOADED_AT)
    closed = runner.invoke(demo, catch_exceptions=False)
    assert closed.exit_code == 0
    assert "nothing is loaded" in closed.output
    assert _table(closed.output) == _table(first.output)


def _table(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("│")]


def _check_the_totals() -> None:
    run = queries.find_run(get_period(loading.PERIOD))
    assert run is not None
    scores = queries.list_scores(run)
    assert all(score.total is not None and score.low is not None for score in scores)
    assert {score.tier for score in scores} >= {1, 2}
    waiting = select(func.count()).select_from(HotlineRecord).where(HotlineRecord.review_state == ReviewState.WAITING)
    assert session().scalar(waiting)
