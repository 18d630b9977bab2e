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


def write(sections: Sequence[Section], path: Path = REPORT) -> str:
    """Write the report and return it."""
    text = "\n".join([PREFACE.format(machine=_machine()), *(f"{section.markdown()}\n" for section in sections)])
    path.write_text(text, encoding="utf-8")
    return text
