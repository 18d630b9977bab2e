"""Processes that help to read a large file."""

import os
from contextlib import AbstractContextManager, nullcontext

from feedback_app.channels.hotline.reading import Reader
from feedback_app.config import settings
from nlp.partitions import Processes

FROM_ROWS = 20_000
"""Below it a file is read before the processes would have started."""


def reading_processes(reader: Reader, *, rows: int) -> AbstractContextManager[Processes | None]:
    """Return the processes that read so many rows: as many as the settings say, none for a small file."""
    count = settings().import_processes or len(os.sched_getaffinity(0))
    return Processes(reader.read, count) if rows >= FROM_ROWS and count > 1 else nullcontext()
