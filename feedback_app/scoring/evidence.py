"""From stored rows to the evidence that the assessment rests on.

A room of its own because it only reads, and because verifying a published table must read exactly as computing it did.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from feedback_app.campaigns.models import Channel
from feedback_app.periods.models import Period
from feedback_app.responses.models import Standing
from feedback_app.scoring import queries
from feedback_app.scoring.auditing import audited_shares
from surveys.assessment import Adjustment, GroupBallots, UnitEvidence, VerdictCount

Ballots = dict[str, list[dict[str, str]]]


def collect_evidence(
    period: Period,
    standings: Sequence[Standing] = queries.COUNTING,
    *,
    categories: Mapping[int, str] = MappingProxyType({}),
    with_ballots: bool = True,
) -> list[UnitEvidence]:
    """Return what is known about every assessed unit, by code, from evaluations of some standings.

    ``categories`` holds, by unit number, those that a freezing has fixed; the others are read from the directory.
    Ballots are many rows: who only wants to know the rest leaves them out.
    """
    counts, ballots = _counts(period, standings), _ballots(period, standings) if with_ballots else {}
    undecided, audited = _undecided(period, counts), audited_shares(period, standings)
    invited = queries.count_invited(period)
    imported: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for score in queries.list_imported_scores(period):
        imported[score.unit_id][score.component] = score.points
    adjustments = defaultdict(list)
    for decided in queries.list_adjustments(period, standing_only=True):
        adjustment = Adjustment(kind=decided.kind, points=decided.points, reason=decided.reason)
        adjustments[decided.unit_id].append(adjustment)
    return [
        UnitEvidence(
            unit=unit.code,
            category=categories.get(unit.id, unit.category),
            counts=counts.get(unit.id, []),
            ballots=_with_rosters(ballots.get(unit.id, {}), invited),
            imported=imported.get(unit.id, {}),
            adjustments=adjustments.get(unit.id, []),
            undecided=undecided,
            audits={} if audited is None else {str(Channel.HOTLINE): audited[unit.id]},
        )
        for unit in queries.list_assessed_units(period)
    ]


def _counts(period: Period, standings: Sequence[Standing]) -> dict[int, list[VerdictCount]]:
    found: dict[int, list[VerdictCount]] = defaultdict(list)
    for row in queries.count_verdicts(period, standings):
        found[row.unit_id].append(VerdictCount(channel=row.channel, item=row.item, verdict=row.verdict, n=row.n))
    return found


def _undecided(period: Period, counts: Mapping[int, list[VerdictCount]]) -> dict[str, Decimal]:
    """Return what share of the hotline's evaluations waits for a person.

    The whole period decides: of a record that waits, the unit is often just what is not known.
    """
    waiting = queries.count_undecided(period)
    counted = sum(count.n for found in counts.values() for count in found if count.channel == Channel.HOTLINE)
    share = Decimal(waiting) / (waiting + counted) if waiting else Decimal(0)
    return {str(Channel.HOTLINE): share.quantize(Decimal("0.0001"))} if waiting else {}


def _ballots(period: Period, standings: Sequence[Standing]) -> dict[int, Ballots]:
    found: dict[int, Ballots] = defaultdict(lambda: defaultdict(list))
    cells = queries.iter_ballot_cells(period, standings)
    for (unit_id, group, _ballot), said in groupby(cells, key=lambda cell: (cell.unit_id, cell.group, cell.ballot)):
        found[unit_id][group].append({cell.item: cell.verdict for cell in said})
    return found


def _with_rosters(ballots: Ballots, invited: Mapping[str, int]) -> dict[str, GroupBallots]:
    return {group: GroupBallots(ballots=cast, invited=invited.get(group)) for group, cast in sorted(ballots.items())}
