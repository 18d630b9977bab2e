"""What a newcomer waits for: the two commands of the README on a fresh clone."""

import os
import subprocess
import time
from pathlib import Path

from tests.bench.engines import scratch_folder
from tests.bench.report import Section
from tests.source import ROOT

COMMANDS = ("make demo SERVE=0", "make test")
OF_THIS_RUN = ("VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "DATABASE_URL", "FEEDBACK_INSTANCE")


def _timed(command: str, folder: Path) -> float:
    environment = {name: value for name, value in os.environ.items() if name not in OF_THIS_RUN}
    began = time.perf_counter()
    subprocess.run(command.split(), cwd=folder, env=environment, check=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - began


def newcomer() -> Section:
    """Clone the project and time both commands."""
    with scratch_folder() as folder:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        rows = [[f"`{command}`", f"{_timed(command, clone):.0f}"] for command in COMMANDS]
    return Section(
        title="A newcomer's wait",
        text=(
            "On a fresh clone, one after the other: the first makes the environment from the lock, the second adds "
            "what tests need. Packages come from the cache of this machine where it has one."
        ),
        header=("command", "seconds"),
        rows=rows,
    )
