"""Neutral wording, balanced scales and an honest length: what a questionnaire should be beyond making sense.

A finding is advice with a code. A file may waive a rule at its place with a reason (``waive: {unbalanced: "..."}``
under the question, or at the top for what concerns the whole), and a waiver that waives nothing is itself a finding.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from surveys.questionnaire.burden import Mode, estimate_burden
from surveys.questionnaire.definition import Definition
from surveys.questionnaire.phrases import find_joint, find_phrase
from surveys.questionnaire.questions import Question, QuestionKind
from surveys.questionnaire.scales import LABELS, Verdict
from surveys.questionnaire.texts import Text
from surveys.questionnaire.waivers import LintCode
from surveys.questionnaire.wording import question_texts

LONGEST_SENTENCE = 60  # characters; what a listener keeps in mind
LONGEST_MINUTES = 10.0
BROKEN_PROMISE = 1.5  # times the minutes that the introduction promises


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One rule broken at one place; ``detail`` is the words or figures that break it."""

    code: LintCode
    path: str
    detail: str

    def __str__(self) -> str:
        return f"{self.path}: {self.code}: {self.detail}"


def lint(definition: Definition, *, mode: Mode = Mode.READ, targets: int = 1) -> list[Finding]:
    """Return everything in a questionnaire that leads, coaches, tilts or tires, except what its file waives.

    Args:
        definition: the questionnaire.
        mode: how it reaches people, for its length in minutes.
        targets: units that a matrix rates.
    """
    findings = [*_whole_findings(definition, mode, targets)]
    for place, question in enumerate(definition.questions):
        findings += _question_findings(question, f"questions[{place}]", definition.questions[:place])
    waived = _waived(definition)
    kept = [finding for finding in findings if finding.code not in waived.get(_owner(finding.path), {})]
    return kept + _needless(findings, waived)


def lint_wording(wording: str) -> list[Finding]:
    """Return what pushes an answer in a poster, an invitation or a message: leading or coaching phrases."""
    codes = (LintCode.LEADING, LintCode.COACHING)
    found = ((code, find_phrase(code, wording)) for code in codes)
    return [Finding(code=code, path="(text)", detail=words) for code, words in found if words]


def _owner(path: str) -> str:
    return path.partition(".")[0] if path.startswith("questions[") else ""


def _waived(definition: Definition) -> dict[str, Mapping[str, str]]:
    places = {f"questions[{place}]": question.waived for place, question in enumerate(definition.questions)}
    return {"": definition.waived, **places}


def _needless(findings: Sequence[Finding], waived: Mapping[str, Mapping[str, str]]) -> list[Finding]:
    needed = {(_owner(finding.path), str(finding.code)) for finding in findings}
    return [
        Finding(code=LintCode.NEEDLESS_WAIVER, path=f"{owner}.waive".lstrip("."), detail=code)
        for owner, reasons in waived.items()
        for code in reasons
        if (owner, code) not in needed
    ]


def _whole_findings(definition: Definition, mode: Mode, targets: int) -> Iterator[Finding]:
    for path, text in (("introduction", definition.introduction), ("closing", definition.closing)):
        yield from _phrase_findings(LintCode.COACHING, path, text)
        yield from _phrase_findings(LintCode.LEADING, path, text)
    minutes = estimate_burden(definition, mode=mode, targets=targets).minutes
    if minutes > LONGEST_MINUTES:
        yield Finding(code=LintCode.BURDEN, path="questions", detail=f"{minutes:.1f} min")
    promised = _promised_minutes(str(definition.introduction))
    if promised and minutes > BROKEN_PROMISE * promised:
        detail = f"promises {promised} min, takes {minutes:.1f} min"
        yield Finding(code=LintCode.PROMISED_TIME, path="introduction", detail=detail)


_PROMISE = re.compile(r"(\d+|[一二两三四五六七八九十])分钟")
_DIGITS = {"两": 2, **{digit: number for number, digit in enumerate("一二三四五六七八九十", start=1)}}


def _promised_minutes(introduction: str) -> int:
    found = _PROMISE.search(introduction)
    if not found:
        return 0
    return _DIGITS[found[1]] if found[1] in _DIGITS else int(found[1])


def _question_findings(question: Question, path: str, earlier: Sequence[Question]) -> Iterator[Finding]:
    for part, text in question_texts(question):
        yield from _phrase_findings(LintCode.COACHING, f"{path}.{part}", text)
    for code in (LintCode.LEADING, LintCode.DOUBLE_NEGATIVE, LintCode.ASKS_IDENTITY):
        yield from _phrase_findings(code, f"{path}.text", question.text)
    for code, part, detail in (
        *_joint_faults(question),
        *_length_faults(question),
        *_scale_faults(question),
        *_range_faults(question),
        *_order_faults(question, earlier),
    ):
        yield Finding(code=code, path=f"{path}.{part}", detail=detail)


def _phrase_findings(code: LintCode, path: str, text: Text) -> Iterator[Finding]:
    for wording in text.versions.values():
        words = find_phrase(code, wording)
        if words:
            yield Finding(code=code, path=path, detail=words)


Fault = tuple[LintCode, str, str]


def _joint_faults(question: Question) -> Iterator[Fault]:
    if not (question.rules.is_rating or question.kind is QuestionKind.ZERO_TO_TEN):
        return
    parts = [("text", question.text)]
    parts += [(f"criteria[{place}].text", criterion.text) for place, criterion in enumerate(question.criteria)]
    for part, text in parts:
        for wording in text.versions.values():
            joint = find_joint(wording)
            if joint:
                yield LintCode.DOUBLE_BARRELLED, part, joint


def _length_faults(question: Question) -> Iterator[Fault]:
    for sentence in re.split(r"[。！？；?!;]", str(question.text)):
        if len(sentence) > LONGEST_SENTENCE:
            yield LintCode.LONG_QUESTION, "text", f"{len(sentence)} characters without a stop"


_GOOD = frozenset({Verdict.VERY_SATISFIED, Verdict.SATISFIED, Verdict.EXCELLENT, Verdict.GOOD})
_BAD = frozenset({Verdict.DISSATISFIED, Verdict.VERY_DISSATISFIED, Verdict.POOR})
_GOOD_WORDS = frozenset({"很好", "好", "较好", "比较满意", "同意", "非常同意", "比较同意", "很满意", "好转", "变好"})
_BAD_WORDS = frozenset({"很差", "差", "不好", "不太满意", "不同意", "非常不同意", "很不满意", "变差"})


def _tilt(question: Question) -> tuple[int, int]:
    """Return how many favourable and unfavourable answers are offered."""
    words = [str(option.text) for option in question.options] if question.kind is QuestionKind.SINGLE else []
    good = {str(LABELS[verdict]) for verdict in _GOOD} | _GOOD_WORDS
    bad = {str(LABELS[verdict]) for verdict in _BAD} | _BAD_WORDS
    favourable = sum(verdict in _GOOD for verdict in question.verdicts) + sum(word in good for word in words)
    unfavourable = sum(verdict in _BAD for verdict in question.verdicts) + sum(word in bad for word in words)
    return favourable, unfavourable


def _scale_faults(question: Question) -> Iterator[Fault]:
    favourable, unfavourable = _tilt(question)
    if favourable != unfavourable:
        part = "scale" if question.scale else "options"
        yield LintCode.UNBALANCED, part, f"{favourable} favourable, {unfavourable} unfavourable"
    if question.rules.is_rating and Verdict.DONT_KNOW not in question.offers:
        yield LintCode.MISSING_DONT_KNOW, "offers", "there is no dont_know"
    if question.kind is QuestionKind.ZERO_TO_TEN and question.is_required:
        yield LintCode.MISSING_DONT_KNOW, "required", "a mark is demanded of those who cannot give one"


_RANGE = re.compile(r"(\d+)\s*(?:岁|元|天|次|人|年|月)?\s*[—–\-~～至到]+\s*(\d+)")


def _range_faults(question: Question) -> Iterator[Fault]:
    found = [_RANGE.search(str(option.text)) for option in question.options]
    ranges = sorted((int(match[1]), int(match[2])) for match in found if match)
    for (_low, high), (following, _high) in pairwise(ranges):
        if following <= high:
            yield LintCode.OVERLAPPING_RANGES, "options", f"{following} belongs to two options"
        elif following > high + 1:
            yield LintCode.OVERLAPPING_RANGES, "options", f"{high + 1} belongs to no option"


_GENERAL = re.compile(r"总的来说|总体|整体|总的|\boverall\b|\ball in all\b", re.IGNORECASE)


def _order_faults(question: Question, earlier: Sequence[Question]) -> Iterator[Fault]:
    """The specific colours the general: whoever has just complained of details rates the whole lower."""
    if question.kind is not QuestionKind.SATISFACTION or not _GENERAL.search(str(question.text)):
        return
    first = next((other for other in earlier if other.kind is QuestionKind.SATISFACTION), None)
    if first is not None:
        yield LintCode.GENERAL_AFTER_SPECIFIC, "text", f"asked after {first.code!r}"


EXAMPLES: Mapping[LintCode, str] = {
    LintCode.LEADING: "{kind: short_text, text: 您对我局优质的服务有什么感受？}",
    LintCode.COACHING: "{kind: short_text, text: 说说看法, hint: 请不要使用“说不清”“还行”等回答}",
    LintCode.UNBALANCED: "{kind: satisfaction, scale: four_level, offers: [dont_know], text: 您怎么评价？}",
    LintCode.MISSING_DONT_KNOW: "{kind: satisfaction, scale: five_level, text: 您怎么评价？}",
    LintCode.DOUBLE_BARRELLED: (
        "{kind: satisfaction, scale: five_level, offers: [dont_know], text: 您对服务态度和办事效率怎么评价？}"
    ),
    LintCode.DOUBLE_NEGATIVE: "{kind: short_text, text: 您是不是不反对取消这个窗口？}",
    LintCode.LONG_QUESTION: f"{{kind: short_text, text: {'在过去一年里您去过的各个办事大厅' * 5}}}",
    LintCode.ASKS_IDENTITY: "{kind: short_text, text: 请填写您的姓名}",
    LintCode.OVERLAPPING_RANGES: (
        "{kind: single, text: 年龄, options: [{code: a, text: 16—30岁}, {code: b, text: 30—44岁}]}"
    ),
    LintCode.GENERAL_AFTER_SPECIFIC: (
        "{kind: satisfaction, scale: five_level, offers: [dont_know], text: 总的来说您怎么评价？}"
    ),
    LintCode.BURDEN: f"{{kind: long_text, required: true, text: 长, hint: {'请读完这一段。' * 500}}}",
    LintCode.PROMISED_TIME: f"{{kind: long_text, text: 短, hint: {'请读完这一段。' * 80}}}",
    LintCode.NEEDLESS_WAIVER: "{kind: short_text, text: 说说看法, waive: {leading: 没有理由}}",
}
"""For every rule a question that breaks it, as it would stand in a file, without its code."""
