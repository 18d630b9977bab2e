"""Schemes as text: YAML or JSON in, with every problem and its place; canonical JSON or YAML out.

The file (``surveys/definitions/differentiated_scheme.yaml`` uses all of it; texts are one string or a mapping by
language, weights among siblings add up to exactly one):

scheme, version, title    what it is called
places                    published decimals, 2 or 4; ties: shared (1, 2, 2, 4) or dense (1, 2, 2, 3)
adjustments               bonus_cap, deduction_cap, veto_cap in points
tree                      a node, each with code, label, kind and, below the root, weight:
    weighted                  children; missing: pro_rata, heir (with heir: CODE) or withhold
    channel                   channel, score_map, items (code → weight); minimum_base, most_undecided, audit_minimum,
                              design_effect
    reverse                   score_map, groups (code, label, weight); criteria (code → weight), trim (each_end,
                              least_ballots), group_minimum, turnout, missing, heir
    imported                  component, the code itself unless given
categories                for each class of units code, label and weights of its own: node code → weight
year                      least_months of six; process: share of the months, the rest is the year-end assessment's
individuals               coefficients by load (heaviest to lightest), cap, month (department, peers)
grades                    limits (excellent, competent, basic); excellent_quota: bands of down_to and quota
warnings                  progress (yellow_from, red_beyond as shares), deadline (blue_from, yellow_from in days)
"""

import json
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import yaml

from surveys.assessment.freezing import plain_scheme
from surveys.assessment.rules import RULES, grade_rule, individual_rule, warning_rule, year_rule
from surveys.assessment.scheme import Scheme
from surveys.assessment.tree import (
    AdjustmentRule,
    Branch,
    Category,
    ChannelNode,
    CitizenChannel,
    ImportedNode,
    RaterGroup,
    ReverseNode,
    SchemeNode,
    TieRule,
    Trim,
    WeightedNode,
)
from surveys.estimation.combine import Redistribution
from surveys.questionnaire.consistency import DefinitionProblem, DefinitionProblems, without_echoes
from surveys.questionnaire.documents import parse_document
from surveys.questionnaire.nodes import Node
from surveys.questionnaire.scales import SCORE_MAPS, ScoreMap
from surveys.reasons import Reason

_COMMON = ("code", "label", "kind")
_KEYS = {
    "weighted": (("children",), ("missing", "heir")),
    "channel": (
        ("channel", "score_map", "items"),
        ("minimum_base", "most_undecided", "audit_minimum", "design_effect"),
    ),
    "reverse": (
        ("score_map", "groups"),
        ("criteria", "trim", "group_minimum", "turnout", "missing", "heir"),
    ),
    "imported": ((), ("component",)),
}
"""Node kind → keys that it needs, keys that it may have."""

_DEEPEST = 12


def load_scheme(text: str, *, source: str = "") -> Scheme:
    """Read a scheme.

    Args:
        text: YAML, or the JSON that :func:`dump_scheme` writes.
        source: name of the file, for the problems.

    Raises:
        DefinitionProblems: all problems, each with its path in the file.
    """
    problems: list[DefinitionProblem] = []
    root = Node(value=parse_document(text, source=source), path="", problems=problems)
    known = ("categories", "adjustments", "places", "ties", *RULES)
    if not root.expect_keys(needed=("scheme", "version", "title", "tree"), known=known):
        raise DefinitionProblems(problems, source=source)
    tree, rest = _node(root.child("tree"), 0), _rest(root)
    if tree is None:
        raise DefinitionProblems(problems, source=source)
    try:
        scheme = Scheme(root=tree, **rest)
    except DefinitionProblems as inconsistent:
        raise DefinitionProblems(without_echoes(problems, inconsistent.problems), source=source) from None
    if problems:
        raise DefinitionProblems(problems, source=source)
    return scheme


def dump_scheme(scheme: Scheme) -> str:
    """Write a scheme as canonical JSON: equal schemes give equal text, which loads back equal."""
    return json.dumps(plain_scheme(scheme), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def write_scheme(scheme: Scheme) -> str:
    """Write a scheme as YAML for people to read and change, in the order of the shipped files; it loads back equal."""
    return yaml.safe_dump(plain_scheme(scheme), allow_unicode=True, sort_keys=False, width=120)


def _rest(root: Node) -> dict[str, Any]:
    """Read everything but the tree, whose problems shall not hide those of the rest."""
    return {
        "code": root.child("scheme").string(),
        "version": root.child("version").string(),
        "title": root.child("title").text(),
        "categories": tuple(_category(node) for node in root.child("categories").children()),
        "adjustments": _adjustments(root.child("adjustments")),
        "places": root.child("places").whole_number() if root.child("places").is_given else 2,
        "ties": root.child("ties").choice(TieRule, TieRule.SHARED),
        "year": year_rule(root.child("year")),
        "individuals": individual_rule(root.child("individuals")),
        "grades": grade_rule(root.child("grades")),
        "warnings": warning_rule(root.child("warnings")),
    }


def _node(node: Node, depth: int) -> SchemeNode | None:
    if depth > _DEEPEST:
        node.refuse(Reason("is nested more than {deepest} deep", deepest=_DEEPEST))
        return None
    if not isinstance(node.value, dict):
        node.refuse("must be a mapping")
        return None
    kind = node.child("kind")
    if kind.value not in _KEYS:
        kind.refuse(Reason("must be one of {words}", words=tuple(_KEYS)))
        return None
    needed, known = _KEYS[kind.value]
    node.expect_keys(needed=(*_COMMON, *needed), known=(*known, *(("weight",) if depth else ())))
    match kind.value:
        case "weighted":
            return _weighted(node, depth)
        case "channel":
            return _channel(node)
        case "reverse":
            return _reverse(node)
    return _imported(node)


def _weighted(node: Node, depth: int) -> WeightedNode:
    children = [
        (_weight(child.child("weight")), _node(child, depth + 1)) for child in node.child("children").children()
    ]
    return WeightedNode(
        code=node.child("code").string(),
        label=node.child("label").text(),
        branches=tuple(Branch(weight=weight, node=found) for weight, found in children if found is not None),
        missing=node.child("missing").choice(Redistribution, Redistribution.PRO_RATA),
        heir=node.child("heir").string() or None,
    )


def _channel(node: Node) -> ChannelNode | None:
    channel = node.child("channel").choice_or_none(CitizenChannel)
    score_map = _score_map(node.child("score_map"))
    items, base = _weights(node.child("items")), _at_least_one(node.child("minimum_base"), 1)
    effect, undecided = node.child("design_effect").decimal(), node.child("most_undecided").decimal()
    audited = _at_least_one(node.child("audit_minimum"), ChannelNode.audit_minimum)
    if channel is None or score_map is None:
        return None
    return ChannelNode(
        code=node.child("code").string(),
        label=node.child("label").text(),
        channel=channel,
        score_map=score_map,
        items=items,
        minimum_base=base,
        audit_minimum=audited,
        most_undecided=ChannelNode.most_undecided if undecided is None else undecided,
        design_effect=ChannelNode.design_effect if effect is None else effect,
    )


def _reverse(node: Node) -> ReverseNode | None:
    score_map = _score_map(node.child("score_map"))
    groups = tuple(_group(child) for child in node.child("groups").children())
    criteria, trim, turnout = _weights(node.child("criteria")), _trim(node.child("trim")), _share(node.child("turnout"))
    least = _at_least_one(node.child("group_minimum"), 5)
    if score_map is None:
        return None
    return ReverseNode(
        code=node.child("code").string(),
        label=node.child("label").text(),
        score_map=score_map,
        groups=groups,
        criteria=criteria,
        trim=trim,
        group_minimum=least,
        turnout=turnout,
        missing=node.child("missing").choice(Redistribution, Redistribution.PRO_RATA),
        heir=node.child("heir").string() or None,
    )


def _imported(node: Node) -> ImportedNode:
    code = node.child("code").string()
    return ImportedNode(code=code, label=node.child("label").text(), component=node.child("component").string() or code)


def _group(node: Node) -> RaterGroup:
    node.expect_keys(needed=("code", "label", "weight"))
    return RaterGroup(
        code=node.child("code").string(), label=node.child("label").text(), weight=_weight(node.child("weight"))
    )


def _category(node: Node) -> Category:
    node.expect_keys(needed=("code", "label", "weights"))
    return Category(
        code=node.child("code").string(), label=node.child("label").text(), weights=_weights(node.child("weights"))
    )


def _adjustments(node: Node) -> AdjustmentRule:
    if node.is_given:
        node.expect_keys(needed=(), known=("bonus_cap", "deduction_cap", "veto_cap"))
    return AdjustmentRule(
        bonus_cap=node.child("bonus_cap").decimal() or Decimal(0),
        deduction_cap=node.child("deduction_cap").decimal() or Decimal(0),
        veto_cap=node.child("veto_cap").decimal(),
    )


def _trim(node: Node) -> Trim:
    if not node.is_given:
        return Trim()
    node.expect_keys(needed=("each_end",), known=("least_ballots",))
    each_end = _at_least_one(node.child("each_end"), 1)
    return Trim(each_end=each_end, least_ballots=_at_least_one(node.child("least_ballots"), 2 * each_end + 3))


def _at_least_one(node: Node, default: int) -> int:
    return (node.whole_number() or default) if node.is_given else default


def _weight(node: Node) -> Decimal:
    if not node.is_given:
        node.refuse("is missing")
    return node.decimal() or Decimal(0)


def _weights(node: Node) -> dict[str, Decimal]:
    if not node.is_given:
        return {}
    if not isinstance(node.value, dict):
        node.refuse("must be a mapping from code to weight")
        return {}
    return {str(code): _weight(node.child(code)) for code in node.value}


def _score_map(node: Node) -> ScoreMap | None:
    if node.is_given and node.value not in SCORE_MAPS:
        node.refuse(Reason("must be one of {words}", words=tuple(SCORE_MAPS)))
    return SCORE_MAPS.get(node.value) if isinstance(node.value, str) else None


def _share(node: Node) -> Fraction | None:
    """Read a share written 2/3 or 0.6."""
    if not node.is_given:
        return None
    written = str(node.value).replace(" ", "")
    try:
        return Fraction(written) if "/" in written else Fraction(Decimal(written))
    except (ValueError, ZeroDivisionError, OverflowError, InvalidOperation):
        node.refuse("must be a share such as 2/3 or 0.6")
        return None
