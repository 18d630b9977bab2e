"""What of a stored score tree a reader may see, and how: lines in order, hidden where they would give people away.

A room of its own because hiding must be decided in one place, whatever page asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from feedback_app.campaigns.items import ItemWords
from feedback_app.campaigns.models import Channel
from feedback_app.dashboards.drawings import Segment, stacked
from feedback_app.scoring.line_words import why_not_counted
from feedback_app.scoring.models import UnitScore
from feedback_app.scoring.tables import hides_score, label_of, walk
from surveys.assessment import Basis, ChannelNode, LineKind, LineReason, ReverseNode, Scheme
from surveys.estimation.suppression import DEFAULT_THRESHOLDS, Disclosure, disclosure_of_mean, may_show_distribution

LITTLE_KNOWN = 0.3
"""Above this share of 不了解 a score is marked: few of those asked know the unit."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """Weight that went from one line to another, by their labels."""

    source: str
    heir: str
    weight: Decimal


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """One line of a unit's page; figures are None where there is nothing, or where they are hidden."""

    code: str
    path: str
    depth: int
    label: str
    kind: LineKind
    reason: LineReason
    why_not_counted: str
    score: float | None
    low: float | None
    high: float | None
    se: float | None
    n: int
    n_eff: float
    dont_know: int
    weight: Decimal
    weight_used: Decimal
    share_of_total: Decimal
    trimmed: int
    cast: int
    basis: Basis
    audited: int
    pooled: int
    pooled_units: int
    own_share: float | None
    uncorrected: float | None
    invited: int | None
    is_hidden: bool
    is_indicative: bool
    is_little_known: bool
    moves: tuple[Move, ...]
    segments: tuple[Segment, ...]
    channel: Channel | None
    items: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Whether the line enters the total."""
        return self.reason is LineReason.COUNTED

    @property
    def may_list_records(self) -> bool:
        """Whether single anonymous records may be looked at: citizens' channels with enough answers only."""
        return self.channel is not None and self.n >= DEFAULT_THRESHOLDS.comments


def read_lines(score: UnitScore, scheme: Scheme, words: ItemWords) -> list[ShownLine]:
    """Return a unit's score tree as it may be shown, parents before children; `words` name the items."""
    channels = {node.code: node for node in scheme.nodes() if isinstance(node, ChannelNode)}
    shown: list[ShownLine] = []
    asked: ChannelNode | None = None
    for depth, line in walk(score.assessment["root"]):
        if line["kind"] == LineKind.ITEM:  # stands right below its channel
            label = words.of_channel(asked.channel, line["code"]) if asked else line["code"]
            shown.append(_shown(line, depth, None, label))
        else:
            asked = channels.get(line["code"]) if line["kind"] == LineKind.CHANNEL else None
            shown.append(_shown(line, depth, asked, label_of(line)))
    return shown


def scored_items(scheme: Scheme) -> dict[Channel, frozenset[str]]:
    """Return the items that a scheme scores, by channel; of ballots none are named where every criterion counts."""
    found: dict[Channel, frozenset[str]] = {}
    for node in scheme.nodes():
        if isinstance(node, ChannelNode):
            channel = Channel(node.channel)
            found[channel] = found.get(channel, frozenset()) | frozenset(node.items)
        elif isinstance(node, ReverseNode):
            found[Channel.REVERSE] = frozenset(node.criteria)
    return found


def _shown(line: Mapping[str, Any], depth: int, asked: ChannelNode | None, label: str) -> ShownLine:
    is_hidden = hides_score(line)
    score, low, high, se = (None,) * 4 if is_hidden else (line[key] for key in ("score", "low", "high", "se"))
    return ShownLine(
        code=line["code"],
        path=line["path"],
        depth=depth,
        label=label,
        kind=LineKind(line["kind"]),
        reason=LineReason(line["reason"]),
        why_not_counted=why_not_counted(line),
        score=score,
        low=low,
        high=high,
        se=se,
        n=int(line["n"]),
        n_eff=line["n_eff"],
        dont_know=line["nonratings"].get("dont_know", 0),
        weight=Decimal(line["weight"]),
        weight_used=Decimal(line["weight_used"]),
        share_of_total=Decimal(line["share_of_total"]),
        trimmed=line["trimmed"],
        cast=line["cast"],
        basis=Basis(line.get("basis", Basis.COUNTS)),  # tables frozen by earlier rules know of no audit
        audited=line.get("audited", 0),
        pooled=line.get("pooled", 0),
        pooled_units=line.get("pooled_units", 0),
        own_share=line.get("own_share"),
        uncorrected=None if is_hidden else line.get("uncorrected"),
        invited=line["invited"],
        is_hidden=is_hidden,
        is_indicative=asked is not None and disclosure_of_mean(line["n"]) is Disclosure.INDICATIVE,
        is_little_known=(line["dont_know_share"] or 0) > LITTLE_KNOWN,
        moves=tuple(_moves(line)),
        segments=tuple(_segments(line)) if asked else (),
        channel=Channel(asked.channel) if asked else None,
        items=tuple(asked.items) if asked else (),
    )


def _moves(line: Mapping[str, Any]) -> Iterator[Move]:
    labels = {child["code"]: label_of(child) for child in line["children"]}
    for move in line["moves"]:
        yield Move(source=labels[move["source"]], heir=labels[move["heir"]], weight=Decimal(move["weight"]))


def _segments(line: Mapping[str, Any]) -> Sequence[Segment]:
    """Return the distribution of a channel's verdicts, where it may be shown."""
    verdicts: Mapping[str, int] = line["verdicts"]
    return (
        stacked([(code, verdicts.get(code, 0)) for code in _ORDER]) if may_show_distribution(verdicts.values()) else []
    )


_ORDER = (
    *("very_satisfied", "excellent", "satisfied", "good", "basically_satisfied", "fair"),
    *("dissatisfied", "poor", "very_dissatisfied"),
)
