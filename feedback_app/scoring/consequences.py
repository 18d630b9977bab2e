"""What freezing would fix: shown before anybody says yes, because nothing of it changes afterwards.

A room of its own because it only reads, and takes as long as computing does.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from feedback_app.periods.models import Period
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection, count_standings
from feedback_app.scoring import queries
from feedback_app.scoring.auditing import AuditOutlook, audit_outlook
from feedback_app.scoring.computing import Computed
from feedback_app.scoring.rater_groups import UnscoredBallots, list_unscored_ballots
from surveys.assessment import LineReason, ScoreLine
from surveys.questionnaire.texts import Text

WORTH_SAYING = (
    LineReason.BELOW_MINIMUM,
    LineReason.UNDECIDED,
    LineReason.LOW_TURNOUT,
    LineReason.NOT_IMPORTED,
    LineReason.SILENT,
)
"""Why a line is left out although the scheme gives it weight, and somebody could still do something about it."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A line of the scheme that does not count for some units, and why; units by code, in order."""

    label: Text
    reason: LineReason
    units: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What a freezing fixes now.

    standings  evaluations by standing; they stay what they are
    undecided  hotline texts that wait for a person and would count for nothing for ever
    audit      how the audit of the hotline stands, which nobody can go on with afterwards; None without records
    left_out   lines without enough to count, whose weight goes elsewhere
    unscored   ballots of groups that the scheme does not know, and that would count for nothing for ever
    is_scheme_pending  a change of scheme waits, and could not be approved any more
    """

    standings: Mapping[Standing, int]
    units: int
    without_total: int
    undecided: int
    audit: AuditOutlook | None
    left_out: tuple[LeftOut, ...]
    unscored: tuple[UnscoredBallots, ...]
    is_scheme_pending: bool
    fingerprint: str


def foresee(period: Period, computed: Computed) -> Consequences:
    """Return what freezing a period would fix, given its totals as they come out now."""
    assessments = [place.assessment for place in computed.places]
    return Consequences(
        standings=count_standings(Selection(period_id=period.id)),
        units=len(assessments),
        without_total=sum(1 for one in assessments if one.total is None),
        undecided=queries.count_undecided(period),
        audit=audit_outlook(period),
        left_out=tuple(_left_out([(one.unit, one.root) for one in assessments])),
        unscored=tuple(list_unscored_ballots(period)),
        is_scheme_pending=queries.find_pending_proposal(period) is not None,
        fingerprint=computed.fingerprint,
    )


def _left_out(roots: Sequence[tuple[str, ScoreLine]]) -> list[LeftOut]:
    found: dict[tuple[str, LineReason], LeftOut] = {}
    for unit, root in sorted(roots, key=lambda pair: pair[0]):
        for line in _worth_saying(root):
            key = (line.path, line.reason)
            before = found[key].units if key in found else ()
            found[key] = LeftOut(label=line.label, reason=line.reason, units=(*before, unit))
    order = {line.path: number for _unit, root in roots for number, line in enumerate(root.walk())}
    return [found[key] for key in sorted(found, key=lambda key: (order[key[0]], key[1]))]


def _worth_saying(line: ScoreLine) -> Iterator[ScoreLine]:
    """Yield the highest lines that say why something is left out: a channel's items only repeat their channel."""
    if line.reason in WORTH_SAYING:
        yield line
    elif line.reason is not LineReason.NO_WEIGHT:
        for child in line.children:
            yield from _worth_saying(child)
