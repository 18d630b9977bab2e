"""A record: the cells of one line before anybody has said what the columns are called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from feedback_app.gateways.spreadsheets.cells import Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """Clean cells from position 0 on; ``line`` counts from 1 as an editor or a spreadsheet program shows it."""

    line: int
    cells: list[str]
    faults: Mapping[int, Sentence]

    @property
    def is_blank(self) -> bool:
        """Nothing stands in any cell, and nothing that could not be read either."""
        return not any(self.cells) and not self.faults


class RecordSource(Protocol):
    """What a table is read from: a CSV file or one sheet of a workbook."""

    @property
    def name(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def delimiter(self) -> str: ...
    @property
    def sheet(self) -> str: ...
    def records(self) -> Iterator[Record]: ...
