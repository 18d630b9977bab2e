"""Whether a scheme makes sense: every problem with its place in the file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from surveys.assessment.tree import (
    AdjustmentRule,
    Category,
    ChannelNode,
    ImportedNode,
    ReverseNode,
    SchemeNode,
    WeightedNode,
    weights_under,
)
from surveys.estimation.combine import Redistribution
from surveys.questionnaire.consistency import CODE, DefinitionProblem
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text
from surveys.reasons import Reason

Faults = Iterator[tuple[str, str]]
"""Pairs of a path below the node, "" for the node itself, and a reason."""

PLACES = (2, 4)
_NO_WORDING = Reason("there is no wording in {language}", language=PRIMARY_LANGUAGE)
_CODE_RULE = "a code is lower-case letters, digits and _, at most 40, a letter first"


def list_problems(
    *,
    code: str,
    version: str,
    title: Text,
    root: SchemeNode,
    categories: Sequence[Category],
    adjustments: AdjustmentRule,
    places: int,
) -> list[DefinitionProblem]:
    """Return everything that is wrong with a scheme; an empty list means that it can be used."""
    located = list(_located(root, "tree"))
    faults = [
        *_heading_faults(code, version, title, places),
        *_adjustment_faults(adjustments),
        *((_join(path, below), why) for path, node in located for below, why in _node_faults(node)),
        *_repetition_faults(located),
        *_category_faults(located, categories),
        *_dead_branches(located, categories),
    ]
    return [DefinitionProblem(path=path, reason=reason) for path, reason in faults]


def _join(path: str, below: str) -> str:
    return f"{path}.{below}" if below else path


def _located(node: SchemeNode, path: str) -> Iterator[tuple[str, SchemeNode]]:
    yield path, node
    if isinstance(node, WeightedNode):
        for place, branch in enumerate(node.branches):
            yield from _located(branch.node, f"{path}.children[{place}]")


def _heading_faults(code: str, version: str, title: Text, places: int) -> Faults:
    if not CODE.fullmatch(code):
        yield "scheme", _CODE_RULE
    if not version.strip():
        yield "version", "is empty"
    if not title.versions.get(PRIMARY_LANGUAGE, "").strip():
        yield "title", _NO_WORDING
    if places not in PLACES:
        yield "places", Reason("must be one of {words}", words=PLACES)


def _adjustment_faults(rule: AdjustmentRule) -> Faults:
    for name, cap in (("bonus_cap", rule.bonus_cap), ("deduction_cap", rule.deduction_cap)):
        if not 0 <= cap <= 100:
            yield f"adjustments.{name}", Reason("must lie between {low} and {high}", low=0, high=100)
    if rule.veto_cap is not None and not 0 <= rule.veto_cap <= 100:
        yield "adjustments.veto_cap", Reason("must lie between {low} and {high}", low=0, high=100)


def _node_faults(node: SchemeNode) -> Faults:
    if not CODE.fullmatch(node.code):
        yield "code", _CODE_RULE
    if not node.label.versions.get(PRIMARY_LANGUAGE, "").strip():
        yield "label", _NO_WORDING
    match node:
        case WeightedNode():
            yield from _weight_faults("children", [branch.weight for branch in node.branches])
            yield from _heir_faults(node, [branch.node.code for branch in node.branches])
        case ChannelNode():
            yield from _channel_faults(node)
        case ReverseNode():
            yield from _reverse_faults(node)
            yield from _heir_faults(node, [group.code for group in node.groups])
        case ImportedNode():
            if not CODE.fullmatch(node.component):
                yield "component", _CODE_RULE


def _weight_faults(path: str, weights: Sequence[Decimal]) -> Faults:
    if not weights:
        yield path, "there is none"
        return
    if any(weight < 0 for weight in weights):
        yield path, "a weight is not negative"
    if sum(weights, Decimal(0)) != 1:
        yield path, Reason("the weights add up to {total}, not 1", total=sum(weights, Decimal(0)))


def _heir_faults(node: WeightedNode | ReverseNode, codes: Sequence[str]) -> Faults:
    if (node.missing is Redistribution.HEIR) != (node.heir is not None):
        yield "heir", "is named exactly when missing is heir"
    if node.heir is not None and node.heir not in codes:
        yield "heir", Reason("must be one of {words}", words=tuple(codes))


def _channel_faults(node: ChannelNode) -> Faults:
    yield from _weight_faults("items", list(node.items.values()))
    if node.minimum_base < 1:
        yield "minimum_base", Reason("must be at least {least}", least=1)
    if not 0 <= node.most_undecided <= 1:
        yield "most_undecided", Reason("must lie between {low} and {high}", low=0, high=1)
    if node.audit_minimum < 2:
        yield "audit_minimum", Reason("must be at least {least}", least=2)
    if node.design_effect <= 0:
        yield "design_effect", "must be above 0"


def _reverse_faults(node: ReverseNode) -> Faults:
    yield from _weight_faults("groups", [group.weight for group in node.groups])
    yield from _repeated("groups", (group.code for group in node.groups))
    for place, group in enumerate(node.groups):
        if not CODE.fullmatch(group.code):
            yield f"groups[{place}].code", _CODE_RULE
        if not group.label.versions.get(PRIMARY_LANGUAGE, "").strip():
            yield f"groups[{place}].label", _NO_WORDING
    if node.criteria:
        yield from _weight_faults("criteria", list(node.criteria.values()))
    # Of fewer than 2k + 3 ballots, trimming would take 40 % and more away.
    if node.trim.each_end and node.trim.least_ballots < 2 * node.trim.each_end + 3:
        yield "trim.least_ballots", Reason("must be at least {least}", least=2 * node.trim.each_end + 3)
    if node.group_minimum < 2:
        yield "group_minimum", "must be at least 2: the mean of one ballot is that ballot"
    if node.turnout is not None and not 0 < node.turnout <= 1:
        yield "turnout", "must lie above 0 and not above 1"


def _repeated(path: str, values: Iterable[str], pattern: str = "'{value}' is used {times} times") -> Faults:
    for value, times in Counter(values).items():
        if times > 1:
            yield path, Reason(pattern, value=value, times=times)


def _repetition_faults(located: Sequence[tuple[str, SchemeNode]]) -> Faults:
    """Yield what stands twice in the tree and would count twice."""
    nodes = [node for _, node in located]
    yield from _repeated("tree", (node.code for node in nodes))
    yield from _repeated("tree", (node.component for node in nodes if isinstance(node, ImportedNode)))
    heard = (f"{node.channel}/{item}" for node in nodes if isinstance(node, ChannelNode) for item in node.items)
    yield from _repeated("tree", heard)
    groups = (group.code for node in nodes if isinstance(node, ReverseNode) for group in node.groups)
    yield from _repeated("tree", groups, "the group '{value}' is used {times} times")


def _category_faults(located: Sequence[tuple[str, SchemeNode]], categories: Sequence[Category]) -> Faults:
    yield from _repeated("categories", (category.code for category in categories))
    children = {branch.node.code for _, node in located if isinstance(node, WeightedNode) for branch in node.branches}
    for place, category in enumerate(categories):
        path = f"categories[{place}]"
        if not CODE.fullmatch(category.code):
            yield f"{path}.code", _CODE_RULE
        for code in category.weights:
            if code not in children:
                yield f"{path}.weights.{code}", "no node with a parent has this code"
        for node_path, node in located:
            if isinstance(node, WeightedNode) and category.weights.keys() & {b.node.code for b in node.branches}:
                weights = list(weights_under(node, category).values())
                yield from (
                    (f"{path}.weights", Reason("under {node} {why}", node=node_path, why=why))
                    for _, why in _weight_faults("", weights)
                )


def _dead_branches(located: Sequence[tuple[str, SchemeNode]], categories: Sequence[Category]) -> Faults:
    for path, node in located:
        if not isinstance(node, WeightedNode):
            continue
        tables = [weights_under(node, category) for category in (None, *categories)]
        for place, branch in enumerate(node.branches):
            if all(table[branch.node.code] == 0 for table in tables):
                yield f"{path}.children[{place}].weight", "is 0 for every category, so the branch never counts"
