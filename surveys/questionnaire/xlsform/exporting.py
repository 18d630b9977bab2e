"""A questionnaire as an XLSForm that ODK and Kobo can run, and that :func:`import_xlsform` reads back unchanged.

What XLSForms have no word for stands in columns of our own, which other tools pass over.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from surveys.questionnaire.conditions import expressions_of, find_owner, is_levelled
from surveys.questionnaire.definition import Definition
from surveys.questionnaire.logic import Expression, Subject, list_comparisons
from surveys.questionnaire.questions import Option, Question, QuestionKind
from surveys.questionnaire.scales import LABELS
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text
from surveys.questionnaire.wording import list_languages
from surveys.questionnaire.xlsform.expressions import FACT_PREFIX, Names, written

Cells = dict[str, str]

_LANGUAGE_NAMES = {PRIMARY_LANGUAGE: "中文", "zh-Hant": "繁體中文", "en": "English"}
_TYPES: Mapping[QuestionKind, str] = {
    QuestionKind.ZERO_TO_TEN: "range",
    QuestionKind.SHORT_TEXT: "text",
    QuestionKind.LONG_TEXT: "text",
    QuestionKind.DIVISION: "text",
    QuestionKind.PHONE: "text",
    QuestionKind.DATE: "date",
    QuestionKind.CONSENT: "acknowledge",
}


def export_xlsform(definition: Definition) -> bytes:
    """Return a questionnaire as the bytes of an .xlsx workbook with the sheets survey, choices and settings."""
    workbook = Workbook(write_only=True)
    for name, rows in (
        ("survey", list(_survey(definition))),
        ("choices", list(_choices(definition))),
        ("settings", [_settings(definition)]),
    ):
        sheet = workbook.create_sheet(name)
        header = list(dict.fromkeys(column for row in rows for column in row))
        for cells in [dict(zip(header, header, strict=True)), *rows]:
            sheet.append([_cell(sheet, cells.get(column, "")) for column in header])
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _cell(sheet: object, value: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value or None)
    if value:
        cell.data_type = "s"  # a wording that begins with = is no formula
    return cell


def _settings(definition: Definition) -> Cells:
    approval = definition.approval
    titles = definition.title.versions
    more = {f"feedback_title_{tag}": title for tag, title in titles.items() if tag != PRIMARY_LANGUAGE}
    return {
        "form_title": str(definition.title),
        "form_id": definition.code,
        "version": definition.version,
        "default_language": _language(PRIMARY_LANGUAGE),
        "approval_form_number": approval.form_number,
        "approval_issuer": approval.issuer,
        "approval_number": approval.approval_number,
        "approval_valid_until": approval.valid_until.isoformat(),
        **more,
        **_waived(definition.waived),
    }


def _waived(waived: Mapping[str, str]) -> Cells:
    return {"feedback_waive": json.dumps(dict(waived), ensure_ascii=False)} if waived else {}


def _language(tag: str) -> str:
    return f"{_LANGUAGE_NAMES.get(tag, tag)} ({tag})"


def _texts(column: str, text: Text) -> Cells:
    return {f"{column}::{_language(tag)}": wording for tag, wording in text.versions.items()}


def _survey(definition: Definition) -> Iterator[Cells]:
    # the first row names every language, so that the columns stand in a fixed order
    blank = {f"label::{_language(tag)}": "" for tag in list_languages(definition)}
    for fact in _facts(definition):
        yield {"type": "hidden", "name": f"{FACT_PREFIX}{fact}", **blank}
    if definition.introduction:
        yield {"type": "note", "name": "introduction", **blank, **_texts("label", definition.introduction)}
    for question in definition.questions:
        yield from _rows(question, definition.questions)
    if definition.closing:
        yield {"type": "note", "name": "closing", **_texts("label", definition.closing)}


def _facts(definition: Definition) -> list[str]:
    trees = [tree for question in definition.questions for _key, tree in expressions_of(question)]
    leaves = [leaf for tree in trees for leaf in list_comparisons(tree)]
    return list(dict.fromkeys(leaf.name for leaf in leaves if leaf.subject is Subject.FACT))


def _rows(question: Question, questions: Sequence[Question]) -> Iterator[Cells]:
    if question.kind is QuestionKind.MATRIX:
        yield {"type": "begin_group", "feedback_kind": "matrix", **_frame(question, questions)}
        for criterion in question.criteria:
            name = f"{question.code}__{criterion.code}"
            yield {"type": f"select_one {_scale_list(question)}", "name": name, **_texts("label", criterion.text)}
        yield {"type": "end_group"}
        return
    yield {**_frame(question, questions), **_typed(question), **_constraint(question, questions)}
    if is_levelled(question):
        limit = f"count-selected(.) <= {question.max_choices}" if question.max_choices else ""
        yield {
            "type": f"select_multiple {question.code}_options",
            "name": f"{question.code}_options",
            "choice_filter": f"level=${{{question.code}}}",
            "constraint": limit,
            **_texts("label", question.text),
        }


def _frame(question: Question, questions: Sequence[Question]) -> Cells:
    names = _names("", questions)
    required = "yes" if question.is_required else ""
    return {
        "name": question.code,
        **_texts("label", question.text),
        **_texts("hint", question.hint),
        "required": written(question.require_if, names) if question.require_if and not required else required,
        "relevant": written(question.show_if, names) if question.show_if else "",
        **_waived(question.waived),
    }


def _names(own: str, questions: Sequence[Question]) -> Names:
    def is_several(field: str) -> bool:
        owner = find_owner(field, questions)
        return owner is not None and (owner.kind is QuestionKind.MULTIPLE or field == owner.options_field)

    def value(field: str, known: str) -> str:
        owner = find_owner(field, questions)
        return "OK" if owner is not None and owner.kind is QuestionKind.CONSENT else known

    return Names(own=own, reference=lambda field: field.replace(".", "_"), value=value, is_several=is_several)


def _typed(question: Question) -> Cells:
    match question.kind:
        case QuestionKind.SATISFACTION:
            return {"type": f"select_one {_scale_list(question)}"}
        case QuestionKind.SINGLE:
            return {"type": f"select_one {question.code}"}
        case QuestionKind.MULTIPLE:
            return {"type": f"select_multiple {question.code}"}
        case QuestionKind.NUMBER:
            return {"type": "integer" if question.is_whole else "decimal"}
        case QuestionKind.ZERO_TO_TEN:
            return {"type": "range", "parameters": "start=0 end=10 step=1"}
        case QuestionKind.LONG_TEXT:
            return {"type": "text", "appearance": "multiline"}
        case QuestionKind.DIVISION | QuestionKind.PHONE:
            return {"type": "text", "feedback_kind": str(question.kind)}
    return {"type": _TYPES[question.kind]}


def _scale_list(question: Question) -> str:
    scale = question.scale.code if question.scale else ""
    return "__".join([scale, *question.offers])


def _constraint(question: Question, questions: Sequence[Question]) -> Cells:
    parts = [
        f"not(selected(., '{option.code}') and count-selected(.) > 1)"
        for option in question.options
        if option.is_exclusive
    ]
    parts += [f". >= {question.minimum:f}"] if question.minimum is not None else []
    parts += [f". <= {question.maximum:f}"] if question.maximum is not None else []
    parts += [f"string-length(.) <= {question.max_length}"] if question.max_length else []
    if question.max_choices and question.kind is QuestionKind.MULTIPLE:
        parts.append(f"count-selected(.) <= {question.max_choices}")
    message: Cells = {}
    if question.constraint is not None:
        text = written(question.constraint.that, _names(question.code, questions))
        parts.append(f"({text})" if parts and _is_joined(question.constraint.that) else text)
        message = _texts("constraint_message", question.constraint.message)
    return {"constraint": " and ".join(parts), **message}


def _is_joined(expression: Expression) -> bool:
    return len(list_comparisons(expression)) > 1 or len(list_comparisons(expression)[0].values) > 1


def _choices(definition: Definition) -> Iterator[Cells]:
    blank = {"list_name": "", "name": "", **{f"label::{_language(tag)}": "" for tag in list_languages(definition)}}
    seen: set[str] = set()
    for question in definition.questions:
        scale_list = _scale_list(question) if question.scale else ""
        if scale_list and scale_list not in seen:
            seen.add(scale_list)
            for verdict in question.verdicts:
                label = _texts("label", LABELS[verdict])
                shown = {column: wording for column, wording in label.items() if column in blank}
                yield {**blank, "list_name": scale_list, "name": str(verdict), **shown}
        list_name = f"{question.code}_options" if is_levelled(question) else question.code
        yield from ({**blank, "list_name": list_name, **_option(option)} for option in question.options)


def _option(option: Option) -> Cells:
    level = {"level": str(option.level)} if option.level else {}
    return {"name": option.code, **_texts("label", option.text), **level}
