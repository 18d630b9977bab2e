"""Measures what is named on the command line, or everything, and keeps the report.

`hotline=1000000` imports so many records.
"""

import sys
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.markdown import Markdown

from tests.bench import report
from tests.bench.copies import copies
from tests.bench.engine import engine
from tests.bench.estimation import estimation
from tests.bench.hotline import hotline_import, where_an_import_spends_its_time
from tests.bench.newcomer import newcomer
from tests.bench.scoring import scoring
from tests.bench.submit import page_size, submissions

SECTIONS: Mapping[str, Callable[..., report.Section]] = {
    "page": page_size,
    "submit": submissions,
    "hotline": hotline_import,
    "profile": where_an_import_spends_its_time,
    "scoring": scoring,
    "estimation": estimation,
    "engine": engine,
    "copies": copies,
    "newcomer": newcomer,
}


def main(wanted: list[str]) -> None:
    """Measure, and put each section into the report as soon as it is there."""
    console = Console()
    for name in wanted or SECTIONS:
        console.print(f"measuring: {name} …")
        subject, _, count = name.partition("=")
        section = SECTIONS[subject](*([int(count)] if count else []))
        report.write(section)
        console.print(Markdown(section.markdown()))
    console.print(f"written: {report.REPORT}")


if __name__ == "__main__":  # the processes of a pool import this module too
    main(sys.argv[1:])
