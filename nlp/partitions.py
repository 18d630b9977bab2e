"""Batch work: one function over many partitions, in order, here, in other processes or on a cluster.

All three give the same results in the same order, hold only a few partitions at a time, and do a partition again whose
worker died: nothing is lost and nothing comes twice. The function is sent to a worker once, not with every partition,
because it carries a model.
"""

import gc
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock, local
from typing import Any, Protocol, TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD = 2
"""Partitions that wait for each worker, so that none is idle while results are stored."""
_MOST_ATTEMPTS = 3


class WorkersLost(Exception):
    """No process is left to do a partition: several died of it, for want of memory most likely, or all is over."""


class Waiting(Protocol):
    """A result that will be there; both concurrent.futures and Dask call it a future."""

    def result(self) -> Any: ...


class Executor(Protocol):
    """Where partitions are worked on."""

    ahead: int

    def submit(self, part: Any) -> Waiting: ...


def map_partitions(
    work: Callable[[Part], Result], parts: Iterable[Part], executor: Executor | None = None
) -> Iterator[Result]:
    """Yield work(part) for every partition, in order; without an executor here, one after the other.

    Partitions are drawn in the thread of the caller, at most `executor.ahead` before the one whose result is due. An
    executor works with the function it was made for, which must be `work`.
    """
    if executor is None:
        yield from map(work, parts)
        return
    waiting: deque[Waiting] = deque()
    for part in parts:
        waiting.append(executor.submit(part))
        if len(waiting) > executor.ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


class Processes:
    """Some processes of this machine, started when first needed and gone with the `with` block.

    A process that dies is replaced. Each waits on a pipe that only this process can write to, so that none outlives it,
    whatever ends it.
    """

    def __init__(self, work: Callable[[Part], Result], count: int) -> None:
        self.ahead = AHEAD * count
        self._pickled = pickle.dumps(work)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="partitions")
        self._of_thread = local()
        self._workers: set[_Worker] = set()
        self._lock = Lock()
        self._is_over = False

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_error: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._is_over = True
            workers, self._workers = self._workers, set()
        for worker in workers:
            worker.stop()
        self._threads.shutdown()

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes that live now."""
        with self._lock:
            return [worker.process.pid for worker in self._workers if worker.process.pid is not None]

    def submit(self, part: Any) -> Waiting:
        """Hand a partition to the next process that is free."""
        return self._threads.submit(self._done, part)

    def _done(self, part: Any) -> Any:
        """Have the process of this thread do a partition, another one where it dies."""
        for _attempt in range(_MOST_ATTEMPTS):
            worker = self._worker()
            try:
                return worker.do(part)
            except (EOFError, ConnectionError):
                if self._is_over:  # killed on purpose: nobody waits for the result any more
                    raise
                self._replace(worker)
        raise WorkersLost(f"{_MOST_ATTEMPTS} processes died of one partition")

    def _worker(self) -> "_Worker":
        worker: _Worker | None = getattr(self._of_thread, "worker", None)
        if worker is None:
            worker = _Worker(self._pickled)
            with self._lock:
                if self._is_over:
                    worker.stop()
                    raise WorkersLost("the block that wanted them is over")
                self._workers.add(worker)
            self._of_thread.worker = worker
        return worker

    def _replace(self, worker: "_Worker") -> None:
        self._of_thread.worker = None
        worker.stop()
        with self._lock:
            self._workers.discard(worker)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, pickled: bytes) -> None:
        context = get_context("spawn")  # a fork would share locks with threads that do not live on in it
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, pickled), daemon=True)
        self.process.start()
        theirs.close()

    def do(self, part: Any) -> Any:
        """Send a partition and wait for its result, or raise what it raised."""
        self._pipe.send(part)
        is_good, answer = self._pipe.recv()
        if not is_good:
            raise answer
        return answer

    def stop(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.join()
        self._pipe.close()


def _serve(pipe: Connection, pickled: bytes) -> None:
    work = pickle.loads(pickled)  # noqa: S301  from the process that started this one
    gc.freeze()  # the model and all modules stay, so nobody need look through them for cycles again
    while True:
        try:
            part = pipe.recv()
        except EOFError:
            return
        try:
            answer = True, work(part)
        except Exception as error:
            answer = False, error
        pipe.send(answer)


class Cluster:
    """A Dask cluster (the extra `cluster`), given its client.

    The scheduler gives the partitions of a worker that died to another one; one whose workers died four times in a row
    raises Dask's KilledWorker. Workers must have this package installed.
    """

    def __init__(self, work: Callable[[Part], Result], client: Any) -> None:
        self._client = client
        self._pickled = client.scatter(pickle.dumps(work), broadcast=True, hash=False)
        self.ahead = AHEAD * max(1, sum(client.nthreads().values()))

    def submit(self, part: Any) -> Waiting:
        """Hand a partition to the scheduler."""
        waiting: Waiting = self._client.submit(_do, self._pickled, part, pure=False)
        return waiting


def _do(pickled: bytes, part: Any) -> Any:
    return _unpickled(pickled)(part)


@lru_cache(maxsize=2)
def _unpickled(pickled: bytes) -> Callable[[Any], Any]:
    work: Callable[[Any], Any] = pickle.loads(pickled)  # noqa: S301  from the process that submitted the partition
    return work
