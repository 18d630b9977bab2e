"""A scheme with other weights: every weight that can be set, what is wrong with the wanted ones, the scheme they make.

Weights of a questionnaire's items and of a ballot's criteria are not set here: they belong to the wording of one form.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from surveys.assessment.scheme import Scheme
from surveys.assessment.tree import Branch, Category, ReverseNode, SchemeNode, WeightedNode
from surveys.questionnaire.texts import Text

GENERAL = ""
"""Stands for the weights in general, where a category's code would stand."""
Weights = Mapping[tuple[str, str], Decimal]
"""(key of a line, category or GENERAL) → share of its parent; no entry for a category: as in general."""


@dataclass(frozen=True, kw_only=True)
class WeightLine:
    """One child among its siblings, or one rater group among those that vote on the same ballot.

    key      code of the node; of a group that of the ballots' node, a dot and its own
    parent   code of the node that it is a share of
    weights  category or GENERAL → share; categories that weigh as in general have no entry, groups no category ever
    """

    key: str
    parent: str
    depth: int
    label: Text
    weights: Mapping[str, Decimal]
    is_group: bool = False


@dataclass(frozen=True, kw_only=True)
class WeightProblem:
    """Why wanted weights make no scheme.

    key       of the node whose children do not add up, or of the line that never counts
    category  for which they do not, or GENERAL
    total     what they add up to; None where a line weighs nothing for anybody
    """

    key: str
    category: str
    total: Decimal | None


def weight_lines(scheme: Scheme) -> list[WeightLine]:
    """Return every weight of a scheme, parents before children."""
    return list(_below(scheme, scheme.root, 1))


def _below(scheme: Scheme, node: SchemeNode, depth: int) -> Iterator[WeightLine]:
    if isinstance(node, WeightedNode):
        for branch in node.branches:
            code = branch.node.code
            own = {one.code: one.weights[code] for one in scheme.categories if code in one.weights}
            weights = {GENERAL: branch.weight, **own}
            yield WeightLine(key=code, parent=node.code, depth=depth, label=branch.node.label, weights=weights)
            yield from _below(scheme, branch.node, depth + 1)
    if isinstance(node, ReverseNode):
        for group in node.groups:
            yield WeightLine(
                key=_key_of_group(node, group.code),
                parent=node.code,
                depth=depth,
                label=group.label,
                weights={GENERAL: group.weight},
                is_group=True,
            )


def weights_of_lines(lines: Sequence[WeightLine]) -> dict[tuple[str, str], Decimal]:
    """Return the weights of lines in the shape in which others are wanted."""
    return {(line.key, category): weight for line in lines for category, weight in line.weights.items()}


def weights_in_use(
    lines: Sequence[WeightLine], weights: Weights, categories: Sequence[str]
) -> dict[tuple[str, str], Decimal]:
    """Return what every line weighs in general and for each category: its own weight, else that in general.

    Raises:
        KeyError: a line has no weight in general.
    """
    return {
        (line.key, category): _effective(line, weights, category)
        for line in lines
        for category in ((GENERAL,) if line.is_group else (GENERAL, *categories))
    }


def totals_of(
    lines: Sequence[WeightLine], weights: Weights, categories: Sequence[str]
) -> dict[tuple[str, str], Decimal]:
    """Return what the children of every node add up to, in general and for each category: (node code, category) → sum.

    Raises:
        KeyError: a line has no weight in general.
    """
    parents = {line.key: line.parent for line in lines}
    totals: dict[tuple[str, str], Decimal] = {}
    for (key, category), weight in weights_in_use(lines, weights, categories).items():
        place = (parents[key], category)
        totals[place] = totals.get(place, Decimal(0)) + weight
    return totals


def list_weight_problems(
    lines: Sequence[WeightLine], weights: Weights, categories: Sequence[str]
) -> list[WeightProblem]:
    """Return every sum that is not one, and every line that weighs nothing for anybody."""
    uneven = [
        WeightProblem(key=key, category=category, total=total)
        for (key, category), total in totals_of(lines, weights, categories).items()
        if total != 1
    ]
    idle = [
        WeightProblem(key=line.key, category=GENERAL, total=None)
        for line in lines
        if not line.is_group and not any(_effective(line, weights, one) for one in (GENERAL, *categories))
    ]
    return uneven + idle


def reweigh(scheme: Scheme, weights: Weights, *, version: str) -> Scheme:
    """Return the scheme with these weights and a version of its own.

    Raises:
        DefinitionProblems: it makes no sense; ``list_weight_problems`` says so of what can be set here.
        KeyError: a line has no weight in general.
    """
    return replace(
        scheme,
        version=version,
        root=_reweighed(scheme.root, weights),
        categories=tuple(_of_category(one, weight_lines(scheme), weights) for one in scheme.categories),
    )


def _reweighed(node: SchemeNode, weights: Weights) -> SchemeNode:
    match node:
        case WeightedNode():
            branches = tuple(
                Branch(weight=weights[one.node.code, GENERAL], node=_reweighed(one.node, weights))
                for one in node.branches
            )
            return replace(node, branches=branches)
        case ReverseNode():
            groups = (replace(one, weight=weights[_key_of_group(node, one.code), GENERAL]) for one in node.groups)
            return replace(node, groups=tuple(groups))
        case _:
            return node


def _of_category(category: Category, lines: Sequence[WeightLine], weights: Weights) -> Category:
    own = {line.key: weights[line.key, category.code] for line in lines if (line.key, category.code) in weights}
    return replace(category, weights=own)


def _effective(line: WeightLine, weights: Weights, category: str) -> Decimal:
    return weights.get((line.key, category), weights[line.key, GENERAL])


def _key_of_group(node: ReverseNode, group: str) -> str:
    return f"{node.code}.{group}"
