"""Verdicts, the scales they stand on, and the versioned maps from a verdict to points.

Verdicts are kept by name. Two official numberings of the same five levels run in opposite directions
(GB/T 39046-2020 table A.8: 1 is the best; the national 好差评 interface: 5 is the best), so a number means
nothing until its numbering is named: see :class:`Numbering`.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from surveys.errors import ScaleRefused, SurveyError
from surveys.questionnaire.texts import Text, bilingual


class Verdict(StrEnum):
    """Everything a rater can be recorded as having said about a unit; the value is what is stored."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"
    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    ABSTAINED = "abstained"
    DEFAULTED = "defaulted"


NON_RATINGS = frozenset({Verdict.DONT_KNOW, Verdict.REFUSED, Verdict.ABSTAINED, Verdict.DEFAULTED})
"""Verdicts that are counted and published as a share, and never enter a mean as a middle mark."""

LABELS: Mapping[Verdict, Text] = {
    Verdict.VERY_SATISFIED: bilingual("非常满意", "Very satisfied", traditional="非常滿意"),
    Verdict.SATISFIED: bilingual("满意", "Satisfied", traditional="滿意"),
    Verdict.BASICALLY_SATISFIED: bilingual("基本满意", "Basically satisfied", traditional="基本滿意"),
    Verdict.DISSATISFIED: bilingual("不满意", "Dissatisfied", traditional="不滿意"),
    Verdict.VERY_DISSATISFIED: bilingual("非常不满意", "Very dissatisfied", traditional="非常不滿意"),
    Verdict.EXCELLENT: bilingual("优秀", "Excellent", traditional="優秀"),
    Verdict.GOOD: bilingual("良好", "Good"),
    Verdict.FAIR: bilingual("一般", "Fair"),
    Verdict.POOR: bilingual("较差", "Poor", traditional="較差"),
    Verdict.DONT_KNOW: bilingual("不了解", "Don't know"),
    Verdict.REFUSED: bilingual("拒答", "Refused"),
    Verdict.ABSTAINED: bilingual("弃权", "Abstained", traditional="棄權"),
    Verdict.DEFAULTED: bilingual("系统默认评价", "System default", traditional="系統預設評價"),
}


class UnknownCode(SurveyError, LookupError):
    """A catalogue holds nothing under a code; ``kind`` names the catalogue."""

    def __init__(self, kind: str, code: object) -> None:
        super().__init__(f"no {kind} is called {code!r}")
        self.kind = kind
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Ordered levels, the best first.

    Raises:
        ScaleRefused: at construction: fewer than two levels, the same twice, or a non-rating among them.
    """

    code: str
    levels: tuple[Verdict, ...]

    def __post_init__(self) -> None:
        if len(self.levels) < 2 or len(set(self.levels)) != len(self.levels) or NON_RATINGS & set(self.levels):
            raise ScaleRefused(f"scale {self.code} needs two or more different levels, all of them ratings")

    def label(self, verdict: Verdict, language: str) -> str:
        """Return what a level is called on a form."""
        return LABELS[verdict].in_language(language)

    def find_verdict(self, written: str) -> Verdict | None:
        """Read a level or a non-rating from its code or label as files hold it: ``" 满意 "``, ``very_satisfied``."""
        wanted = unicodedata.normalize("NFKC", written).strip().casefold()
        for verdict in (*self.levels, *sorted(NON_RATINGS)):
            if wanted == verdict or wanted in {label.casefold() for label in LABELS[verdict].versions.values()}:
                return verdict
        return None


FIVE_LEVEL = Scale(
    code="five_level",
    levels=(
        Verdict.VERY_SATISFIED,
        Verdict.SATISFIED,
        Verdict.BASICALLY_SATISFIED,
        Verdict.DISSATISFIED,
        Verdict.VERY_DISSATISFIED,
    ),
)
FOUR_LEVEL = Scale(code="four_level", levels=(Verdict.EXCELLENT, Verdict.GOOD, Verdict.FAIR, Verdict.POOR))
THREE_LEVEL = Scale(code="three_level", levels=(Verdict.SATISFIED, Verdict.BASICALLY_SATISFIED, Verdict.DISSATISFIED))
SCALES: Mapping[str, Scale] = {scale.code: scale for scale in (FIVE_LEVEL, FOUR_LEVEL, THREE_LEVEL)}


def get_scale(code: str) -> Scale:
    """Return a scale.

    Raises:
        UnknownCode: no scale has this code.
    """
    if code not in SCALES:
        raise UnknownCode("scale", code)
    return SCALES[code]


@dataclass(frozen=True, kw_only=True)
class ScoreMap:
    """What each level of a scale is worth in points; never changed once used, only followed by another code.

    Raises:
        ScaleRefused: at construction: a level without points, or one worth no more than the next worse.
    """

    code: str
    scale: Scale
    points: Mapping[str, Decimal]

    def __post_init__(self) -> None:
        if set(self.points) != set(self.scale.levels):
            raise ScaleRefused(f"score map {self.code} must price exactly the levels of {self.scale.code}")
        values = [self.points[level] for level in self.scale.levels]
        if any(better <= worse for better, worse in pairwise(values)):
            raise ScaleRefused(f"score map {self.code} must fall from the best level to the worst")

    @property
    def top(self) -> Decimal:
        """Return the points of the best level."""
        return self.points[self.scale.levels[0]]

    def find_points(self, verdict: str) -> Decimal | None:
        """Return the points of a verdict; None for what is no rating on this scale."""
        return self.points.get(verdict)


def _score_map(code: str, scale: Scale, *points: int) -> ScoreMap:
    return ScoreMap(code=code, scale=scale, points={v: Decimal(p) for v, p in zip(scale.levels, points, strict=True)})


SCORE_MAPS: Mapping[str, ScoreMap] = {
    score_map.code: score_map
    for score_map in (
        _score_map("M5A", FIVE_LEVEL, 100, 80, 60, 30, 0),
        _score_map("M5L", FIVE_LEVEL, 100, 75, 50, 25, 0),
        _score_map("M5B", FIVE_LEVEL, 100, 90, 60, 30, 0),
        _score_map("M5B85", FIVE_LEVEL, 100, 85, 60, 40, 0),
        _score_map("M4", FOUR_LEVEL, 100, 85, 70, 50),
        _score_map("M4B", FOUR_LEVEL, 100, 80, 60, 40),
        _score_map("M3", THREE_LEVEL, 100, 60, 0),
        _score_map("M3B", THREE_LEVEL, 100, 80, 0),
        _score_map("M10", FIVE_LEVEL, 10, 8, 5, 2, 0),
    )
}
"""The maps in use in Chinese assessments. M10 awards at most ten points, so a component must divide by ``top``."""


def get_score_map(code: str) -> ScoreMap:
    """Return a score map.

    Raises:
        UnknownCode: no map has this code.
    """
    if code not in SCORE_MAPS:
        raise UnknownCode("score map", code)
    return SCORE_MAPS[code]


@dataclass(frozen=True, kw_only=True)
class Numbering:
    """One direction of writing the five levels as numbers 1 to 5."""

    code: str
    verdicts: Mapping[int, Verdict]

    def get_verdict(self, number: int) -> Verdict:
        """Return the level a number stands for in this numbering.

        Raises:
            UnknownCode: the number is not one of 1 to 5.
        """
        if number not in self.verdicts:
            raise UnknownCode(f"level of {self.code}", number)
        return self.verdicts[number]

    def get_number(self, verdict: str) -> int:
        """Return the number of a level in this numbering.

        Raises:
            UnknownCode: the verdict has no number, such as every non-rating.
        """
        for number, named in self.verdicts.items():
            if named == verdict:
                return number
        raise UnknownCode(f"number of {self.code}", verdict)


GB39046 = Numbering(code="gb39046", verdicts=dict(enumerate(FIVE_LEVEL.levels, start=1)))
"""GB/T 39046-2020 table A.8: 1 非常满意 … 5 非常不满意."""
HCP = Numbering(code="hcp", verdicts=dict(enumerate(reversed(FIVE_LEVEL.levels), start=1)))
"""The national 好差评 interface: 5 非常满意 … 1 非常不满意."""
NUMBERINGS: Mapping[str, Numbering] = {numbering.code: numbering for numbering in (GB39046, HCP)}


def get_numbering(code: str) -> Numbering:
    """Return a numbering; there is no default, because the two official ones contradict each other.

    Raises:
        UnknownCode: no numbering has this code.
    """
    if code not in NUMBERINGS:
        raise UnknownCode("numbering", code)
    return NUMBERINGS[code]
