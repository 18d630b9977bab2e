"""The same jobs by R's survey package, where R is installed (Debian: r-base-core and r-cran-survey)."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from surveys.estimation import Margin

SCRIPT = Path(__file__).with_suffix(".R")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The median seconds that R took for a job, and of its processor; and the figures that it came to."""

    seconds: float
    processor: float
    figures: tuple[float, ...]

    def differs_from(self, figures: Sequence[float]) -> float:
        """Return the largest relative difference from other figures of the same job."""
        return max(abs(ours / theirs - 1) for ours, theirs in zip(figures, self.figures, strict=True))


def is_installed() -> bool:
    """Whether R is here, with its survey package."""
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "--vanilla", "-e", "library(survey)"], capture_output=True).returncode == 0


def measure(
    people: Mapping[str, np.ndarray], margins: Sequence[Margin], repeats: int
) -> tuple[str, dict[str, Measured]]:
    """Have R do its jobs on the same people; return its package's version, and the jobs by name."""
    with TemporaryDirectory() as folder:
        sample, known = Path(folder, "people.csv"), Path(folder, "known.csv")
        columns = {**people, **{margin.name: margin.codes for margin in margins}}
        np.savetxt(
            sample, np.column_stack([*columns.values()]), "%.17g", delimiter=",", header=",".join(columns), comments=""
        )
        levels = [
            f"{margin.name},{level},{total!r}"
            for margin in margins
            for level, total in zip(margin.levels, margin.targets.tolist(), strict=True)
        ]
        known.write_text("\n".join(["margin,level,total", *levels, ""]), encoding="utf-8")
        command = ["Rscript", "--vanilla", str(SCRIPT), str(sample), str(known), str(repeats)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    (_, version), *jobs = (line.split() for line in printed)
    return version, {
        name: Measured(seconds=seconds, processor=processor, figures=tuple(figures))
        for name, (seconds, processor, *figures) in ((name, map(float, numbers)) for name, *numbers in jobs)
    }
