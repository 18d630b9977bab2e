"""What the columns of a poller's file are: those of every case, and one or more for each question of the campaign.

A room of its own because the columns follow from the campaign's questionnaire, and the template that pollers download
must never differ from what is read.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app.channels.phone.dispositions import read_disposition
from feedback_app.gateways.pseudonyms import pseudonym
from feedback_app.gateways.spreadsheets import ColumnSpec
from feedback_app.gateways.spreadsheets.parsing import BadCell, code, day, decimal, fold, several, text, whole_number
from surveys.questionnaire import FIVE_LEVEL, Definition, Numbering, Option, Question, QuestionKind, Verdict

DEMOGRAPHICS: Mapping[str, tuple[str, ...]] = {
    "sex": ("性别", "gender"),
    "age_band": ("年龄段", "年龄", "age"),
    "residence": ("城乡", "居住地类型", "户籍类型"),
    "education": ("文化程度", "学历", "受教育程度"),
}
LONGEST_ANSWER = 2000
A_DAY = 24 * 3600
PURPOSE = "phone case"
NUMBERED_NON_RATINGS = {98: Verdict.DONT_KNOW, 99: Verdict.REFUSED}
"""Telephone polls write these two the same way whatever the direction of the levels."""

_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_NUMBER = re.compile(r"(\d{1,3})(?:\.0+)?")
_FLOAT = re.compile(r"(\d+)\.0+")
_YES = {"yes", "y", "是", "同意", "愿意", "1", "true"}
_NO = {"no", "n", "否", "不同意", "不愿意", "0", "false"}


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a campaign's file looks like.

    units      every name by which a unit of the campaign may be written → its code
    numbering  the declared direction of numbered levels; None refuses numbers, because the two official ones contradict
    key        the installation's key, so that telephone numbers become pseudonyms while they are read
    since, until   first and last day of the assessment period, in which every call must have been made
    """

    definition: Definition
    units: Mapping[str, str]
    numbering: Numbering | None
    key: str
    today: date
    since: date
    until: date

    @property
    def unit_codes(self) -> tuple[str, ...]:
        """The codes of the campaign's units, each once."""
        return tuple(dict.fromkeys(self.units.values()))

    @property
    def asks_about_one(self) -> bool:
        """Whether every case must say which unit it is about, unless there is only one."""
        return any(question.kind is QuestionKind.SATISFACTION for question in self.definition.questions)

    def columns(self) -> list[ColumnSpec]:
        """Every column, those of the case first."""
        return [*_case_columns(self), *self.answer_columns()]

    def answer_columns(self) -> list[ColumnSpec]:
        """The columns of the answers; their field names are those that the questionnaire's check reads."""
        found = [column for question in self.definition.questions for column in _columns_of(question, self)]
        return [column for column in found if column.field not in DEMOGRAPHICS]

    def rating_columns(self) -> list[ColumnSpec]:
        """The columns that hold verdicts on units."""
        asked = {
            q.code for q in self.definition.questions if q.kind in {QuestionKind.SATISFACTION, QuestionKind.MATRIX}
        }
        return [column for column in self.answer_columns() if column.field.partition(":")[0] in asked]

    def required_answers(self) -> list[ColumnSpec]:
        """The columns without which no interview could ever be complete."""
        required = {q.code for q in self.definition.questions if q.is_required and q.show_if is None}
        return [column for column in self.answer_columns() if column.field.partition(":")[0] in required]


def _case_columns(layout: Layout) -> Iterator[ColumnSpec]:
    is_unit_needed = layout.asks_about_one and len(layout.unit_codes) > 1
    unit_names = ("被评单位", "评价对象", "部门", "单位", "unit_code")
    yield ColumnSpec(
        field="case_id", names=("个案编号", "样本编号", "case"), parse=_case_id, required=True, unique=True
    )
    yield ColumnSpec(
        field="disposition",
        names=("处置结果", "处置代码", "访问结果", "final_disposition"),
        parse=read_disposition,
        required=True,
    )
    yield ColumnSpec(field="unit", names=unit_names, parse=_unit(layout.units), required=is_unit_needed, default="")
    yield ColumnSpec(field="stratum", names=("层", "分层", "区县代码", "区县"), parse=code(), default="")
    yield ColumnSpec(field="substratum", names=("子层", "街镇代码", "街镇"), parse=code(), default="")
    yield ColumnSpec(field="design_weight", names=("设计权重", "抽样权重", "weight"), parse=_weight)
    yield ColumnSpec(field="interviewer", names=("访问员代号", "访问员", "interviewer_id"), parse=code(), default="")
    yield ColumnSpec(
        field="talk_seconds", names=("通话秒数", "通话时长", "talk_sec"), parse=whole_number(low=0, high=A_DAY)
    )
    yield ColumnSpec(field="called_on", names=("访问日期", "拨打日期", "date"), parse=_day_of_call(layout))
    yield ColumnSpec(
        field="phone_hash", names=("电话号码", "手机号", "手机号码", "联系电话", "phone"), parse=_phone(layout.key)
    )
    for field, names in DEMOGRAPHICS.items():
        yield ColumnSpec(field=field, names=names, parse=_demographic(field, layout.definition), default="")


def _columns_of(question: Question, layout: Layout) -> Iterator[ColumnSpec]:
    title = str(question.text)
    if question.kind is QuestionKind.MATRIX:
        for unit in layout.unit_codes:
            for criterion in question.criteria:
                yield ColumnSpec(
                    field=question.cell_field(unit, criterion.code),
                    names=(f"{unit} {criterion.text}",),
                    parse=_verdict(question, layout.numbering),
                )
        return
    yield ColumnSpec(field=question.code, names=(title,), parse=_answer(question, layout.numbering))
    if question.options and question.kind is QuestionKind.SATISFACTION:
        parse = several(_option(question.options))
        yield ColumnSpec(field=question.options_field, names=(f"{title} 原因",), parse=parse)


def _answer(question: Question, numbering: Numbering | None) -> Callable[[str], Any]:
    if question.kind is QuestionKind.SATISFACTION:
        return _verdict(question, numbering)
    if question.kind is QuestionKind.SINGLE:
        return _option(question.options)
    if question.kind is QuestionKind.MULTIPLE:
        return several(_option(question.options))
    return _consent if question.kind is QuestionKind.CONSENT else text(longest=LONGEST_ANSWER)


def _verdict(question: Question, numbering: Numbering | None) -> Callable[[str], str]:
    scale = question.scale
    assert scale is not None, "the definition has checked that rating questions have a scale"
    offered = "、".join(scale.label(verdict, "zh-Hans") for verdict in question.verdicts)
    has_numbers = scale == FIVE_LEVEL

    def parse(cell: str) -> str:
        number = _NUMBER.fullmatch(fold(cell)) if has_numbers else None
        verdict = _numbered(int(number[1]), numbering) if number else scale.find_verdict(cell)
        if verdict not in question.verdicts:
            raise BadCell(_l("只能是：%(words)s", words=offered))
        return str(verdict)

    return parse


def _numbered(number: int, numbering: Numbering | None) -> Verdict | None:
    if number in NUMBERED_NON_RATINGS:
        return NUMBERED_NON_RATINGS[number]
    if numbering is None:
        raise BadCell(_l("是数字，但没有声明数字的方向（1 是非常满意，还是 5 是非常满意）。请声明，或改写成文字"))
    return numbering.verdicts.get(number)


def _option(options: Sequence[Option]) -> Callable[[str], str]:
    known = {fold(word).casefold(): o.code for o in options for word in (o.code, *o.text.versions.values())}
    numbered = {str(n): known[verdict] for n, verdict in NUMBERED_NON_RATINGS.items() if verdict in known}
    listed = "、".join(str(option.text) for option in options)

    def parse(cell: str) -> str:
        written = fold(cell).casefold()
        found = known.get(written) or numbered.get(written)
        if found is None:
            raise BadCell(_l("只能是：%(words)s", words=listed))
        return found

    return parse


def _consent(cell: str) -> str:
    written = fold(cell).casefold()
    if written not in _YES | _NO:
        raise BadCell(_l("只能是：%(words)s", words="是、否"))
    return "yes" if written in _YES else "no"


def _demographic(field: str, definition: Definition) -> Callable[[str], str]:
    """Read by the questionnaire's own options where it asks this, else take the firm's category as it is."""
    asked = next((q for q in definition.questions if q.code == field and q.kind is QuestionKind.SINGLE), None)
    return _option(asked.options) if asked else text(longest=40)


def _unit(names: Mapping[str, str]) -> Callable[[str], str]:
    known = {fold(name).casefold(): unit for name, unit in names.items()}

    def parse(cell: str) -> str:
        found = known.get(fold(cell).casefold())
        if found is None:
            raise BadCell(_l("不是这个活动的评价对象，请写单位编号或全称"))
        return found

    return parse


def _case_id(cell: str) -> str:
    written = code(longest=60)(cell)
    if _MOBILE.fullmatch(written):
        raise BadCell(_l("个案编号不能是电话号码，请用与号码无关的编号"))
    return written


def _weight(cell: str) -> float:
    weight = float(decimal(high=10**9)(cell))
    if weight <= 0:
        raise BadCell(_l("权重须大于 0"))
    return weight


def _day_of_call(layout: Layout) -> Callable[[str], date]:
    parse_day = day()

    def parse(cell: str) -> date:
        on = parse_day(cell)
        if not layout.since <= on <= layout.until:
            first, last = layout.since.isoformat(), layout.until.isoformat()
            raise BadCell(_l("不在考核周期内（%(first)s 至 %(last)s）", first=first, last=last))
        if on > layout.today:
            raise BadCell(_l("日期还没有到"))
        return on

    return parse


def _phone(key: str) -> Callable[[str], str]:
    """Read a telephone number and let go of it at once: what is returned is its pseudonym."""

    def parse(cell: str) -> str:
        digits = re.sub(r"[\s()-]", "", _FLOAT.sub(r"\1", fold(cell)))
        digits = digits.removeprefix("+86").removeprefix("0086")
        if not digits.isascii() or not digits.isdigit() or not 7 <= len(digits) <= 12:
            raise BadCell(_l("不是电话号码"))
        return pseudonym(key, PURPOSE, digits)

    return parse
