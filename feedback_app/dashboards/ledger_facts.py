"""The facts beside a ledger entry, as labels and texts.

A room of its own beside the table of words, because it decides how they are put together.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from feedback_app.dashboards.ledger_words import DETAILS, VALUES
from feedback_app.ledger.models import AuditEntry
from feedback_app.responses.handles import handle_of_key

_UNNAMED = frozenset({"directory"})  # kinds of subject of which there is one only


def subject_of(entry: AuditEntry) -> str:
    """Return what a page calls the subject of an entry; an evaluation never by its response's key."""
    if entry.subject_kind != "evaluation":
        return "" if entry.subject_kind in _UNNAMED else entry.subject_key
    response_id, _slash, ordinal = entry.subject_key.partition("/")
    return handle_of_key((UUID(response_id), int(ordinal)))


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
