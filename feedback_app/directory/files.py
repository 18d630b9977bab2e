"""The directory as a file: columns in both directions, so that what is exported imports to the same.

Files speak Chinese whatever the language of the page, because they travel; values are read by code as well.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from feedback_app.directory.models import ServicePointKind, UnitCategory, UnitKind
from feedback_app.directory.records import (
    ServicePointRecord,
    UnitRecord,
    parse_code,
    parse_credit_code,
    parse_division_code,
)
from feedback_app.gateways.spreadsheets import Cell, ColumnSpec, Table
from feedback_app.gateways.spreadsheets.columns import plain_header
from feedback_app.gateways.spreadsheets.parsing import choice, several, text, yes_or_no

V = TypeVar("V")
SEPARATOR = "；"

KIND_WORDS: Mapping[str, UnitKind] = {
    "市直部门": UnitKind.CITY_DEPARTMENT,
    "市级部门": UnitKind.CITY_DEPARTMENT,
    "区县": UnitKind.DISTRICT,
    "县区": UnitKind.DISTRICT,
    "乡镇": UnitKind.TOWNSHIP,
    "街道": UnitKind.SUBDISTRICT,
    "区县局": UnitKind.BUREAU,
    "区县部门": UnitKind.BUREAU,
    "其他": UnitKind.OTHER,
}
CATEGORY_WORDS: Mapping[str, UnitCategory] = {
    "社会服务较多": UnitCategory.PUBLIC_SERVICE,
    "社会服务较少": UnitCategory.REGULATORY,
    "党群部门": UnitCategory.PARTY_AFFAIRS,
    "城市服务型": UnitCategory.URBAN_SERVICE,
    "工业和综合发展型": UnitCategory.INDUSTRIAL,
    "农业生态型": UnitCategory.AGRO_ECOLOGICAL,
    "不分类": UnitCategory.NONE,
    "无": UnitCategory.NONE,
}
SERVICE_POINT_KIND_WORDS: Mapping[str, ServicePointKind] = {
    "窗口": ServicePointKind.WINDOW,
    "服务大厅柜台": ServicePointKind.COUNTER,
    "柜台": ServicePointKind.COUNTER,
    "网上事项": ServicePointKind.ONLINE,
    "其他": ServicePointKind.OTHER,
}


class DirectoryTable(StrEnum):
    """Which of the directory's two tables a file holds."""

    UNITS = "units"
    SERVICE_POINTS = "service-points"


def _choice(words: Mapping[str, V]) -> Any:
    return choice({**words, **{str(value): value for value in words.values()}})


UNIT_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec(field="code", names=("单位编码", "单位代码"), parse=parse_code, required=True, unique=True),
    ColumnSpec(field="name", names=("单位名称", "名称"), parse=text(longest=120), required=True, default=""),
    ColumnSpec(field="short_name", names=("简称", "单位简称"), parse=text(longest=60), default=""),
    ColumnSpec(
        field="kind", names=("单位类型", "类型"), parse=_choice(KIND_WORDS), required=True, default=UnitKind.OTHER
    ),
    ColumnSpec(field="category", names=("考核类别", "类别"), parse=_choice(CATEGORY_WORDS), default=UnitCategory.NONE),
    ColumnSpec(field="parent_code", names=("上级单位编码", "上级编码", "上级单位代码"), parse=parse_code, default=""),
    ColumnSpec(
        field="credit_code", names=("统一社会信用代码", "信用代码"), parse=parse_credit_code, unique=True, default=""
    ),
    ColumnSpec(
        field="division_code", names=("行政区划代码", "区划代码", "行政区划"), parse=parse_division_code, default=""
    ),
    ColumnSpec(field="aliases", names=("别名", "其他名称"), parse=several(text(longest=120)), default=()),
    ColumnSpec(field="duties", names=("职责词", "职责"), parse=several(text(longest=60)), default=()),
    ColumnSpec(field="is_active", names=("启用", "是否启用"), parse=yes_or_no(), default=True),
)
SERVICE_POINT_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec(field="code", names=("服务点编码", "服务点代码"), parse=parse_code, required=True, unique=True),
    ColumnSpec(field="name", names=("服务点名称", "名称"), parse=text(longest=120), required=True, default=""),
    ColumnSpec(
        field="unit_code",
        names=("所属单位编码", "单位编码", "单位代码"),
        parse=parse_code,
        required=True,
        default="",
    ),
    ColumnSpec(
        field="kind",
        names=("服务点类型", "类型"),
        parse=_choice(SERVICE_POINT_KIND_WORDS),
        default=ServicePointKind.WINDOW,
    ),
    ColumnSpec(field="address", names=("地址",), parse=text(longest=200), default=""),
    ColumnSpec(field="is_active", names=("启用", "是否启用"), parse=yes_or_no(), default=True),
)
COLUMNS: Mapping[DirectoryTable, tuple[ColumnSpec, ...]] = {
    DirectoryTable.UNITS: UNIT_COLUMNS,
    DirectoryTable.SERVICE_POINTS: SERVICE_POINT_COLUMNS,
}


def which_table(table: Table) -> DirectoryTable:
    """Tell what a file holds: only service points carry a service point's code."""
    marks = {plain_header(name) for name in SERVICE_POINT_COLUMNS[0].names}
    is_points = any(plain_header(header) in marks for header in table.headers)
    return DirectoryTable.SERVICE_POINTS if is_points else DirectoryTable.UNITS


@dataclass(frozen=True, kw_only=True)
class Export:
    """Headers and rows of one table, ready to be written in either format."""

    headers: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]


def export_units(records: Iterable[UnitRecord]) -> Export:
    """Return units as rows of a file."""
    return Export(headers=_headers(UNIT_COLUMNS), rows=_rows(records, UNIT_COLUMNS))


def export_service_points(records: Iterable[ServicePointRecord]) -> Export:
    """Return service points as rows of a file."""
    return Export(headers=_headers(SERVICE_POINT_COLUMNS), rows=_rows(records, SERVICE_POINT_COLUMNS))


def _headers(columns: Sequence[ColumnSpec]) -> tuple[str, ...]:
    return tuple(column.title for column in columns)


def _rows(records: Iterable[object], columns: Sequence[ColumnSpec]) -> Iterator[list[Cell]]:
    for record in records:
        yield [_cell(getattr(record, column.field)) for column in columns]


_WORDS: Mapping[object, str] = {
    value: word
    for words in (KIND_WORDS, CATEGORY_WORDS, SERVICE_POINT_KIND_WORDS)
    for word, value in reversed(list(words.items()))
}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    if isinstance(value, UnitKind | UnitCategory | ServicePointKind):
        return _WORDS[value]
    return str(value)
