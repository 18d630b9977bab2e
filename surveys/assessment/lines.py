"""Score lines: what a unit's total is made of, each line with its base, its error, its weight and the reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from surveys.estimation.intervals import Estimate
from surveys.questionnaire.texts import Text


class LineKind(StrEnum):
    """What a line is a score of."""

    WEIGHTED = "weighted"
    CHANNEL = "channel"
    ITEM = "item"
    REVERSE = "reverse"
    GROUP = "group"
    IMPORTED = "imported"


class LineReason(StrEnum):
    """Whether a line counts and, if not, why."""

    COUNTED = "counted"
    SILENT = "silent"
    """Nobody gave a rating."""
    BELOW_MINIMUM = "below_minimum"
    """Shown, not scored: fewer ratings than the scheme asks for."""
    UNDECIDED = "undecided"
    """Too many evaluations still wait for a person to read them."""
    LOW_TURNOUT = "low_turnout"
    """Void: too few of those invited cast a ballot."""
    NOT_IMPORTED = "not_imported"
    WITHHELD = "withheld"
    """Nothing below it counts, or the scheme gives no composite when something is missing."""
    NO_WEIGHT = "no_weight"
    """Weight 0 for this category of units."""


class Basis(StrEnum):
    """Whether a machine's labels stand behind a line and, if so, whether an audit corrects them."""

    COUNTS = "counts"
    """No machine: verdicts as people gave them."""
    CORRECTED = "corrected"
    """By the unit's own audited records."""
    POOLED = "pooled"
    """By the audited records of all units, because few concern this one."""
    NO_AUDIT = "no_audit"
    AUDIT_OUTDATED = "audit_outdated"
    AUDIT_OPEN = "audit_open"
    FEW_AUDITED = "few_audited"
    """Fewer audited records concern the unit than the scheme asks for, and by rules before 2026.3 it borrowed none."""
    FEW_IN_PERIOD = "few_in_period"
    """Few concern the unit, and those of all units are too few, or of too few units, to borrow from."""
    NOTHING_AUDITED = "nothing_audited"
    """By the audit none of the records is an evaluation of the unit, so that there is no mean to correct to."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """This much weight, as a share of the parent, went from a child that does not count to one that does."""

    source: str
    heir: str
    weight: Decimal


@dataclass(frozen=True, kw_only=True)
class ScoreLine:
    """One node of the scheme as it came out for one unit.

    path            node codes from the root, joined by /
    estimate        mean and error in points of 100, n ratings and their effective number; all None where there is none
    nonratings      verdict code → count: 不了解, 拒答 and the like, which never enter a mean
    weight          share among siblings by the scheme; weight_used: after redistribution
    share_of_total  product of the used weights from the root down: what one point here moves the total by
    minimum         fewest ratings that count; trimmed: ballots taken away at each end
    undecided       share of the channel's evaluations that wait for a person
    basis           whether an audit corrects the line; audited: audited records that concern the unit
    pooled          audited records that concern any unit, where the unit's own are few; pooled_units: so many units
    own_share       weight of the unit's own audit in a pooled correction
    uncorrected     the mean without the correction, where there is one
    """

    code: str
    path: str
    label: Text
    kind: LineKind
    reason: LineReason
    estimate: Estimate
    verdicts: Mapping[str, int] = field(default_factory=dict)
    nonratings: Mapping[str, int] = field(default_factory=dict)
    weight: Decimal = Decimal(1)
    weight_used: Decimal = Decimal(0)
    share_of_total: Decimal = Decimal(0)
    minimum: int = 0
    trimmed: int = 0
    cast: int = 0
    invited: int | None = None
    undecided: Decimal = Decimal(0)
    basis: Basis = Basis.COUNTS
    audited: int = 0
    pooled: int = 0
    pooled_units: int = 0
    own_share: float | None = None
    uncorrected: float | None = None
    moves: tuple[Move, ...] = ()
    children: tuple["ScoreLine", ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether this line enters its parent."""
        return self.reason is LineReason.COUNTED

    @property
    def dont_know_share(self) -> float | None:
        """Share of 不了解 among all ballots cast, or among all ratings and 不了解 of a channel's items together."""
        unknown = self.nonratings.get("dont_know", 0)
        asked = self.cast or sum(self.verdicts.values()) + unknown
        return unknown / asked if asked else None

    def walk(self) -> Iterator["ScoreLine"]:
        """Yield this line and everything below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()


NOTHING = Estimate(mean=None, se=None, n=0, n_eff=0.0, low=None, high=None)


def spread_shares(line: ScoreLine, share: Decimal) -> ScoreLine:
    """Return the line with every share of the total below it filled in."""
    children = tuple(spread_shares(child, share * child.weight_used) for child in line.children)
    return replace(line, share_of_total=share, children=children)
