"""The facts beside a ledger entry, as labels and texts.

A room of its own beside the table of words, because it decides how they are put together.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from feedback_app.dashboards.ledger_words import DETAILS, VALUES


def list_facts(detail: Mapping[str, Any], units: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Yield the facts of an entry as label and text; what says nothing is left out.

    ``units`` are names by number, for entries that know a unit by its number only.
    """
    for key, value in detail.items():
        if value not in (None, "", [], {}):
            yield str(DETAILS.get(key, key)), _text(key, value, units)


def _text(key: str, value: Any, units: Mapping[int, str]) -> str:
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, Mapping):
        pairs = (f"{DETAILS.get(name, name)}{_('：')}{_text(name, one, units)}" for name, one in value.items())
        return str(_("；")).join(pairs)
    if isinstance(value, list):
        return str(_("、")).join(_text(key, one, units) for one in value)
    if key == "unit" and isinstance(value, int):
        return units.get(value, str(value))
    return str(VALUES.get(key, {}).get(value, "—" if value is None else value))


def unit_numbers(detail: Mapping[str, Any]) -> Iterator[int]:
    """Yield the units that an entry knows by number."""
    for key, value in detail.items():
        if key == "unit" and isinstance(value, int):
            yield value
        elif isinstance(value, Mapping):
            yield from unit_numbers(value)
