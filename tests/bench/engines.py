"""Databases to measure on: files on a real disk, every commit waited for."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import make_schema
from tests.postgres import DURABLE, postgres_server
from tests.source import ROOT

BUILD = ROOT / "build"
NAMES = {"sqlite": "SQLite, synchronous=FULL", "postgresql": "PostgreSQL, fsync on"}


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield a folder on the disk that the project is on; /tmp may be memory."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=BUILD) as folder:
        yield Path(folder)


@contextmanager
def _url(engine: str, scratch: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{scratch / 'bench.db'}"
        return
    with postgres_server(DURABLE) as server:
        server.run("CREATE DATABASE bench")
        yield server.database_url("bench")


@contextmanager
def installation(engine: str) -> Iterator[dict[str, str]]:
    """Yield the environment of an installation with all tables and no rows; gone afterwards."""
    with scratch_folder() as scratch, _url(engine, scratch) as url:
        make_schema(url)
        yield {"FEEDBACK_INSTANCE": str(scratch / "instance"), "DATABASE_URL": url}
