"""Rater groups and the scheme in force: which it scores, and the ballots held of others, which count for nothing.

A room of its own because rosters, the page of a period, that of freezing and the terminal must say the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from feedback_app.channels.reverse.queries import name_groups
from feedback_app.periods.models import Period
from feedback_app.scoring import queries
from feedback_app.scoring.outline import spoken
from surveys.assessment import Scheme


@dataclass(frozen=True, kw_only=True)
class UnscoredBallots:
    """Ballots that stand, of a group that the scheme gives no place; ``name`` as the roster has it."""

    group: str
    name: str
    n: int


def list_scored_groups(period: Period) -> dict[str, str] | None:
    """Return the groups that the scheme in force scores, code → name; None without a scheme."""
    adopted = queries.find_adopted_scheme(period)
    if adopted is None:
        return None
    return {code: spoken(label) for code, label in queries.scheme_of(adopted).rater_groups().items()}


def list_unscored_ballots(period: Period) -> list[UnscoredBallots]:
    """Return the ballots that the scheme in force leaves out, by group; none without a scheme, as nothing is scored."""
    adopted = queries.find_adopted_scheme(period)
    return list_left_out(period, queries.scheme_of(adopted)) if adopted else []


def list_left_out(period: Period, scheme: Scheme) -> list[UnscoredBallots]:
    """Return the ballots that a scheme leaves out, or would, were it in force; by group."""
    scored, names = scheme.rater_groups(), name_groups(period)
    return [
        UnscoredBallots(group=group, name=names.get(group, group), n=n)
        for group, n in queries.count_ballots(period).items()
        if group not in scored
    ]


def name_ballots(unscored: Iterable[UnscoredBallots]) -> str:
    """Return ballots in words, group by group; empty where there are none."""
    listed = (_("%(name)s（%(code)s）%(n)s 张", name=one.name, code=one.group, n=f"{one.n:,}") for one in unscored)
    return str(_("、")).join(listed)


def tell_unscored(period: Period) -> str:
    """Return the sentence that names the ballots that no score of a period uses; empty where there are none."""
    named = name_ballots(list_unscored_ballots(period))
    told = _("收到但方案没有计分的选票：%(listed)s。现行方案没有这些组，它们虽然有效，却不进入任何得分。", listed=named)
    return str(told) if named else ""
