"""Batch work gives the same results in the same order wherever it is done, and survives the death of a worker."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.corpus import own_examples
from nlp.partitions import AHEAD, Cluster, Executor, Processes, WorkersLost, map_partitions
from nlp.pipeline import Pipeline
from tests.nlp.partition_work import always_dies, dies_once, refuses, slow_squares, squares, takes_long

PARTS = [list(range(10 * n, 10 * n + 10)) for n in range(12)]
EXPECTED = [squares(part) for part in PARTS]


def test_without_an_executor_parts_are_done_here_one_after_the_other() -> None:
    drawn: list[int] = []

    def parts() -> Iterator[list[int]]:
        for number, part in enumerate(PARTS):
            drawn.append(number)
            yield part

    results = map_partitions(squares, parts())
    assert (next(results), drawn) == (EXPECTED[0], [0])
    assert list(results) == EXPECTED[1:]


def test_processes_answer_in_order_draw_only_a_few_parts_ahead_and_are_gone_in_the_end() -> None:
    drawn: list[int] = []

    def parts() -> Iterator[list[int]]:
        for number, part in enumerate(PARTS):
            drawn.append(number)
            yield part

    with Processes(squares, 2) as processes:
        results = map_partitions(squares, parts(), processes)
        assert next(results) == EXPECTED[0]
        assert len(drawn) == AHEAD * 2 + 1
        assert list(results) == EXPECTED[1:]
        pids = processes.pids
        assert len(pids) == 2
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_killed_process_loses_nothing_and_repeats_nothing() -> None:
    with Processes(slow_squares, 2) as processes:
        results = map_partitions(slow_squares, PARTS, processes)
        found = [next(results)]
        os.kill(processes.pids[0], signal.SIGKILL)
        assert found + list(results) == EXPECTED


def test_a_part_that_kills_its_process_is_tried_again(tmp_path: Path) -> None:
    with Processes(dies_once, 1) as processes:
        assert list(map_partitions(dies_once, [tmp_path / "died"], processes)) == [7]


def test_a_part_that_kills_every_process_is_named() -> None:
    with Processes(always_dies, 1) as processes, pytest.raises(WorkersLost):
        list(map_partitions(always_dies, [1], processes))


def test_work_broken_off_is_not_begun_again(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with Processes(takes_long, 1) as processes:
        processes.submit(log)
        while not log.exists():
            time.sleep(0.01)
    assert log.read_text() == "begun\n"
    assert processes.pids == []


def test_what_a_part_raises_is_raised_here() -> None:
    with Processes(refuses, 1) as processes:
        results = map_partitions(refuses, range(5), processes)
        assert [next(results), next(results), next(results)] == [0, 1, 2]
        with pytest.raises(ValueError, match="three"):
            next(results)


@pytest.fixture
def two_workers() -> Iterator[object]:
    """A Dask cluster of two processes on this machine, without a dashboard."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.mark.filterwarnings("ignore")  # Dask's own, about what it imports and about closing down
def test_a_cluster_that_loses_a_worker_loses_nothing_and_repeats_nothing(two_workers: object) -> None:
    cluster: Executor = Cluster(slow_squares, two_workers)
    results = map_partitions(slow_squares, PARTS, cluster)
    found = [next(results)]
    pids = two_workers.run(os.getpid)  # type: ignore[attr-defined]
    os.kill(next(iter(pids.values())), signal.SIGKILL)
    assert found + list(results) == EXPECTED


def test_the_pipeline_answers_the_same_in_other_processes(pipeline: Pipeline) -> None:
    texts = [example.text for example in own_examples()[:40]]
    parts = [texts[:25], texts[25:]]
    with Processes(pipeline.extract_many, 1) as processes:
        found = list(map_partitions(pipeline.extract_many, parts, processes))
    assert found == [pipeline.extract_many(part) for part in parts]
