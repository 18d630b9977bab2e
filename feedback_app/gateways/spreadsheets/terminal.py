"""What is wrong in a file, as commands print it: a line for each reason in each column, with the first places."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from feedback_app.gateways.spreadsheets.problems import ProblemGroup, RowProblems
from feedback_app.gateways.spreadsheets.writing import write_csv

MOST_GROUPS, MOST_RUNS = 30, 5


def problem_table(problems: RowProblems) -> Table:
    """Return problems as a table; those alike are one line of it, as on the pages."""
    groups = problems.groups()
    hidden = len(groups) - MOST_GROUPS
    table = Table("column", Column("reason", overflow="fold"), "cells", "lines", "values")
    table.caption = f"… and {hidden} more reasons" if hidden > 0 else None
    for group in groups[:MOST_GROUPS]:
        values = _listed(group.values, has_more=group.has_more)
        table.add_row(escape(group.column), escape(group.reason), f"{group.count:,}", lines_of(group), escape(values))
    return table


def tell_problems(problems: RowProblems, path: Path | None = None) -> None:
    """Show problems in the terminal, and write every place of them to a CSV file where asked."""
    Console(stderr=True).print(problem_table(problems))
    if path is not None:
        with path.open("wb") as file:
            write_csv(file, problems.headers(), problems.rows())


def lines_of(group: ProblemGroup) -> str:
    """Return the first lines of problems that are alike, those in a row as one."""
    runs = [str(first) if first == last else f"{first}–{last}" for first, last in group.runs]
    return _listed(runs[:MOST_RUNS], has_more=len(runs) > MOST_RUNS)


def _listed(texts: Sequence[str], *, has_more: bool) -> str:
    return ", ".join([*texts, "…"] if has_more else texts)
