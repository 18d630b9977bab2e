"""The grassroots' ballots on one department, as a score line with one line for each rater group."""

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

from surveys.assessment.channels import UnpricedVerdict
from surveys.assessment.evidence import Ballot, GroupBallots
from surveys.assessment.lines import NOTHING, LineKind, LineReason, ScoreLine
from surveys.assessment.tree import RaterGroup, ReverseNode, percent_points
from surveys.assessment.weighing import weigh
from surveys.estimation.distributions import two_sided_t
from surveys.estimation.intervals import CONFIDENCE, Estimate
from surveys.questionnaire.scales import NON_RATINGS


def reverse_line(node: ReverseNode, ballots: Mapping[str, GroupBallots], path: str) -> ScoreLine:
    """Score the ballots: group means, trimmed, then weighed; a withheld group leaves its weight by the node's rule."""
    nobody = GroupBallots(ballots=())
    groups = [_group_line(node, group, ballots.get(group.code, nobody), path) for group in node.groups]
    weights = {group.code: group.weight for group in node.groups}
    weighed = weigh(groups, weights, missing=node.missing, heir=node.heir)
    return ScoreLine(
        code=node.code,
        path=path,
        label=node.label,
        kind=LineKind.REVERSE,
        reason=weighed.reason,
        estimate=weighed.estimate,
        verdicts=_sum_of(groups, "verdicts"),
        nonratings=_sum_of(groups, "nonratings"),
        cast=sum(group.cast for group in groups),
        moves=weighed.moves,
        children=weighed.children,
    )


def ballot_score(ballot: Ballot, node: ReverseNode, points: Mapping[str, Decimal], where: str = "") -> float | None:
    """Return the weighted mean of a ballot's ratings by verdict points; None when it rates nothing.

    Criteria left out or answered 不了解 leave their weight to the others.

    Raises:
        UnpricedVerdict: a verdict is neither a level of the node's score map nor a non-rating.
    """
    rated = []
    for criterion, verdict in ballot.items():
        weight = node.criteria.get(criterion, Decimal(0)) if node.criteria else Decimal(1)
        if verdict in points:
            rated.append((weight, points[verdict]))
        elif verdict not in NON_RATINGS:
            raise UnpricedVerdict(verdict, node.score_map.code, where)
    whole = sum((weight for weight, _ in rated), Decimal(0))
    return float(sum((w * p for w, p in rated), Decimal(0)) / whole) if whole else None


def trimmed_estimate(scores: Sequence[float], node: ReverseNode, points: Mapping[str, Decimal]) -> tuple[Estimate, int]:
    """Return the trimmed mean of ballot scores with its error, and how many ballots were taken away at each end.

    The error is that of Tukey & McLaughlin (1963), Sankhyā A 25:331: winsorised sd / ((1 − 2k/n) √n), t with
    n − 2k − 1 degrees of freedom. ``n`` of the estimate counts all rating ballots, ``n_eff`` those kept.
    """
    n = len(scores)
    if n == 0:
        return NOTHING, 0
    taken = node.trim.taken(n)
    ordered = sorted(scores)
    kept = ordered[taken : n - taken]
    mean = math.fsum(kept) / len(kept)
    if len(kept) < 2:
        return Estimate(mean=mean, se=None, n=n, n_eff=float(len(kept)), low=None, high=None), taken
    se = _trimmed_error(ordered, kept, taken)
    half = two_sided_t(CONFIDENCE, len(kept) - 1) * se
    levels = [float(worth) for worth in points.values()]
    return (
        Estimate(
            mean=mean,
            se=se,
            n=n,
            n_eff=float(len(kept)),
            low=max(min(levels), mean - half),
            high=min(max(levels), mean + half),
            cautious_se=max(se, _open_error(kept, levels)),
        ),
        taken,
    )


def _trimmed_error(ordered: Sequence[float], kept: Sequence[float], taken: int) -> float:
    n = len(ordered)
    winsorised = [kept[0]] * taken + list(kept) + [kept[-1]] * taken
    centre = math.fsum(winsorised) / n
    spread = math.sqrt(math.fsum((score - centre) ** 2 for score in winsorised) / (n - 1))
    return spread / ((1 - 2 * taken / n) * math.sqrt(n))


def _open_error(kept: Sequence[float], levels: Sequence[float]) -> float:
    """Return the error that as many unanimous ballots would still leave open.

    The posterior sd of the mean with one imaginary ballot spread evenly over the levels (Perks's prior), as
    ``Estimate.cautious_se`` has it for counts.
    """
    weight = len(kept) + 1
    share = 1 / len(levels)
    mean = (math.fsum(kept) + share * math.fsum(levels)) / weight
    squares = math.fsum((score - mean) ** 2 for score in kept) + share * math.fsum((p - mean) ** 2 for p in levels)
    return math.sqrt(squares / weight / (weight + 1))


def _group_line(node: ReverseNode, group: RaterGroup, given: GroupBallots, path: str) -> ScoreLine:
    path = f"{path}/{group.code}"
    points = percent_points(node.score_map)
    scores = [ballot_score(ballot, node, points, path) for ballot in given.ballots]
    rated = [score for score in scores if score is not None]
    estimate, taken = trimmed_estimate(rated, node, points)
    return ScoreLine(
        code=group.code,
        path=path,
        label=group.label,
        kind=LineKind.GROUP,
        reason=_group_reason(node, len(rated), len(scores), given.invited),
        estimate=estimate,
        nonratings={"dont_know": len(scores) - len(rated)} if len(rated) < len(scores) else {},
        minimum=node.group_minimum,
        trimmed=taken,
        cast=len(scores),
        invited=given.invited,
    )


def _group_reason(node: ReverseNode, rated: int, cast: int, invited: int | None) -> LineReason:
    if rated == 0:
        return LineReason.SILENT
    if node.turnout is not None and invited and cast < node.turnout * invited:
        return LineReason.LOW_TURNOUT
    return LineReason.COUNTED if rated >= node.group_minimum else LineReason.BELOW_MINIMUM


def _sum_of(lines: Sequence[ScoreLine], field: str) -> dict[str, int]:
    total: dict[str, int] = {}
    for line in lines:
        for verdict, n in getattr(line, field).items():
            total[verdict] = total.get(verdict, 0) + n
    return total
