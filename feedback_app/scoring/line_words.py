"""What is stored of a score line in words: whether it counts and why not, and whether an audit corrects it.

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
from surveys.assessment import Basis, LineReason

_PLAIN = {
    LineReason.SILENT: _l("没有评价"),
    LineReason.LOW_TURNOUT: _l("投票人数不足，不计分"),
    LineReason.NOT_IMPORTED: _l("尚未导入"),
    LineReason.WITHHELD: _l("缺少数据，不计分"),
    LineReason.NO_WEIGHT: _l("本类单位不考核此项"),
}

_CORRECTIONS = {
    Basis.CORRECTED: _l("用本单位的抽查校正"),
    Basis.POOLED: _l("借用全部单位的抽查校正"),
    Basis.NO_AUDIT: _l("没有校正：本周期没有抽查"),
    Basis.AUDIT_OUTDATED: _l("没有校正：抽查后记录有变动"),
    Basis.AUDIT_OPEN: _l("没有校正：抽查还没有完成"),
    Basis.FEW_AUDITED: _l("没有校正：本单位的抽查太少"),
    Basis.FEW_IN_PERIOD: _l("没有校正：全部单位的抽查也太少"),
    Basis.NOTHING_AUDITED: _l("没有校正：抽查没有发现对本单位的评价"),
}


def correction_words(line: Mapping[str, Any]) -> str:
    """Return how a stored line was corrected, or why not; nothing where no machine has read what it counts."""
    return str(_CORRECTIONS.get(Basis(line.get("basis", Basis.COUNTS)), ""))


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
