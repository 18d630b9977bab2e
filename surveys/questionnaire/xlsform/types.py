"""The types of XLSForm rows: what they are here, and why some are left out or refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.questionnaire.questions import QuestionKind
from surveys.questionnaire.xlsform.sheets import Row


@dataclass(frozen=True, kw_only=True)
class FormType:
    """The first word of a type, and the list that it chooses from."""

    word: str
    list_name: str = ""


_SAME: Mapping[str, str] = {
    "select one": "select_one",
    "select one from": "select_one",
    "select1": "select_one",
    "select multiple": "select_multiple",
    "select all that apply from": "select_multiple",
    "select all that apply": "select_multiple",
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
    "int": "integer",
    "string": "text",
    "trigger": "acknowledge",
    "datetime": "dateTime",
}
_LISTED = re.compile(r"(select_one|select_multiple|rank)\s+(\S+)(.*)")


def read_type(row: Row) -> FormType:
    """Return the type of a row under its usual name."""
    written = " ".join(row.cell("type").split())
    for alias in sorted(_SAME, key=len, reverse=True):
        if written.lower() == alias or written.lower().startswith(f"{alias} "):
            written = _SAME[alias] + written[len(alias) :]
            break
    listed = _LISTED.fullmatch(written)
    if listed and listed[3].strip():
        return FormType(word="or_other")
    if listed and listed[1] != "rank":
        return FormType(word=listed[1], list_name=listed[2])
    return FormType(word=written.split(" ")[0] or "note")


PLAIN_KINDS: Mapping[str, QuestionKind] = {"date": QuestionKind.DATE, "acknowledge": QuestionKind.CONSENT}

_DEVICE = "what a device reports about a person is not collected"
_STATEMENT = "a statement asks nothing; only the notes named introduction and closing are kept"
LEFT_OUT: Mapping[str, str] = {
    **dict.fromkeys(
        ("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit"),
        _DEVICE,
    ),
    "start-geopoint": _DEVICE,
    "background-audio": _DEVICE,
    "note": _STATEMENT,
    "calculate": "calculations are not covered",
    "hidden": "a value that nobody is asked for is not kept",
}
_PLACE = "a position on the map identifies a person"
_FILE = "answers are words and choices, not files"
_REPEAT = "how often a group repeats is not known beforehand; units to be rated are the targets of the campaign"
REFUSED: Mapping[str, str] = {
    "begin_repeat": _REPEAT,
    "end_repeat": "the end of a repeat that is not covered",
    **dict.fromkeys(("geopoint", "geotrace", "geoshape"), _PLACE),
    **dict.fromkeys(("image", "photo", "audio", "video", "file"), _FILE),
    "barcode": "codes are not scanned",
    "rank": "an order of choices is no answer that is counted here",
    "time": "times of day are not covered",
    "dateTime": "times of day are not covered",
    "or_other": "or_other adds a question that the form does not show: write the choice and it out",
    "select_one_from_file": "choices must stand in the form",
    "select_multiple_from_file": "choices must stand in the form",
    "select_one_external": "choices must stand in the form",
    "xml-external": "other files are not read",
    "csv-external": "other files are not read",
}

KEPT_COLUMNS = frozenset(
    {
        "type",
        "name",
        "label",
        "hint",
        "required",
        "relevant",
        "constraint",
        "constraint_message",
        "choice_filter",
        "parameters",
        "calculation",
        "feedback_kind",
        "feedback_waive",
    }
)
