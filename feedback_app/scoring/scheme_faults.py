"""What is wrong in a scheme's file, in the reader's language, with the line it stands on.

A room of its own because it is a table of words: the methodology gives its reasons in English patterns with facts, and
a test finds every pattern that has no sentence here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from surveys.questionnaire.consistency import WHOLE_FILE, DefinitionProblem
from surveys.questionnaire.documents import line_of
from surveys.reasons import Reason

SENTENCES: Mapping[str, LazyString] = {
    "'{value}' is used {times} times": _l("“%(value)s”用了 %(times)s 次，只能用一次"),
    "a code is lower-case letters, digits and _, at most 40, a letter first": _l(
        "编号只能用小写字母、数字和下划线，字母开头，最多 40 个字符"
    ),
    "a half-year has six months, not {months}": _l("半年只有 6 个月，这里写的是 %(months)s"),
    "a month is made of shares of one, not {department} and {peers}": _l(
        "department 和 peers 的比重不能为负，合计应为 1，这里是 %(department)s 和 %(peers)s"
    ),
    "a quota of {quota} lies outside 0 to {highest}": _l("优秀名额应在 0 到 %(highest)s 之间，这里是 %(quota)s"),
    "a weight is not negative": _l("权重不能是负数"),
    "bands go down the ranking, the last one to 1": _l("各档的 down_to 要由小到大，都大于 0，最后一档为 1"),
    "cannot be parsed: {said}": _l(
        "这里的写法不合 YAML 格式，常见的是缩进不齐、用了制表符、冒号后面少一个空格（解析程序的原话：%(said)s）"
    ),
    "coefficients are above 0 and fall with the load": _l("系数都要大于 0，工作量越小，系数不能越大"),
    "is 0 for every category, so the branch never counts": _l("对每一类单位都是 0，这一项永远不计分"),
    "is empty": _l("不能为空"),
    "is missing": _l("缺少这一项"),
    "is named exactly when missing is heir": _l("missing 写 heir 时必须写这一项，不写 heir 时不能写"),
    "is nested more than {deepest} deep": _l("嵌套超过 %(deepest)s 层"),
    "is not a known key": _l("没有这个键，请检查拼写"),
    "limits grow from yellow to red": _l("yellow_from 要大于 0，并且不大于 red_beyond"),
    "limits shrink from blue to yellow": _l("yellow_from 不能小于 0，也不能大于 blue_from"),
    "must be a day such as 2027-12-31": _l("应是 2027-12-31 这样的日期"),
    "must be a list": _l("应是列表（每项一行，以“- ”开头）"),
    "must be a mapping": _l("应是一组“键: 值”"),
    "must be a mapping from code to weight": _l("应是一组“编号: 权重”"),
    "must be a number": _l("应是数字"),
    "must be a number or a day": _l("应是数字或日期"),
    "must be a share such as 2/3 or 0.6": _l("应是 2/3 或 0.6 这样的比例"),
    "must be a text": _l("应是文字"),
    "must be a text, or a mapping from language to text": _l("应是文字，或一组“语言: 文字”"),
    "must be a whole number above 0": _l("应是大于 0 的整数"),
    "must be above 0": _l("应大于 0"),
    "must be at least 2: the mean of one ballot is that ballot": _l("至少为 2：一张票的平均分就是那张票本身"),
    "must be at least {least}": _l("至少为 %(least)s"),
    "must be true or false": _l("应是 true 或 false"),
    "must be one of {words}": _l("只能是：%(words)s"),
    "must lie above 0 and not above 1": _l("应大于 0，不大于 1"),
    "must lie between {low} and {high}": _l("应在 %(low)s 到 %(high)s 之间"),
    "no node with a parent has this code": _l("评分树里没有这个编号的分项（根不算）"),
    "nobody could get any points under a cap of {cap}": _l("上限应大于 0，这里是 %(cap)s"),
    "the group '{value}' is used {times} times": _l("评议组“%(value)s”用了 %(times)s 次，只能用一次"),
    "the key '{key}' is written twice": _l("键“%(key)s”写了两次"),
    "the limits of better grades are higher": _l("分数线要由高到低：excellent、competent、basic"),
    "the months weigh more than 0 and at most 1, not {process}": _l(
        "平时成绩的比重应大于 0，不大于 1，这里是 %(process)s"
    ),
    "the weights add up to {total}, not 1": _l("权重合计是 %(total)s，应为 1"),
    "there is no coefficient for {load}": _l("缺少 %(load)s 的系数"),
    "there is no wording in {language}": _l("缺少 %(language)s（中文）的文字"),
    "there is none": _l("至少要有一项"),
    "under {node} {why}": _l("在 %(node)s 之下：%(why)s"),
}
"""English pattern → the sentence for it."""


@dataclass(frozen=True, kw_only=True)
class SchemeFault:
    """One thing that is wrong: the line of the file, where known, the path in it, and the reason as it was given."""

    line: int | None
    path: str
    reason: str

    @property
    def place(self) -> str:
        """The path, and words where it is none."""
        if self.path == WHOLE_FILE:
            return str(_("整个文件"))
        return "" if self.path.startswith("line ") else self.path

    @property
    def sentence(self) -> str:
        """The reason in the language of the request; Chinese outside of one."""
        return sentence_of(self.reason)


def locate(problems: Iterable[DefinitionProblem], text: str) -> list[SchemeFault]:
    """Return problems with their lines, in the order of the file."""
    faults = [SchemeFault(line=line_of(text, one.path), path=one.path, reason=one.reason) for one in problems]
    return sorted(faults, key=lambda fault: fault.line or 0)


def sentence_of(reason: str) -> str:
    """Return a reason in the language of this moment; one without a sentence stays as it is."""
    pattern = reason.pattern if isinstance(reason, Reason) else reason
    facts = reason.facts if isinstance(reason, Reason) else {}
    sentence = SENTENCES.get(pattern)
    return reason if sentence is None else str(sentence) % {name: _spoken(fact) for name, fact in facts.items()}


def _spoken(fact: str | tuple[str, ...]) -> str:
    return str(_("、")).join(fact) if isinstance(fact, tuple) else sentence_of(fact)
