"""Directory entries as values: what a unit and a service point consist of, and which codes are true ones.

Pure: forms, files and services all speak of these, so that a rule stands in one place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from flask_babel import lazy_gettext as _l
from stdnum import numdb
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from feedback_app.directory.models import ServicePointKind, UnitCategory, UnitKind
from feedback_app.gateways.spreadsheets.parsing import BadCell, code, fold

_CODE = re.compile(r"[\w.\-]+")
_DIVISION = re.compile(r"\d{6}|\d{9}|\d{12}")
_MUNICIPALITIES = frozenset({"11", "12", "31", "50"})

Change = tuple[str, Any, Any]
"""A field's name, what it was, what it becomes."""


@dataclass(frozen=True, kw_only=True)
class UnitRecord:
    """A unit as files and forms show it; the parent is named by its code, empty for the top."""

    code: str
    name: str
    kind: UnitKind
    short_name: str = ""
    category: UnitCategory = UnitCategory.NONE
    parent_code: str = ""
    credit_code: str = ""
    division_code: str = ""
    aliases: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class ServicePointRecord:
    """A service point as files and forms show it; its unit is named by code."""

    code: str
    name: str
    unit_code: str
    kind: ServicePointKind = ServicePointKind.WINDOW
    address: str = ""
    is_active: bool = True


def list_changes(before: object, after: object) -> tuple[Change, ...]:
    """Return the fields in which two records of one kind differ; the order of aliases and duties means nothing."""
    return tuple(_changes(before, after))


def _changes(before: Any, after: Any) -> Iterator[Change]:
    for each in fields(before):
        old, new = getattr(before, each.name), getattr(after, each.name)
        differs = sorted(old) != sorted(new) if isinstance(old, tuple) else old != new
        if differs:
            yield each.name, old, new


def parse_code(cell: str) -> str:
    """Return a code that can stand in an address and in a file: letters, digits, ``.``, ``-`` and ``_``.

    Raises:
        BadCell: with the reason.
    """
    parsed = code(longest=40)(cell)
    if not _CODE.fullmatch(parsed):
        raise BadCell(_l("编码只能用文字、数字、点、横线和下划线"))
    return parsed


def parse_credit_code(cell: str) -> str:
    """Return a unified social credit code (GB 32100-2015) whose check digit is right.

    Raises:
        BadCell: with the reason.
    """
    folded = fold(cell).upper().replace(" ", "")
    try:
        return str(uscc.validate(folded))
    except InvalidChecksum as error:
        raise BadCell(_l("统一社会信用代码的校验位不对，请核对是否抄错")) from error
    except ValidationError as error:
        raise BadCell(_l("统一社会信用代码应为 18 位数字和大写字母")) from error


def parse_division_code(cell: str) -> str:
    """Return a division code of 6 digits (GB/T 2260), or 9 or 12 with town and village below it.

    Province and prefecture must exist; counties are renamed too often to be refused by a list of one year.

    Raises:
        BadCell: with the reason.
    """
    folded = code(longest=12)(cell)
    if not _DIVISION.fullmatch(folded):
        raise BadCell(_l("行政区划代码应为 6、9 或 12 位数字"))
    if not _is_known_prefecture(folded):
        raise BadCell(_l("没有以 %(prefix)s 开头的行政区划", prefix=folded[:4]))
    return folded


def _is_known_prefecture(division: str) -> bool:
    regions = numdb.get("cn/loc")
    province, prefecture = division[:2], division[2:4]
    if not regions.info(f"{province}0000")[0][1].get("province"):
        return False
    if prefecture in {"00", "90"}:  # the province itself, and counties directly below it
        return True
    if province in _MUNICIPALITIES:
        return prefecture in {"01", "02"}
    return any("county" in found for _number, found in regions.info(f"{province}{prefecture}00")[1:])
