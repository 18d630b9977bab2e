"""Which encoding a text file is in: decided on the whole file, because a sample may end inside a character."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO, TypeAlias

from feedback_app.gateways.spreadsheets.refusals import BINARY, MalformedCsv, NotATable, WrongEncoding

Source: TypeAlias = Path | bytes

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes; beyond it a file is not a table of answers, and reading it would fill the memory."""

CERTAIN_CHARACTERS = 8
"""So many non-ASCII characters in valid UTF-8 do not occur by chance in a GB18030 text."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, kw_only=True)
class _Break:
    """Where a decoding failed, and how many non-ASCII characters had succeeded before."""

    encoding: str
    line: int
    byte: int
    characters: int


def open_binary(source: Source) -> BinaryIO:
    """Open a path or wrap bytes: readers below never ask which."""
    return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)


def open_text(source: Source, encoding: str) -> TextIO:
    """Open a text whose encoding is known, line ends untouched, as the csv module wants it."""
    return io.TextIOWrapper(open_binary(source), encoding=encoding, newline="")


def probe_encoding(source: Source, name: str) -> str:
    """Return the codec of a text file: byte order mark, else strict UTF-8, else strict GB18030.

    Raises:
        WrongEncoding: neither fits; line and byte of the likelier one's first fault.
        NotATable: NUL bytes, so not a text.
        MalformedCsv: a line without an end.
    """
    with open_binary(source) as file:
        start = file.read(4)
    marked = next((codec for mark, codec in _BOMS if start.startswith(mark)), None)
    if marked == "utf-16":
        _refuse_bad_utf16(source, name)
        return marked
    broken = _find_break(source, name, "utf-8")
    if broken is None:
        return marked or "utf-8"
    if marked is None and broken.characters < CERTAIN_CHARACTERS:
        national = _find_break(source, name, "gb18030")
        if national is None:
            return "gb18030"
        broken = max(broken, national, key=lambda fault: (fault.line, fault.byte))
    raise WrongEncoding(name=name, encoding=broken.encoding.upper(), line=broken.line, byte=broken.byte)


def _lines(source: Source, name: str) -> Iterator[tuple[int, bytes]]:
    """Yield numbered lines. 0x0A is never part of a character in UTF-8 or GB18030, so lines decode one by one."""
    with open_binary(source) as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE:
                raise MalformedCsv(name=name, line=number)
            if b"\0" in line:
                raise NotATable(name=name, found=BINARY)
            yield number, line


def _find_break(source: Source, name: str, encoding: str) -> _Break | None:
    characters = 0
    for number, line in _lines(source, name):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError as error:
            good = line[: error.start].decode(encoding)
            characters += sum(not character.isascii() for character in good)
            return _Break(encoding=encoding, line=number, byte=error.start + 1, characters=characters)
        if characters < CERTAIN_CHARACTERS and not line.isascii():
            characters += sum(not character.isascii() for character in text)
    return None


def _refuse_bad_utf16(source: Source, name: str) -> None:
    with open_text(source, "utf-16") as text:
        line = 0
        try:
            while read := text.readline(LONGEST_LINE):
                line += 1
                if len(read) == LONGEST_LINE:
                    raise MalformedCsv(name=name, line=line)
        except UnicodeDecodeError as error:
            raise WrongEncoding(name=name, encoding="UTF-16", line=line + 1, byte=error.start + 1) from error
