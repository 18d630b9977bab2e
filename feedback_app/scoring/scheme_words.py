"""The keys and values of a scheme's file in words.

A room of its own because it is a table of words, which every page about schemes shares.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app.campaigns.forms import CHANNEL_LABELS
from feedback_app.campaigns.models import Channel
from feedback_app.localisation import exact_percent
from surveys.assessment import Fact, TieRule
from surveys.estimation.combine import Redistribution
from surveys.questionnaire.scales import get_score_map

_NAMES = {
    "adjustments.bonus_cap": _l("加分上限"),
    "adjustments.deduction_cap": _l("扣分上限"),
    "adjustments.veto_cap": _l("一票否决后的最高分"),
    "audit_minimum": _l("修正得分所需最少的核查工单"),
    "channel": _l("渠道"),
    "code": _l("编号"),
    "component": _l("导入的分项"),
    "design_effect": _l("设计效应"),
    "group_minimum": _l("每组最少票数"),
    "heir": _l("权重转给"),
    "kind": _l("种类"),
    "label.en": _l("英文名称"),
    "label.zh-Hans": _l("中文名称"),
    "minimum_base": _l("最少份数"),
    "missing": _l("缺少数据时"),
    "most_undecided": _l("待人工判定的上限"),
    "places": _l("公布的小数位数"),
    "scheme": _l("方案编号"),
    "score_map": _l("计分表"),
    "ties": _l("同分名次"),
    "trim.each_end": _l("去掉最高和最低票各"),
    "trim.least_ballots": _l("去票所需最少票数"),
    "turnout": _l("投票率下限"),
    "version": _l("版本"),
    "weight": _l("权重"),
    "year.least_months": _l("半年至少几个月有分"),
    "year.process": _l("平时成绩在全年中的比重"),
    "individuals.coefficients.heaviest": _l("工作量最大的系数"),
    "individuals.coefficients.heavy": _l("工作量较大的系数"),
    "individuals.coefficients.usual": _l("工作量一般的系数"),
    "individuals.coefficients.light": _l("工作量较小的系数"),
    "individuals.coefficients.lightest": _l("工作量最小的系数"),
    "individuals.cap": _l("个人得分上限"),
    "individuals.month.department": _l("月评中部门评价的比重"),
    "individuals.month.peers": _l("月评中同事评价的比重"),
    "grades.limits.excellent": _l("优秀的最低分"),
    "grades.limits.competent": _l("称职的最低分"),
    "grades.limits.basic": _l("基本称职的最低分"),
    "warnings.progress.yellow_from": _l("进度落后多少起亮黄色"),
    "warnings.progress.red_beyond": _l("进度落后超过多少亮红色"),
    "warnings.deadline.blue_from": _l("离期限几个工作日起亮蓝色"),
    "warnings.deadline.yellow_from": _l("离期限几个工作日起亮黄色"),
}
_BANDS = {
    "down_to": _l("优秀名额第 %(band)s 档：单位名次在前"),
    "quota": _l("优秀名额第 %(band)s 档：可评优秀的人占"),
}
_KINDS = {
    "weighted": _l("加权汇总"),
    "channel": _l("市民渠道"),
    "reverse": _l("反向测评"),
    "imported": _l("导入的得分"),
}
_MISSING = {
    Redistribution.PRO_RATA: _l("按比例转给其他各项"),
    Redistribution.HEIR: _l("全部转给指定的一项"),
    Redistribution.WITHHOLD: _l("不给总分"),
}
_TIES = {TieRule.SHARED: _l("并列后名次顺延（1、2、2、4）"), TieRule.DENSE: _l("并列后名次不顺延（1、2、2、3）")}


def name_of(fact: Fact, categories: Mapping[str, str]) -> str:
    """Return what a fact is about; ``categories`` holds the words of the classes of units by code."""
    group, _dot, code = fact.name.partition(".")
    if group == "items":
        return str(_("题目 %(code)s 的比重", code=code))
    if group == "criteria":
        return str(_("指标 %(code)s 的比重", code=code))
    if fact.name.startswith("grades.excellent_quota."):
        band, _dot, part = code.removeprefix("excellent_quota.").partition(".")
        return str(_BANDS[part]) % {"band": band}
    name = str(_NAMES.get(fact.name, fact.name))
    return _noted(name, categories.get(fact.category, fact.category)) if fact.category else name


def _noted(name: str, note: str) -> str:
    return str(_("%(name)s（%(note)s）", name=name, note=note))


def _percent(value: str) -> str:
    return exact_percent(Decimal(value))


def _score_map(code: str) -> str:
    return _noted(code, " / ".join(str(points) for points in get_score_map(code).points.values()))


_WORDS: Mapping[str, Callable[[str], str]] = {
    "weight": _percent,
    "most_undecided": _percent,
    "items": _percent,
    "criteria": _percent,
    "score_map": _score_map,
    "kind": lambda code: str(_KINDS.get(code, code)),
    "missing": lambda code: str(_MISSING[Redistribution(code)]),
    "ties": lambda code: str(_TIES[TieRule(code)]),
    "channel": lambda code: str(CHANNEL_LABELS[Channel(code)]),
}

_SHARES = {
    "year.process",
    "individuals.month.department",
    "individuals.month.peers",
    "warnings.progress.yellow_from",
    "warnings.progress.red_beyond",
}


def value_of(name: str, value: str | None) -> str | None:
    """Return a value of the fact of a name as people read it."""
    if value is None:
        return None
    if name in _SHARES or name.startswith("grades.excellent_quota."):
        return _percent(value)
    return _WORDS.get(name.partition(".")[0], str)(value)
