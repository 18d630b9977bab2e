"""The database: one session a request, one way to write, the same promises on SQLite and PostgreSQL."""

import fcntl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from io import BufferedWriter
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, g
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Insert,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from feedback_app import copies
from feedback_app.errors import DatabaseBusy

TURN_POLL_SECONDS = 0.002
MANY = 100
"""From so many rows on, PostgreSQL takes them all at once, in a third of the time."""


class Base(DeclarativeBase):
    """All tables; every constraint is named, because the name is what an operator will see."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in both databases. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Points(TypeDecorator[Decimal]):
    """A decimal kept digit by digit: SQLite would turn NUMERIC into a binary float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def coded(values: type[StrEnum]) -> Enum:
    """Return the column type of a vocabulary: stored as its code, read back as its member."""
    return Enum(values, native_enum=False, length=20, values_callable=lambda members: [str(m) for m in members])


def one_of(column: str, values: type[StrEnum], name: str) -> CheckConstraint:
    """Let the database keep the vocabulary too: the column holds one of the enum's codes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


Json = JSON().with_variant(JSONB(), "postgresql")
"""A JSON document: text in SQLite, JSONB in PostgreSQL."""


class Database:
    """An engine, and on SQLite the locks that make its writers queue fairly.

    SQLite's own busy handler sleeps ever longer between its tries, so that under 16 writers the unlucky wait a second.
    One lock inside the process and one between processes keep the tail short; the busy timeout remains for programs
    that know neither.
    """

    def __init__(self, url: str, *, busy_seconds: int = 5) -> None:
        self.url = make_url(url)
        self.busy_seconds = busy_seconds
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._sqlite_engine() if self.is_sqlite else self._postgresql_engine()
        self._write_lock = threading.Lock()

    def _sqlite_engine(self) -> Engine:
        engine = create_engine(
            self.url,
            hide_parameters=True,  # an error must not write citizens' words into a log
            connect_args={"timeout": self.busy_seconds, "check_same_thread": False},
        )
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgresql_engine(self) -> Engine:
        return create_engine(
            self.url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=self.busy_seconds,
            pool_size=10,
            connect_args={"connect_timeout": self.busy_seconds},
        )

    def writing(self) -> AbstractContextManager[None]:
        """Hold the right to write, or refuse when it cannot be had in time."""
        return self._queued() if self.is_sqlite else nullcontext()

    @contextmanager
    def _queued(self) -> Iterator[None]:
        if not self._write_lock.acquire(timeout=self.busy_seconds):
            raise DatabaseBusy
        try:
            with _turn_of_process(Path(f"{self.url.database}-turn"), self.busy_seconds):
                yield
        finally:
            self._write_lock.release()


@contextmanager
def _turn_of_process(path: Path, seconds: int) -> Iterator[None]:
    """Hold a file that the other processes of this machine queue for; the end of a process gives it back too."""
    deadline = time.monotonic() + seconds
    with path.open("ab") as turn:
        while not _is_taken(turn):
            if time.monotonic() > deadline:
                raise DatabaseBusy
            time.sleep(TURN_POLL_SECONDS)
        yield


def _is_taken(turn: BufferedWriter) -> bool:
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _configure_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event below says when a transaction starts
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def bind_database(app: Flask, database: Database) -> None:
    """Give the application its database; a test gives it another one for each case."""
    app.extensions["database"] = database


def database() -> Database:
    """Return the database of the current application."""
    bound: Database = current_app.extensions["database"]
    return bound


def session() -> Session:
    """Return the session of the current request, command or job; it ends with the application context."""
    if "session" not in g:
        g.session = Session(database().engine, expire_on_commit=False)
    current: Session = g.session
    return current


def close_session(_error: BaseException | None = None) -> None:
    """Give the connection back at the end of the application context."""
    current: Session | None = g.pop("session", None)
    if current is not None:
        current.close()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """The only end of a transaction: everything inside is stored, or nothing is.

    What was read before is forgotten first, so that decisions inside rest on what is stored now.
    """
    current = session()
    if is_writing():
        raise RuntimeError("units of work do not nest")
    current.rollback()
    with database().writing():
        g.is_writing = True
        try:
            current.connection(execution_options={"writes": True})
            yield current
            current.commit()
        except BaseException:
            current.rollback()
            raise
        finally:
            g.is_writing = False


def is_writing() -> bool:
    """Tell whether a unit of work is under way."""
    return bool(g.get("is_writing", False))


def insert_new(model: type[Base], rows: Sequence[Mapping[str, Any]], *, returning: Any) -> set[Any]:
    """Insert the rows that break no uniqueness and return their keys; the others are left as they stand.

    One statement decides, so that two writers who bring the same row at once store it once.
    """
    if not rows:
        return set()
    if len(rows) >= MANY and not database().is_sqlite:
        return copies.insert_new(_flushed(), _table_of(model), rows, returning.key)
    statement = _insert_new_statement(model, returning.key, is_sqlite=database().is_sqlite)
    return set(_execute_many(statement, rows).scalars())


def insert_all(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that are known to be new; what was added to the session before is stored before them."""
    if len(rows) >= MANY and not database().is_sqlite:
        copies.copy_all(_flushed(), _table_of(model), rows)
    elif rows:
        _execute_many(_insert_statement(model), rows)


@cache
def _insert_statement(model: type[Base]) -> Insert:
    return insert(_table_of(model))


@cache
def _insert_new_statement(model: type[Base], returning: str, *, is_sqlite: bool) -> Insert:
    table = _table_of(model)
    statement = sqlite.insert(table) if is_sqlite else postgresql.insert(table)
    return statement.on_conflict_do_nothing().returning(table.c[returning])


def _execute_many(statement: Insert, rows: Sequence[Mapping[str, Any]]) -> CursorResult[Any]:
    """Execute below the ORM, whose bookkeeping costs more than the insert of the one row that a citizen sends."""
    return _flushed().execute(statement, rows[0] if len(rows) == 1 else rows)


def _flushed() -> Connection:
    current = session()
    current.flush()
    return current.connection()


def _table_of(model: type[Base]) -> Table:
    return cast(Table, model.__table__)
