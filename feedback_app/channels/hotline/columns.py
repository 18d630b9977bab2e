"""Which column of a hotline's file means what: guessed from headers seen in the wild, corrected by a person."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal
from feedback_app.gateways.spreadsheets import ColumnSpec
from feedback_app.gateways.spreadsheets.parsing import code, fold, moment, text

LONGEST_TEXT = 100_000
LONGEST_TITLE = 1_000
LONGEST_CALLER = 200

_NOBODY = re.compile(r"\W*|匿名.{0,2}|不详|未知|保密|无|没有|未提供|未留|不愿透露|.{0,2}(?:先生|女士|小姐|同志)")


class Field(StrEnum):
    """What the import understands; every other column is left unread and is never stored."""

    ORDER_NUMBER = "order_number"
    TITLE = "title"
    TEXT = "text"
    OCCURRED_AT = "occurred_at"
    CALLER = "caller"
    OFFICIAL_UNIT = "official_unit"
    OFFICIAL_CLASS = "official_class"


FIELD_LABELS: Mapping[Field, LazyString] = {
    Field.ORDER_NUMBER: _l("工单编号"),
    Field.TITLE: _l("标题"),
    Field.TEXT: _l("内容"),
    Field.OCCURRED_AT: _l("来电时间"),
    Field.CALLER: _l("来电人账号或电话"),
    Field.OFFICIAL_UNIT: _l("承办单位"),
    Field.OFFICIAL_CLASS: _l("问题分类"),
}

# Best first: where a file has several of them, the first one is the guess.
_HEADERS: Mapping[Field, tuple[str, ...]] = {
    Field.ORDER_NUMBER: (
        *(
            "工单编号",
            "工单号",
            "工单流水号",
            "留言编号",
            "诉求编号",
            "受理编号",
            "事件编号",
            "案件编号",
            "流水号",
            "编号",
        ),
        *("order_number", "order_no", "orderNum", "orderId", "id"),
    ),
    Field.TITLE: (
        *("标题", "工单标题", "留言主题", "主题", "诉求标题", "事件标题", "来电主题", "摘要"),
        *("title", "subject"),
    ),
    Field.TEXT: (
        *("主要内容", "工单内容", "留言详情", "留言内容", "诉求内容", "来电内容", "反映内容", "事件描述", "问题描述"),
        *("详细内容", "内容", "诉求描述", "majorContent", "content", "detail", "text"),
    ),
    Field.OCCURRED_AT: (
        *("来电时间", "受理时间", "留言时间", "诉求时间", "登记时间", "创建时间", "派单时间", "时间", "日期"),
        *("callTime", "created_at", "time"),
    ),
    Field.CALLER: (
        *(
            "来电人电话/账号",
            "来电号码",
            "来电人号码",
            "来电人电话",
            "来电电话",
            "来电人联系电话",
            "来电人手机号",
            "来电人账号",
            "主叫号码",
            "联系电话",
            "联系方式",
            "留言用户",
            "用户编号",
            "手机号",
            "手机号码",
            "电话号码",
            "电话",
        ),
        *("callerPhone", "callerContact", "user"),
        *("来电人", "来电人姓名"),  # may hold a name, which several people share: only for want of anything better
    ),
    Field.OFFICIAL_UNIT: (
        *("承办单位", "主办单位", "办理单位", "责任单位", "被反映单位", "处理单位", "被反映街乡镇"),
        *("organizationName", "unit", "department"),
    ),
    Field.OFFICIAL_CLASS: (
        *("问题分类(一级->二级->三级)", "问题分类", "诉求分类", "工单分类", "一级标签", "一级分类", "分类", "标签"),
        *("questionName", "category"),
    ),
}


class UnusableMapping(Refusal):
    """The columns chosen cannot be read: a number and a text are needed, and no column serves twice."""

    status = 422
    sentence = _l("列的对应关系不完整：必须指定工单编号，以及标题或内容；一列只能用一次。现有的列：%(present)s。")


@dataclass(frozen=True, kw_only=True)
class HotlineRow:
    """One row of a file as it came, except that nothing of it has been stored yet."""

    line: int
    order_number: str
    title: str = ""
    text: str = ""
    occurred_at: Any = None
    caller: str = ""
    official_unit: str = ""
    official_class: str = ""

    @property
    def whole_text(self) -> str:
        """The title as the first line, then the text: the form in which messages are read."""
        return f"{' '.join(self.title.split())}\n{self.text}" if self.title else self.text


def guess_mapping(headers: Sequence[str]) -> dict[str, str]:
    """Return field to header for every field that a known header names."""
    by_name = {_plain(header): header for header in reversed(headers) if header}
    guessed: dict[str, str] = {}
    for field, names in _HEADERS.items():
        found = next((by_name[name] for name in map(_plain, names) if name in by_name), None)
        if found is not None:
            guessed[field.value] = found
    return guessed


def check_mapping(mapping: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Return the fields that are in use, in the order of ``Field``.

    Raises:
        UnusableMapping: no number, no text, a header that is not there, or one header for two fields.
    """
    used = {field.value: mapping[field] for field in Field if mapping.get(field)}
    has_text = Field.TITLE in used or Field.TEXT in used
    is_known = set(used.values()) <= set(headers)
    if Field.ORDER_NUMBER not in used or not has_text or not is_known or len(set(used.values())) < len(used):
        raise UnusableMapping(present="、".join(filter(None, headers)))
    return used


def fingerprint(headers: Sequence[str]) -> str:
    """Return what names this header: files of one exporting system share it."""
    return sha256("\x1f".join(headers).encode()).hexdigest()


def column_specs(mapping: Mapping[str, str], timezone: str) -> list[ColumnSpec]:
    """Return how each mapped column is read; ``mapping`` comes from ``check_mapping``."""
    parsers: Mapping[str, Callable[[str], Any]] = {
        Field.ORDER_NUMBER: code(longest=64),
        Field.TITLE: text(longest=LONGEST_TITLE),
        Field.TEXT: text(longest=LONGEST_TEXT),
        Field.OCCURRED_AT: moment(timezone),
        Field.CALLER: _caller,
        Field.OFFICIAL_UNIT: text(longest=120),
        Field.OFFICIAL_CLASS: text(longest=200),
    }
    return [
        ColumnSpec(
            field=field,
            names=(header,),
            parse=parsers[field],
            required=field == Field.ORDER_NUMBER,
            default=None if field == Field.OCCURRED_AT else "",
        )
        for field, header in mapping.items()
    ]


def _caller(cell: str) -> str:
    """Read what tells callers apart; blank where it would make one person of everybody who gave no name."""
    written = text(longest=LONGEST_CALLER)(cell)
    return "" if _NOBODY.fullmatch(fold(written)) else written


def _plain(header: str) -> str:
    return "".join(fold(header).casefold().replace("_", "").split())
