"""What people write or key in reply, read into canonical values: ``5``, ``５``, ``5.``, ``五``, ``满意吧``, ``1、2``.

Reading is careful rather than clever: what could mean two things is not read, and is asked again.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.questionnaire.scales import LABELS, Verdict
from surveys.questionnaire.texts import Text

_EDGE = " \t\r\n.。,，!！~～;；、:：…\"'“”‘’「」『』()（）[]【】<>《》—#"
_PARTICLES = re.compile(r"(?<=.)[吧啊呢了的呀哦噢嘛啦哈]+$")
_POLITE = re.compile(
    r"^(?:您好|你好|hello|hi)[\s,.!]+"
    r"|[\s,.!;]+(?:(?:非常|十分)?感谢|谢谢|多谢|辛苦|thank you|thanks)(?:您|你|大家|了)*$"
)
TRADITIONAL = str.maketrans(
    "滿錯還個較優說沒訂願題選問應發請別評給約後會過續記為麼擾開馬兩這對覆複嗎聽懶歲禮辦謝",
    "满错还个较优说没订愿题选问应发请别评给约后会过续记为么扰开马两这对复复吗听懒岁礼办谢",
)


def clean(reply: str) -> str:
    """Return a reply narrow, simplified, in lower case, without what people put around it: quotes, 吧, 谢谢."""
    narrow = unicodedata.normalize("NFKC", reply).translate(TRADITIONAL).casefold().strip(_EDGE)
    plain = _POLITE.sub("", narrow).strip(_EDGE)
    return _PARTICLES.sub("", plain).strip(_EDGE) or narrow


_STOP_WORDS = frozenset(
    {"t", "td", "stop", "stopall", "unsubscribe", "quit", "cancel", "end", "拒收", "取消订阅", "退"}
)
_STOP = re.compile(r"(?:请?回复?)?\s*t?d?\s*退订.{0,8}|(?:请)?(?:不要|别)再(?:给我)?发.{0,8}|stop\b.{0,12}")
_HELP = frozenset({"帮助", "?", "help", "*", "重复", "再说一遍", "什么", "没看懂", "看不懂"})
_SKIP = frozenset({"跳过", "略过", "下一题", "下一个", "skip", "pass", "next", "不填", "不选"})
_NOTHING = frozenset({"无", "没有", "没", "暂无", "没意见", "没有意见", "没什么", "none", "no", "nothing", "n/a"})
_UNKNOWING = frozenset(
    {"不知道", "不清楚", "不了解", "说不清", "说不好", "不好说", "不晓得", "没接触", "没接触过", "没办过", "没打过交道"}
    | {"记不清", "不确定", "don't know", "dont know", "idk", "not sure", "no idea", "unknown"}
)
_REFUSING = frozenset(
    {
        "拒答",
        "拒绝",
        "拒绝回答",
        "不想说",
        "不想回答",
        "不回答",
        "不愿说",
        "不愿意说",
        "不方便",
        "不方便说",
        "不告诉你",
        "保密",
    }
    | {"refuse", "refused", "rather not say", "no comment"}
)
_YES = frozenset(
    {"愿意", "同意", "可以", "好", "好的", "行", "是", "是的", "嗯", "ok", "okay", "yes", "y", "sure", "1"}
)
_NO = frozenset({"不愿意", "不同意", "不可以", "不行", "不", "不是", "否", "不用", "不参加", "no", "n", "nope", "2"})


def is_stop(reply: str) -> bool:
    """Say whether a person wants no more messages, in the words that Chinese carriers and others have made known."""
    words = clean(reply)
    return words in _STOP_WORDS or bool(_STOP.fullmatch(words))


def is_call_for_help(reply: str) -> bool:
    """Say whether a person wants the question once more."""
    return reply.strip() in {"?", "？", "*"} or clean(reply) in _HELP


def is_skip(reply: str, *, is_free_words: bool) -> bool:
    """Say whether a person passes a question over; to a question for remarks, 没有 does that too."""
    words = clean(reply)
    return words in _SKIP or (is_free_words and words in _NOTHING)


def find_non_rating(reply: str) -> Verdict | None:
    """Return what a person says who gives no rating: does not know, or would rather not say."""
    words = clean(reply)
    if words in _UNKNOWING:
        return Verdict.DONT_KNOW
    return Verdict.REFUSED if words in _REFUSING else None


def find_consent(reply: str) -> bool | None:
    """Return yes or no, or None where it is neither."""
    words = clean(reply)
    return True if words in _YES else False if words in _NO else None


_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_HAN_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百千]+")
_NUMBER = re.compile(
    r"(?:我|就|是|选择?|打|给|按|评|回复?|答|第|约|大概|大约|no\.?)*\s*"
    r"(-?\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)\s*(?:分钟|颗星|[分号个项星岁次天元年月])?"
)


def find_number(reply: str) -> str | None:
    """Return the number that a reply consists of, in plain digits: ``5分``, ``选5``, ``第五个``, ``二十五岁``."""
    match = _NUMBER.fullmatch(clean(reply))
    if not match:
        return None
    return str(_han_number(match[1])) if _HAN_NUMBER.fullmatch(match[1]) else match[1]


def _han_number(written: str) -> int:
    total, digit = 0, 0
    for character in written:
        if character in _UNITS:
            total += (digit or (0 if total else 1)) * _UNITS[character]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[character] if digit else _DIGITS[character]
    return total + digit


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing that can be chosen in a message: the key for it, its canonical value, what it is called."""

    key: str
    value: str
    label: Text


_SAID: Mapping[Verdict, Sequence[str]] = {
    Verdict.VERY_SATISFIED: ("很满意", "特别满意", "十分满意", "相当满意", "太满意", "极满意", "很好", "非常好"),
    Verdict.SATISFIED: ("比较满意", "较满意", "挺满意", "还满意", "满意满意", "不错", "好"),
    Verdict.BASICALLY_SATISFIED: ("一般", "一般般", "还行", "还可以", "凑合", "马马虎虎", "一般满意", "还算满意"),
    Verdict.DISSATISFIED: ("不太满意", "不怎么满意", "不大满意", "不够满意", "不很满意", "不好", "差"),
    Verdict.VERY_DISSATISFIED: ("很不满意", "太不满意", "极不满意", "十分不满意", "特别不满意", "很差", "太差"),
    Verdict.EXCELLENT: ("优", "很好", "非常好"),
    Verdict.GOOD: ("良", "好", "不错", "较好"),
    Verdict.FAIR: ("中", "还行", "还可以", "一般般", "凑合"),
    Verdict.POOR: ("差", "很差", "不好", "太差"),
}
_NEAREST = {
    Verdict.VERY_SATISFIED: Verdict.SATISFIED,
    Verdict.VERY_DISSATISFIED: Verdict.DISSATISFIED,
}
_KEY_AND_LABEL = re.compile(r"(\d+)[\s.、:,\-)]*([^\d\s].*)")
_BEFORE = re.compile(r"[不没无未别非难][^，。,.;；]{0,2}$")
_AFTER = re.compile(r"^[^，。,.;；]{0,1}(?:吗|么|\?|才怪|个)")


def find_choice(reply: str, choices: Sequence[Choice]) -> str | None:
    """Return the value of the one choice that a reply names by key, by label, or by both where they agree."""
    words = clean(reply)
    number = find_number(reply)
    names = {clean(label): choice.value for choice in choices for label in choice.label.versions.values()}
    if words in names and words != number:
        return names[words]
    if number is not None:
        return next((choice.value for choice in choices if choice.key == number), None)
    both = _KEY_AND_LABEL.fullmatch(words)
    if both:
        by_key = next((choice.value for choice in choices if choice.key == both[1]), None)
        return by_key if by_key is not None and by_key == find_label(both[2], choices) else None
    return find_label(words, choices)


def find_label(reply: str, choices: Sequence[Choice]) -> str | None:
    """Return the value of the one choice that a reply names in words, never by its key."""
    words = clean(reply)
    names = _names(choices)
    if words in names:
        return names[words]
    verdicts = {choice.value for choice in choices} & set(LABELS)
    return _find_in_sentence(words, {name: value for name, value in names.items() if value in verdicts})


def _names(choices: Sequence[Choice]) -> dict[str, str]:
    """Return everything a choice is called, the exact labels winning over what people say instead."""
    offered = {choice.value for choice in choices}
    names: dict[str, str] = {}
    for verdict, said in _SAID.items():
        value = verdict if verdict in offered else _NEAREST.get(verdict)
        if value in offered:
            names |= {word: str(value) for word in (*said, *map(clean, LABELS[verdict].versions.values()))}
    for choice in choices:
        names |= {clean(label): choice.value for label in choice.label.versions.values()}
    return names


def _find_in_sentence(words: str, names: Mapping[str, str]) -> str | None:
    """Return the one verdict that a sentence speaks, where nothing before it negates and nothing after it asks."""
    spoken = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    if not spoken:
        return None
    found = set()
    for match in re.finditer("|".join(map(re.escape, spoken)), words):
        if _BEFORE.search(words[: match.start()]) or _AFTER.search(words[match.end() :]):
            return None
        found.add(names[match.group()])
    return found.pop() if len(found) == 1 else None


def find_choices(reply: str, choices: Sequence[Choice]) -> tuple[str, ...] | None:
    """Return the values of the choices that a reply lists: ``1、2``, ``1 3``, ``13`` where no choice has two digits."""
    words = clean(reply)
    parts = [part for part in re.split(r"[、,;/\s+]+|[和跟及]", words) if part]
    if len(parts) == 1 and words.isdigit() and len(words) > 1 and all(len(choice.key) == 1 for choice in choices):
        parts = list(words)
    found = [find_choice(part, choices) for part in parts]
    if not found or None in found:
        alone = find_choice(reply, choices)
        return (alone,) if alone else None
    return tuple(dict.fromkeys(value for value in found if value))
