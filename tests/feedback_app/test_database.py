"""One way to write, and what a reader sees when the database is locked or away."""

import fcntl
import sqlite3
import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, StatementError

from feedback_app.database import Database, Points, UtcDateTime, bind_database, database, session, unit_of_work
from feedback_app.directory.models import Unit, UnitKind
from feedback_app.errors import DatabaseBusy
from feedback_app.jobs.models import Job
from tests.stored import store_unit


def test_a_unit_of_work_stores_all_or_nothing(context: None) -> None:
    with unit_of_work():
        store_unit("A")
    with pytest.raises(IntegrityError), unit_of_work():
        store_unit("B")
        store_unit("A")
    assert [unit.code for unit in session().query(Unit)] == ["A"]


def test_units_of_work_do_not_nest(context: None) -> None:
    with unit_of_work(), pytest.raises(RuntimeError, match="nest"), unit_of_work():
        pass


def test_what_is_decided_rests_on_what_is_stored_now(app: Flask, context: None) -> None:
    with unit_of_work():
        store_unit("A", "旧名")
    seen = session().query(Unit).one()

    def rename() -> None:
        with app.app_context(), unit_of_work():
            session().query(Unit).one().name = "新名"

    thread = threading.Thread(target=rename)
    thread.start()
    thread.join()
    assert seen.name == "旧名"
    with unit_of_work():
        assert seen.name == "新名"


def test_the_database_keeps_the_vocabulary(context: None) -> None:
    insert = "INSERT INTO units (code, name, short_name, kind, category, division_code, is_active)"
    with pytest.raises(IntegrityError, match="unit_kind_is_known"), unit_of_work():
        session().execute(text(f"{insert} VALUES ('X', 'X', '', 'castle', 'none', '', true)"))
    with unit_of_work():
        assert store_unit("A").kind is UnitKind.CITY_DEPARTMENT


def test_a_naive_moment_is_refused(context: None) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a time zone"), unit_of_work():
        session().add(Job(kind="k", title="t", payload={}, created_by="x", created_at=naive))


def test_points_keep_every_digit() -> None:
    dialect = Database("sqlite://").engine.dialect
    stored = Points().process_bind_param(Decimal("88.00060"), dialect)
    assert Points().process_result_value(stored, dialect) == Decimal("88.00060")
    assert UtcDateTime().process_result_value(datetime(2026, 1, 1), dialect) == datetime(2026, 1, 1, tzinfo=UTC)  # noqa: DTZ001


class TestSqlite:
    """What only the embedded database needs."""

    @pytest.fixture
    def database_kind(self) -> str:
        return "sqlite"

    @pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
    def test_it_is_set_up_to_lose_nothing(self, tmp_path: Path, pragma: str, value: object) -> None:
        with Database(f"sqlite:///{tmp_path / 'x.db'}").engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value

    def test_a_writer_that_cannot_get_in_is_refused_in_time(self, app: Flask, context: None) -> None:
        database().busy_seconds = 0
        with database().writing(), pytest.raises(DatabaseBusy), unit_of_work():
            pass

    def test_writers_of_several_processes_take_turns(self, app: Flask, context: None) -> None:
        with Path(f"{database().url.database}-turn").open("ab") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            database().busy_seconds = 0
            with pytest.raises(DatabaseBusy), unit_of_work():
                pass
            fcntl.flock(other, fcntl.LOCK_UN)
        with unit_of_work():
            store_unit("A")

    def test_a_locked_database_is_a_503_and_not_a_crash(self, app: Flask) -> None:
        with app.app_context():
            url = make_url(str(database().url))
        bind_database(app, Database(str(url), busy_seconds=1))
        blocker = sqlite3.connect(str(url.database), isolation_level=None)
        blocker.execute("BEGIN EXCLUSIVE")
        try:
            response = app.test_client().post("/sign-in", data={"login_name": "li", "password": "x"})
        finally:
            blocker.close()
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert "稍候再试" in response.text


def test_a_database_that_is_away_is_a_503(app: Flask) -> None:
    bind_database(app, Database("postgresql://nobody@127.0.0.1:9/nowhere", busy_seconds=1))
    response = app.test_client().post("/sign-in", data={"login_name": "li", "password": "x"})
    assert response.status_code == 503
