"""How far each group has voted, and what of its verdicts may be shown.

A room of its own because it only reads, and because what is withheld must be decided in one place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from feedback_app.campaigns.models import Campaign
from feedback_app.campaigns.queries import definition_of
from feedback_app.channels.reverse import queries
from feedback_app.channels.reverse.models import RaterGroup
from surveys.estimation.suppression import DEFAULT_THRESHOLDS, may_show_group
from surveys.questionnaire import SCORE_MAPS, Scale, ScoreMap


@dataclass(frozen=True, kw_only=True)
class Turnout:
    """How far a group has voted, and whether its results may ever be shown on their own."""

    group: RaterGroup
    issued: int
    used: int
    voided: int
    is_shown: bool

    @property
    def share(self) -> float:
        """Ballots cast as a share of the roster."""
        return self.used / self.group.roster

    @property
    def has_enough_ballots(self) -> bool:
        """Whether the ballots are too many to guess whose each is."""
        return self.used >= DEFAULT_THRESHOLDS.rater_group


@dataclass(frozen=True, kw_only=True)
class GroupMean:
    """What a group thinks of a unit, None where that must not be shown; ``n`` is the ballots that rated it."""

    unit_id: int
    group: str
    n: int
    mean: Decimal | None


def list_turnouts(campaign: Campaign) -> list[Turnout]:
    """Return how far each group of a campaign has voted."""
    counts = queries.count_codes(campaign)
    turnouts = []
    for group in queries.list_groups(campaign):
        found = counts.get(group.id, queries.CodeCounts())
        is_shown = may_show_group(found.used, group.roster)
        turnouts.append(
            Turnout(group=group, issued=found.issued, used=found.used, voided=found.voided, is_shown=is_shown)
        )
    return turnouts


def list_group_means(campaign: Campaign, *, now: datetime) -> list[GroupMean]:
    """Return what each group thinks of each unit, all criteria alike; nothing before the campaign has closed.

    While ballots still come in, two looks at a mean would show what the ballot between them said.
    """
    points = _score_map_of(campaign)
    if campaign.is_open(now) or now < campaign.opens_at or points is None:
        return []
    shown = {turnout.group.code for turnout in list_turnouts(campaign) if turnout.is_shown}
    raters = queries.count_raters(campaign)
    totals: dict[tuple[int, str], list[Decimal]] = {}
    for count in queries.count_verdicts(campaign):
        worth = points.find_points(count.verdict)
        if worth is not None:
            total = totals.setdefault((count.unit_id, count.group), [Decimal(0), Decimal(0)])
            total[0] += worth * count.number
            total[1] += count.number
    return [
        GroupMean(
            unit_id=unit_id,
            group=group,
            n=raters.get((unit_id, group), 0),
            mean=total / cells if group in shown and _has_enough(raters, unit_id, group) else None,
        )
        for (unit_id, group), (total, cells) in totals.items()
    ]


def _has_enough(raters: Mapping[tuple[int, str], int], unit_id: int, group: str) -> bool:
    return raters.get((unit_id, group), 0) >= DEFAULT_THRESHOLDS.rater_group


def _score_map_of(campaign: Campaign) -> ScoreMap | None:
    """Return the usual map of the ballot's scale; the score proper is made by the scheme in force."""
    scales: list[Scale] = [q.scale for q in definition_of(campaign.survey_version).questions if q.scale and q.criteria]
    return next((points for points in SCORE_MAPS.values() if scales and points.scale == scales[0]), None)
