"""The verification data that lies beside the project, for tests that measure on it and skip where it is absent."""

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

SHARED = Path(os.environ.get("FEEDBACK_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "stats"
MARKS = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the shared verification data is not beside the project"),
]

Test = TypeVar("Test", bound=Callable[..., object])


def needs_shared_data(test: Test) -> Test:
    """Mark a test as one that reads the data, skipped where there is none."""
    for mark in MARKS:
        test = mark(test)
    return test


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a file, by column."""
    with (SHARED / name).open(encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))
