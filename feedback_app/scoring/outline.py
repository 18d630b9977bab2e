"""A scheme as lines that people read: every node with its weight, in general and for each category, and its rule.

A room of its own because the page, and later the printed notice of the scheme, must say the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import get_locale
from flask_babel import gettext as _

from surveys.assessment import ChannelNode, CitizenChannel, ImportedNode, ReverseNode, Scheme, SchemeNode, WeightedNode
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text


@dataclass(frozen=True, kw_only=True)
class OutlineLine:
    """One node or rater group; ``weights`` among its siblings, the general one first, then category by category."""

    depth: int
    label: str
    weights: tuple[Decimal, ...]
    rule: str


def spoken(text: Text) -> str:
    """Return a text in the language of the request; Chinese outside of one."""
    locale = get_locale()
    return text.in_language(PRIMARY_LANGUAGE if locale is None else str(locale.language))


def component_labels(scheme: Scheme) -> dict[str, str]:
    """Return what a scheme calls the scores to be imported, by their codes."""
    return {node.component: spoken(node.label) for node in scheme.nodes() if isinstance(node, ImportedNode)}


def outline(scheme: Scheme) -> list[OutlineLine]:
    """Return a scheme's lines, parents before children."""
    return list(_lines(scheme, scheme.root, (Decimal(1),) * (1 + len(scheme.categories)), 0))


def _lines(scheme: Scheme, node: SchemeNode, weights: tuple[Decimal, ...], depth: int) -> Iterator[OutlineLine]:
    yield OutlineLine(depth=depth, label=spoken(node.label), weights=weights, rule=_rule(node))
    if isinstance(node, WeightedNode):
        tables: list[Mapping[str, Decimal]] = [
            scheme.weights_of(node, code) for code in ("", *(category.code for category in scheme.categories))
        ]
        for branch in node.branches:
            yield from _lines(scheme, branch.node, tuple(table[branch.node.code] for table in tables), depth + 1)
    if isinstance(node, ReverseNode):
        for group in node.groups:
            same = (group.weight,) * len(weights)
            yield OutlineLine(depth=depth + 1, label=spoken(group.label), weights=same, rule="")


def _rule(node: SchemeNode) -> str:
    if isinstance(node, WeightedNode):
        return ""
    if isinstance(node, ChannelNode):
        return _channel_rule(node)
    if isinstance(node, ReverseNode):
        return _reverse_rule(node)
    return str(_("由有关部门核定后导入"))


def _channel_rule(node: ChannelNode) -> str:
    rule = str(_("计分表 %(map)s，少于 %(n)s 份不计分", map=node.score_map.code, n=node.minimum_base))
    if node.channel is not CitizenChannel.HOTLINE:
        return rule
    share = f"{node.most_undecided * 100:.0f} %"
    return str(_("；")).join(
        [
            rule,
            _("待人工判定的超过 %(share)s 时暂不计分", share=share),
            _("涉及该单位的抽查记录达到 %(n)s 条时，用它们校正；不到的，借用全部单位的抽查", n=node.audit_minimum),
        ]
    )


def _reverse_rule(node: ReverseNode) -> str:
    parts = [_("计分表 %(map)s，每组少于 %(n)s 票不计分", map=node.score_map.code, n=node.group_minimum)]
    if node.trim.each_end:
        parts.append(_("每组去掉最高和最低各 %(k)s 票", k=node.trim.each_end))
    if node.turnout is not None:
        parts.append(_("投票人数不足应投 %(share)s 的组无效", share=str(node.turnout)))
    return str(_("；")).join(parts)
