"""What a unit's score rests on: counted verdicts, ballots, imported scores, adjustments; nothing weighed yet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from surveys.errors import EvidenceRefused


@dataclass(frozen=True, kw_only=True)
class VerdictCount:
    """How often one verdict was given by one channel on one item; ``verdict`` may be no rating, such as 不了解.

    Raises:
        EvidenceRefused: at construction: fewer than none.
    """

    channel: str
    item: str
    verdict: str
    n: int

    def __post_init__(self) -> None:
        if self.n < 0:
            raise EvidenceRefused(f"{self.n} verdicts cannot have been given")


Ballot = Mapping[str, str]
"""One rater's verdict on this unit for each criterion answered: criterion code → verdict code."""


@dataclass(frozen=True, kw_only=True)
class GroupBallots:
    """The ballots of one rater group that name this unit.

    ballots   one mapping per ballot cast, those that say 不了解 throughout included
    invited   raters who may vote, by the roster; None where nobody counted them
    """

    ballots: Sequence[Ballot]
    invited: int | None = None


class AuditState(StrEnum):
    """Whether an audit of a channel's labels can be used."""

    NONE = "none"
    """Nothing was drawn."""
    OUTDATED = "outdated"
    """Records came in after the draw, so that the sample is none of all."""
    OPEN = "open"
    """Not all that was drawn is settled; what is settled first is no fair sample of the rest."""
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class AuditedShare:
    """What people found who read, at random and blindly, some of the records that a machine had read.

    item      the item whose verdicts the machine gives
    records   all records of the channel in the period, of whatever unit, evaluations or not
    audited   how many of them were audited
    pairs     (verdict as it counts, verdict by the audit) → audited records; "" where the record counts, or is, for
              nobody or for another unit; records that concern the unit in neither way are left out
    """

    item: str
    state: AuditState
    records: int = 0
    audited: int = 0
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def concerned(self) -> int:
        """Audited records that count for the unit, or should."""
        return sum(self.pairs.values())


class AdjustmentKind(StrEnum):
    """What moves a total besides its components."""

    BONUS = "bonus"
    DEDUCTION = "deduction"
    VETO = "veto"


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """A decided bonus or deduction in points, or a veto (一票否决), whose points are ignored.

    Raises:
        EvidenceRefused: at construction: points below zero or without end.
    """

    kind: AdjustmentKind
    points: Decimal = Decimal(0)
    reason: str = ""

    def __post_init__(self) -> None:
        if self.points < 0 or not self.points.is_finite():
            raise EvidenceRefused("points of an adjustment are not negative: its kind says which way they go")


@dataclass(frozen=True, kw_only=True)
class UnitEvidence:
    """Everything that is known about one unit in one period.

    unit       the unit's code
    category   its class of differentiated assessment; "" takes the scheme's general weights
    counts     citizens' verdicts by channel, item and verdict, only those that stand
    ballots    rater group code → ballots
    imported   component code → score from 0 to 100
    undecided  channel → share of its evaluations, in the whole period, that still wait for a person
    audits     channel → what an audit of its machine's labels found
    """

    unit: str
    category: str = ""
    counts: Sequence[VerdictCount] = ()
    ballots: Mapping[str, GroupBallots] = field(default_factory=dict)
    imported: Mapping[str, Decimal] = field(default_factory=dict)
    adjustments: Sequence[Adjustment] = ()
    undecided: Mapping[str, Decimal] = field(default_factory=dict)
    audits: Mapping[str, AuditedShare] = field(default_factory=dict)

    def verdicts(self, channel: str, item: str) -> Counter[str]:
        """Return how often each verdict was given by one channel on one item."""
        given: Counter[str] = Counter()
        for count in self.counts:
            if count.channel == channel and count.item == item:
                given[count.verdict] += count.n
        return given
