"""What the pages show, made ready: marked passages, suggestions, tables of a summary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from feedback_app.channels.hotline.forms import PROBLEM_LABELS, REASON_LABELS
from feedback_app.channels.hotline.models import HotlineFile, HotlineRecord, HotlineRowProblem, ProblemKind, ReviewState
from feedback_app.channels.hotline.queries import Summary, list_problems
from feedback_app.channels.hotline.units import KnownUnit, UnitBook, suggest
from feedback_app.gateways.spreadsheets import ProblemGroup, ProblemRecord, group_problems
from feedback_app.localisation import percent
from nlp.level import LEVELS, verdict_of
from nlp.validity import Reason

MOST_GROUPED = 10_000
"""Problems of a kind that a page puts together: a cumulative export repeats more orders than a page should read."""

Span = Sequence[int] | None


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Some words of a text, and what they are: proof of the judgement, name of the judged body, not the citizen's."""

    text: str
    is_evidence: bool = False
    is_body: bool = False
    is_aside: bool = False


def passages(text: str, evidence: Span, body: Span, asides: Sequence[tuple[int, int, str]] = ()) -> list[Passage]:
    """Cut a text where its marks begin and end; asides are what others than the citizen say.

    >>> [p.text for p in passages("甲乙丙丁", [1, 3], [2, 3])]
    ['甲', '乙', '丙', '丁']
    """
    others = [(start, end) for start, end, _voice in asides]
    cuts = sorted({0, len(text), *(evidence or ()), *(body or ()), *(cut for span in others for cut in span)})
    inside = [cut for cut in cuts if 0 <= cut <= len(text)]
    return [
        Passage(
            text=text[start:end],
            is_evidence=_covers(evidence, start, end),
            is_body=_covers(body, start, end),
            is_aside=any(_covers(span, start, end) for span in others),
        )
        for start, end in pairwise(inside)
    ]


def _covers(span: Span, start: int, end: int) -> bool:
    return span is not None and span[0] <= start and end <= span[1]


def suggested_units(record: HotlineRecord, book: UnitBook) -> list[KnownUnit]:
    """Return at most four units that may be judged: the known one, the text's candidates, the handling unit."""
    official = book.code_of(book.find(record.official_unit)) if record.official_unit else None
    known = book.code_of(record.decided_unit_id or record.unit_id)
    candidates = [code for code, _confidence, _basis in record.extraction["candidates"]]
    return suggest(book, [code for code in (known, *candidates, official) if code])


def suggested_answer(record: HotlineRecord) -> str:
    """Return the button that the machine would press."""
    return f"level-{record.level}" if record.is_valid and record.level else f"not-{record.reason}"


def may_accept(record: HotlineRecord, suggested: Sequence[KnownUnit]) -> bool:
    """Tell whether the machine's answer is a whole one: an evaluation is of somebody, anything else has a reason."""
    return bool(suggested) and record.level is not None if record.is_valid else record.reason is not None


@dataclass(frozen=True, kw_only=True)
class LastDecision:
    """What a person just decided of a record: a verdict on a unit, or the reason why it is no evaluation."""

    id: int
    unit: str = ""
    verdict: str | None = None
    reason: LazyString | str = ""


def last_decision(record: HotlineRecord) -> LastDecision:
    """Return a decided record's decision in words, so that a slip of a key is seen."""
    if not record.decided_valid or record.decided_level is None:
        return LastDecision(id=record.id, reason=reason_label(record.decided_reason or ""))
    name = record.decided_unit.name if record.decided_unit else "—"
    return LastDecision(id=record.id, unit=name, verdict=verdict_of(record.decided_level))


def waits_because(record: HotlineRecord) -> list[LazyString]:
    """Return why a person has to look at a record."""
    causes = (
        (record.is_urgent, _l("可能危及人身安全，须先看")),
        (record.has_abstained, _least_sure_of(record)),
        (record.is_valid and record.unit_id is None, _l("不能确定说的是哪个单位")),
    )
    is_waiting = record.review_state is ReviewState.WAITING
    return [cause for applies, cause in causes if applies and is_waiting]


def _least_sure_of(record: HotlineRecord) -> LazyString:
    """Say what the machine is least sure of: the percentage beside its answer is about validity only."""
    sure = record.extraction.get("confidence", {})
    kind, level = sure.get("kind"), sure.get("level")
    if kind is None:
        return _l("机器没有把握")
    if record.is_valid and level is not None and level < kind:
        return _l("机器没有把握，其中最低的是“等级”（%(share)s）", share=percent(level))
    if record.is_valid:
        return _l("机器没有把握，其中最低的是“是否有效评价”（%(share)s）", share=percent(kind))
    return _l("机器没有把握，其中最低的是“非有效评价的种类”（%(share)s）", share=percent(kind))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a summary's table: a code with its number, and the number's share of the table's sum."""

    code: str
    number: int
    share: float


def level_lines(summary: Summary) -> list[Line]:
    """Return valid evaluations by verdict, the worst first."""
    return _lines({verdict_of(level): summary.levels.get(level, 0) for level in LEVELS})


def reason_lines(summary: Summary) -> list[Line]:
    """Return what is no evaluation by reason."""
    return _lines({reason: summary.reasons.get(reason, 0) for reason in Reason})


def theme_lines(summary: Summary) -> list[Line]:
    """Return valid evaluations by theme, the most frequent first."""
    return _lines(dict(sorted(summary.themes.items(), key=lambda item: (-item[1], item[0]))))


def reason_label(code: str) -> LazyString | str:
    """Return the words of a reason's code."""
    return REASON_LABELS[Reason(code)] if code in set(Reason) else code


@dataclass(frozen=True, kw_only=True)
class ProblemsOfKind:
    """The problems of a file that had the same consequence, those alike as one group.

    total  how many the file has
    read   how many of them, the first ones, the groups are made of
    """

    label: LazyString
    total: int
    read: int
    groups: Sequence[ProblemGroup]


def problems_by_kind(file: HotlineFile, totals: Mapping[ProblemKind, int]) -> list[ProblemsOfKind]:
    """Return a file's problems, what was refused first; kinds that it has none of are left out."""
    return [_of_kind(file, kind, totals[kind]) for kind in ProblemKind if totals.get(kind)]


def _of_kind(file: HotlineFile, kind: ProblemKind, total: int) -> ProblemsOfKind:
    found = list_problems(file, kind=kind, most=MOST_GROUPED)
    groups = group_problems(map(_without_value, found))
    return ProblemsOfKind(label=PROBLEM_LABELS[kind], total=total, read=len(found), groups=groups)


def _without_value(problem: HotlineRowProblem) -> ProblemRecord:
    """Return a problem as files of other rooms have it; the cell itself was not kept."""
    return {"line": problem.line, "column": problem.column, "value": "", "reason": problem.reason}


def _lines(numbers: Mapping[str, int]) -> list[Line]:
    whole = sum(numbers.values())
    return [Line(code=code, number=n, share=n / whole if whole else 0.0) for code, n in numbers.items()]
