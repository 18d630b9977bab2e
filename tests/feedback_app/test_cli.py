"""The command that serves: what it starts, it also ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from feedback_app.cli import main

START_SECONDS = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=2) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def _await(port: int, *, answering: bool) -> bool:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends:
        if _answers(port) is answering:
            return True
        time.sleep(0.2)
    return False


def test_serving_ends_whole(tmp_path: Path) -> None:
    port = _free_port()
    environment = {**os.environ, "FEEDBACK_INSTANCE": str(tmp_path), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "feedback_app.cli", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        assert _await(port, answering=True)
        server.send_signal(signal.SIGTERM)
        server.wait(START_SECONDS)
    assert _await(port, answering=False)


def test_a_busy_port_is_told_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr("feedback_app.cli._run_together", lambda *_, **__: pytest.fail("nothing may be started"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        shown = CliRunner().invoke(main, ["serve", "--port", str(port)])
    assert shown.exit_code == 1
    assert shown.output == f"Error: port {port} of 127.0.0.1 is in use; choose another with --port\n"


def test_a_host_that_is_not_ours_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")
    shown = CliRunner().invoke(main, ["serve", "--host", "192.0.2.1", "--port", str(_free_port())])
    assert shown.exit_code == 1
    assert "of 192.0.2.1 cannot be used: " in shown.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["score", "1999"], "there is no period '1999'"),
        (["verify", "1999"], "there is no period '1999'"),
        (["score"], "there is no period yet"),
    ],
)
def test_what_is_not_found_is_named(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_INSTANCE", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "")
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    shown = CliRunner().invoke(main, arguments)
    assert shown.exit_code == 1
    assert told in shown.output
    assert "地址" not in shown.output


def test_starting_loads_no_learning_library() -> None:
    """Every process pays for what it loads; learning takes 70 MB and seconds that only the training needs."""
    loaded = "import sys, feedback_app.cli; print('sklearn' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
