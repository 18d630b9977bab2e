"""What a piece of work uses while it runs: processor time of all its processes, and memory."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

EVERY_SECONDS = 0.5
_SERVER = "postgres"


@dataclass
class Watched:
    """Seconds of processor time by whose they were, megabytes twice a second, and the load of the machine."""

    own: float = 0.0
    helpers: float = 0.0
    server: float = 0.0
    load: float = 0.0
    megabytes: list[float] = field(default_factory=list)

    def after_a_fifth(self) -> float:
        """Return the most memory used in the first fifth of the time."""
        return max(self.megabytes[: max(1, len(self.megabytes) // 5)])


@contextmanager
def watched() -> Iterator[Watched]:
    """Watch this process and those it started while the block runs; the database's memory is not counted."""
    seen, is_over = Watched(), threading.Event()
    spent: dict[psutil.Process, float] = {}
    before = _processor_times(spent)
    thread = threading.Thread(target=_watch, args=(seen, spent, is_over))
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()
        used = {process: seconds - before.get(process, 0.0) for process, seconds in _processor_times(spent).items()}
        this = psutil.Process()
        servers = {process for process in used if _NAMES.get(process) == _SERVER}
        seen.own = used[this]
        seen.server = sum(used[process] for process in servers)
        seen.helpers = sum(used[process] for process in used.keys() - servers - {this})
        seen.load = os.getloadavg()[0]


_NAMES: dict[psutil.Process, str] = {}


def _watch(seen: Watched, spent: dict[psutil.Process, float], is_over: threading.Event) -> None:
    while not is_over.wait(EVERY_SECONDS):
        _processor_times(spent)
        seen.megabytes.append(sum(_megabytes(process) for process in spent if _NAMES.get(process) != _SERVER))


def _processor_times(spent: dict[psutil.Process, float]) -> dict[psutil.Process, float]:
    """Bring the seconds of all processes up to date, keeping those of processes that have ended; return a copy."""
    this = psutil.Process()
    for process in (this, *this.children(recursive=True)):
        try:
            times = process.cpu_times()
            spent[process] = times.user + times.system
            _NAMES.setdefault(process, process.name())
        except psutil.NoSuchProcess:
            continue
    return dict(spent)


def _megabytes(process: psutil.Process) -> float:
    """Return the resident memory, a page that several processes share divided among them."""
    try:
        return float(process.memory_full_info().pss) / 2**20
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0.0
