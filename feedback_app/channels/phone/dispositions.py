"""How polling firms write what became of a case: by AAPOR code, by its label, or in the words of their own software.

A room of its own because a foreign vocabulary ends in one table. Bare class letters (I, R, NC) are no codes and are
refused: they would hide which unknown cases were never dialled.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from feedback_app.gateways.spreadsheets.parsing import BadCell, fold
from surveys.sampling.dispositions import DISPOSITIONS, Disposition, DispositionClass

BREAK_OFF = "2.12"
_WORDS = """
1.1    成功 完成 完访 成功样本 有效样本 完成访问 访问完成 complete
1.2    部分访问 部分成功 partial
2.112  拒访 拒绝访问 直接拒访 拒绝 refusal
2.111  家人拒访 他人拒访
2.112a 软拒访 没时间 不方便接听
2.112b 硬拒访
2.112c 爽约
2.12   中断 中断访问 中途中断 中途挂断 break-off breakoff
2.20   未接触
2.21   本人不在 始终不在
2.221  语音信箱
2.32   健康原因不能应答
2.332  语言不通 语言障碍
2.35   场合不便 预约 约访
2.36   其他合格
3.11   未拨 未使用
3.12   忙音 线忙 正在通话
3.13   无人接 无应答 没人接
3.14   关机 语音提示 无法接通 不在服务区
3.15   拦截 骚扰拦截 被标记 防火墙拦截
3.16   故障 技术故障
3.21   未甄别
3.90   其他
4.10   样本框外 非本辖区 非本地
4.20   传真 数据线
4.31   号码不存在 号码错误
4.32   欠费停机
4.33   暂停
4.41   换号
4.51   单位号码 非住宅 办公电话
4.70   不合格 甄别失败 不符合条件 被访者不合格
4.80   配额满 超配额
"""


def _names() -> Mapping[str, str]:
    names = {_plain(row.label): row.code for row in DISPOSITIONS.values()}
    names |= {code.casefold(): code for code in DISPOSITIONS}
    for line in _WORDS.strip().splitlines():
        code, *words = line.split()
        names |= {_plain(word): code for word in words}
    return names


def _plain(written: str) -> str:
    return fold(written).casefold().replace(" ", "")


_NAMES = _names()


def read_disposition(cell: str) -> str:
    """Return the AAPOR code that a cell means. A workbook turns 2.20 and 4.10 into numbers, and so into 2.2 and 4.1.

    Raises:
        BadCell: the table does not know it.
    """
    written = _plain(cell)
    found = _NAMES.get(written) or _NAMES.get(f"{written}0")
    if found is None:
        raise BadCell(_l("不是处置结果：请写 AAPOR 代码（如 2.112）或“访问成功、拒访、无人接听、空号”这样的名称"))
    return found


def disposition_of(code: str) -> Disposition:
    """Return the row of a stored code."""
    return DISPOSITIONS[code]


def is_complete(code: str) -> bool:
    """Tell whether a case ended in an interview, whose answers count."""
    return DISPOSITIONS[code].outcome is DispositionClass.COMPLETE


def may_have_ratings(code: str) -> bool:
    """Tell whether a case can have been asked for ratings: an interview, finished or broken off on the way."""
    return code == BREAK_OFF or DISPOSITIONS[code].outcome in {DispositionClass.COMPLETE, DispositionClass.PARTIAL}
