"""The hidden truth: how satisfied the people of the city are with each department.

Opinions are normal around a department's regard, with standard deviation one, and are voiced as the level whose bounds
they fall between. No generator of answers hands this on; tests and coverage studies compare estimates with it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from surveys.questionnaire.scales import Scale, ScoreMap, Verdict
from surveys.simulation.departments import DEPARTMENTS, Department

BOUNDS: Mapping[str, tuple[float, ...]] = {"five_level": (0.55, -0.55, -1.35, -2.1), "four_level": (0.45, -0.75, -1.8)}
"""Opinions above the first bound voice the best level, and so on downwards."""


def level_shares(regard: float, scale: Scale) -> dict[Verdict, float]:
    """Return the share of people who hold each level, the best first."""
    opinion = NormalDist(mu=regard)
    below = [1.0, *(opinion.cdf(bound) for bound in BOUNDS[scale.code]), 0.0]
    return {level: below[place] - below[place + 1] for place, level in enumerate(scale.levels)}


def true_score(regard: float, score_map: ScoreMap) -> float:
    """Return the mean in points of 100 that asking everybody without error would give."""
    shares = level_shares(regard, score_map.scale)
    return math.fsum(share * float(score_map.points[level] * 100 / score_map.top) for level, share in shares.items())


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is true of a department, by a score map for citizens and one for ballots."""

    department: Department
    public: float
    grassroots: float


def list_truths(citizens: ScoreMap, ballots: ScoreMap) -> list[Truth]:
    """Return the truth about every department."""
    return [
        Truth(
            department=department,
            public=true_score(department.regard, citizens),
            grassroots=true_score(department.rapport, ballots),
        )
        for department in DEPARTMENTS
    ]
