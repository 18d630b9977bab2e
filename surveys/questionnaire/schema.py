"""The file format as a JSON Schema (draft 2020-12), built from the same tables that the loader reads by.

It documents the format and lets an editor check a file while it is written. It can say what a file looks like; what
a file means (order, references, reachability) only the loader judges. So whatever the schema refuses the loader
refuses too, and not the other way round.
"""

from typing import Any

from surveys.questionnaire.consistency import CHOICE_CODE, CODE
from surveys.questionnaire.facts import FACTS
from surveys.questionnaire.logic import ORDERED, Operator, Subject
from surveys.questionnaire.questions import KINDS, Part, QuestionKind
from surveys.questionnaire.scales import NON_RATINGS, SCALES, Verdict
from surveys.questionnaire.texts import PRIMARY_LANGUAGE
from surveys.questionnaire.waivers import LintCode

FILE_NAME = "questionnaire.schema.json"
"""Where the document stands, in the folder of the shipped definitions."""

Schema = dict[str, Any]

_TEXT_SAYS = f"A wording: a plain one is in {PRIMARY_LANGUAGE}, a mapping has one for each BCP 47 language tag."
_CONDITION_SAYS = "A condition on answers to earlier questions and on facts of the campaign."


def questionnaire_schema() -> Schema:
    """Return the JSON Schema of a questionnaire file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Questionnaire",
        "type": "object",
        "required": ["questionnaire", "version", "title", "approval", "questions"],
        "additionalProperties": False,
        "properties": {
            "questionnaire": _code(CODE.pattern, "The code of the questionnaire."),
            "version": {"type": ["string", "integer"], "description": "Changes with every change of wording."},
            "title": _ref("text"),
            "introduction": _ref("text"),
            "closing": _ref("text"),
            "approval": _ref("approval"),
            "waive": _ref("waive"),
            "questions": {"type": "array", "minItems": 1, "items": _ref("question")},
        },
        "$defs": {
            "text": _text(),
            "condition": _condition(),
            "operand": _operand(),
            "approval": _approval(),
            "waive": _waive(),
            "option": _option(),
            "criterion": _entry({"code": _code(CODE.pattern, "The item that its verdicts count under.")}),
            "constraint": _constraint(),
            "question": _question(),
        },
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _code(pattern: str, says: str) -> Schema:
    return {"type": ["string", "integer"], "pattern": f"^(?:{pattern})$", "description": says}


def _text() -> Schema:
    wordings = {
        "type": "object",
        "required": [PRIMARY_LANGUAGE],
        "additionalProperties": {"type": ["string", "integer"]},
    }
    return {"description": _TEXT_SAYS, "anyOf": [{"type": "string"}, wordings]}


def _approval() -> Schema:
    marks = {name: {"type": ["string", "integer"]} for name in ("form_number", "issuer", "approval_number")}
    return {
        "description": "The four marks that the Statistics Law wants printed on an official form.",
        "type": "object",
        "required": [*marks, "valid_until"],
        "additionalProperties": False,
        "properties": {**marks, "valid_until": {"type": "string", "format": "date"}},
    }


def _waive() -> Schema:
    codes = sorted(set(LintCode) - {LintCode.NEEDLESS_WAIVER})
    return {
        "description": "Rules of good wording that do not bind here, each with the reason.",
        "type": "object",
        "additionalProperties": False,
        "properties": {str(code): {"type": "string", "minLength": 1} for code in codes},
    }


def _entry(more: Schema, **rules: Any) -> Schema:
    return {
        "type": "object",
        "required": ["code", "text"],
        "additionalProperties": False,
        "properties": {**more, "text": _ref("text")},
        **rules,
    }


def _option() -> Schema:
    return _entry(
        {
            "code": _code(CHOICE_CODE.pattern, "What is stored where this is chosen."),
            "level": {
                "enum": _codes(Verdict),
                "description": "The level under which a satisfaction question offers it.",
            },
            "exclusive": {"type": "boolean", "description": "It cannot be chosen together with others."},
        }
    )


def _codes(kind: Any) -> list[str]:
    return [str(code) for code in kind]


def _operand() -> Schema:
    other = {
        "type": "object",
        "required": ["answer"],
        "additionalProperties": False,
        "properties": {"answer": {"type": "string"}},
    }
    return {
        "description": "A number, a day, or the answer to another question.",
        "anyOf": [{"type": "number"}, {"type": "string", "minLength": 1}, other],
    }


def _condition() -> Schema:
    several = {"type": "array", "minItems": 1, "items": _ref("condition")}
    joins: list[Schema] = [_only({"all": several}), _only({"any": several}), _only({"not": _ref("condition")})]
    subjects = {Subject.ANSWER: {"type": "string"}, Subject.FACT: {"enum": list(FACTS)}}
    operands: dict[Operator, Schema] = {operator: _ref("operand") for operator in sorted(ORDERED)}
    operands[Operator.IN] = {"type": "array", "items": {"type": ["string", "integer"]}}
    operands[Operator.ANSWERED] = {"const": True}
    leaves = [
        _only({str(subject): named, str(operator): operand})
        for subject, named in subjects.items()
        for operator, operand in operands.items()
    ]
    return {"description": _CONDITION_SAYS, "oneOf": joins + leaves}


def _only(properties: Schema) -> Schema:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def _constraint() -> Schema:
    return {
        "description": "What must hold once the question is answered, and what to say where it does not.",
        **_only({"that": _ref("condition"), "message": _ref("text")}),
    }


def _question() -> Schema:
    offers = sorted(NON_RATINGS)
    return {
        "type": "object",
        "required": ["code", "kind", "text"],
        "additionalProperties": False,
        "properties": {
            "code": _code(CODE.pattern, "The field that the answer is stored under."),
            "kind": {"enum": _codes(QuestionKind)},
            "text": _ref("text"),
            "hint": _ref("text"),
            "required": {"type": "boolean"},
            "show_if": _ref("condition"),
            "require_if": _ref("condition"),
            "constraint": _ref("constraint"),
            "waive": _ref("waive"),
            "scale": {"enum": list(SCALES)},
            "offers": {"type": "array", "items": {"enum": _codes(offers)}},
            "options": {"type": "array", "items": _ref("option")},
            "criteria": {"type": "array", "items": _ref("criterion")},
            "minimum": {"type": ["number", "string"]},
            "maximum": {"type": ["number", "string"]},
            "max_length": {"type": "integer", "minimum": 1},
            "max_choices": {"type": "integer", "minimum": 1},
            "whole": {"type": "boolean", "description": "Only whole numbers are taken."},
        },
        "allOf": [_rules_of(kind) for kind in QuestionKind],
    }


def _rules_of(kind: QuestionKind) -> Schema:
    """Return what a kind needs and may not have, as the table of kinds has it."""
    rules = KINDS[kind]
    foreign = sorted(set(Part) - rules.needs - rules.allows - {Part.WHOLE})
    listed = {str(part): {"minItems": 1} for part in sorted(rules.needs & {Part.OPTIONS, Part.CRITERIA})}
    given: Schema = {"properties": {**listed, **{str(part): _nothing(part) for part in foreign}}}
    if rules.needs:
        given["required"] = _codes(sorted(rules.needs))
    return {"if": {"properties": {"kind": {"const": str(kind)}}}, "then": given}


def _nothing(part: Part) -> Any:
    """Return what a part may be where its kind has none: an empty list is as good as none."""
    return {"maxItems": 0} if part in {Part.OFFERS, Part.OPTIONS, Part.CRITERIA} else False
