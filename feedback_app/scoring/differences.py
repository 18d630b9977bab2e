"""What a change of scheme changes, in words: the lines of the tree with their old and new values.

A room of its own because the page of a proposal and that of an adopted scheme must say the same.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app.scoring.outline import spoken
from feedback_app.scoring.scheme_words import name_of, value_of
from surveys.assessment import ComparedLine, Fact, LineChange, Scheme, compare_schemes

CHANGE_LABELS = {
    LineChange.SAME: _l("不变"),
    LineChange.CHANGED: _l("有变化"),
    LineChange.ADDED: _l("新增"),
    LineChange.REMOVED: _l("删除"),
}


@dataclass(frozen=True, kw_only=True)
class ToldFact:
    """One difference as people read it; None where there was, or is, nothing. ``note`` says what it does not do."""

    name: str
    old: str | None
    new: str | None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """One line of both schemes as people read it; an added or removed line tells all its values."""

    depth: int
    label: str
    change: LineChange
    facts: tuple[ToldFact, ...]


def tell_differences(old: Scheme, new: Scheme, classes: Set[str]) -> list[ToldLine]:
    """Return every line of two schemes in words; the facts are those that differ.

    ``classes`` are the classes of the units that are assessed, "" that of those without one.
    """
    categories = {c.code: spoken(c.label) for scheme in (old, new) for c in scheme.categories}
    return [_told(line, categories, classes) for line in compare_schemes(old, new)]


def has_differences(lines: Sequence[ToldLine]) -> bool:
    """Tell whether anything at all differs in meaning."""
    return any(line.change is not LineChange.SAME for line in lines)


def _told(line: ComparedLine, categories: Mapping[str, str], classes: Set[str]) -> ToldLine:
    label = spoken(line.label) or line.code or str(_("方案本身"))
    facts = tuple(
        ToldFact(
            name=name_of(fact, categories),
            old=value_of(fact.name, fact.old),
            new=value_of(fact.name, fact.new),
            note=_note_on(fact, line, classes),
        )
        for fact in line.changed_facts
    )
    return ToldLine(depth=line.depth, label=label, change=line.change, facts=facts)


def _note_on(fact: Fact, line: ComparedLine, classes: Set[str]) -> str:
    """Say of a general weight that it moves nobody's points: every unit's class weighs the line by its own."""
    by_category = [one for one in line.facts if one.name == "weight" and one.category]
    is_general = line.change is LineChange.CHANGED and fact.name == "weight" and not fact.category
    if is_general and by_category and classes <= {one.category for one in by_category if not one.is_changed}:
        return str(_("各类别另有权重，这一变化不影响任何单位"))
    return ""
