"""One cell: from what the file holds to clean text, and from text to what is safe to open in a spreadsheet program."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

Sentence: TypeAlias = LazyString | str
"""A reason that a person reads: translated when it is shown, not when it is found."""

RawCell: TypeAlias = int | float | str | bool | date | datetime | time | timedelta | None

EXACT_DIGITS = 15
"""A binary float keeps fifteen decimal digits; of longer codes a spreadsheet program has changed the end."""

FORMULA_FOUND = _l("这一格是公式，请改为粘贴数值")
ERROR_FOUND = _l("这一格是错误值（如 #N/A），请更正")
MERGED_FOUND = _l("这一格属于合并单元格，请取消合并并逐格填写")
DIGITS_LOST = _l("这一格是超过 15 位的数字，末尾几位已被表格软件改掉。请把整列设为“文本”后重新填写")

_BLANKS = " \t\r\n\v\f\u00a0\u3000\ufeff\u200b\u200c\u200d\u2060"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DANGEROUS = re.compile(rf"'*[{_BLANKS}]*[=+\-@＝＋－＠]|'*[\t\r]")
_QUOTED_TEXT = re.compile(r'="([^"=]*)"')
_FORMULA = re.compile(r"=\s*[^=\s]")


@dataclass(frozen=True, kw_only=True, slots=True)
class CellFault:
    """A cell (or, with an empty column, a whole row) that cannot be taken at its word."""

    column: str
    value: str
    reason: Sentence


def too_few_cells(found: int, expected: int) -> Sentence:
    """Say that a line ends before the header does."""
    sentence: Sentence = _l("这一行只有 %(found)s 格，表头有 %(expected)s 列", found=found, expected=expected)
    return sentence


def too_many_cells(found: int, expected: int) -> Sentence:
    """Say that something stands where the header names no column."""
    sentence: Sentence = _l("这一行有 %(found)s 格，表头只有 %(expected)s 列", found=found, expected=expected)
    return sentence


def clean(text: str) -> str:
    """Trim blanks of every width and drop control characters that no database takes.

    >>> clean(" \u3000满意 ")
    '满意'
    """
    trimmed = text.strip(_BLANKS)
    return _CONTROL.sub("", trimmed) if _CONTROL.search(trimmed) else trimmed


def guard(text: str) -> str:
    """Keep a spreadsheet program from calculating a text, by the apostrophe that means "text" to all of them.

    >>> guard("=1+1"), guard("满意")
    ("'=1+1", '满意')
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguard(text: str) -> str:
    """Undo :func:`guard`, so that an export comes back as it went.

    >>> unguard(guard("'=1+1"))
    "'=1+1"
    """
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def is_dangerous(text: str) -> bool:
    """Tell whether a spreadsheet program might calculate this text."""
    return _DANGEROUS.match(text) is not None


def read_csv_cell(raw: str) -> tuple[str, Sentence | None]:
    """Return the text of a CSV cell, and why it cannot be trusted if so. ``="0012"`` is a known way to write text."""
    text = clean(raw)
    if not text or text[0] not in "='":
        return text, None
    if text[0] == "'":
        return clean(unguard(text)), None
    if quoted := _QUOTED_TEXT.fullmatch(text):
        return clean(quoted[1]), None
    return text, FORMULA_FOUND if _FORMULA.match(text) else None


def read_workbook_cell(raw: RawCell) -> tuple[str, Sentence | None]:
    """Return the text of a workbook's cell, and why it cannot be trusted if so.

    Numbers lose the ``.0`` that a float carries; moments become ISO 8601.
    """
    if isinstance(raw, str):
        return clean(raw), None
    if raw is None:
        return "", None
    if isinstance(raw, bool):
        return ("yes" if raw else "no"), None
    if isinstance(raw, int | float):
        return _number_text(raw)
    if isinstance(raw, datetime) and raw.time() == time():
        return raw.date().isoformat(), None
    return (str(raw) if isinstance(raw, timedelta) else raw.isoformat()), None


def _number_text(number: float) -> tuple[str, Sentence | None]:
    text = format(Decimal(format(number, f".{EXACT_DIGITS}g")), "f")
    return text, DIGITS_LOST if abs(number) >= 10**EXACT_DIGITS else None
