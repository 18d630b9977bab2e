"""A scheme as plain data, the mirror of the loader: numbers as text, what has its default is written all the same.

Defaults are written out because a frozen scheme must mean tomorrow what it means today, whatever the defaults become.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from surveys.assessment.rules import digits, plain_rules
from surveys.assessment.scheme import Scheme
from surveys.assessment.tree import AdjustmentRule, ChannelNode, ImportedNode, ReverseNode, SchemeNode, WeightedNode


def plain_scheme(scheme: Scheme) -> dict[str, Any]:
    """Return a scheme as mappings, lists and strings under the keys of the file."""
    return {
        "scheme": scheme.code,
        "version": scheme.version,
        "title": dict(scheme.title.versions),
        "places": scheme.places,
        "ties": str(scheme.ties),
        "adjustments": _plain_adjustments(scheme.adjustments),
        "tree": _plain_node(scheme.root),
        "categories": [
            {"code": c.code, "label": dict(c.label.versions), "weights": _plain_weights(c.weights)}
            for c in scheme.categories
        ],
        **plain_rules(scheme),
    }


def _plain_adjustments(rule: AdjustmentRule) -> dict[str, str]:
    plain = {"bonus_cap": digits(rule.bonus_cap), "deduction_cap": digits(rule.deduction_cap)}
    return plain if rule.veto_cap is None else {**plain, "veto_cap": digits(rule.veto_cap)}


def _plain_node(node: SchemeNode) -> dict[str, Any]:
    common = {"code": node.code, "label": dict(node.label.versions)}
    match node:
        case WeightedNode():
            children = [{"weight": digits(b.weight), **_plain_node(b.node)} for b in node.branches]
            return {**common, "kind": "weighted", "children": children, **_plain_missing(node)}
        case ChannelNode():
            return {**common, "kind": "channel", **_plain_channel(node)}
        case ReverseNode():
            return {**common, "kind": "reverse", **_plain_reverse(node)}
        case ImportedNode():
            return {**common, "kind": "imported", "component": node.component}


def _plain_channel(node: ChannelNode) -> dict[str, Any]:
    return {
        "channel": str(node.channel),
        "score_map": node.score_map.code,
        "items": _plain_weights(node.items),
        "minimum_base": node.minimum_base,
        "most_undecided": digits(node.most_undecided),
        "audit_minimum": node.audit_minimum,
        "design_effect": digits(node.design_effect),
    }


def _plain_reverse(node: ReverseNode) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "score_map": node.score_map.code,
        "groups": [{"code": g.code, "label": dict(g.label.versions), "weight": digits(g.weight)} for g in node.groups],
        "group_minimum": node.group_minimum,
        **_plain_missing(node),
    }
    if node.criteria:
        plain["criteria"] = _plain_weights(node.criteria)
    if node.trim.each_end:
        plain["trim"] = {"each_end": node.trim.each_end, "least_ballots": node.trim.least_ballots}
    if node.turnout is not None:
        plain["turnout"] = str(node.turnout)
    return plain


def _plain_missing(node: WeightedNode | ReverseNode) -> dict[str, str]:
    plain = {"missing": str(node.missing)}
    return plain if node.heir is None else {**plain, "heir": node.heir}


def _plain_weights(weights: Mapping[str, Decimal]) -> dict[str, str]:
    return {code: digits(weight) for code, weight in weights.items()}
