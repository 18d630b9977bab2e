"""Lists of choices: a scale of verdicts where the names or the labels say so, options otherwise."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.questionnaire.questions import Option
from surveys.questionnaire.scales import LABELS, NON_RATINGS, SCALES, Scale, Verdict
from surveys.questionnaire.xlsform.sheets import Row

EXCLUSIVE = "exclusive"
LEVEL = "level"


def code_of(name: str) -> str:
    """Return a name as a code: what XLSForms allow and codes do not becomes ``_``."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


@dataclass(frozen=True, kw_only=True)
class ChoiceList:
    """One list. ``verdicts`` maps the names of a scale's choices; it is empty for a list of options."""

    rows: tuple[Row, ...]
    scale: Scale | None = None
    offers: tuple[Verdict, ...] = ()
    verdicts: Mapping[str, Verdict]

    def options(self, exclusive: Sequence[str] = ()) -> tuple[Option, ...]:
        """Return the choices as options; ``exclusive`` names those that cannot stand with others."""
        return tuple(
            Option(
                code=code_of(row.cell("name")),
                text=row.text("label"),
                is_exclusive=row.cell("name") in exclusive or row.cell(EXCLUSIVE).lower() in {"yes", "true"},
            )
            for row in self.rows
        )

    def levelled(self, verdicts: Mapping[str, Verdict]) -> tuple[Option, ...]:
        """Return the choices as reasons, each under the level that its ``level`` column names."""
        return tuple(
            Option(
                code=code_of(row.cell("name")),
                text=row.text("label"),
                level=verdicts.get(row.cell(LEVEL)),
            )
            for row in self.rows
        )


def read_lists(rows: Sequence[Row]) -> dict[str, ChoiceList]:
    """Return the lists of a form by name."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.cell("list_name"), []).append(row)
    return {name: _recognised(tuple(listed)) for name, listed in grouped.items()}


def _recognised(rows: tuple[Row, ...]) -> ChoiceList:
    found = {row.cell("name"): _verdict(row) for row in rows}
    verdicts = {name: verdict for name, verdict in found.items() if verdict is not None}
    levels = tuple(verdict for verdict in verdicts.values() if verdict not in NON_RATINGS)
    scale = next((scale for scale in SCALES.values() if scale.levels in (levels, levels[::-1])), None)
    if len(verdicts) < len(rows) or scale is None:
        return ChoiceList(rows=rows, verdicts={})
    offers = tuple(verdict for verdict in verdicts.values() if verdict in NON_RATINGS)
    return ChoiceList(rows=rows, scale=scale, offers=offers, verdicts=verdicts)


def _verdict(row: Row) -> Verdict | None:
    if row.cell("name") in set(Verdict):
        return Verdict(row.cell("name"))
    labels = {label.strip().casefold() for label in row.text("label").versions.values()}
    named = (
        verdict for verdict, text in LABELS.items() if labels & {label.casefold() for label in text.versions.values()}
    )
    return next(named, None)
