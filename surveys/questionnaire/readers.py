"""One reader per kind of question: from the strings of a form or a file to canonical values, or a named fault."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeAlias

from surveys.questionnaire.questions import Option, Question, QuestionKind
from surveys.questionnaire.scales import Verdict

Raw: TypeAlias = Mapping[str, Sequence[str]]
Fields: TypeAlias = dict[str, tuple[str, ...]]
"""Canonical values by field name; a field that was not answered is absent."""


class AnswerFault(StrEnum):
    """Why an answer cannot be taken; the value is what an API or a row report shows."""

    REQUIRED = "required"
    INCOMPLETE = "incomplete"
    TOO_MANY = "too_many"
    UNKNOWN_OPTION = "unknown_option"
    EXCLUSIVE = "exclusive"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    TOO_LONG = "too_long"
    NOT_A_DATE = "not_a_date"
    NOT_A_DIVISION = "not_a_division"
    NOT_A_PHONE = "not_a_phone"
    NOT_WHOLE = "not_whole"
    CONSTRAINT = "constraint"


class Refused(Exception):
    """An answer that cannot be taken, with what was given and the limit it broke, both as text."""

    def __init__(self, fault: AnswerFault, *, given: str = "", limit: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.given = given
        self.limit = limit


_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2060\ufeff\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_DIVISION = re.compile(r"[1-9]\d{5}(?:\d{3})?(?:\d{3})?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
_WHOLE_FLOAT = re.compile(r"(\d+)\.0+")


def narrow(text: str) -> str:
    """Turn full-width digits and signs into plain ones and trim, as people and spreadsheets mix both."""
    return unicodedata.normalize("NFKC", text).strip()


def _given(raw: Raw, field: str) -> list[str]:
    return [value for value in raw.get(field, ()) if value.strip()]


def _one(raw: Raw, field: str) -> str:
    """Return the only value of a field, or an empty string where there is none."""
    values = _given(raw, field)
    if len(values) > 1:
        raise Refused(AnswerFault.TOO_MANY, given=", ".join(values), limit="1")
    return values[0] if values else ""


def _verdict(question: Question, given: str) -> tuple[str, ...]:
    if not given:
        return ()
    code = narrow(given)
    if code not in question.verdicts:
        raise Refused(AnswerFault.UNKNOWN_OPTION, given=given)
    return (str(Verdict(code)),)


def _choices(raw: Raw, field: str, options: Sequence[Option], limit: int) -> tuple[Option, ...]:
    """Return the options ticked, in the order of the form and each once."""
    given = [narrow(value) for value in _given(raw, field)]
    unknown = sorted(set(given) - {option.code for option in options})
    if unknown:
        raise Refused(AnswerFault.UNKNOWN_OPTION, given=", ".join(unknown))
    chosen = tuple(option for option in options if option.code in given)
    if limit and len(chosen) > limit:
        raise Refused(AnswerFault.TOO_MANY, given=str(len(chosen)), limit=str(limit))
    return chosen


def read_satisfaction(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read a level and the reasons ticked under it; reasons of other levels are left over from a change of mind."""
    verdict = _verdict(question, _one(raw, question.code))
    fields: Fields = {question.code: verdict} if verdict else {}
    ticked = _choices(raw, question.options_field, question.options, 0) if question.options else ()
    kept = tuple(option.code for option in ticked if verdict and option.level == verdict[0])
    if question.max_choices and len(kept) > question.max_choices:
        raise Refused(AnswerFault.TOO_MANY, given=str(len(kept)), limit=str(question.max_choices))
    return fields | ({question.options_field: kept} if kept else {})


def read_matrix(question: Question, raw: Raw, targets: Sequence[str]) -> Fields:
    """Read every cell; a ballot begun must be finished where the question is required."""
    cells = [question.cell_field(target, criterion.code) for target in targets for criterion in question.criteria]
    fields: Fields = {}
    for cell in cells:
        verdict = _verdict(question, _one(raw, cell))
        if verdict:
            fields[cell] = verdict
    if question.is_required and fields and len(fields) < len(cells):
        missing = [cell.removeprefix(f"{question.code}:") for cell in cells if cell not in fields]
        raise Refused(AnswerFault.INCOMPLETE, given=", ".join(missing), limit=str(len(cells)))
    return fields


def read_single(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read the one option chosen."""
    _one(raw, question.code)
    chosen = _choices(raw, question.code, question.options, 0)
    return {question.code: (chosen[0].code,)} if chosen else {}


def read_multiple(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read the options ticked; an exclusive one stands alone."""
    chosen = _choices(raw, question.code, question.options, question.max_choices)
    exclusive = [option.code for option in chosen if option.is_exclusive]
    if exclusive and len(chosen) > 1:
        raise Refused(AnswerFault.EXCLUSIVE, given=exclusive[0])
    return {question.code: tuple(option.code for option in chosen)} if chosen else {}


def _number(given: str, minimum: Decimal | None, maximum: Decimal | None) -> str:
    try:
        number = Decimal(narrow(given))
    except InvalidOperation as error:
        raise Refused(AnswerFault.NOT_A_NUMBER, given=given) from error
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise Refused(AnswerFault.NOT_A_NUMBER, given=given)
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        shown = [("" if bound is None else str(bound)) for bound in (minimum, maximum)]
        raise Refused(AnswerFault.OUT_OF_RANGE, given=given, limit="–".join(shown))
    return f"{number.normalize():f}" if number else "0"


def read_number(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read a decimal within its bounds."""
    given = _one(raw, question.code)
    if not given:
        return {}
    number = _number(given, question.minimum, question.maximum)
    if question.is_whole and "." in number:
        raise Refused(AnswerFault.NOT_WHOLE, given=given)
    return {question.code: (number,)}


def read_zero_to_ten(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read a whole number from 0 to 10."""
    given = _one(raw, question.code)
    if not given:
        return {}
    number = _number(given, Decimal(0), Decimal(10))
    if not number.isdigit():
        raise Refused(AnswerFault.NOT_A_NUMBER, given=given)
    return {question.code: (number,)}


def read_text(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read free words as they were written, without control characters and with plain line ends."""
    given = "\n".join(raw.get(question.code, ()))
    text = _UNSEEN.sub("", given.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(text) > question.length_limit:
        raise Refused(AnswerFault.TOO_LONG, given=str(len(text)), limit=str(question.length_limit))
    return {question.code: (text,)} if text else {}


def read_date(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read a calendar day written 2026-03-05, 2026/3/5 or 2026年3月5日; the value is ISO 8601."""
    given = _one(raw, question.code)
    if not given:
        return {}
    match = _DATE.fullmatch(narrow(given).replace(" ", ""))
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise Refused(AnswerFault.NOT_A_DATE, given=given)
    return {question.code: (day.isoformat(),)}


def read_division(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read a GB/T 2260 division code of 6, 9 or 12 digits."""
    given = _one(raw, question.code)
    code = _WHOLE_FLOAT.sub(r"\1", narrow(given))
    if given and not _DIVISION.fullmatch(code):
        raise Refused(AnswerFault.NOT_A_DIVISION, given=given)
    return {question.code: (code,)} if given else {}


def read_consent(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read a tick; anything but ``yes`` is no consent."""
    return {question.code: ("yes",)} if _one(raw, question.code) == "yes" else {}


def read_phone(question: Question, raw: Raw, _targets: Sequence[str]) -> Fields:
    """Read a telephone number of mainland China, also as spreadsheets spoil it: 13800138000.0, +86 138-0013-8000."""
    given = _one(raw, question.code)
    plain = _WHOLE_FLOAT.sub(r"\1", narrow(given))
    digits = re.sub(r"[\s()-]", "", plain).removeprefix("+86").removeprefix("0086")
    if given and not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise Refused(AnswerFault.NOT_A_PHONE)
    return {question.code: (digits,)} if given else {}


READERS: Mapping[QuestionKind, Callable[[Question, Raw, Sequence[str]], Fields]] = {
    QuestionKind.SATISFACTION: read_satisfaction,
    QuestionKind.MATRIX: read_matrix,
    QuestionKind.SINGLE: read_single,
    QuestionKind.MULTIPLE: read_multiple,
    QuestionKind.NUMBER: read_number,
    QuestionKind.ZERO_TO_TEN: read_zero_to_ten,
    QuestionKind.SHORT_TEXT: read_text,
    QuestionKind.LONG_TEXT: read_text,
    QuestionKind.DATE: read_date,
    QuestionKind.DIVISION: read_division,
    QuestionKind.CONSENT: read_consent,
    QuestionKind.PHONE: read_phone,
}
