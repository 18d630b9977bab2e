"""One pipeline for the whole session, and the real data where it lies beside the project."""

import os
from pathlib import Path

import pytest

from nlp.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return Pipeline.load()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real messages; the test is skipped where it is absent."""
    place = Path(os.environ.get("FEEDBACK_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    if not place.is_dir():
        pytest.skip(f"the real data is not at {place}; set FEEDBACK_SHARED_DATA")
    return place
