"""A questionnaire as plain data, the mirror of the loader: what has its default is left out."""

from collections.abc import Mapping
from typing import Any

from surveys.questionnaire.definition import Definition
from surveys.questionnaire.logic import AllOf, AnyOf, Comparison, Expression, Negation, Operator
from surveys.questionnaire.questions import Constraint, Option, Question


def plain_definition(definition: Definition) -> dict[str, Any]:
    """Return a questionnaire as mappings, lists and strings under the keys of the file."""
    approval = definition.approval
    return _given(
        {
            "questionnaire": definition.code,
            "version": definition.version,
            "title": definition.title.versions,
            "introduction": definition.introduction.versions,
            "closing": definition.closing.versions,
            "approval": {
                "form_number": approval.form_number,
                "issuer": approval.issuer,
                "approval_number": approval.approval_number,
                "valid_until": approval.valid_until.isoformat(),
            },
            "waive": dict(definition.waived),
            "questions": [_plain_question(question) for question in definition.questions],
        }
    )


def _given(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in plain.items() if value not in (None, "", 0, False, (), [], {})}


def _plain_question(question: Question) -> dict[str, Any]:
    return _given(
        {
            "code": question.code,
            "kind": question.kind,
            "text": question.text.versions,
            "hint": question.hint.versions,
            "required": question.is_required,
            "show_if": _plain_expression(question.show_if),
            "require_if": _plain_expression(question.require_if),
            "scale": question.scale.code if question.scale else None,
            "offers": list(question.offers),
            "options": [_plain_option(option) for option in question.options],
            "criteria": [{"code": c.code, "text": c.text.versions} for c in question.criteria],
            "minimum": None if question.minimum is None else str(question.minimum),
            "maximum": None if question.maximum is None else str(question.maximum),
            "max_length": question.max_length,
            "max_choices": question.max_choices,
            "whole": question.is_whole,
            "constraint": _plain_constraint(question.constraint),
            "waive": dict(question.waived),
        }
    )


def _plain_option(option: Option) -> dict[str, Any]:
    return _given(
        {
            "code": option.code,
            "text": option.text.versions,
            "level": option.level,
            "exclusive": option.is_exclusive,
        }
    )


def _plain_constraint(constraint: Constraint | None) -> dict[str, Any] | None:
    if constraint is None:
        return None
    return {"that": _plain_expression(constraint.that), "message": constraint.message.versions}


def _plain_expression(expression: Expression | None) -> dict[str, Any] | None:
    match expression:
        case None:
            return None
        case AllOf(parts=parts):
            return {"all": [_plain_expression(part) for part in parts]}
        case AnyOf(parts=parts):
            return {"any": [_plain_expression(part) for part in parts]}
        case Negation(part=part):
            return {"not": _plain_expression(part)}
        case Comparison():
            return {str(expression.subject): expression.name, str(expression.operator): _plain_operand(expression)}


def _plain_operand(comparison: Comparison) -> Any:
    if comparison.operator is Operator.IN:
        return list(comparison.values)
    if comparison.operator is Operator.ANSWERED:
        return True
    return {"answer": comparison.other} if comparison.other else comparison.values[0]
