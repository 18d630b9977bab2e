"""Small pieces of work for other processes, in a module of their own: a process imports all that stands beside them."""

import os
import signal
import time
from pathlib import Path

SLOW = 0.05


def squares(part: list[int]) -> list[int]:
    return [number * number for number in part]


def slow_squares(part: list[int]) -> list[int]:
    time.sleep(SLOW)
    return squares(part)


def dies_once(path: Path) -> int:
    """Kill the process at the first call of all."""
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 7


def always_dies(_part: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def refuses(part: int) -> int:
    if part == 3:
        raise ValueError("three")
    return part


def takes_long(path: Path) -> None:
    """Say that the work has begun, then go on for longer than anybody waits."""
    with path.open("a") as log:
        log.write("begun\n")
    time.sleep(20 * 60 * SLOW)
