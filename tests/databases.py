"""A fresh database for every test, on both engines: a copy of one template that the migrations made."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

import feedback_app.slices  # noqa: F401  -- every slice's tables
from feedback_app.database import Base, Database
from feedback_app.schema import MIGRATIONS, upgrade
from tests.postgres import Server, postgres_server

KINDS = ("sqlite", "postgresql")
NewDatabase = Callable[[], str]


def _no_fsync(connection: Any, _entry: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database for a test, which need not survive a power cut, and let it go."""
    database = Database(url)
    if database.is_sqlite:
        event.listen(database.engine, "connect", _no_fsync)
    try:
        yield database
    finally:
        database.engine.dispose()


def make_schema(url: str) -> None:
    """Make the tables, by the migrations as an operator would."""
    with opened(url) as database:
        if any((MIGRATIONS / "versions").glob("*.py")):
            upgrade(database)
        else:
            Base.metadata.create_all(database.engine)


class Postgres:
    """Makes and drops the databases of one test process."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.numbers = count(1)
        self.template = f"feedback_template_{os.getpid()}"

    def make_template(self) -> None:
        self.server.run(f"CREATE DATABASE {self.template}")
        make_schema(self.server.database_url(self.template))

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Yield the address of a database without tables."""
        with self._made("TEMPLATE template0") as url:
            yield url

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Yield the address of a database with all tables and no rows."""
        with self._made(f"TEMPLATE {self.template} STRATEGY FILE_COPY") as url:
            yield url

    @contextmanager
    def _made(self, how: str) -> Iterator[str]:
        name = f"feedback_test_{os.getpid()}_{next(self.numbers)}"
        self.server.run(f"CREATE DATABASE {name} {how}")
        try:
            yield self.server.database_url(name)
        finally:
            self.server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL server for this test process."""
    with postgres_server() as server:
        databases = Postgres(server)
        databases.make_template()
        yield databases
        server.run(f"DROP DATABASE {databases.template} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("template") / "feedback.db"
    make_schema(f"sqlite:///{path}")
    return path


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The engine that a test runs on: both, one after the other.

    A module that needs only one defines a fixture of the same name that returns it.
    """
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of this test's own database: all tables, no rows."""
    if database_kind == "sqlite":
        path = tmp_path / "feedback.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        with request.getfixturevalue("postgres").fresh() as url:
            yield url


@pytest.fixture
def empty_database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, for tests of the migrations themselves."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with request.getfixturevalue("postgres").empty() as url:
            yield url
