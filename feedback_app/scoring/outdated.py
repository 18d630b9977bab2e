"""Whether a provisional table still says what would come out now, so that nobody reads old totals as new ones.

A room of its own because pages ask it: it counts and never scores.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from feedback_app.periods.models import Period, PeriodState
from feedback_app.scoring import queries
from feedback_app.scoring.evidence import collect_evidence
from feedback_app.scoring.models import ScoreRun, UnitScore
from surveys.assessment.records import plain_evidence

_FIXED = frozenset({PeriodState.FROZEN, PeriodState.PUBLISHED})


def is_outdated(period: Period, run: ScoreRun, scores: Sequence[UnitScore]) -> bool:
    """Tell whether another scheme is in force than a run was computed by, or other evidence is stored.

    Ballots are compared by how often each group gave a unit each verdict, not ballot by ballot: that is one count.
    """
    if run.is_final or period.state in _FIXED:
        return False
    adopted = queries.find_adopted_scheme(period)
    return adopted is None or adopted.id != run.scheme_id or _has_other_evidence(period, scores)


def _has_other_evidence(period: Period, scores: Sequence[UnitScore]) -> bool:
    kept = {score.unit.code: score.evidence | {"ballots": {}} for score in scores}
    if kept != {one.unit: plain_evidence(one) for one in collect_evidence(period, with_ballots=False)}:
        return True
    units = {score.unit_id for score in scores}
    cast = {key: n for key, n in queries.count_ballot_verdicts(period).items() if key[0] in units}
    return cast != dict(Counter(key for score in scores for key in _ballot_verdicts(score)))


def _ballot_verdicts(score: UnitScore) -> Iterator[queries.BallotVerdict]:
    for group, cast in score.evidence["ballots"].items():
        for ballot in cast["ballots"]:
            yield from ((score.unit_id, group, item, verdict) for item, verdict in ballot.items())
