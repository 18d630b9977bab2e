"""The rows of an XLSForm: the sheets that pyxform reads, with columns under one name and texts by language."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

from surveys.errors import SurveyError
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text

LARGEST_FILE = 5 * 2**20  # bytes
LARGEST_UNPACKED = 50 * 2**20

_COLUMNS: Mapping[str, str] = {
    "relevance": "relevant",
    "caption": "label",
    "constraint message": "constraint_message",
    "constraining message": "constraint_message",
    "calculate": "calculation",
    "readonly": "read_only",
    "value": "name",
    "list name": "list_name",
    "command": "type",
    "tag": "name",
}
_LANGUAGES: Mapping[str, str] = {
    "中文": PRIMARY_LANGUAGE,
    "简体中文": PRIMARY_LANGUAGE,
    "chinese": PRIMARY_LANGUAGE,
    "zh": PRIMARY_LANGUAGE,
    "zh-cn": PRIMARY_LANGUAGE,
    "default": PRIMARY_LANGUAGE,
    "繁體中文": "zh-Hant",
    "繁体中文": "zh-Hant",
    "zh-tw": "zh-Hant",
    "english": "en",
}
_TAG = re.compile(r"[a-zA-Z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something in a form that has no place here, where it stands, and why; ``row`` 0 is the sheet as a whole."""

    sheet: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.sheet} row {self.row}" if self.row else self.sheet
        return f"{place}, {self.column}: {self.reason}" if self.column else f"{place}: {self.reason}"


class XlsFormProblems(SurveyError):
    """A form that cannot be taken: every reason at once, each with its row."""

    def __init__(self, problems: Sequence[Notice]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a sheet: plain cells by column, translated cells by column and language."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]

    def cell(self, column: str) -> str:
        """Return a cell, empty where there is none."""
        return self.cells.get(column, "")

    def text(self, column: str) -> Text:
        """Return a wording in all languages that the row has."""
        return Text(versions=dict(self.texts.get(column, {})))

    def notice(self, column: str, reason: str) -> Notice:
        """Return a notice about this row."""
        return Notice(sheet=self.sheet, row=self.number, column=column, reason=reason)


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """The three sheets that an XLSForm consists of."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Mapping[str, str]


def read_workbook(content: bytes, file_type: str) -> Workbook:
    """Read an XLSForm that pyxform accepts.

    Args:
        content: the file.
        file_type: ``.xlsx``, ``.xls``, ``.csv`` or ``.md``.

    Raises:
        XlsFormProblems: the file is too large, or pyxform refuses it; its reasons and rows.
    """
    _refuse_bombs(content)
    try:
        convert(content, file_type=file_type)
        found = get_xlsform(content, file_type=file_type)
    except PyXFormError as error:
        raise XlsFormProblems([_foreign_notice(str(error))]) from error
    except Exception as error:  # a stranger's file can bring pyxform and openpyxl to raise anything
        raise XlsFormProblems([Notice(sheet="file", row=0, column="", reason=f"cannot be read: {error}")]) from error
    settings = {key.strip().lower(): value for key, value in ((found.settings or [{}])[0]).items()}
    language = _language(settings.get("default_language", "default"))
    return Workbook(
        survey=tuple(_rows("survey", found.survey, language)),
        choices=tuple(_rows("choices", found.choices, language)),
        settings=settings,
    )


def _refuse_bombs(content: bytes) -> None:
    unpacked = 0
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                unpacked = sum(entry.file_size for entry in archive.infolist())
        except zipfile.BadZipFile:
            unpacked = 0
    if len(content) > LARGEST_FILE or unpacked > LARGEST_UNPACKED:
        raise XlsFormProblems([Notice(sheet="file", row=0, column="", reason="is too large")])


_FOREIGN_ROW = re.compile(r"\[row : (\d+)\]\s*|row (?:number )?(\d+)")


def _foreign_notice(message: str) -> Notice:
    found = _FOREIGN_ROW.search(message)
    row = int(next(group for group in found.groups() if group)) if found else 0
    return Notice(sheet="survey" if row else "file", row=row, column="", reason=" ".join(message.split()))


def _rows(sheet: str, found: Sequence[Mapping[str, Any]] | None, language: str) -> Iterator[Row]:
    for number, raw in enumerate(found or (), start=2):
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for header, value in raw.items():
            column, _, tag = (part.strip() for part in header.partition("::"))
            name = _COLUMNS.get(column.lower(), column.lower())
            cells[name] = str(value)
            texts.setdefault(name, {})[_language(tag) if tag else language] = str(value)
        if cells:
            yield Row(sheet=sheet, number=number, cells=cells, texts=texts)


def _language(declared: str) -> str:
    """Return the BCP 47 tag of ``English (en)``, ``中文 (zh-Hans)``, ``Chinese``; what is none stays as it is."""
    bracketed = re.search(r"\(([^()]+)\)\s*$", declared)
    tag = (bracketed[1] if bracketed else declared).strip()
    known = _LANGUAGES.get(tag.lower())
    if known:
        return known
    return tag if _TAG.fullmatch(tag) else declared
