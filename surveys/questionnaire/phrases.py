"""Phrases that push an answer or ask too much, as patterns in Chinese and English, by the rule they break."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from surveys.questionnaire.waivers import LintCode

_TOP_MARK = r"(?:非常满意|很满意|十分满意|(?<!不)满意|好评|满分|最高分|五星|5星|10分|100分|5分|优秀)"
_LOW_MARK = r"(?:说不清|不了解|不知道|不清楚|还行|一般|不满意|基本满意|差评|较差|低分)"
_TOP_WORDS = r"(?:very satisfied|five stars?|5 stars?|excellent|top marks?|full marks)"
_LOW_WORDS = r"(?:don't know|not sure|fair|dissatisfied|poor|cannot say)"
_PRAISE = r"(?:优质|贴心|热情周到|卓有成效|一流|显著|明显改善|全心全意|无微不至)"
_WORK = r"(?:服务|成效|成绩|工作|变化|举措|改革)"
_ASK = r"(?:请|务必|恳请|希望|期待|敬请|记得|帮忙)"
_MARKING = r"(?:选择?|回答|打|给予?|评价?为?|勾选?|按|点)"
_IDENTITY = r"(?:姓名|身份证|家庭住址|详细住址|手机号|电话号码|工作单位|车牌号?|微信号)"
_NOT_ASKED = r"(?:不要|请勿|勿|不必|无需|不用|不收集|别|不记录|不写)"
_IDENTITY_WORDS = r"(?:full )?(?:name|phone|telephone|id (?:card|number)|home address|employer)"
_QUOTE = r"[“”\"'‘’「」『』]?"

PHRASES: Mapping[LintCode, Sequence[re.Pattern[str]]] = MappingProxyType(
    {
        LintCode.COACHING: tuple(
            re.compile(pattern, re.IGNORECASE)
            for pattern in (
                rf"(?:不要|请勿|切勿|勿|别|避免)(?:使用|选择?|回答|说|打|勾选?|出现|评价?为?)[^，。；！？]{{0,6}}{_LOW_MARK}",
                rf"{_ASK}[^，。；！？、]{{0,12}}{_MARKING}[^，。；！？、]{{0,8}}{_TOP_MARK}",
                rf"(?:您的|你的|每一?个|一句){_QUOTE}(?:满意|好评|点赞|认可){_QUOTE}[，,]?(?:就?是|将是|会是)",
                rf"(?:期待|期盼|恳请|希望得到|争取|感谢)您?的?{_QUOTE}(?:满意|好评|五星|点赞)",
                r"(?:给|送)(?:我们|个|一个)?(?:好评|五星|满分|点赞)",
                rf"(?:please|kindly)\b[^.;!?]{{0,25}}\b{_TOP_WORDS}",
                rf"(?:do not|don't|never|avoid)\b[^.;!?]{{0,20}}\b{_LOW_WORDS}",
            )
        ),
        LintCode.LEADING: tuple(
            re.compile(pattern, re.IGNORECASE)
            for pattern in (
                r"难道|众所周知|大家都|毫无疑问|显而易见|显然|想必|不可否认",
                r"(?:同意|认同|赞同|认可)[^，。？]{0,16}(?:优秀|出色|高效|显著|热情|周到|优质|很好|先进|一流)",
                rf"{_PRAISE}的?[^，。？]{{0,10}}{_WORK}",
                r"在[^，。？]{0,16}(?:关怀|正确领导|高度重视|不懈努力)下",
                r"满意吗",
                r"\b(?:don't you (?:agree|think)|surely|obviously|as everyone knows|how much did you enjoy)\b",
                r"\b(?:excellent|outstanding|world-class|wonderful) (?:service|work|staff|results?)\b",
            )
        ),
        LintCode.DOUBLE_NEGATIVE: tuple(
            re.compile(pattern, re.IGNORECASE)
            for pattern in (
                r"不是不|并非不|不得不|不无|没有不|不应该?不|不能不|难道不|是不是不|不会不|否认[^，。？]{0,8}不",
                r"\bnot (?:un|dis|in)(?!cluding|side)\w+|\bnever not\b|\bdon't [^.?!]{0,20}\bnot\b",
            )
        ),
        LintCode.ASKS_IDENTITY: tuple(
            re.compile(pattern, re.IGNORECASE)
            for pattern in (
                rf"^(?!.*{_NOT_ASKED}).*{_IDENTITY}",
                rf"^(?!.*(?:do not|don't|leave out|without|no )).*\byour {_IDENTITY_WORDS}\b",
            )
        ),
    }
)


def find_phrase(code: LintCode, wording: str) -> str | None:
    """Return the words of a wording that a rule objects to, or None."""
    for pattern in PHRASES[code]:
        found = pattern.search(wording)
        if found:
            return found.group().strip()
    return None


_HARMLESS = re.compile(
    r"与(?:您|该|我|本|其)|您[和及与]家人|意见[和与及]建议|\d+分最[低高]、|\ball in all\b|(?:非常)?不?基?本?满意、",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?:和|与|及|以及|、|并且|同时)[\u4e00-\u9fff]{1,4}|[a-z]+,? (?:and|as well as) [a-z]+"
)


def find_joint(wording: str) -> str | None:
    """Return where a wording asks about two things at once, or None."""
    found = _JOINT.search(_HARMLESS.sub("", wording))
    return found.group().strip() if found else None
