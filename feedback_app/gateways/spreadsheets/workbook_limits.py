"""What a workbook may unfold to, counted by unfolding it: the sizes that an archive declares are the sender's claim.

The reader below allocates the rectangle between the first and the last cell at once, and as many strings as a part
says it has, and it ends the whole process where memory is short: two cells far apart, or one attribute, in a file of
five kilobytes would do. So both are measured here, before it.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from feedback_app.gateways.spreadsheets.encodings import Source, open_binary
from feedback_app.gateways.spreadsheets.refusals import DamagedWorkbook, WorkbookTooLarge

CHUNK = 16 * 1024
RATIO_MATTERS_FROM = 4 * 1024 * 1024
LONGEST_TAG = 256 * 1024
SHORTEST_STRING = len(b"<si/>")

_LOCAL_HEADER = b"PK\x03\x04"
_CELL = re.compile(
    rb"<(?:[^\s<>/:]+:)?c(?:\s+r=[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']|(?=[\s/>]))",
)
_CELL_TAG = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])([^>]*)>")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})([0-9]{1,7})[\"']")
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row(?=[\s/>])(?:[^>]*?\sr\s*=\s*[\"']([0-9]{1,7})[\"'])?")
_DECLARED_STRINGS = re.compile(rb"\suniqueCount\s*=\s*[\"']([^\"']*)")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SUSPECT = re.compile(rb"<(?:[^\s<>/:]+:)?f[\s/>]|\st\s*=\s*[\"']e[\"']")


@dataclass(frozen=True, kw_only=True)
class WorkbookLimits:
    """How large a workbook may be; an upload beyond it belongs into a CSV file."""

    parts: int = 200
    expanded_bytes: int = 256 * 1024 * 1024
    ratio: int = 60
    cells: int = 12_000_000


@dataclass(kw_only=True)
class _Extent:
    """How far one part's cells reach; filled while the part streams by."""

    columns: int = 0
    last_row: int = 0
    counted_rows: int = 0
    declared_strings: int = 0
    is_suspect: bool = False

    @property
    def area(self) -> int:
        return self.columns * max(self.last_row, self.counted_rows)


def inspect_workbook(source: Source, name: str, limits: WorkbookLimits) -> frozenset[str]:
    """Unfold every part within the limits and return the parts that hold formulas or error values.

    Raises:
        WorkbookTooLarge: a limit is passed; ``measure`` names which.
        DamagedWorkbook: not a sound archive, or XML with a document type declaration.
    """
    try:
        with open_binary(source) as file, zipfile.ZipFile(file) as archive:
            return _inspect_parts(file, archive.infolist(), name, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise DamagedWorkbook(name=name, part="zip") from error


def _inspect_parts(file: BinaryIO, parts: list[zipfile.ZipInfo], name: str, limits: WorkbookLimits) -> frozenset[str]:
    if len(parts) > limits.parts:
        raise WorkbookTooLarge(name=name, measure="parts", found=len(parts), allowed=limits.parts)
    expanded, packed, suspects = 0, 0, set()
    for part in parts:
        extent, scan, start = _Extent(), _Scan(name=name, part=part.filename), expanded
        packed += part.compress_size
        for chunk in _unfold(file, part):
            expanded += len(chunk)
            _check_size(expanded, packed, name, limits)
            scan.feed(chunk, extent)
            if extent.area > limits.cells:
                raise WorkbookTooLarge(name=name, measure="cells", found=extent.area, allowed=limits.cells)
        if extent.declared_strings * SHORTEST_STRING > expanded - start:
            raise DamagedWorkbook(name=name, part=part.filename)
        if extent.is_suspect:
            suspects.add(part.filename)
    return frozenset(suspects)


def _check_size(expanded: int, packed: int, name: str, limits: WorkbookLimits) -> None:
    if expanded > limits.expanded_bytes:
        raise WorkbookTooLarge(name=name, measure="bytes", found=expanded, allowed=limits.expanded_bytes)
    if expanded > RATIO_MATTERS_FROM and expanded > packed * limits.ratio:
        raise WorkbookTooLarge(name=name, measure="ratio", found=expanded // max(packed, 1), allowed=limits.ratio)


def _unfold(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what really is packed: ``zipfile`` would stop at the declared size, the reader below would not."""
    file.seek(part.header_offset)
    header = file.read(30)
    if not header.startswith(_LOCAL_HEADER) or len(header) < 30 or part.flag_bits & 1:
        raise zipfile.BadZipFile(part.filename)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile(part.filename)
    decoder = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    remaining = part.compress_size
    while remaining > 0:
        packed = file.read(min(CHUNK, remaining))
        if not packed:
            raise zipfile.BadZipFile(part.filename)
        remaining -= len(packed)
        yield decoder.decompress(packed) if decoder else packed
    if decoder and not decoder.eof and part.compress_size:
        raise zipfile.BadZipFile(part.filename)


@dataclass(kw_only=True)
class _Scan:
    """Looks through one part tag by tag, however its bytes are cut into chunks."""

    name: str
    part: str
    rest: bytes = b""

    def feed(self, chunk: bytes, extent: _Extent) -> None:
        """Measure the complete tags of what has come so far; keep the last, incomplete one."""
        if self.part.endswith((".xml", ".rels")) and b"\0" in chunk:
            raise DamagedWorkbook(name=self.name, part=self.part)
        content = self.rest + chunk
        end = content.rfind(b"<")
        self.rest = content[end:] if end >= 0 and b">" not in content[end:] else b""
        if len(self.rest) > LONGEST_TAG:
            raise DamagedWorkbook(name=self.name, part=self.part)
        self._measure(content[: len(content) - len(self.rest)], extent)

    def _measure(self, content: bytes, extent: _Extent) -> None:
        if _DECLARATION.search(content):
            raise DamagedWorkbook(name=self.name, part=self.part)
        references = set(_CELL.findall(content))
        if (b"", b"") in references:
            references = set(self._find_late_references(content))
        if references:
            extent.columns = max(extent.columns, *(_column(letters) for letters in {r[0] for r in references}))
            extent.last_row = max(extent.last_row, *map(int, {r[1] for r in references}))
        rows: list[bytes] = _ROW.findall(content)
        extent.counted_rows += len(rows)
        extent.last_row = max(extent.last_row, *map(int, filter(None, rows)), 0)
        for declared in _DECLARED_STRINGS.findall(content):
            if not declared.isdigit():
                raise DamagedWorkbook(name=self.name, part=self.part)
            extent.declared_strings = max(extent.declared_strings, int(declared[:12]))
        extent.is_suspect = extent.is_suspect or _SUSPECT.search(content) is not None

    def _find_late_references(self, content: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield addresses that are not their cell's first attribute; a cell without any cannot be measured."""
        for attributes in _CELL_TAG.findall(content):
            reference = _REFERENCE.search(attributes)
            if reference is None:
                raise DamagedWorkbook(name=self.name, part=self.part)
            yield reference[1], reference[2]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
