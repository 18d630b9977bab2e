"""Which rater groups a period's scheme scores, asked before anybody is given a code.

A room of its own because schemes stand on a floor above: the application binds here who knows them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal
from feedback_app.periods.models import Period

ScoredGroups = Callable[[Period], Mapping[str, str] | None]
"""Group code → name of the groups that the scheme in force scores; None where there is no scheme yet."""


class GroupNotScored(Refusal):
    """The scheme gives the group no place: its ballots would be taken and would count for nothing."""

    status = 409
    sentence = _l("现行计分方案没有组别“%(code)s”，它的选票不会计分，所以不能加入名册。方案中的组别有：%(known)s。")


def bind_scored_groups(app: Any, find: ScoredGroups) -> None:
    """Tell the application who knows the groups of the scheme in force."""
    app.extensions["scored_groups"] = find


def scored_groups(period: Period) -> Mapping[str, str] | None:
    """Return the groups that a period's scheme scores, code → name; None where there is no scheme yet."""
    find: ScoredGroups = current_app.extensions["scored_groups"]
    return find(period)


def require_scored(code: str, scored: Mapping[str, str] | None) -> None:
    """Refuse a group that the scheme does not name, where it names any.

    Without a scheme, or under one that scores no ballots, any group may be asked: nobody is told that it counts.

    Raises:
        GroupNotScored
    """
    if scored and code not in scored:
        raise GroupNotScored(code=code, known=list_groups(scored))


def list_groups(scored: Mapping[str, str]) -> str:
    """Return groups as one enumeration, each with the code by which a roster must name it."""
    return str(_("、")).join(str(_("%(name)s（%(code)s）", name=name, code=code)) for code, name in scored.items())
