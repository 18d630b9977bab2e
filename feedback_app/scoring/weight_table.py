"""The table in which weights are set: what stands in its fields, and what somebody wrote into them.

Weights are told as percentages of their parent. A category's empty field means: as in general.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from flask_babel import gettext as _

from feedback_app.localisation import exact_percent
from feedback_app.scoring.outline import spoken
from surveys.assessment import (
    GENERAL,
    Scheme,
    WeightLine,
    WeightProblem,
    list_weight_problems,
    totals_of,
    weight_lines,
    weights_in_use,
    weights_of_lines,
)

_PERCENTAGE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{0,6})?")


@dataclass(frozen=True, kw_only=True)
class WeightField:
    """One field; ``inherited`` is what an empty one means, ``group`` the sum to which it belongs."""

    name: str
    label: str
    typed: str
    inherited: str
    group: str
    is_wrong: bool


@dataclass(frozen=True, kw_only=True)
class WeightSum:
    """What the fields of a group add up to, None while one of them cannot be read."""

    group: str
    total: str | None
    is_whole: bool


@dataclass(frozen=True, kw_only=True)
class WeightRow:
    """A line of the table: a cell for the weight in general and for each category, None where there is none."""

    label: str
    depth: int
    fields: tuple[WeightField | None, ...] = ()
    sums: tuple[WeightSum | None, ...] = ()


class WeightTable:
    """A scheme's weights as they stand in the fields of its page; ``typed`` are the texts by the names of fields."""

    def __init__(self, scheme: Scheme, typed: Mapping[str, str]) -> None:
        self._scheme = scheme
        self._lines = weight_lines(scheme)
        self._typed = typed
        self._columns = {GENERAL: _("权重")} | {one.code: spoken(one.label) for one in scheme.categories}
        self._categories = [one.code for one in scheme.categories]
        self._labels = {node.code: spoken(node.label) for node in scheme.nodes()}
        self.unread = frozenset(
            name
            for line in self._lines
            for category in self._columns_of(line)
            if (name := _name(line.key, category)) and not self._can_be_read(name, category)
        )

    @classmethod
    def of(cls, scheme: Scheme, typed: Mapping[str, str] | None = None) -> "WeightTable":
        """Return the table with the weights of a scheme as it is, but for what somebody typed."""
        weights = weights_of_lines(weight_lines(scheme))
        kept = {_name(*place): percentage(weight) for place, weight in weights.items()}
        return cls(scheme, kept | dict(typed or {}))

    @property
    def columns(self) -> list[str]:
        """The headings: in general, then category by category."""
        return list(self._columns.values())

    @cached_property
    def weights(self) -> dict[tuple[str, str], Decimal]:
        """The weights wanted; what cannot be read counts as nothing."""
        found: dict[tuple[str, str], Decimal] = {}
        for line in self._lines:
            for category in self._columns_of(line):
                share = _share_of(self._typed.get(_name(line.key, category), ""))
                if share is not None or category == GENERAL:
                    found[line.key, category] = share or Decimal(0)
        return found

    @property
    def is_changed(self) -> bool:
        """Tell whether anything weighs differently from the scheme: a field emptied or filled alike changes nothing."""
        before = weights_of_lines(self._lines)
        return weights_in_use(self._lines, self.weights, self._categories) != weights_in_use(
            self._lines, before, self._categories
        )

    def problems(self) -> list[str]:
        """Return why this is no scheme yet, in the reader's language; nothing where it is one."""
        if self.unread:
            return [_("标出的 %(n)s 处要填 0 到 100 之间的数，最多 6 位小数。", n=len(self.unread))]
        return [self._sentence(one) for one in list_weight_problems(self._lines, self.weights, self._categories)]

    def _sentence(self, problem: WeightProblem) -> str:
        label = self._labels[problem.key]
        if problem.total is None:
            return str(_("“%(label)s”对每一类单位都是 0，永远不计分。", label=label))
        category = self._columns[problem.category] if problem.category != GENERAL else _("总的")
        return str(
            _(
                "“%(label)s”以下各项的权重（%(category)s）合计 %(total)s %%，应为 100 %%。",
                label=label,
                category=category,
                total=percentage(problem.total),
            )
        )

    def rows(self) -> list[WeightRow]:
        """Return every line, and a sum behind the last child of each parent; nothing where the root has no children."""
        if not self._lines:
            return []
        children: dict[str, list[WeightLine]] = defaultdict(list)
        for line in self._lines:
            children[line.parent].append(line)
        totals = totals_of(self._lines, self.weights, self._categories)
        return list(self._below(self._scheme.root.code, children, totals))

    def _below(
        self, parent: str, children: Mapping[str, list[WeightLine]], totals: Mapping[tuple[str, str], Decimal]
    ) -> Iterator[WeightRow]:
        lines = children[parent]
        for line in lines:
            yield WeightRow(label=spoken(line.label), depth=line.depth - 1, fields=self._fields(line))
            if line.key in children:
                yield from self._below(line.key, children, totals)
        unread = {column for column in self._columns if any(self._is_open(line, column) for line in lines)}
        sums = tuple(
            None
            if (parent, column) not in totals
            else WeightSum(
                group=_name(parent, column),
                total=None if column in unread else percentage(totals[parent, column]),
                is_whole=column not in unread and totals[parent, column] == 1,
            )
            for column in self._columns
        )
        yield WeightRow(label=_("“%(label)s”合计", label=self._labels[parent]), depth=lines[0].depth - 1, sums=sums)

    def _fields(self, line: WeightLine) -> tuple[WeightField | None, ...]:
        general, own = self._typed.get(_name(line.key, GENERAL), ""), self._columns_of(line)
        return tuple(
            WeightField(
                name=_name(line.key, column),
                label=f"{spoken(line.label)} · {heading}",
                typed=self._typed.get(_name(line.key, column), ""),
                inherited="" if column == GENERAL else general,
                group=_name(line.parent, column),
                is_wrong=_name(line.key, column) in self.unread,
            )
            if column in own
            else None
            for column, heading in self._columns.items()
        )

    def _is_open(self, line: WeightLine, column: str) -> bool:
        """Tell whether nobody knows what a cell weighs: it, or the general one that it inherits, cannot be read."""
        name = _name(line.key, column)
        inherits = not self._typed.get(name, "").strip() and _name(line.key, GENERAL) in self.unread
        return name in self.unread or inherits

    def _columns_of(self, line: WeightLine) -> list[str]:
        return [GENERAL] if line.is_group else list(self._columns)

    def _can_be_read(self, name: str, category: str) -> bool:
        typed = self._typed.get(name, "").strip()
        return category != GENERAL if not typed else _share_of(typed) is not None


def percentage(share: Decimal) -> str:
    """Return a share as it stands in a field: in percent, without the sign.

    >>> percentage(Decimal("0.125")), percentage(Decimal("1"))
    ('12.5', '100')
    """
    return exact_percent(share).removesuffix(" %")


def _share_of(typed: str) -> Decimal | None:
    """Return a percentage as a share; None where it is none, or has more decimals than anybody means."""
    digits = unicodedata.normalize("NFKC", typed).strip().removesuffix("%").strip()
    percent = Decimal(digits) if _PERCENTAGE.fullmatch(digits) else None
    return percent / 100 if percent is not None and percent <= 100 else None


def _name(key: str, category: str) -> str:
    return f"{key}@{category}"
