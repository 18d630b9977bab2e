"""Questionnaires as text: YAML or JSON in, with every problem and its place; canonical JSON out."""

import json
from collections.abc import Mapping

from surveys.questionnaire.consistency import DefinitionProblem, DefinitionProblems, without_echoes
from surveys.questionnaire.definition import Approval, Definition
from surveys.questionnaire.documents import parse_document
from surveys.questionnaire.freezing import plain_definition
from surveys.questionnaire.logic import ORDERED, AllOf, AnyOf, Comparison, Expression, Negation, Operator, Subject
from surveys.questionnaire.nodes import Node
from surveys.questionnaire.questions import Constraint, Criterion, Option, Part, Question, QuestionKind
from surveys.questionnaire.scales import SCALES, Scale, Verdict

_QUESTION_KEYS = frozenset(
    {"hint", "required", "show_if", "require_if", "constraint", "waive"} | {str(part) for part in Part}
)
_DEEPEST = 20


def load_definition(text: str, *, source: str = "") -> Definition:
    """Read a questionnaire.

    Args:
        text: YAML, or the JSON that :func:`dump_definition` writes.
        source: name of the file, for the problems.

    Raises:
        DefinitionProblems: all problems, each with its path in the file.
    """
    problems: list[DefinitionProblem] = []
    root = Node(value=parse_document(text, source=source), path="", problems=problems)
    if not root.expect_keys(
        needed=("questionnaire", "version", "title", "approval", "questions"),
        known=("introduction", "closing", "waive"),
    ):
        raise DefinitionProblems(problems, source=source)
    try:
        definition = _definition(root)
    except DefinitionProblems as inconsistent:
        raise DefinitionProblems(without_echoes(problems, inconsistent.problems), source=source) from None
    if problems:
        raise DefinitionProblems(problems, source=source)
    return definition


def dump_definition(definition: Definition) -> str:
    """Write a questionnaire as canonical JSON: equal questionnaires give equal text, which loads back equal."""
    return json.dumps(plain_definition(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _definition(root: Node) -> Definition:
    return Definition(
        code=root.child("questionnaire").string(),
        version=root.child("version").string(),
        title=root.child("title").text(),
        introduction=root.child("introduction").text(),
        closing=root.child("closing").text(),
        approval=_approval(root.child("approval")),
        waived=_waived(root.child("waive")),
        questions=tuple(_question(node) for node in root.child("questions").children()),
    )


def _approval(node: Node) -> Approval:
    if node.is_given:
        node.expect_keys(needed=("form_number", "issuer", "approval_number", "valid_until"))
    return Approval(
        form_number=node.child("form_number").string(),
        issuer=node.child("issuer").string(),
        approval_number=node.child("approval_number").string(),
        valid_until=node.child("valid_until").day(),
    )


def _question(node: Node) -> Question:
    node.expect_keys(needed=("code", "kind", "text"), known=_QUESTION_KEYS)
    return Question(
        code=node.child("code").string(),
        kind=node.child("kind").choice(QuestionKind, QuestionKind.SHORT_TEXT),
        text=node.child("text").text(),
        hint=node.child("hint").text(),
        is_required=node.child("required").boolean(),
        show_if=_condition(node.child("show_if")),
        require_if=_condition(node.child("require_if")),
        scale=_scale(node.child("scale")),
        offers=_verdicts(node.child("offers")),
        options=tuple(_option(option) for option in node.child("options").children()),
        criteria=tuple(_criterion(criterion) for criterion in node.child("criteria").children()),
        minimum=node.child("minimum").decimal(),
        maximum=node.child("maximum").decimal(),
        max_length=node.child("max_length").whole_number(),
        max_choices=node.child("max_choices").whole_number(),
        is_whole=node.child("whole").boolean(),
        constraint=_constraint(node.child("constraint")),
        waived=_waived(node.child("waive")),
    )


def _constraint(node: Node) -> Constraint | None:
    if not node.is_given or not node.expect_keys(needed=("that", "message")):
        return None
    that = _condition(node.child("that"))
    return Constraint(that=that, message=node.child("message").text()) if that is not None else None


def _waived(node: Node) -> Mapping[str, str]:
    if not node.is_given:
        return {}
    if not isinstance(node.value, dict):
        node.refuse("must be a mapping from the code of a rule to the reason")
        return {}
    return {str(code): node.child(str(code)).string() for code in node.value}


def _scale(node: Node) -> Scale | None:
    if node.is_given and node.value not in SCALES:
        node.refuse(f"must be one of {', '.join(SCALES)}")
    return SCALES.get(node.value) if isinstance(node.value, str) else None


def _verdicts(node: Node) -> tuple[Verdict, ...]:
    found = (child.choice_or_none(Verdict) for child in node.children())
    return tuple(verdict for verdict in found if verdict is not None)


def _option(node: Node) -> Option:
    node.expect_keys(needed=("code", "text"), known=("level", "exclusive"))
    return Option(
        code=node.child("code").string(),
        text=node.child("text").text(),
        level=node.child("level").choice_or_none(Verdict),
        is_exclusive=node.child("exclusive").boolean(),
    )


def _criterion(node: Node) -> Criterion:
    node.expect_keys(needed=("code", "text"))
    return Criterion(code=node.child("code").string(), text=node.child("text").text())


def _condition(node: Node) -> Expression | None:
    return _expression(node, 0) if node.is_given else None


def _expression(node: Node, depth: int) -> Expression | None:
    if depth > _DEEPEST:
        node.refuse(f"is nested more than {_DEEPEST} deep")
        return None
    if not isinstance(node.value, dict):
        node.refuse("must be a mapping")
        return None
    for key, build in (("all", AllOf), ("any", AnyOf)):
        if key in node.value:
            node.expect_keys(needed=(key,))
            return build(parts=_parts(node.child(key), depth))
    if "not" in node.value:
        node.expect_keys(needed=("not",))
        part = _expression(node.child("not"), depth + 1)
        return Negation(part=part) if part is not None else None
    return _comparison(node)


def _parts(node: Node, depth: int) -> tuple[Expression, ...]:
    children = node.children()
    if not children:
        node.refuse("must list at least one condition")
    parts = (_expression(child, depth + 1) for child in children)
    return tuple(part for part in parts if part is not None)


def _comparison(node: Node) -> Comparison | None:
    subjects = [subject for subject in Subject if subject in node.value]
    operators = [operator for operator in Operator if operator in node.value]
    if len(subjects) != 1 or len(operators) != 1:
        node.refuse(f"needs one of {', '.join(Subject)} and one of {', '.join(Operator)}; or all, any, not")
        return None
    node.expect_keys(needed=(subjects[0], operators[0]))
    operand = node.child(operators[0])
    other = _other(operand) if operators[0] in ORDERED and isinstance(operand.value, dict) else ""
    return Comparison(
        subject=subjects[0],
        name=node.child(subjects[0]).string(),
        operator=operators[0],
        values=() if other else _operands(operand, operators[0]),
        other=other,
    )


def _other(node: Node) -> str:
    node.expect_keys(needed=(Subject.ANSWER,))
    return node.child(Subject.ANSWER).string() or "(nothing)"


def _operands(node: Node, operator: Operator) -> tuple[str, ...]:
    if operator is Operator.IN:
        return node.strings()
    if operator is Operator.ANSWERED:
        if node.value is not True:
            node.refuse("must be true; use not for the opposite")
        return ()
    return (node.measure(),)
