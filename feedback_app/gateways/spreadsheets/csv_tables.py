"""CSV: the delimiter that the header uses, records with the line on which each begins."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from feedback_app.gateways.spreadsheets.cells import Sentence, read_csv_cell
from feedback_app.gateways.spreadsheets.encodings import Source, open_text, probe_encoding
from feedback_app.gateways.spreadsheets.records import Record
from feedback_app.gateways.spreadsheets.refusals import MalformedCsv

DELIMITERS = (",", ";", "\t")
_PROBED_LINES = 20


@dataclass(frozen=True, kw_only=True)
class CsvFile:
    """A text file whose encoding and delimiter are known; it can be read again and again, always from the start."""

    source: Source
    name: str
    encoding: str
    delimiter: str
    sheet: str = ""

    def records(self) -> Iterator[Record]:
        """Yield every record in order, blank ones too.

        Raises:
            MalformedCsv: quotation marks do not pair up; what follows the named line could be anything.
        """
        line = 1
        with open_text(self.source, self.encoding) as text:
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            try:
                for cells in reader:
                    yield _record(line, cells)
                    line = reader.line_num + 1
            except csv.Error as error:
                raise MalformedCsv(name=self.name, line=line) from error


def open_csv(source: Source, name: str) -> CsvFile:
    """Probe a text file's encoding and delimiter."""
    encoding = probe_encoding(source, name)
    return CsvFile(source=source, name=name, encoding=encoding, delimiter=_probe_delimiter(source, encoding))


def _record(line: int, raw: list[str]) -> Record:
    cells: list[str] = []
    faults: dict[int, Sentence] = {}
    for position, value in enumerate(raw):
        text, reason = read_csv_cell(value)
        cells.append(text)
        if reason is not None:
            faults[position] = reason
    return Record(line=line, cells=cells, faults=faults)


def _probe_delimiter(source: Source, encoding: str) -> str:
    """Choose what splits the widest of the first lines: a title above the header has no delimiter at all."""
    with open_text(source, encoding) as text:
        counts = dict.fromkeys(DELIMITERS, 0)
        for _number, line in zip(range(_PROBED_LINES), text, strict=False):
            if any(counts.values()):
                break
            unquoted = "".join(line.split('"')[::2])
            counts = {delimiter: unquoted.count(delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])
