"""Gunicorn as ``feedback serve`` starts it, watched from outside: what it answers and how much processor it takes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class WebServer:
    """A running server: its port and its processes."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used."""
        return sum(_cpu_of(pid) for pid in (self.pid, *_children(self.pid)))


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _cpu_of(pid: int) -> float:
    user, system = _stat(pid)[11:13]
    return (int(user) + int(system)) / TICKS


def _children(parent: int) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and _stat(pid)[1] == str(parent)]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nobody listens on port {port}")


@contextmanager
def serving(application: str, environment: Mapping[str, str]) -> Iterator[WebServer]:
    """Serve an application factory with the workers and threads that ``feedback serve`` uses."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    command += ["--config", "python:feedback_app.serving"]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _await(port)
        yield WebServer(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait()
