"""Messages that may not wait in a queue: danger to life, self-harm, a child in danger.

A rule, not a model: it must be readable, and a miss costs more than a false alarm.
"""

import re
from collections.abc import Sequence
from enum import StrEnum


class Urgency(StrEnum):
    """Why a person must look at once."""

    SELF_HARM = "self_harm"
    CHILD = "child"
    DANGER_TO_LIFE = "danger_to_life"


_FIGURES = re.compile(r"跳楼(?:价|大?甩卖)|自杀式|要命的是|不要命地?|玩命")
_SELF_HARM = re.compile(
    r"自杀|轻生|自残|割腕|喝农药|服毒|跳(?:楼|河|江|桥)|寻短见|一死了之|(?:不想|没法|没意思)(?:再)?活|活不下去|以死|死给"
)
_CHILD = re.compile(
    r"(?:孩子|小孩|儿童|女童|男童|幼童|婴儿|幼儿|未成年|学生|女儿|儿子)[^。！？\n]{0,15}"
    r"(?:被打|被虐|虐待|性侵|猥亵|失踪|走失|被拐|拐卖|家暴|毒打|殴打|体罚|扎针|溺水|中毒)"
    r"|(?:虐待|性侵|猥亵|拐卖|殴打|毒打|体罚)[^。！？\n]{0,6}(?:孩子|小孩|儿童|女童|幼儿|未成年|学生|婴儿)"
)
_DANGER = re.compile(
    r"(?:煤气|燃气|天然气|液化气)[^。！？\n]{0,6}(?:泄漏|泄露|漏气)|瓦斯|爆炸|着火|起火|火灾了|被困|塌方|坍塌|随时(?:会|可能|都会)[^。！？\n]{0,6}(?:倒塌|垮塌|塌|爆炸)"
    r"|触电|漏电|电线(?:掉|断|裸露|垂)|生命危险|危及生命|人命关天|要出人命|闹出人命|持刀|砍人|杀人|家暴|昏迷|救命|快不行了|溺水|食物中毒"
)
OPENING = "|".join(pattern.pattern for pattern in (_SELF_HARM, _CHILD, _DANGER))
"""Where no match of this may begin, nothing is urgent."""
_ANY = re.compile(OPENING)


def may_be_urgent(text: str, places: Sequence[int]) -> bool:
    """Whether `urgency_of` can find anything, given the places at which `OPENING` may begin.

    A figure of speech is taken out before one looks, and what stood around it may then read as a cry for help.
    """
    return any(_ANY.match(text, place) for place in places) or _FIGURES.search(text) is not None


def urgency_of(text: str) -> Urgency | None:
    """Return the gravest reason to wake a person, or None.

    >>> urgency_of("再不发工资我就从楼上跳楼")
    <Urgency.SELF_HARM: 'self_harm'>
    >>> urgency_of("商家打着跳楼价的幌子") is None
    True
    """
    plain = _FIGURES.sub("", text)
    if _SELF_HARM.search(plain):
        return Urgency.SELF_HARM
    if _CHILD.search(plain):
        return Urgency.CHILD
    return Urgency.DANGER_TO_LIFE if _DANGER.search(plain) else None
