"""An XLSForm as a questionnaire: what changes the answers and is not covered is refused, the rest is named."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from surveys.questionnaire.consistency import DefinitionProblems
from surveys.questionnaire.definition import Approval, Definition
from surveys.questionnaire.logic import AllOf, Comparison, Expression, Operator
from surveys.questionnaire.questions import Constraint, Criterion, Question, QuestionKind
from surveys.questionnaire.texts import EMPTY, Text, bilingual
from surveys.questionnaire.xlsform.expressions import NotCovered, Size, Vocabulary, translate
from surveys.questionnaire.xlsform.lists import ChoiceList, code_of, read_lists
from surveys.questionnaire.xlsform.sheets import Notice, Row, XlsFormProblems, read_workbook
from surveys.questionnaire.xlsform.types import KEPT_COLUMNS, LEFT_OUT, PLAIN_KINDS, REFUSED, FormType, read_type

_DEFAULT_MESSAGE = bilingual("填写的内容不符合要求，请核对", "This does not meet the requirements, please check it")
_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_EXCLUSIVE = re.compile(r"not\(selected\(\., '([^']+)'\) and count-selected\(\.\) > 1\)(?:\s+and\s+)?")
_LEVEL_FILTER = re.compile(r"\s*(\w+)\s*=\s*\$\{([^}]+)\}\s*")


@dataclass(frozen=True, kw_only=True)
class ImportedForm:
    """A questionnaire, and what of the form it does not hold; nothing of that changes what can be answered."""

    definition: Definition
    left_out: tuple[Notice, ...]


def import_xlsform(content: bytes, *, file_type: str = ".xlsx", approval: Approval | None = None) -> ImportedForm:
    """Read an XLSForm.

    Args:
        content: the file.
        file_type: ``.xlsx``, ``.xls``, ``.csv`` or ``.md``.
        approval: the marks of the official form; without it, those in the form's own ``approval_`` settings.

    Raises:
        XlsFormProblems: every reason why the form cannot be taken, each with its row.
    """
    workbook = read_workbook(content, file_type)
    form = _Form(read_lists(workbook.choices))
    form.learn_names(workbook.survey)
    for row in workbook.survey:
        form.read(row)
    if form.problems:
        raise XlsFormProblems(form.problems)
    try:
        definition = form.definition(workbook.settings, approval)
    except DefinitionProblems as refused:
        raise XlsFormProblems([form.placed(problem.path, problem.reason) for problem in refused.problems]) from refused
    return ImportedForm(definition=definition, left_out=tuple(form.left_out))


def _approval(settings: Mapping[str, str]) -> Approval:
    try:
        valid_until = date.fromisoformat(settings.get("approval_valid_until", "")[:10])
    except ValueError:
        valid_until = date.min
    return Approval(
        form_number=settings.get("approval_form_number", ""),
        issuer=settings.get("approval_issuer", ""),
        approval_number=settings.get("approval_number", ""),
        valid_until=valid_until,
    )


class _Form:
    """What has been read so far, row by row."""

    def __init__(self, lists: Mapping[str, ChoiceList]) -> None:
        self.lists = lists
        self.fields: dict[str, str] = {}  # from names in the form to answer fields
        self.listed: dict[str, ChoiceList] = {}  # by answer field
        self.consents: set[str] = set()
        self.questions: list[Question] = []
        self.rows: list[Row] = []  # of the questions
        self.groups: list[tuple[Row, tuple[Expression, ...], bool]] = []
        self.introduction = EMPTY
        self.closing = EMPTY
        self.problems: list[Notice] = []
        self.left_out: list[Notice] = []

    def learn_names(self, rows: tuple[Row, ...]) -> None:
        """Learn all names first, so that a reference to a later question is told from one to nothing."""
        for row in rows:
            kind = read_type(row)
            name = row.cell("name")
            reasons = _LEVEL_FILTER.fullmatch(row.cell("choice_filter"))
            field = f"{code_of(reasons[2])}.options" if reasons else code_of(name).lower()
            if name and kind.word not in LEFT_OUT:
                self.fields[name] = field
            if kind.list_name in self.lists:
                self.listed[field] = self.lists[kind.list_name]
            if kind.word == "acknowledge":
                self.consents.add(field)

    def read(self, row: Row) -> None:
        """Take one row."""
        kind = read_type(row)
        self._name_lost_columns(row, kind)
        if kind.word in REFUSED:
            self.problems.append(row.notice("type", REFUSED[kind.word]))
        elif kind.word in LEFT_OUT:
            self._leave_out(row, kind)
        elif kind.word == "begin_group":
            self._begin_group(row)
        elif kind.word == "end_group":
            self.groups.pop()
        elif self.groups and self.groups[-1][2]:
            self._read_criterion(row)
        elif kind.word == "select_multiple" and row.cell("choice_filter"):
            self._read_reasons(row, kind)
        else:
            self._read_question(row, kind)

    def _name_lost_columns(self, row: Row, kind: FormType) -> None:
        for column in row.cells:
            if column not in KEPT_COLUMNS and not (column == "appearance" and row.cell(column) == "multiline"):
                self.left_out.append(row.notice(column, "this column has no counterpart and is not kept"))
        if row.cell("choice_filter") and kind.word != "select_multiple":
            self.problems.append(row.notice("choice_filter", "choices that depend on another answer are not covered"))

    def _leave_out(self, row: Row, kind: FormType) -> None:
        if kind.word == "note" and row.cell("name") in {"introduction", "closing"}:
            setattr(self, row.cell("name"), self._text(row, "label"))
        elif not (kind.word == "hidden" and row.cell("name").startswith("fact_")):
            self.left_out.append(row.notice("type", LEFT_OUT[kind.word]))

    def _refuse(self, row: Row, reason: str, *columns: str) -> None:
        """Refuse what a row says in columns that cannot mean anything there but would change what can be answered."""
        for column in columns:
            if row.cell(column).strip().lower() not in {"", "no", "false", "false()"}:
                self.problems.append(row.notice(column, reason))

    def _begin_group(self, row: Row) -> None:
        if self.groups and self.groups[-1][2]:
            self.problems.append(row.notice("type", "a matrix holds rows to be rated, and no group"))
        is_matrix = row.cell("feedback_kind") == QuestionKind.MATRIX
        inherited = self.groups[-1][1] if self.groups else ()
        own = self._condition(row, "relevant", "")
        self.groups.append((row, (*inherited, *([own] if own and not is_matrix else [])), is_matrix))
        if is_matrix:
            outer = (*inherited, *([own] if own else []))
            self._add(row, {**self._frame(row, outer), "kind": QuestionKind.MATRIX})
        elif row.cell("label"):
            self.left_out.append(row.notice("label", "questions stand in one list: the heading of a group is not kept"))

    def _read_criterion(self, row: Row) -> None:
        choices = self.lists.get(read_type(row).list_name)
        matrix = self.questions[-1]
        self._refuse(row, "stands at the matrix, not at its rows", "relevant", "required", "constraint")
        if row.cell("hint"):
            self.left_out.append(row.notice("hint", "a row of a matrix has no hint"))
        if choices is None or choices.scale is None or matrix.scale not in (None, choices.scale):
            self.problems.append(row.notice("type", "every row of a matrix is a select_one on the same scale"))
            return
        name = code_of(row.cell("name")).lower().removeprefix(f"{matrix.code}__")
        criterion = Criterion(code=name, text=self._text(row, "label"))
        self.questions[-1] = replace(
            matrix, scale=choices.scale, offers=choices.offers, criteria=(*matrix.criteria, criterion)
        )

    def _read_reasons(self, row: Row, kind: FormType) -> None:
        reasons = _LEVEL_FILTER.fullmatch(row.cell("choice_filter"))
        owner = self.questions[-1] if self.questions else None
        is_level = reasons is not None and reasons[1] == "level" and owner is not None and owner.scale is not None
        if reasons is None or owner is None or not is_level or code_of(reasons[2]).lower() != owner.code:
            reason = "choices that depend on another answer are covered only as level=${question} right after it"
            self.problems.append(row.notice("choice_filter", reason))
            return
        self._refuse(row, "reasons are asked where their level is, and are free", "relevant", "required")
        if self._text(row, "label") != owner.text:
            self.left_out.append(row.notice("label", "reasons stand under their question: their own label is not kept"))
        sizes = self._sizes(row, owner.code)
        options = self.lists[kind.list_name].levelled(self.listed[owner.code].verdicts)
        self.questions[-1] = replace(owner, options=options, max_choices=sizes.get("count-selected(", 0))

    def _sizes(self, row: Row, own: str) -> dict[str, int]:
        parts = self._parts(row, "constraint", own)
        if not all(isinstance(part, Size) for part in parts):
            self.problems.append(row.notice("constraint", "of reasons only their number can be limited"))
        return _limits(part for part in parts if isinstance(part, Size))

    def _read_question(self, row: Row, kind: FormType) -> None:
        found = self._kind_parts(row, kind)
        if found is None:
            return
        outer = self.groups[-1][1] if self.groups else ()
        own = self._condition(row, "relevant", "")
        frame = self._frame(row, (*outer, *([own] if own else [])))
        self._add(row, {**frame, **found, **self._constraint(row, frame["code"], found)})

    def _add(self, row: Row, parts: dict[str, Any]) -> None:
        self.questions.append(Question(**parts))
        self.rows.append(row)

    def _frame(self, row: Row, conditions: tuple[Expression, ...]) -> dict[str, Any]:
        required = row.cell("required").strip().lower()
        is_plain = required in {"", "yes", "no", "true", "false", "true()", "false()", "1", "0"}
        return {
            "code": code_of(row.cell("name")).lower(),
            "text": self._text(row, "label"),
            "hint": self._text(row, "hint"),
            "is_required": required in {"yes", "true", "true()", "1"},
            "require_if": None if is_plain else self._condition(row, "required", ""),
            "show_if": AllOf(parts=conditions) if len(conditions) > 1 else next(iter(conditions), None),
            "waived": _waived(row.cell("feedback_waive")),
        }

    def _kind_parts(self, row: Row, kind: FormType) -> dict[str, Any] | None:
        """Return the kind of a question and what follows from its type, or None where it is refused."""
        if kind.list_name and kind.list_name not in self.lists:
            self.problems.append(row.notice("type", f"there is no list {kind.list_name!r} in the form"))
            return None
        match kind.word:
            case "select_one":
                return self._select_one(self.lists[kind.list_name])
            case "select_multiple":
                named = _EXCLUSIVE.findall(row.cell("constraint"))
                return {"kind": QuestionKind.MULTIPLE, "options": self.lists[kind.list_name].options(named)}
            case "range":
                return self._range(row)
            case "text":
                return {"kind": self._text_kind(row)}
            case "integer" | "decimal":
                return {"kind": QuestionKind.NUMBER, "is_whole": kind.word == "integer"}
            case "date" | "acknowledge":
                return {"kind": PLAIN_KINDS[kind.word]}
        self.problems.append(row.notice("type", f"questions of type {kind.word!r} are not covered"))
        return None

    def _select_one(self, choices: ChoiceList) -> dict[str, Any]:
        if choices.scale is not None:
            return {"kind": QuestionKind.SATISFACTION, "scale": choices.scale, "offers": choices.offers}
        return {"kind": QuestionKind.SINGLE, "options": choices.options()}

    def _text_kind(self, row: Row) -> QuestionKind:
        named = row.cell("feedback_kind")
        if named in set(QuestionKind):
            return QuestionKind(named)
        return QuestionKind.LONG_TEXT if "multiline" in row.cell("appearance") else QuestionKind.SHORT_TEXT

    def _range(self, row: Row) -> dict[str, Any] | None:
        given = dict(re.findall(r"(start|end|step)\s*=\s*(-?[\d.]+)", row.cell("parameters")))
        try:
            low, high, step = (
                Decimal(given.get(key, usual)) for key, usual in (("start", "1"), ("end", "10"), ("step", "1"))
            )
        except InvalidOperation:
            self.problems.append(row.notice("parameters", "start, end and step must be numbers"))
            return None
        if (low, high, step) == (Decimal(0), Decimal(10), Decimal(1)):
            return {"kind": QuestionKind.ZERO_TO_TEN}
        is_whole = step == step.to_integral_value() and low == low.to_integral_value()
        if step != 1:
            self.left_out.append(row.notice("parameters", f"values between the steps of {step} are taken too"))
        return {"kind": QuestionKind.NUMBER, "minimum": low, "maximum": high, "is_whole": is_whole}

    def _constraint(self, row: Row, code: str, found: Mapping[str, Any]) -> dict[str, Any]:
        found_parts = self._parts(row, "constraint", code)
        limits = _limits(part for part in found_parts if isinstance(part, Size))
        parts: dict[str, Any] = {_LIMITS[function]: limit for function, limit in limits.items()}
        rest: list[Expression] = []
        for part in (part for part in found_parts if not isinstance(part, Size)):
            if not _is_bound(part, code, found["kind"]):
                rest.append(part)
            elif isinstance(part, Comparison):  # of several bounds the strictest holds
                bound, strictest = ("minimum", max) if part.operator is Operator.AT_LEAST else ("maximum", min)
                value = Decimal(part.values[0])
                parts[bound] = strictest(value, parts.get(bound, value))
        if rest:
            that = rest[0] if len(rest) == 1 else AllOf(parts=tuple(rest))
            message = self._text(row, "constraint_message") or _DEFAULT_MESSAGE
            parts["constraint"] = Constraint(that=that, message=message)
        return parts

    def _condition(self, row: Row, column: str, own: str) -> Expression | None:
        if row.cell(column).strip() in {"", "true()"}:
            return None
        parts = self._parts(row, column, own)
        if any(isinstance(part, Size) for part in parts):
            self.problems.append(row.notice(column, "a limit of length or number belongs into the constraint"))
            return None
        whole = tuple(part for part in parts if not isinstance(part, Size))
        return AllOf(parts=whole) if len(whole) > 1 else next(iter(whole), None)

    def _parts(self, row: Row, column: str, own: str) -> tuple[Expression | Size, ...]:
        text = _EXCLUSIVE.sub("", row.cell(column))
        text = re.sub(r"^\s*and\s+|\s+and\s*$", "", text).strip()
        if not text:
            return ()
        try:
            return translate(text, Vocabulary(own=own or row.cell("name"), field=self._field, value=self._value))
        except NotCovered as refused:
            self.problems.append(row.notice(column, f"{refused}, in: {row.cell(column)}"))
            return ()

    def _field(self, name: str) -> str:
        if name in self.fields.values() and name not in self.fields:
            return name
        if name not in self.fields:
            raise NotCovered(f"{name!r} is not a question that is kept")
        return self.fields[name]

    def _value(self, field: str, literal: str) -> str:
        if field in self.consents:
            return "yes" if literal == "OK" else literal
        listed = self.listed.get(field)
        if listed is not None and literal in listed.verdicts:
            return str(listed.verdicts[literal])
        return code_of(literal) if listed is not None else literal

    def _text(self, row: Row, column: str) -> Text:
        def renamed(wording: str) -> str:
            return _REFERENCE.sub(lambda found: f"${{{self.fields.get(found[1], found[1])}}}", wording)

        return Text(versions={tag: renamed(wording) for tag, wording in row.text(column).versions.items()})

    def placed(self, path: str, reason: str) -> Notice:
        """Return a problem of the definition at the row that it comes from."""
        found = re.match(r"questions\[(\d+)\]\.?(.*)", path)
        if found and int(found[1]) < len(self.rows):
            return self.rows[int(found[1])].notice(found[2], reason)
        return Notice(sheet="settings", row=0, column=path, reason=reason)

    def definition(self, settings: Mapping[str, str], approval: Approval | None) -> Definition:
        """Return the questionnaire that all rows make."""
        titles = {tag: settings[key] for key, tag in _title_columns(settings)}
        return Definition(
            code=code_of(settings.get("form_id", "form")).lower(),
            version=settings.get("version", "1"),
            title=Text(versions=titles),
            introduction=self.introduction,
            closing=self.closing,
            approval=approval or _approval(settings),
            waived=_waived(settings.get("feedback_waive", "")),
            questions=tuple(self.questions),
        )


def _waived(written: str) -> dict[str, str]:
    """Return the waivers of an exported form; what is none becomes one of no rule, and is refused as that."""
    try:
        found = json.loads(written or "{}")
    except json.JSONDecodeError:
        found = written
    return {str(code): str(reason) for code, reason in found.items()} if isinstance(found, dict) else {written: ""}


def _title_columns(settings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the settings that hold the title, with the language of each: XLSForms have one title only."""
    more = [(key, key.removeprefix("feedback_title_")) for key in settings if key.startswith("feedback_title_")]
    tags = {"en": "en", "zh-hant": "zh-Hant"}
    return [("form_title", "zh-Hans"), *((key, tags.get(tag, tag)) for key, tag in more)] if settings else []


_LIMITS = {"string-length(": "max_length", "count-selected(": "max_choices"}


def _limits(sizes: Iterable[Size]) -> dict[str, int]:
    """Return the strictest limit of each kind."""
    limits: dict[str, int] = {}
    for size in sizes:
        most = size.number - (size.operator is Operator.BELOW)
        limits[size.function] = min(most, limits.get(size.function, most))
    return limits


def _is_bound(part: Expression, code: str, kind: QuestionKind) -> bool:
    return (
        kind is QuestionKind.NUMBER
        and isinstance(part, Comparison)
        and part.name == code
        and not part.other
        and part.operator in {Operator.AT_LEAST, Operator.AT_MOST}
    )
