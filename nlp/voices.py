"""Who speaks in the text of a work order: the citizen, the operator who wrote it down, or the unit that replied.

A hotline's record may hold all three. Only the citizen's own words are an evaluation: that "the caller was satisfied"
is what the operator, or the very unit to be judged, says of the citizen. What others say is told apart by the forms in
which they say it; where the form leaves doubt the words stay the citizen's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.features import SEPARATOR, Chunk


class Voice(StrEnum):
    """Whose words a stretch of a text is, where they are not the citizen's."""

    FRAME = "frame"  # 来电人称：, by which the operator begins to retell; what kind of call it is can be read from it
    OPERATOR = "operator"  # what the operator did, and the formulas that every record ends with
    UNIT = "unit"  # the reply of the unit in charge


class Aside(NamedTuple):
    """A stretch [start, end) of a text that is not the citizen's own."""

    start: int
    end: int
    voice: Voice


_CALLERS = ("市民", "群众", "来电人", "来电者", "来访人", "来信人", "诉求人", "投诉人", "反映人", "当事人", "网友")
_CALLER = f"(?:{'|'.join(_CALLERS)})"
_RETOLD = "(?:称|反映|表示|咨询|投诉|求助|建议|请求|反馈|诉求|要求)"
_FRAME = re.compile(rf"^(?:{_CALLER}(?:来电|致电|来访|来信)?|(?:来电|来访|来信)){_RETOLD}(?:[:：]|(?=[^，,]))", re.M)
_REPLY = re.compile(
    r"(?:^|(?<=[。！!？?；; ]))(?:"
    r"[【\[](?:(?:承办|办理|责任|处置|主办|职能)?(?:单位|部门)?)(?:回复|答复|办理|处理|处置|反馈|回访)(?:内容|结果|情况|意见)?[】\]]"
    r"|(?:承办|办理|责任|处置|主办|职能)(?:单位|部门)(?:回复|答复|反馈|处理|办理)(?:内容|结果|情况|意见)?[:：称]"
    r"|(?:办理|处理|处置|回访|办结|答复|回复)(?:结果|情况|意见|内容)[:：]"
    r"|(?:回复|答复)[:：](?=您好|你好|尊敬的|经|关于)"
    r"|尊敬的(?:网友|市民|来电人|来信人|群众|居民)(?:朋友)?(?:[,，:：!！\n ]|您好|你好)"
    r")(?:(?![【\[](?:诉求|来电|来信|市民|群众|追加|补充)).)*",
    re.M,
)
"""From its marker to the end of the line, or to where the record marks the citizen's words again."""
_SATISFIED = re.compile(
    rf"(?:^|(?<=[。；;，,!！]))(?:该|据)?{_CALLER}(?:已|均)?(?:对[^，。\n]{{1,12}})?(?:已|均)?表示"
    r"(?:非常|很|十分|比较|基本)?(?:满意|感谢|谢谢|认可|理解|同意|无异议|接受|知晓|知悉)(?![^，。；;,\n]{5})[^，。；;,\n]*[，。；;,]?",
    re.M,
)
_CLOSING = re.compile(
    r"(?:^|(?<=[。；;，,!！]))(?:[请望]|希望|恳请|烦请|特请|现请)(?:相关|有关|职能|主管|属地|贵)(?:职能|主管)?(?:部门|单位)"
    r"[^。\n]{0,14}[。!！]?(?=\s*$)",
    re.M,
)
_NOTED = re.compile(
    r"(?:^|(?<=[。；;，,!！]))(?:(?:话务员|坐席|座席|接线员)(?:已|询问|记录|告知|安抚|解释|提示|引导|核实|受理)"
    r"|已(?:记录|登记|受理|派单|转办|安抚|告知))[^。\n]*[。!！]?",
    re.M,
)
_NOTHING = "\n"  # stands for what has been told apart while one looks on: no form reaches over the end of a line
_SIGNS = (
    "".join({caller[0] for caller in _CALLERS}) + "来",
    "】]:：称",
    "复馈理置访果况见容",
    "表",
    "示",
    "来",
    "电",
    "网市来群居",
)
_OPENS, _MARK, _MARKED, _TELLS, _SHOWS, _COMES, _CALLS, _DEARS = (1 << bit for bit in range(len(_SIGNS)))


def asides_in(chunk: Chunk, texts: Sequence[str]) -> list[tuple[Aside, ...]]:
    """Return what `asides_of` says of each text of a chunk; most hold none of the forms, as one look tells."""
    signs = _signs().take(chunk.codes, mode="clip")
    before, behind = signs[:-1], signs[1:]
    ends_line = (chunk.codes[:-1] == ord("\n")) | (chunk.codes[:-1] == ord(SEPARATOR))
    told = (
        (ends_line & _holds(behind, _OPENS))
        | (_holds(before, _MARKED) & _holds(behind, _MARK))
        | (_holds(before, _TELLS) & _holds(behind, _SHOWS))
        | (_holds(before, _COMES) & _holds(behind, _CALLS))
    )
    told[1:] |= (chunk.codes[:-2] == ord("敬")) & (chunk.codes[1:-1] == ord("的")) & _holds(signs[2:], _DEARS)
    rows = {0, *chunk.rows[1 + np.flatnonzero(told)].tolist()}  # nothing stands before the first text
    return [asides_of(text) if row in rows else () for row, text in enumerate(texts)]


def _holds(signs: NDArray[np.uint8], sign: int) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = (signs & np.uint8(sign)) != 0
    return flags


@cache
def _signs() -> NDArray[np.uint8]:
    """What every character may be part of."""
    signs = np.zeros(0x10001, dtype=np.uint8)
    for bit, characters in enumerate(_SIGNS):
        signs[list(map(ord, characters))] |= np.uint8(1 << bit)
    return signs


def asides_of(text: str) -> tuple[Aside, ...]:
    """Return the stretches of a normalised text that are not the citizen's own words, in order, without overlaps.

    >>> text = "来电人称：停水三天，望相关部门处理。承办单位回复：已修复，市民表示满意。"
    >>> [(text[start:end], voice.value) for start, end, voice in asides_of(text)]
    [('来电人称：', 'frame'), ('望相关部门处理。', 'operator'), ('承办单位回复：已修复，市民表示满意。', 'unit')]
    """
    found = [Aside(*match.span(), Voice.UNIT) for match in _REPLY.finditer(text)]
    rest = _blanked(text, found)
    frames = [Aside(*match.span(), Voice.FRAME) for match in _FRAME.finditer(rest)]
    for form in (_SATISFIED, _NOTED, _CLOSING) if frames else (_SATISFIED,):
        notes = [Aside(*match.span(), Voice.OPERATOR) for match in form.finditer(rest)]
        found += notes
        rest = _blanked(rest, notes)
    found += [frame for frame in frames if not rest[frame.start : frame.end].isspace()]
    return tuple(_run_together(sorted(found)))


def citizens_words(text: str, asides: Sequence[Aside]) -> str:
    """Return the text with what others say left blank, so that every place stays where it is; the frames stay.

    >>> citizens_words("态度差。市民表示满意。还是没人来", asides_of("态度差。市民表示满意。还是没人来"))
    '态度差。       还是没人来'
    """
    if not asides:
        return text
    return _blanked(text, [aside for aside in asides if aside.voice is not Voice.FRAME], " ").rstrip()


def after_frame(span: tuple[int, int], asides: Sequence[Aside]) -> tuple[int, int]:
    """Return a span of a text without the frame that it begins with.

    >>> after_frame((0, 9), [Aside(0, 5, Voice.FRAME)])
    (5, 9)
    """
    start, end = span
    frame = next((one for one in asides if one.voice is Voice.FRAME and one.start <= start < one.end < end), None)
    return (frame.end if frame else start), end


def heard_texts(texts: Sequence[str]) -> list[str]:
    """Return of safe texts what the engine reads and learns from: the citizens' words."""
    return [citizens_words(text, asides_of(text)) for text in texts]


def _run_together(asides: Iterable[Aside]) -> Iterator[Aside]:
    """Make one of what stands side by side in the same voice."""
    last: Aside | None = None
    for aside in asides:
        if last is not None and last.end == aside.start and last.voice is aside.voice:
            last = last._replace(end=aside.end)
        else:
            if last is not None:
                yield last
            last = aside
    if last is not None:
        yield last


def _blanked(text: str, asides: Sequence[Aside], blank: str = _NOTHING) -> str:
    for start, end, _ in asides:
        text = f"{text[:start]}{blank * (end - start)}{text[end:]}"
    return text
