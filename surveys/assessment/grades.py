"""Grades of people for a year: by limits on points, and for the best by a quota that depends on their unit's rank.

Source: provisions on the assessment of civil servants (公务员考核规定, 2020): four grades; as a rule at most 20 % of
the people assessed are excellent, and at most 25 % where the authority agrees, as it may for units that did well.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from surveys.errors import EvidenceRefused, RuleRefused
from surveys.reasons import Reason

USUAL_QUOTA, HIGHEST_QUOTA = Decimal("0.20"), Decimal("0.25")


class Grade(StrEnum):
    """A person's grade for the year, the best first."""

    EXCELLENT = "excellent"
    """优秀"""
    COMPETENT = "competent"
    """称职"""
    BASIC = "basic"
    """基本称职"""
    INCOMPETENT = "incompetent"
    """不称职"""


_ORDER = tuple(Grade)


@dataclass(frozen=True, kw_only=True)
class GradeLimits:
    """The least points of each grade; below the last one a person is incompetent.

    Raises:
        RuleRefused: at construction: a better grade that asks for no more points.
    """

    excellent: Decimal
    competent: Decimal
    basic: Decimal

    def __post_init__(self) -> None:
        if not self.excellent > self.competent > self.basic:
            raise RuleRefused("the limits of better grades are higher")

    def grade(self, points: Decimal) -> Grade:
        """The grade that points alone would give."""
        least = {Grade.EXCELLENT: self.excellent, Grade.COMPETENT: self.competent, Grade.BASIC: self.basic}
        return next((grade for grade, limit in least.items() if points >= limit), Grade.INCOMPETENT)


@dataclass(frozen=True, kw_only=True)
class QuotaBand:
    """Units down to this share of the ranking may grade this share of their people excellent."""

    down_to: Decimal
    quota: Decimal


@dataclass(frozen=True, kw_only=True)
class QuotaRule:
    """Bands of the ranking of units, the best first; the last one reaches down to 1.

    Raises:
        RuleRefused: at construction, with everything that is wrong.
    """

    bands: Sequence[QuotaBand] = (QuotaBand(down_to=Decimal(1), quota=USUAL_QUOTA),)

    def __post_init__(self) -> None:
        ends = [band.down_to for band in self.bands]
        problems = [
            Reason("a quota of {quota} lies outside 0 to {highest}", quota=band.quota, highest=HIGHEST_QUOTA)
            for band in self.bands
            if not 0 <= band.quota <= HIGHEST_QUOTA
        ]
        if not ends or ends[-1] != 1 or ends != sorted(set(ends)) or ends[0] <= 0:
            problems.append(Reason("bands go down the ranking, the last one to 1"))
        if problems:
            raise RuleRefused(*problems)

    def quota(self, rank: int, units: int) -> Decimal:
        """The share of a unit that stands at a rank among so many units.

        Raises:
            EvidenceRefused: a rank that is none among so many units.
        """
        if not 1 <= rank <= units:
            raise EvidenceRefused(f"rank {rank} among {units} units")
        return next(band.quota for band in self.bands if rank <= band.down_to * units)

    def places(self, people: int, rank: int, units: int) -> int:
        """How many of a unit's people may be graded excellent; "within" a share means rounding down."""
        return int(self.quota(rank, units) * people)


@dataclass(frozen=True, kw_only=True)
class GradeRule:
    """How people are graded for a year: by their points, and the best by their unit's rank."""

    limits: GradeLimits
    quotas: QuotaRule = QuotaRule()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person with a year's points; ``ceiling`` is the best grade open to them, for instance after a sanction."""

    person: str
    points: Decimal
    ceiling: Grade = Grade.EXCELLENT


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A person's grade. ``is_tied`` marks equal points on both sides of the quota: none of them gets the better grade
    by arithmetic, and people decide who does.
    """

    candidate: Candidate
    grade: Grade
    is_tied: bool = False


def grade_people(candidates: Sequence[Candidate], limits: GradeLimits, places: int) -> list[Graded]:
    """Grade the people of one unit, the best first; whoever finds no place among the excellent is competent.

    places   how many may be excellent (`QuotaRule.places`); the grade by points is the most that anybody gets

    Raises:
        EvidenceRefused: fewer places than none.
    """
    if places < 0:
        raise EvidenceRefused(f"{places} places")
    ordered = sorted(candidates, key=lambda candidate: (-candidate.points, candidate.person))
    reached = [_worse(limits.grade(candidate.points), candidate.ceiling) for candidate in ordered]
    rivals = [c.points for c, grade in zip(ordered, reached, strict=True) if grade is Grade.EXCELLENT]
    return [_placed(candidate, grade, rivals, places) for candidate, grade in zip(ordered, reached, strict=True)]


def _placed(candidate: Candidate, grade: Grade, rivals: Sequence[Decimal], places: int) -> Graded:
    """Place one of those with the points for it; ``rivals`` are the points of all who have them."""
    if grade is not Grade.EXCELLENT or sum(points >= candidate.points for points in rivals) <= places:
        return Graded(candidate=candidate, grade=grade)
    better = sum(points > candidate.points for points in rivals)
    return Graded(candidate=candidate, grade=Grade.COMPETENT, is_tied=better < places)


def _worse(first: Grade, second: Grade) -> Grade:
    return max(first, second, key=_ORDER.index)
