"""Mask what identifies a citizen, before anything is stored or counted.

Placeholders are typed, so that "called 【手机】 three times" still reads as a sentence. Works on normalised text
(`nlp.normalize`), where digits are half-width. Check digits keep order numbers and amounts from being masked: the ID
card's ISO 7064 MOD 11-2 (GB 11643), the bank card's Luhn sum (ISO/IEC 7812). A number that is called an ID card's or an
account's is masked whatever its check digit: mistyped by one digit it still tells where and when somebody was born.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import alternation
from nlp.normalize import normalise_all
from nlp.sieve import guarded, matches


class Secret(StrEnum):
    """What was masked; the value is the word in the placeholder."""

    EMAIL = "邮箱"
    ID_CARD = "证件号"
    MOBILE = "手机"
    BANK_CARD = "银行卡"
    LANDLINE = "电话"
    PLATE = "车牌"
    ACCOUNT = "社交账号"
    NAME = "姓名"
    ROOM = "房号"


@dataclass(frozen=True, kw_only=True, slots=True)
class Masked:
    """The safe text and how often each kind of secret was masked."""

    text: str
    found: tuple[tuple[Secret, int], ...] = ()


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Each of the three begins with one class of characters, because only then does a search skip what cannot begin it.
_NUMBER_GATE = re.compile(r"[\d@A-Z](?:(?<=\d)(?:\d{4}|[ -]\d{3})|(?<=@)|(?<=[A-Z])[·.•]?[A-Z0-9]{4})")
_NUMBER_OPENING = re.compile(
    rf"[\d+(（{_PROVINCES}](?:(?<=\d)(?<!\d\d)(?=\d\d)|(?<=\+)(?=86)|(?<=[(（])(?=0\d)|(?<=[{_PROVINCES}])(?=[A-HJ-NP-Z]))"
)
_WORD_GATE = re.compile(
    r"[微VvQq姓联当投来反报举署名是字我人](?:(?<=微)信|(?<=[Vv])[Xx]|(?<=Q)[Qq]|(?<=q)q|(?<=[姓署])名|(?<=联)系人|(?<=当)事人"
    r"|(?<=投)诉人|(?<=来)电人|(?<=反)映人|(?<=报)告人|(?<=举)报人|(?<=[名是字我人])叫)"
)
_NUMBERS = re.compile(
    r"(?P<EMAIL>[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){1,4})"
    r"|(?P<ID_CARD>(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d))"
    r"|(?P<MOBILE>(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?:\.0)?(?!\d))"
    r"|(?P<BANK_CARD>(?<!\d)[3-6]\d{3}(?:[ -]?\d{4}){2,3}[ -]?\d{1,4}(?!\d))"
    r"|(?P<LANDLINE>(?<!\d)(?:\(0\d{2,3}\)|（0\d{2,3}）|0\d{2,3}[- ]?)[2-9]\d{6,7}(?!\d))"
    rf"|(?P<PLATE>[{_PROVINCES}]"
    r"[A-HJ-NP-Z][·.• -]?(?:[A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9]))"
)
_ACCOUNT = re.compile(
    r"(?P<cue>(?:微信|VX|Vx|vX|vx|QQ|qq|Qq)(?:号码?|群)?(?:是|为)?[:： ]?)(?P<value>[A-Za-z0-9][\w-]{4,19})"
)
_CALLED: tuple[tuple[Secret, re.Pattern[str]], ...] = (
    (Secret.ID_CARD, re.compile(r"(?P<cue>(?:身份证|证件)(?:号码?)?(?:[是为]|[:： ]){0,3})\d{14,17}[\dXx](?!\d)")),
    (Secret.BANK_CARD, re.compile(r"(?P<cue>(?:卡|账户|账|帐)号码?(?:[是为]|[:： ]){0,3})\d(?:[ -]?\d){11,18}(?!\d)")),
)
"""Numbers that the words before them call secret. The words are spelt out: a search skips what begins with no letter of
them, but not what begins with none of a class."""
_SURNAME = alternation("surnames", "double") + f"|[{alternation('surnames', 'single')}]"
_NAME = re.compile(
    guarded(
        rf"(?P<cue>(?:姓名|(?:联系|当事|投诉|来电|反映|报告|举报)人|署名|名叫|(?:我|本人)(?:的?名字)?(?:叫做?|是叫))"
        rf"(?:姓名|名字)?(?:是|为|叫)?[:： ]?)"
        rf"(?P<value>(?:{_SURNAME})"
        r"(?:[\u4e00-\u9fff]{1,2}(?=[,，。;；、\s)）(（\d【!！]|$)|[\u4e00-\u9fff]{2}|某{1,2}))"
    )
)
_NUMERALS = "〇零一二三四五六七八九"
_HEADS = "栋幢座元层楼门#-—"
_ROOM_WORDS = np.array(list(map(ord, "房室")), dtype=np.uint32)
_NUMERAL = rf"[\dA-Z{_NUMERALS}]"
_ROOM_GATE = re.compile(
    rf"[{_HEADS}房室](?:(?<=[{_HEADS}]){_NUMERAL}{{3}}|(?<={_NUMERAL}{{3}}[房室])|(?<={_NUMERAL}{{3}}号[房室]))"
)
_ROOMS = (
    re.compile(
        rf"(?P<cue>[栋幢座元层楼门#](?<!(?<!单)元)[-—]?)(?:\d{{3,4}}(?![\d年月套平米元万多余名人个家])|\d{{1,2}}[A-Z]\d{{2}}(?!\d)"
        rf"|[{_NUMERALS}]{{3,4}}(?![{_NUMERALS}十百千年月]))(?:号?[房室](?!屋)|[号户])?"
    ),
    re.compile(
        rf"(?P<cue>)[\d{_NUMERALS}](?<![\d{_NUMERALS}]{{2}})[\d{_NUMERALS}]{{2,3}}号?"
        r"(?:房(?![价地产屋子贷源管东租型改补])|室(?![内外]))"
    ),
    re.compile(r"(?P<cue>)\d(?<![\d-]\d)\d?[-—]\d{1,2}[-—](?!(?:19|20)\d\d(?!\d))\d{3,4}(?![\d-])"),
)
"""The flat behind the house, whose own number stays: without it most messages could not be understood."""
_DIGIT, _LETTER, _GAP, _CALL_HEAD, _CALL_TAIL, _ROLE_HEAD, _ROLE_TAIL, _ROOM_SIGN = (1 << bit for bit in range(8))
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def mask(text: str) -> Masked:
    """Return the text with every secret replaced by its placeholder.

    >>> mask("我叫李晓明，电话13800138000.0").text
    '我叫【姓名】，电话【手机】'
    """
    gates = (_NUMBER_GATE, _WORD_GATE, _ROOM_GATE)
    return _masked(text, *(gate.search(text) is not None for gate in gates))


def _masked(text: str, numbers: bool, words: bool, rooms: bool) -> Masked:
    """Mask the text where it may hold secret numbers, words that announce a secret, or numbers of rooms."""
    if not (numbers or words or rooms):
        return Masked(text=text)
    found: Counter[Secret] = Counter()
    told = ((Secret.ACCOUNT, _ACCOUNT), (Secret.NAME, _NAME)) if words else ()
    if numbers:
        text = _without_numbers(text, found)
        told = (*_CALLED, *told)
    if rooms:
        told = (*told, *((Secret.ROOM, pattern) for pattern in _ROOMS))
    for secret, pattern in told:
        text, count = pattern.subn(rf"\g<cue>{placeholder(secret)}", text)
        found[secret] += count
    return Masked(text=text, found=tuple((secret, count) for secret, count in found.items() if count))


def mask_all(texts: Sequence[str]) -> list[Masked]:
    """Return what `mask` does of each text; most hold no secret, which a few looks at all of them tell.

    A text is let through when no five digits stand together (a gap after the first allowed), no letter begins five
    letters and digits, and there is neither @ nor what the gates of words and rooms look for: nothing else can
    match.
    """
    joined = "\n".join([*texts, ""])
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    signs = _signs()[np.minimum(codes, len(_signs()) - 1)]
    digit, letter, gap = ((signs & sign) != 0 for sign in (_DIGIT, _LETTER, _GAP))
    either = digit | letter
    numbers = digit[:-4] & (digit[1:-3] | gap[1:-3]) & digit[2:-2] & digit[3:-1] & digit[4:]
    plates = letter[:-5] & (either[1:-4] | gap[1:-4]) & either[2:-3] & either[3:-2] & either[4:-1]
    calls = ((signs[:-1] & _CALL_HEAD) != 0) & ((signs[1:] & _CALL_TAIL) != 0)
    roles = ((signs[:-2] & _ROLE_HEAD) != 0) & ((signs[1:-1] & _ROLE_TAIL) != 0) & (codes[2:] == ord("人"))
    bounds = np.cumsum([0, *map(len, texts)]) + np.arange(len(texts) + 1)
    found = (numbers, plates, codes == ord("@")), (calls, roles)
    places = [np.concatenate([np.flatnonzero(flags) for flags in alike]) for alike in found]
    rooms = np.flatnonzero((signs & _ROOM_SIGN) != 0)
    holders = [_holders(bounds, each) for each in (*places, _numbered(codes, rooms))]
    return list(map(_masked, texts, *holders))


def _numbered(codes: NDArray[np.uint32], rooms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which of the places of words of rooms have three digits on the side on which a room's number stands."""
    near = {
        ahead: _numerals().take(codes.take(rooms + ahead, mode="clip"), mode="clip")
        for ahead in (1, 2, 3, -1, -2, -3, -4)
    }
    behind = np.isin(codes[rooms], _ROOM_WORDS)
    return rooms[np.where(behind, near[-2] & near[-3] & (near[-1] | near[-4]), near[1] & near[2] & near[3])]


@cache
def _numerals() -> NDArray[np.bool_]:
    """Whether a character stands for a digit in the number of a flat: 502, 12A05, 五零二."""
    digits: NDArray[np.bool_] = (_signs() & np.uint8(_DIGIT)) != 0
    digits[list(map(ord, f"{_NUMERALS}ABCDEFGHIJKLMNOPQRSTUVWXYZ"))] = True
    return digits


def safe_texts(texts: Sequence[str]) -> list[str]:
    """Return the texts normalised and masked, as everything is that is read, learnt from or stored."""
    return [masked.text for masked in mask_all(normalise_all(texts))]


def _holders(bounds: NDArray[np.int64], places: NDArray[np.int64]) -> list[bool]:
    """Return for every text whether one of the places lies in it."""
    holds = np.zeros(len(bounds) - 1, dtype=bool)
    holds[np.searchsorted(bounds, places, side="right") - 1] = True
    return holds.tolist()


@cache
def _signs() -> NDArray[np.uint8]:
    """What every character of the basic plane, and any beyond it, may be part of."""
    signs = np.zeros(0x10001, dtype=np.uint8)
    signs[0x10000] = _DIGIT  # some planes beyond have digits
    digits = [code for code in range(0x10000) if chr(code).isdecimal()]
    signs[digits] = _DIGIT
    for sign, characters in (
        (_LETTER, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        (_GAP, " -·.•"),
        (_CALL_HEAD, "微VvQq姓署名是字我人"),
        (_CALL_TAIL, "信XxQq名叫"),
        (_ROLE_HEAD, "联当投来反报举"),
        (_ROLE_TAIL, "系事诉电映告报"),
        (_ROOM_SIGN, f"{_HEADS}房室"),
    ):
        signs[list(map(ord, characters))] |= sign
    return signs


def _without_numbers(text: str, found: Counter[Secret]) -> str:
    """Mask the numbers; an address of e-mail may begin with any letter, other numbers at few places only."""
    openings = (opening.start() for opening in _NUMBER_OPENING.finditer(text))
    pieces, end = [], 0
    for match in _NUMBERS.finditer(text) if "@" in text else matches(_NUMBERS, text, openings):
        secret = Secret[match.lastgroup or ""]
        if is_genuine(secret, match[0]):
            found[secret] += 1
            pieces += [text[end : match.start()], placeholder(secret)]
            end = match.end()
    return "".join([*pieces, text[end:]])


def placeholder(secret: Secret) -> str:
    """Return the word that stands in the masked text for a secret of this kind."""
    return f"【{secret.value}】"


def is_genuine(secret: Secret, number: str) -> bool:
    """Return whether the number bears its check digit; kinds without one are always genuine.

    >>> is_genuine(Secret.ID_CARD, "11010519491231002X"), is_genuine(Secret.ID_CARD, "110105194912310021")
    (True, False)
    """
    if secret is Secret.ID_CARD:
        total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
        return "10X98765432"[total % 11] == number[17].upper()
    if secret is Secret.BANK_CARD:
        digits = [int(character) for character in reversed(number) if character.isdigit()]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
        return len(digits) >= 13 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
    return True
