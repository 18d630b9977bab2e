"""The people of the city for studies of coverage: who lives where, who answers, and what everybody would have said.

Opinions differ by district, sex, age and residence, and so does the readiness to answer: whoever counts answers
without weights hears the old and the urban. Response is a product of one factor for each margin; that is the case
that raking can repair, and the studies say so. What depends on the opinion itself it cannot repair, and they say that.
"""

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from surveys.questionnaire.scales import FIVE_LEVEL, ScoreMap
from surveys.simulation.departments import DEPARTMENTS
from surveys.simulation.places import DISTRICTS
from surveys.simulation.truth import level_shares

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

MARGINS = ("district", "sex", "age", "residence")
SIZES = (len(DISTRICTS), 2, 4, 2)
_AGES = {"urban": (0.28, 0.34, 0.24, 0.14), "rural": (0.18, 0.24, 0.30, 0.28)}
_LEANING = ((-0.20, 0.10, 0.25, -0.15, 0.0, 0.20, -0.10, 0.05, -0.05), (-0.04, 0.04), (-0.20, -0.08, 0.08, 0.30))
_RURAL_LEANING = 0.15
_READINESS = ((0.90, 1.10), (0.55, 0.85, 1.15, 1.50), (1.15, 0.85))
_AVERAGE_RESPONSE = 0.27
"""The share of completes among the numbers that the simulated polling firm draws."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Population:
    """Everybody who may be asked, by cell of district × sex × age × residence; C cells.

    cells      4 × C level numbers, in the order of `MARGINS`
    people     C numbers of people; leaning: C shifts of opinion, 0 on average
    response   C chances that a person who is drawn answers, if nothing but the cell decides
    """

    cells: Codes
    people: Floats
    leaning: Floats
    response: Floats

    def totals(self, margin: int) -> Floats:
        """People at each level of one margin."""
        return np.bincount(self.cells[margin], self.people, SIZES[margin]).astype(np.float64)

    def opinions(self, regard: float) -> Floats:
        """C × 5 shares of the levels, the best first, for a department with this regard."""
        return np.array([list(level_shares(regard + shift, FIVE_LEVEL).values()) for shift in self.leaning.tolist()])

    def shares(self, regard: float) -> Floats:
        """Shares of the 5 levels in the whole population."""
        whole: Floats = self.people @ self.opinions(regard) / self.people.sum()
        return whole


@cache
def population() -> Population:
    """The city's people; the same every time."""
    cells = np.array(list(product(*(range(size) for size in SIZES))), dtype=np.int64).T
    district, _, age, residence = cells
    urban = np.array([0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.45, 0.4, 0.45])
    residents = np.array([place.residents for place in DISTRICTS], dtype=np.float64) * 1000.0
    ages = np.array([_AGES["urban"], _AGES["rural"]])
    lives = np.where(residence == 0, urban[district], 1.0 - urban[district])
    people = residents[district] * lives * ages[residence, age] / 2.0
    leaning = sum(np.array(shift)[codes] for shift, codes in zip(_LEANING, cells[:3], strict=True))
    leaning = leaning + _RURAL_LEANING * residence
    readiness = np.prod([np.array(f)[codes] for f, codes in zip(_READINESS, cells[1:], strict=True)], axis=0)
    readiness = readiness * _AVERAGE_RESPONSE * people.sum() / (people @ readiness)
    return Population(cells=cells, people=people, leaning=leaning - people @ leaning / people.sum(), response=readiness)


def regards() -> tuple[float, ...]:
    """The hidden standing of each department with the public."""
    return tuple(department.regard for department in DEPARTMENTS)


def level_points(score_map: ScoreMap) -> Floats:
    """Points of 100 of the five levels, the best first."""
    return np.array([float(score_map.points[level] * 100 / score_map.top) for level in score_map.scale.levels])
