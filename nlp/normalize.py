"""One spelling for every text: NFKC, one kind of blank, simplified script.

Everything later (masking, features, spans) sees only normalised text, so that the full-width digit, the
traditional character and the stray control character of one message meet the same character of another.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np
import opencc_pyo3
from numpy.typing import NDArray

_KEPT = "，！？：；（）…～"  # NFKC would turn these into ASCII, and every Chinese sentence into a typographic error
_SIGNS = "\u3001\u3002\u2014\u2018-\u201d\u3007-\u3011\u3014-\u301b\xb7\xd7"
_STABLE = f"\u3400-\u9fff{_SIGNS}{_KEPT}"  # neither change nor combine in NFKC
_RUNS = re.compile(f"[\x00-\x7f]?[^\x00-\x7f{_STABLE}]+")  # what combines, with the letter that it may combine with
_BREAK = "\r\n\x0b\x0c\x85\u2028\u2029"
_SPACE = "\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"  # with breaks and the blank, all that is white
# Both begin with a class of few characters, because only then does a search skip what cannot begin it.
_BREAKS = re.compile(rf"[ \t{_BREAK}](?:(?<=[ \t])[ \t]*[{_BREAK}]|(?<=[{_BREAK}]))\s*")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ud800-\udfff]"
)
_BLANKS = re.compile(rf"[ {_SPACE}](?:[ {_SPACE}]+|(?<! ))")
_MARKUP = re.compile(r"<(?:/?[a-zA-Z][^<>\n]{0,300}|!--[^<>]{0,300}--)>|&(?:[a-z]{2,6}|#\d{1,5});")
_END = "\x1e"  # between texts; one that holds it itself is normalised by itself
_USUAL, _BLANK, _ODD = range(3)
_HAN = "\u3400-\u9fff"


def normalise(text: str) -> str:
    """Return the text in NFKC (Chinese punctuation kept), in simplified script, blanks run together.

    Markup and invisible characters go. Line breaks survive as one "\\n", because the first line of a message is its
    title. Idempotent.

    >>> normalise("Ａ區　　政府\\r\\n\\r\\n態度　差")
    'A区 政府\\n态度 差'
    """
    if _plain().fullmatch(text):
        return text
    text = _RUNS.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    text = _INVISIBLE.sub("", text)
    if "<" in text or "&" in text:
        text = _MARKUP.sub(" ", text)
    text = _BLANKS.sub(" ", _BREAKS.sub("\n", text)).strip()
    return simplified(text) if _traditional_gate().search(text) else text


def normalise_all(texts: Sequence[str]) -> list[str]:
    """Return what `normalise` does of each text; most need nothing, which one look at all of them tells."""
    joined = _END.join([*texts, ""])
    if joined.count(_END) != len(texts):
        return [normalise(text) for text in texts]
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = _kinds().take(codes, mode="clip")
    blank = kinds == _BLANK  # the end of a text counts as one: no plain text begins or ends with a blank, or has two
    flawed = np.flatnonzero((kinds == _ODD) | (blank & np.append(True, blank[:-1])))
    ends = np.flatnonzero(codes == ord(_END))
    plain = np.diff(np.searchsorted(flawed, np.append(-1, ends), side="right")) == 0
    return [text if is_plain else normalise(text) for text, is_plain in zip(texts, plain.tolist(), strict=True)]


def simplified(text: str) -> str:
    """Convert traditional to simplified script, character for character where phrases would change the length."""
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    return "".join(_one_simplified(character) for character in text)


def share_of_han(text: str) -> float:
    """Return the share of characters that are Han, 0 for an empty text."""
    return len(re.findall(f"[{_HAN}]", text)) / len(text) if text else 0.0


@cache
def _converter() -> opencc_pyo3.OpenCC:
    return opencc_pyo3.OpenCC("t2s")


@cache
def _one_simplified(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


@cache
def _traditional() -> frozenset[str]:
    """All characters that conversion would change."""
    every = [chr(code) for code in range(0x3400, 0xA000)]
    return frozenset(character for character in every if _one_simplified(character) != character)


@cache
def _traditional_gate() -> re.Pattern[str]:
    """One character class of all traditional characters: 10 times faster than converting."""
    return re.compile(f"[{''.join(sorted(_traditional()))}]")


@cache
def _usual() -> frozenset[str]:
    """The characters of which most messages consist, blanks left out: normalising changes none of them."""
    ascii_marks = {chr(code) for code in range(0x21, 0x7F)} - set("<&")
    han = {chr(code) for code in range(0x3400, 0xA000)} - _traditional()
    signs = re.findall(f"[{_SIGNS}]", "".join(map(chr, range(0x80, 0x3400))))
    return frozenset(ascii_marks | han | set(signs) | set(_KEPT))


@cache
def _plain() -> re.Pattern[str]:
    """What most messages are: text that normalising would not change. One look instead of six."""
    usual = "".join(map(re.escape, sorted(_usual())))
    return re.compile(f"[{usual}]+(?:[ \n][{usual}]+)*")


@cache
def _kinds() -> NDArray[np.uint8]:
    """The same for the characters of many texts at once: usual, blank, or one that may have to be changed."""
    kinds = np.full(0x10001, _ODD, dtype=np.uint8)
    kinds[list(map(ord, _usual()))] = _USUAL
    kinds[list(map(ord, f" \n{_END}"))] = _BLANK
    return kinds
