"""The parts of a weighting scheme: a tree from a unit's total down to the channels, ballots and imports below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from surveys.estimation.combine import Redistribution
from surveys.questionnaire.scales import ScoreMap
from surveys.questionnaire.texts import Text


class CitizenChannel(StrEnum):
    """The ways citizens are heard; ballots have a node of their own."""

    WEB = "web"
    SMS = "sms"
    VOICE = "voice"
    PHONE = "phone"
    HOTLINE = "hotline"


class TieRule(StrEnum):
    """Which ranks units with equal totals get, and which rank follows them."""

    SHARED = "shared"
    """1, 2, 2, 4."""
    DENSE = "dense"
    """1, 2, 2, 3."""


def percent_points(score_map: ScoreMap) -> dict[str, Decimal]:
    """Return a map's points on the scale of 100, whatever its own top is."""
    return {verdict: points * 100 / score_map.top for verdict, points in score_map.points.items()}


@dataclass(frozen=True, kw_only=True)
class ChannelNode:
    """One channel's score.

    items           item code → weight; several items of one questionnaire are averaged with these weights
    minimum_base    fewer ratings than this are shown but not scored
    most_undecided  largest share of the channel's evaluations that may still wait for a person: what a machine is sure
                    of is no fair sample of what was said
    audit_minimum   fewest audited records concerning a unit that correct its score alone where a machine gives the
                    verdicts; a unit with fewer borrows from all units, if those have as many together
    design_effect   what clustering and weighting cost: n_eff = n / design_effect
    """

    code: str
    label: Text
    channel: CitizenChannel
    score_map: ScoreMap
    items: Mapping[str, Decimal]
    minimum_base: int = 1
    most_undecided: Decimal = Decimal("0.1")
    audit_minimum: int = 30
    design_effect: Decimal = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class Trim:
    """Take this many of the highest and as many of the lowest ballots away where at least ``least_ballots`` are."""

    each_end: int = 0
    least_ballots: int = 3

    def taken(self, ballots: int) -> int:
        """Return how many ballots are taken away at each end."""
        return self.each_end if ballots >= self.least_ballots else 0


@dataclass(frozen=True, kw_only=True)
class RaterGroup:
    """A group of raters and its share in the reverse score."""

    code: str
    label: Text
    weight: Decimal


@dataclass(frozen=True, kw_only=True)
class ReverseNode:
    """Ballots on a department by rater group: the grassroots units, or the circles of a 360° rating.

    criteria        criterion code → weight; empty: every criterion on the ballot counts alike
    group_minimum   a group with fewer rating ballots is withheld
    turnout         a group where a smaller share of the roster cast a ballot is void; None: no such rule
    missing, heir   where the weight of a withheld group goes
    """

    code: str
    label: Text
    score_map: ScoreMap
    groups: tuple[RaterGroup, ...]
    criteria: Mapping[str, Decimal] = field(default_factory=dict)
    trim: Trim = Trim()
    group_minimum: int = 5
    turnout: Fraction | None = None
    missing: Redistribution = Redistribution.PRO_RATA
    heir: str | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedNode:
    """A score from 0 to 100 that another office computed, such as the completion of the year's tasks."""

    code: str
    label: Text
    component: str


@dataclass(frozen=True, kw_only=True)
class Branch:
    """A child and its weight among its siblings, unless a category says otherwise."""

    weight: Decimal
    node: "SchemeNode"


@dataclass(frozen=True, kw_only=True)
class WeightedNode:
    """A weighted mean of other nodes."""

    code: str
    label: Text
    branches: tuple[Branch, ...]
    missing: Redistribution = Redistribution.PRO_RATA
    heir: str | None = None


SchemeNode = WeightedNode | ChannelNode | ReverseNode | ImportedNode


@dataclass(frozen=True, kw_only=True)
class AdjustmentRule:
    """Limits of what is added to and taken from a total; ``veto_cap`` is the most a vetoed unit can reach."""

    bonus_cap: Decimal = Decimal(0)
    deduction_cap: Decimal = Decimal(0)
    veto_cap: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Category:
    """A class of units with weights of its own: node code → weight among its siblings."""

    code: str
    label: Text
    weights: Mapping[str, Decimal]


def walk(node: SchemeNode) -> Iterator[SchemeNode]:
    """Yield a node and everything below it, parents before children."""
    yield node
    if isinstance(node, WeightedNode):
        for branch in node.branches:
            yield from walk(branch.node)


def weights_under(node: WeightedNode, category: Category | None) -> dict[str, Decimal]:
    """Return the weight of each child as a category has it, or as it is in general."""
    own = category.weights if category else {}
    return {branch.node.code: own.get(branch.node.code, branch.weight) for branch in node.branches}
