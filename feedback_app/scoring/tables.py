"""A run as tables: one row for each unit, and one row for each score line, for the terminal and for files.

A room of its own because a terminal, a page and a workbook must show the same figures under the same headers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from feedback_app.gateways.spreadsheets import Cell, Sheet
from feedback_app.scoring.line_words import category_words, correction_words, why_not_counted
from feedback_app.scoring.models import ScoreRun, UnitScore
from feedback_app.scoring.stamping import stamp_headers, stamp_of
from surveys.assessment import Basis, LineKind, LineReason
from surveys.estimation.suppression import DEFAULT_THRESHOLDS
from surveys.questionnaire.texts import PRIMARY_LANGUAGE


class ScoreTable(StrEnum):
    """What of a run may be taken home: a row for each unit, or a row for each score line."""

    TOTALS = "totals"
    LINES = "lines"


def sheet_of(table: ScoreTable, run: ScoreRun, scores: Sequence[UnitScore]) -> Sheet:
    """Return one of the tables of a run, every row stamped with what it is of; its name also names the file."""
    if table is ScoreTable.TOTALS:
        name, headers, rows = _("总分"), total_headers(scores), total_rows(scores)
    else:
        name, headers, rows = _("得分明细"), line_headers(), line_rows(scores)
    stamp = stamp_of(run)
    return Sheet(name=name, headers=(*stamp_headers(), *headers), rows=[[*stamp, *row] for row in rows])


def label_of(line: Mapping[str, Any]) -> str:
    """Return what a stored score line is called, in the language of the request; Chinese outside of one."""
    labels: Mapping[str, str] = line["label"]
    locale = get_locale()
    language = PRIMARY_LANGUAGE if locale is None or locale.language == "zh" else str(locale.language)
    return labels.get(language) or labels.get(PRIMARY_LANGUAGE, "")


def walk(line: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield a stored line and all below it, each with its depth, parents first."""
    yield depth, line
    for child in line["children"]:
        yield from walk(child, depth + 1)


def find_line(score: UnitScore, path: str) -> Mapping[str, Any] | None:
    """Return the line of a path in a unit's score tree."""
    return next((line for _depth, line in walk(score.assessment["root"]) if line["path"] == path), None)


def least_shown(line: Mapping[str, Any]) -> int:
    """Return how many people a line needs before its figures are shown; 0 where it is not people that it counts."""
    if line["kind"] == LineKind.GROUP:
        return DEFAULT_THRESHOLDS.rater_group
    return DEFAULT_THRESHOLDS.indicative if line["kind"] in {LineKind.CHANNEL, LineKind.ITEM} else 0


def hides_score(line: Mapping[str, Any]) -> bool:
    """Tell whether a line's figures are withheld: too few people, and not already part of a published total.

    A line that counts cannot be hidden, because it follows from the lines around it; therefore no scheme is adopted
    that lets so few people count.
    """
    return LineReason(line["reason"]) is not LineReason.COUNTED and 0 < int(line["n"]) < least_shown(line)


@dataclass(frozen=True, kw_only=True)
class PlacedScore:
    """A unit's score and its place among those it is compared with: rank, the ranks it may truly have, tier."""

    score: UnitScore
    rank: int | None
    best: int | None
    worst: int | None
    tier: int | None


def among_all(score: UnitScore) -> PlacedScore:
    """Return a unit's place among all units of its period."""
    return PlacedScore(score=score, rank=score.rank, best=score.rank_best, worst=score.rank_worst, tier=score.tier)


def among_its_category(score: UnitScore) -> PlacedScore:
    """Return a unit's place among the units of its category, as it was computed with the run."""
    return PlacedScore(score=score, **score.assessment["within_category"])


@dataclass(frozen=True, kw_only=True)
class ComponentColumn:
    """One component of the total as a column: of every unit the line of the same path."""

    path: str
    title: str

    def cell(self, score: UnitScore) -> str:
        """Return a unit's points in this component; in brackets where shown but not scored; why, where hidden."""
        line = find_line(score, self.path)
        if line is None or line["score"] is None:
            return "—"
        if hides_score(line):
            return f"n<{least_shown(line)}"
        return f"{line['score']:.2f}" if Decimal(line["weight_used"]) else f"({line['score']:.2f})"

    def value(self, score: UnitScore) -> Cell:
        """Return the same for a file: points that count as a number, nothing where there are none."""
        written = self.cell(score)
        return Decimal(written) if written[0].isdigit() else written.strip("—")


def component_columns(scores: Sequence[UnitScore]) -> list[ComponentColumn]:
    """Return the components of a run in the scheme's order: all lines but the root, rater groups and single items."""
    if not scores:
        return []
    lines = walk(scores[0].assessment["root"])
    named = [line for depth, line in lines if depth and line["kind"] not in {"group", "item"}]
    return [ComponentColumn(path=line["path"], title=label_of(line)) for line in named]


def total_headers(scores: Sequence[UnitScore]) -> tuple[str, ...]:
    """Return the headers of the sheet of totals, with a column for every component."""
    return (
        *(_("单位编码"), _("单位名称"), _("考核类别"), _("总分"), _("未舍入总分"), _("区间下限"), _("区间上限")),
        *(_("名次"), _("名次区间"), _("梯队")),
        *(_("类别内名次"), _("类别内名次区间"), _("类别内梯队")),
        *(column.title for column in component_columns(scores)),
        *(_("加分"), _("扣分"), _("一票否决"), _("暂不计入的也计入时")),
    )


def total_rows(scores: Sequence[UnitScore]) -> Iterator[list[Cell]]:
    """Yield one row for every unit, the best first; a component that is shown but not scored stands in brackets."""
    columns = component_columns(scores)
    for score in scores:
        kept = score.assessment
        bounds = [_rounded(score.low), _rounded(score.high)]
        yield [
            *(score.unit.code, score.unit.name, category_words(score.category)),
            *(score.published, score.total, *bounds),
            *_place(among_all(score)),
            *_place(among_its_category(score)),
            *(column.value(score) for column in columns),
            *(Decimal(kept["bonus"]), Decimal(kept["deduction"]), _("是") if kept["is_vetoed"] else ""),
            _points(kept["with_quarantined"]),
        ]


def _place(placed: PlacedScore) -> list[Cell]:
    interval = f"{placed.best}–{placed.worst}" if placed.best is not None else ""
    return [placed.rank, interval, placed.tier]


def by_tier(scores: Sequence[UnitScore], *, category: str = "") -> list[PlacedScore]:
    """Return scores tier by tier, within a tier by total; a vague total may stand a tier above a firmer, higher one.

    Of a category only its own units are returned, placed among one another: other categories are weighed differently.
    """
    alike = [among_its_category(score) for score in scores if score.category == category]
    placed = alike if category else [among_all(score) for score in scores]
    return sorted(placed, key=lambda one: (one.tier is None, one.tier or 0, one.score.place))


def line_headers() -> tuple[str, ...]:
    """Return the headers of the sheet of score lines."""
    return (
        _("单位编码"),
        _("单位名称"),
        _("考核类别"),
        _("层级"),
        _("路径"),
        _("项目"),
        _("得分"),
        _("标准误"),
        _("区间下限"),
        _("区间上限"),
        *(_("校正前得分"), _("校正方式"), _("本单位抽查"), _("借用抽查"), _("本单位抽查占校正")),
        _("有效样本"),
        _("等效样本"),
        _("不了解"),
        _("规定权重"),
        _("实际权重"),
        _("占总分"),
        _("是否计分"),
        _("总分"),
        _("名次"),
        _("名次区间"),
        _("梯队"),
    )


def line_rows(scores: Sequence[UnitScore]) -> Iterator[list[Cell]]:
    """Yield every score line of every unit; the unit's total stands on its first line."""
    for score in scores:
        unit = [score.unit.code, score.unit.name, category_words(score.category)]
        for depth, line in walk(score.assessment["root"]):
            yield [*unit, *_line_cells(depth, line), *_total(score, depth)]


def _line_cells(depth: int, line: Mapping[str, Any]) -> list[Cell]:
    is_hidden = hides_score(line)
    return [
        depth,
        line["path"],
        label_of(line),
        *(None if is_hidden else _rounded(line[figure]) for figure in ("score", "se", "low", "high")),
        *_correction(line),
        line["n"],
        _rounded(line["n_eff"]),
        line["nonratings"].get("dont_know", 0),
        _share(line["weight"]),
        _share(line["weight_used"]),
        _share(line["share_of_total"]),
        why_not_counted(line) or _("是"),
    ]


def _correction(line: Mapping[str, Any]) -> list[Cell]:
    """Return a line's score before its correction, how it was corrected, and by how many audited records.

    Tables frozen by earlier rules know of no audit.
    """
    words = correction_words(line)
    if not words:
        return [None] * 5
    before = None if hides_score(line) else _rounded(line.get("uncorrected"))
    is_borrowed = line["basis"] == Basis.POOLED
    pooled = line.get("pooled") if is_borrowed else None
    own_share = _rounded(line.get("own_share")) if is_borrowed else None
    return [before, words, line.get("audited"), pooled, own_share]


def _total(score: UnitScore, depth: int) -> list[Cell]:
    if depth:
        return ["", "", "", ""]
    return [score.published, *_place(among_all(score))]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _points(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def _share(written: str) -> float:
    return round(float(written), 6)
