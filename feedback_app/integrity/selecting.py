"""From an address or a form to the evaluations that are meant.

A room of its own because the list, the question and the change must all read the same fields alike.
"""

from collections.abc import Iterable
from typing import Any

from flask import Request, url_for
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from feedback_app.campaigns.models import Channel
from feedback_app.integrity.forms import FilterForm
from feedback_app.periods.models import Period
from feedback_app.periods.queries import list_periods
from feedback_app.responses.handles import Key, find_key
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection, count_units


def read_filter(request: Request) -> tuple[FilterForm, Period | None, Selection | None]:
    """Return the filter as it was sent, the period it is about, and what it selects; nothing without a period."""
    form, periods = FilterForm(request.values), list_periods()
    period = next((p for p in periods if p.code == form.period.data), periods[0] if periods else None)
    form.period.choices = [SelectChoice(p.code, p.name) for p in periods]
    form.period.data = period.code if period else ""
    if period is None:
        form.unit.choices = []
        return form, None, None
    units = sorted((unit for unit, _n in count_units(Selection(period_id=period.id))), key=lambda unit: unit.code)
    form.unit.choices = [SelectChoice("", _("全部")), *(SelectChoice(u.code, f"{u.name}（{u.code}）") for u in units)]
    form.validate()
    unit_id = next((unit.id for unit in units if unit.code == form.unit.data), None)
    return form, period, _selection(form, period, unit_id)


def _selection(form: FilterForm, period: Period, unit_id: int | None) -> Selection:
    return Selection(
        period_id=period.id,
        standing=Standing(form.standing.data) if form.standing.data in set(Standing) else None,
        unit_id=unit_id,
        channel=Channel(form.channel.data) if form.channel.data in set(Channel) else None,
        since=form.since.data,
        until=form.until.data,
        words=form.words.data or "",
    )


def kept(form: FilterForm) -> dict[str, str]:
    """Return the filter as it goes into an address or into hidden fields; what narrows nothing is left out."""
    days = {name: form[name].data for name in ("since", "until") if form[name].data}
    plain = {name: form[name].data for name in ("period", "unit", "channel", "standing", "words") if form[name].data}
    return plain | {name: day.isoformat() for name, day in days.items()}


def address_of(form: FilterForm) -> str:
    """Return the address of the list that a filter gives."""
    values: dict[str, Any] = dict(kept(form))
    return url_for("integrity.index", **values)


def read_keys(given: Iterable[str]) -> tuple[Key, ...]:
    """Return the evaluations that were ticked; what is no handle of one is left out."""
    return tuple(dict.fromkeys(key for handle in given if (key := find_key(handle)) is not None))
