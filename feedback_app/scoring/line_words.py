"""What is stored of a score line in words: whether it counts, and why not.

A room of its own because a unit's page and the files that leave must say the same.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app.directory.labels import CATEGORIES
from feedback_app.directory.models import UnitCategory
from feedback_app.localisation import percent
from surveys.assessment import LineReason

_PLAIN = {
    LineReason.SILENT: _l("没有评价"),
    LineReason.LOW_TURNOUT: _l("投票人数不足，不计分"),
    LineReason.NOT_IMPORTED: _l("尚未导入"),
    LineReason.WITHHELD: _l("缺少数据，不计分"),
    LineReason.NO_WEIGHT: _l("本类单位不考核此项"),
}


def why_not_counted(line: Mapping[str, Any]) -> str:
    """Return why a stored line does not count; nothing where it does."""
    reason = LineReason(line["reason"])
    if reason is LineReason.COUNTED:
        return ""
    if reason is LineReason.BELOW_MINIMUM:
        return str(_("不足 %(n)s 份，不计分", n=line["minimum"]))
    if reason is LineReason.UNDECIDED:
        return str(_("%(share)s 的评价还待人工判定，暂不计分", share=percent(Decimal(line["undecided"]))))
    return str(_PLAIN[reason])


def category_words(code: str) -> str:
    """Return what a unit's category is called."""
    return str(CATEGORIES[UnitCategory(code)])
