"""Parsers of cells: each takes clean, non-blank text and returns a value or raises ``BadCell`` with a reason."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from feedback_app.gateways.spreadsheets.cells import Sentence

T = TypeVar("T")

_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_FLOAT_CODE = re.compile(r"(\d+)\.0+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_DAY = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:\.\d+)?秒?|分)?|(\d{2})(\d{2})(\d{2})")
_SEPARATORS = re.compile(r"[;；、|\n]")


class BadCell(ValueError):
    """A cell that is not what its column asks for; ``reason`` is a sentence for the person who fills it."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason


def fold(text: str) -> str:
    """Return full-width digits and letters as ordinary ones (Unicode NFKC).

    >>> fold("１２３Ａ")
    '123A'
    """
    return unicodedata.normalize("NFKC", text).strip()


def text(*, longest: int) -> Callable[[str], str]:
    """Accept words as they are, up to a number of characters."""

    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise BadCell(_l("最多 %(longest)s 个字，这里有 %(found)s 个", longest=longest, found=len(cell)))
        return cell

    return parse


def code(*, longest: int = 40) -> Callable[[str], str]:
    """Accept an identifier: half-width, without blanks, ``13800138000.0`` as the number that was meant."""

    def parse(cell: str) -> str:
        folded = fold(cell)
        if _SCIENTIFIC.fullmatch(folded):
            raise BadCell(_l("编码被写成了科学记数，末尾数字已丢失。请把整列设为“文本”后重新填写"))
        if whole := _FLOAT_CODE.fullmatch(folded):
            folded = whole[1]
        if any(character.isspace() for character in folded):
            raise BadCell(_l("编码中间不能有空格"))
        if len(folded) > longest:
            raise BadCell(_l("编码最多 %(longest)s 个字符", longest=longest))
        return folded

    return parse


def choice(words: Mapping[str, T]) -> Callable[[str], T]:
    """Accept one of several words, whatever its width and case; the reason lists the first word of each value."""
    known = {fold(word).casefold(): value for word, value in words.items()}
    values = list(words.values())
    listed = "、".join(word for place, word in enumerate(words) if values.index(values[place]) == place)

    def parse(cell: str) -> T:
        folded = fold(cell).casefold()
        if folded not in known:
            raise BadCell(_l("只能是：%(words)s", words=listed))
        return known[folded]

    return parse


def yes_or_no() -> Callable[[str], bool]:
    """Accept 是 or 否 in the usual spellings."""
    words = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
    return choice(words)


def decimal(*, low: Decimal | int | None = None, high: Decimal | int | None = None) -> Callable[[str], Decimal]:
    """Accept a number in decimal notation within inclusive limits; thousands separators are allowed."""

    def parse(cell: str) -> Decimal:
        try:
            number = Decimal(fold(cell).replace(",", ""))
        except InvalidOperation as error:
            raise BadCell(_l("不是数字")) from error
        if not number.is_finite():
            raise BadCell(_l("不是数字"))
        if (low is not None and number < low) or (high is not None and number > high):
            raise BadCell(_l("应在 %(low)s 到 %(high)s 之间", low=_limit(low), high=_limit(high)))
        return number

    return parse


def whole_number(*, low: int | None = None, high: int | None = None) -> Callable[[str], int]:
    """Accept a whole number within inclusive limits."""
    parse_decimal = decimal(low=low, high=high)

    def parse(cell: str) -> int:
        number = parse_decimal(cell)
        if number != number.to_integral_value():
            raise BadCell(_l("应为整数"))
        return int(number)

    return parse


def _limit(limit: Decimal | int | None) -> str:
    return "…" if limit is None else str(limit)


def day() -> Callable[[str], date]:
    """Accept a calendar day: 2026-11-21, 2026/11/21, 2026.11.21, 2026年11月21日 or 20261121."""

    def parse(cell: str) -> date:
        found = _DAY.fullmatch(fold(cell))
        if found is None:
            raise BadCell(_l("不是日期，请写成 2026-11-21 这样"))
        return _calendar_day(found)

    return parse


def moment(timezone: str) -> Callable[[str], datetime]:
    """Accept a day with or without a clock time, local to a time zone; the result is aware, in UTC."""
    zone = ZoneInfo(timezone)

    def parse(cell: str) -> datetime:
        folded = fold(cell)
        found = _DAY.match(folded)
        if found is None:
            raise BadCell(_l("不是时间，请写成 2026-11-21 09:30 这样"))
        hour, minute, second = _clock_time(folded[found.end() :].lstrip(" T"))
        on = _calendar_day(found)
        return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=zone).astimezone(UTC)

    return parse


def _calendar_day(found: re.Match[str]) -> date:
    year, month, day_of_month = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day_of_month)
    except ValueError as error:
        raise BadCell(_l("日历上没有这一天")) from error


def _clock_time(text: str) -> tuple[int, int, int]:
    if not text:
        return 0, 0, 0
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise BadCell(_l("不是时间，请写成 2026-11-21 09:30 这样"))
    parts = [int(part) for part in found.groups() if part is not None]
    hour, minute, second = (*parts, 0)[:3]
    if hour > 23 or minute > 59 or second > 59:
        raise BadCell(_l("没有这个钟点"))
    return hour, minute, second


def mobile() -> Callable[[str], str]:
    """Accept a mainland mobile number with or without +86, blanks or hyphens; the result is its eleven digits."""

    def parse(cell: str) -> str:
        folded = re.sub(r"[\s\-()]", "", fold(cell))
        if whole := _FLOAT_CODE.fullmatch(folded):
            folded = whole[1]
        digits = re.sub(r"^(\+86|0086|86)(?=1\d{10}$)", "", folded)
        if not _MOBILE.fullmatch(digits):
            raise BadCell(_l("不是手机号码"))
        return digits

    return parse


def several(parse_one: Callable[[str], T]) -> Callable[[str], tuple[T, ...]]:
    """Accept a list in one cell, separated by ``；``, ``、``, ``|`` or line ends; order kept, repeats dropped."""

    def parse(cell: str) -> tuple[T, ...]:
        parts = (part.strip() for part in _SEPARATORS.split(cell))
        return tuple(dict.fromkeys(parse_one(part) for part in parts if part))

    return parse
