"""Who stands where, and how sure that is: ranks from unrounded totals, rank intervals, tiers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from surveys.assessment.totals import Assessment
from surveys.assessment.tree import TieRule
from surveys.estimation.ranks import RankInterval, rank_table

_LEAST_ERROR = 1e-6
"""Stands in for no error at all, such as totals made of imported scores only: different totals are then different."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A unit's place among those it is compared with; None where it has no total, or a total without an error.

    rank          by unrounded totals and the declared tie rule
    best, worst   the ranks it may truly have, right for all units at once with 95 % confidence
    tier          1 for those that nobody is surely ahead of, and so on downwards
    """

    assessment: Assessment
    rank: int | None = None
    best: int | None = None
    worst: int | None = None
    tier: int | None = None


def rank_units(assessments: Sequence[Assessment], ties: TieRule = TieRule.SHARED) -> list[Place]:
    """Order units by total, the best first, those without a total last; equal totals by code."""
    ordered = sorted(assessments, key=lambda a: (a.total is None, -(a.total or Decimal(0)), a.unit))
    ranks = _ranks([assessment.total for assessment in ordered], ties)
    measured = [a for a in ordered if a.total is not None and a.cautious_se is not None]
    intervals, tier_of = _certainty(measured)
    return [
        Place(
            assessment=assessment,
            rank=rank,
            best=intervals[assessment.unit].best if assessment.unit in intervals else None,
            worst=intervals[assessment.unit].worst if assessment.unit in intervals else None,
            tier=tier_of.get(assessment.unit),
        )
        for assessment, rank in zip(ordered, ranks, strict=True)
    ]


def rank_within_categories(assessments: Sequence[Assessment], ties: TieRule = TieRule.SHARED) -> dict[str, Place]:
    """Return each unit's place among those of its own category, by unit."""
    by_category: dict[str, list[Assessment]] = defaultdict(list)
    for assessment in assessments:
        by_category[assessment.category].append(assessment)
    return {place.assessment.unit: place for alike in by_category.values() for place in rank_units(alike, ties)}


def _ranks(totals: Sequence[Decimal | None], ties: TieRule) -> list[int | None]:
    """Rank totals that come in falling order."""
    ranks: list[int | None] = []
    distinct = 0
    for place, total in enumerate(totals):
        if total is None:
            ranks.append(None)
        elif place and total == totals[place - 1]:
            ranks.append(ranks[-1])
        else:
            distinct += 1
            ranks.append(distinct if ties is TieRule.DENSE else place + 1)
    return ranks


def _certainty(measured: Sequence[Assessment]) -> tuple[dict[str, RankInterval], dict[str, int]]:
    if len(measured) < 2:
        return {a.unit: RankInterval(rank=1, best=1, worst=1) for a in measured}, {a.unit: 1 for a in measured}
    totals = [float(assessment.total or 0) for assessment in measured]
    errors = [max(assessment.cautious_se or 0.0, _LEAST_ERROR) for assessment in measured]
    units = [assessment.unit for assessment in measured]
    intervals, tier_of = rank_table(totals, errors)
    return dict(zip(units, intervals, strict=True)), dict(zip(units, tier_of, strict=True))
