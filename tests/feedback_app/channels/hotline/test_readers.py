"""A large file is read by several processes: the same records and the same reports as by one."""

import os

import pytest

from feedback_app.channels.hotline import importing, queries, readers
from feedback_app.channels.hotline.engine import load_engine
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.channels.hotline.reading import as_json
from feedback_app.database import session, unit_of_work
from feedback_app.jobs.models import JobState
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.service import pause, resume
from feedback_app.jobs.worker import Progress, run_job
from nlp.partitions import Processes
from tests.feedback_app.channels.hotline.conftest import Begin, Import

HEADER = "工单编号,主要内容\n"
TEXTS = ("路灯报修五次都没有人来修", "感谢市教育局很快解决了补课的问题", "请问办理居住证要带什么材料？")


def _orders(number: int) -> str:
    return "".join(f"N{n:06},这是第{n}次打电话，{TEXTS[n % 3]}\n" for n in range(number))


@pytest.fixture
def database_kind() -> str:
    """One is enough: the processes know nothing of the database."""
    return "sqlite"


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Processes]:
    """The processes of imports, on a machine of two cores where even a small file is a large one."""
    every: list[Processes] = []

    class Noted(Processes):
        def __enter__(self) -> Processes:
            every.append(self)
            return super().__enter__()

    monkeypatch.setattr(readers, "Processes", Noted)
    monkeypatch.setattr(readers, "FROM_ROWS", 50)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(importing, "CHUNK", 8)
    return every


def test_orders_that_come_twice_are_known_before_the_first_is_stored(
    import_file: Import, started: list[Processes]
) -> None:
    repeated = "N000059,再来一件\nN000059,又一件\nN000050,上一批的一件\nN000000,很久以前的一件\n"
    file = import_file((HEADER + _orders(60) + repeated).encode())
    records = list(session().query(HotlineRecord).order_by(HotlineRecord.line))
    assert [record.line for record in records] == list(range(2, 62))
    assert [(problem.line, problem.reason) for problem in queries.list_problems(file)] == [
        (62, "工单编号重复：已从“本文件”第 61 行导入"),
        (63, "工单编号重复：已从“本文件”第 61 行导入"),
        (64, "工单编号重复：已从“工单.csv”第 52 行导入"),
        (65, "工单编号重复：已从“工单.csv”第 2 行导入"),
    ]
    found = load_engine(queries.load_units())([record.text for record in records])
    assert [record.extraction for record in records] == [_stored(as_json(one)) for one in found]
    assert len(started) == 1


def test_a_small_file_is_read_without_them(import_file: Import, started: list[Processes]) -> None:
    import_file((HEADER + _orders(49)).encode())
    assert (session().query(HotlineRecord).count(), started) == (49, [])


def test_a_paused_import_leaves_none_behind_and_goes_on(begin: Begin, started: list[Processes]) -> None:
    job = begin((HEADER + _orders(60)).encode())
    pids: list[int] = []

    def stop(progress: Progress) -> None:
        if progress.done == 16:
            pids.extend(started[0].pids)
            with unit_of_work():
                pause(get_job(job.id))

    run_job(job.id, on_progress=stop)
    assert (get_job(job.id).state, session().query(HotlineRecord).count()) == (JobState.PAUSED, 16)
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with unit_of_work():
        resume(get_job(job.id))
    run_job(job.id)
    assert (get_job(job.id).state, session().query(HotlineRecord).count()) == (JobState.DONE, 60)


def _stored(value: object) -> object:
    """What JSON makes of a value: lists of tuples."""
    if isinstance(value, dict):
        return {key: _stored(inner) for key, inner in value.items()}
    return [_stored(inner) for inner in value] if isinstance(value, list | tuple) else value
