"""Two schemes side by side, line by line of the tree: what a change of weights or rules really changes.

Every value of the frozen form (:mod:`surveys.assessment.freezing`) becomes a fact of some line, so that no change can
hide; weights are compared as each category of units has them, whether written out or inherited.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from surveys.assessment.freezing import plain_scheme
from surveys.assessment.scheme import Scheme
from surveys.assessment.tree import WeightedNode
from surveys.questionnaire.texts import EMPTY, Text

_STRUCTURE = frozenset({"children", "groups", "label", "tree", "categories", "title"})


class LineChange(StrEnum):
    """What became of a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One value of a line, before and after; None where the line or the value was not there.

    name      key of the scheme's file, dotted below a mapping or a list: ``minimum_base``, ``items.overall``,
              ``grades.excellent_quota.1.quota``
    category  code of the class of units it holds for; empty in general
    """

    name: str
    category: str = ""
    old: str | None
    new: str | None

    @property
    def is_changed(self) -> bool:
        """Whether the value differs."""
        return self.old != self.new


@dataclass(frozen=True, kw_only=True)
class ComparedLine:
    """One line of both schemes; the scheme itself is the first, its categories are the last."""

    depth: int
    code: str
    label: Text
    change: LineChange
    facts: tuple[Fact, ...]

    @property
    def changed_facts(self) -> tuple[Fact, ...]:
        """Return what differs."""
        return tuple(fact for fact in self.facts if fact.is_changed)


def compare_schemes(old: Scheme, new: Scheme) -> list[ComparedLine]:
    """Return every line of two schemes, parents before children, in the order of the new one.

    A node is the same when its code and its parents are: one that moved is removed in one place and added in another.
    """
    plain = plain_scheme(old), plain_scheme(new)
    weights = _weights(old), _weights(new)
    lines = [_line(0, "", _without_tree(plain[0]), _without_tree(plain[1]), ({}, {}))]
    lines += _compare(0, plain[0]["tree"], plain[1]["tree"], weights)
    categories = _merged(plain[0]["categories"], plain[1]["categories"])
    return lines + [_line(0, code, before, after, ({}, {})) for code, before, after in categories]


def _without_tree(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {**plain, "code": "", "label": plain["title"]}


def _weights(scheme: Scheme) -> dict[str, dict[str, str]]:
    """Return the weight of every node for every category: node code → category code → weight."""
    found: dict[str, dict[str, str]] = {}
    for node in scheme.nodes():
        if isinstance(node, WeightedNode):
            for category in scheme.categories:
                for code, weight in scheme.weights_of(node, category.code).items():
                    found.setdefault(code, {})[category.code] = f"{weight.normalize():f}"
    return found


_Plain = Mapping[str, Any]
_Weights = Mapping[str, Mapping[str, str]]


def _compare(
    depth: int, old: _Plain | None, new: _Plain | None, weights: tuple[_Weights, _Weights]
) -> Iterator[ComparedLine]:
    code = (new or old or {})["code"]
    yield _line(depth, code, old, new, (weights[0].get(code, {}), weights[1].get(code, {})))
    for part in ("children", "groups"):
        for _code, before, after in _merged(_part(old, part), _part(new, part)):
            yield from _compare(depth + 1, before, after, weights if part == "children" else ({}, {}))


def _part(plain: _Plain | None, part: str) -> Sequence[_Plain]:
    return [] if plain is None else plain.get(part, [])


def _merged(old: Sequence[_Plain], new: Sequence[_Plain]) -> list[tuple[str, _Plain | None, _Plain | None]]:
    """Pair lines by their codes: the new ones in their order, then those that are gone."""
    before, after = {one["code"]: one for one in old}, {one["code"]: one for one in new}
    return [(code, before.get(code), after.get(code)) for code in dict.fromkeys([*after, *before])]


def _line(
    depth: int, code: str, old: _Plain | None, new: _Plain | None, weights: tuple[Mapping[str, str], Mapping[str, str]]
) -> ComparedLine:
    before, after = _facts(old, weights[0]), _facts(new, weights[1])
    facts = tuple(
        Fact(name=key[0], category=key[1], old=before.get(key), new=after.get(key))
        for key in dict.fromkeys([*after, *before])
    )
    label = (new or old or {}).get("label", {})
    return ComparedLine(
        depth=depth,
        code=code,
        label=Text(versions=label) if label else EMPTY,
        change=_change(old, new, facts),
        facts=facts,
    )


def _change(old: _Plain | None, new: _Plain | None, facts: Sequence[Fact]) -> LineChange:
    if old is None:
        return LineChange.ADDED
    if new is None:
        return LineChange.REMOVED
    return LineChange.CHANGED if any(fact.is_changed for fact in facts) else LineChange.SAME


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield every single value below a key under its dotted name; places in a list count from 1."""
    if isinstance(value, Mapping):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = [(str(place), part) for place, part in enumerate(value, start=1)]
    else:
        yield name, str(value)
        return
    for key, part in parts:
        yield from _leaves(f"{name}.{key}", part)


def _facts(plain: _Plain | None, by_category: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return the values of a line by name and category; a category's own weights stand with the nodes they are of."""
    if plain is None:
        return {}
    found = {(f"label.{language}", ""): text for language, text in plain.get("label", {}).items()}
    for name, value in plain.items():
        if name not in _STRUCTURE and name != "weights":
            found |= {(path, ""): text for path, text in _leaves(name, value)}
    return found | {("weight", category): weight for category, weight in by_category.items()}
