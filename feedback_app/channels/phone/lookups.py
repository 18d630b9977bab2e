"""What may be written into each column of a poller's file: the second sheet of the template.

A room of its own because it says for people what ``columns`` and ``dispositions`` decide for cells.
"""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app.channels.phone.columns import DEMOGRAPHICS, Layout
from feedback_app.channels.phone.queries import WeightingFact
from feedback_app.localisation import chosen_language
from surveys.questionnaire import FIVE_LEVEL, Option, Question, QuestionKind
from surveys.sampling.dispositions import DISPOSITIONS, DispositionClass

CLASS_LABELS = {
    DispositionClass.COMPLETE: _l("成功访问"),
    DispositionClass.PARTIAL: _l("部分访问"),
    DispositionClass.REFUSAL: _l("拒访"),
    DispositionClass.NON_CONTACT: _l("未接触到本人"),
    DispositionClass.OTHER: _l("合格，其他未访"),
    DispositionClass.UNKNOWN_HOUSEHOLD: _l("不知是否住户"),
    DispositionClass.UNKNOWN_OTHER: _l("不知是否合格"),
    DispositionClass.NOT_ELIGIBLE: _l("不合格"),
}
WEIGHTING_LABELS = {
    WeightingFact.DESIGN_WEIGHT: _l("设计权重"),
    WeightingFact.STRATUM: _l("分层"),
    WeightingFact.DEMOGRAPHICS: _l("人口特征"),
}
Row = tuple[str, str, str]
"""Column, what may be written, and what it means."""


def headers() -> tuple[str, str, str]:
    """Return the header of the sheet."""
    return _("列名"), _("可以填"), _("意思")


def list_values(layout: Layout, units: Mapping[str, str]) -> list[Row]:
    """Return the allowed values column by column, in the order of the first sheet; ``units`` are names by code."""
    titles = {column.field: column.title for column in layout.columns()}
    rows = [*_dispositions(titles["disposition"])]
    rows += [(titles["unit"], code, name) for code, name in units.items()]
    since, until = layout.since.isoformat(), layout.until.isoformat()
    rows.append((titles["called_on"], since, _("这一天至 %(until)s 之间的日期", until=until)))
    for question in layout.definition.questions:
        rows += _of_question(question, layout, titles)
    return rows


def _dispositions(title: str) -> Iterator[Row]:
    for code, row in DISPOSITIONS.items():
        yield title, code, f"{row.text.in_language(chosen_language())} · {CLASS_LABELS[row.outcome]}"


def _of_question(question: Question, layout: Layout, titles: Mapping[str, str]) -> Iterator[Row]:
    if question.kind is QuestionKind.MATRIX:
        fields = [question.cell_field(unit, one.code) for unit in layout.unit_codes for one in question.criteria]
        yield from _verdicts(question, titles[fields[0]]) if fields else ()
    elif question.kind is QuestionKind.SATISFACTION:
        yield from _verdicts(question, titles[question.code])
        yield from _options(question.options, titles.get(question.options_field, ""), several=True)
    elif question.kind is QuestionKind.CONSENT:
        yield from ((titles[question.code], word, "") for word in ("是", "否"))
    elif question.options and (question.code in titles or question.code in DEMOGRAPHICS):
        several = question.kind is QuestionKind.MULTIPLE
        yield from _options(question.options, titles[question.code], several=several)


def _verdicts(question: Question, title: str) -> Iterator[Row]:
    scale = question.scale
    assert scale is not None, "the definition has checked that rating questions have a scale"
    for verdict in question.verdicts:
        meaning = scale.label(verdict, "en") if chosen_language() == "en" else ""
        yield title, scale.label(verdict, "zh-Hans"), meaning
    if scale == FIVE_LEVEL:
        yield title, "1 … 5", _("上传时说明方向：1 是非常满意，还是 5 是非常满意")


def _options(options: tuple[Option, ...], title: str, *, several: bool) -> Iterator[Row]:
    for option in options:
        english = option.text.in_language("en") if chosen_language() == "en" else ""
        yield title, str(option.text), english or (_("可填几项，用分号隔开") if several else "")
