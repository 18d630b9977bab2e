"""The report: sections of Markdown, each a sentence or two and a table."""

import os
import platform
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.source import ROOT

REPORT = ROOT / "docs" / "benchmarks.md"
PREFACE = """# What it costs

Written by `make bench` on {machine}. Rates on a busy machine vary two or three times between runs; the
processor time of a request is steadier. The load generator runs on the same cores as the servers.
"""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One subject: what was done, the table, and what to make of it."""

    title: str
    text: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    verdict: str = ""

    def markdown(self) -> str:
        """Return the section as Markdown."""
        table = [_line(self.header), _line(["---"] * len(self.header)), *(_line(row) for row in self.rows)]
        return "\n\n".join(part for part in (f"## {self.title}", self.text, "\n".join(table), self.verdict) if part)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    what = f"Python {platform.python_version()}, Flask {version('flask')}, SQLAlchemy {version('sqlalchemy')}"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB; {what}, SQLite {sqlite3.sqlite_version}"


def _written(path: Path) -> dict[str, str]:
    """Return the sections that a report has, by title."""
    parts = path.read_text(encoding="utf-8").split("\n## ")[1:] if path.exists() else []
    return {part.partition("\n")[0]: f"## {part.rstrip()}" for part in parts}


def write(section: Section, path: Path = REPORT) -> None:
    """Put a section into the report, in the place of its last measurement."""
    sections = _written(path) | {section.title: section.markdown()}
    path.write_text("\n".join([PREFACE.format(machine=_machine()), *(f"{s}\n" for s in sections.values())]), "utf-8")
