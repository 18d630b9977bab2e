"""An import killed without warning (SIGKILL) goes on where it was: nothing lost, nothing twice."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback_app import clock
from feedback_app.channels.hotline.models import HotlineFile, HotlineRecord
from feedback_app.database import session
from feedback_app.jobs.models import Job, JobState
from feedback_app.jobs.worker import run_next
from feedback_app.responses.models import Response

ROWS = 3_000
DEADLINE_SECONDS = 120
PROGRAM = """
import sys
from datetime import datetime
from feedback_app import clock
from feedback_app.cli import main
with clock.stopped(datetime.fromisoformat(sys.argv.pop(1))):
    main(["import", "hotline", *sys.argv[1:]])
"""


def _write_orders(path: Path) -> None:
    rows = (f"K{n:07},第{n}号路灯不亮,幸福路第{n}号路灯报修五次没有人来修，打电话没人接\n" for n in range(ROWS))
    path.write_text("工单编号,标题,主要内容\n" + "".join(rows), encoding="utf-8")


def _rows_read() -> int:
    session().rollback()
    return session().scalar(select(func.max(HotlineFile.rows_read))) or 0


def _kill_in_the_middle(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while _rows_read() == 0:
        assert process.poll() is None, "the import ended before it could be killed"
        assert time.monotonic() < deadline, "the import did not begin"
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_import_goes_on_where_it_was(
    app: Flask, environment: dict[str, str], now: datetime, tmp_path: Path
) -> None:
    orders = tmp_path / "orders.csv"
    _write_orders(orders)
    command = [sys.executable, "-c", PROGRAM, now.isoformat(), str(orders)]
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    with app.app_context():
        _kill_in_the_middle(process)
        before = _rows_read()
        assert 0 < before < ROWS
        assert session().scalar(select(func.count()).select_from(HotlineRecord)) == before
        assert run_next() is None, "its lease has not run out: somebody may still be at it"
        with clock.stopped(now + timedelta(minutes=2)):
            run_next()
        job = session().scalars(select(Job)).one()
        assert (job.state, job.done, job.attempts) == (JobState.DONE, ROWS, 2)
        lines = list(session().scalars(select(HotlineRecord.line).order_by(HotlineRecord.line)))
        assert lines == list(range(2, ROWS + 2))
        assert session().scalar(select(func.count()).select_from(Response)) == ROWS


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """The killed process shares its machine with the tests."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
