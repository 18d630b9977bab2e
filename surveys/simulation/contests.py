"""Two questions that intervals must not get wrong: who is ahead of whom for certain, and what false ratings buy.

Both are put to the functions that score real periods, over simulated periods.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from surveys.estimation.integrity import FEWEST_PEERS, shape_against_peers
from surveys.estimation.intervals import Estimate, score_from_counts
from surveys.estimation.ranks import rank_table
from surveys.questionnaire.scales import Verdict
from surveys.simulation import draws
from surveys.simulation.departments import DEPARTMENTS
from surveys.simulation.fraud import stuff
from surveys.simulation.scored import POINTS, composite, composite_truth, counted, raked, rectified

FEW, MANY = 22, 6530
"""Ratings of a quiet counter and of a busy one."""

NEARLY_ALL = (0.99, 0.005, 0.003, 0.001, 0.001)
"""Shares of the levels at the busy counter, the best first: 99 % could not be happier."""

FALSE_SHARES = (0.0, 0.05, 0.1, 0.2, 0.5)
FLAGGED_BELOW = 0.01


@dataclass(frozen=True, kw_only=True)
class Contest:
    """How the few perfect ratings fared against the many nearly perfect ones.

    leading   periods in which the few have the higher plain score
    ahead     periods in which they are declared to be ahead for certain
    """

    periods: int
    leading: int
    ahead: int


def few_against_many(periods: int, seed: int) -> Contest:
    """Rank 22 perfect ratings with 6,530 ratings of which 99 % are perfect, these drawn anew in every period.

    Raises:
        RangeRefused: no period, or a seed below zero.
    """
    few = score_from_counts({Verdict.VERY_SATISFIED: FEW}, POINTS)
    drawn = (stream.multinomial(MANY, NEARLY_ALL) for stream in draws.streams(periods, seed))
    rivals = [counted(counts) for counts in drawn]
    return Contest(
        periods=periods,
        leading=sum((few.mean or 0.0) > (many.mean or 0.0) for many in rivals),
        ahead=sum(_is_surely_ahead(few, many) for many in rivals),
    )


def _is_surely_ahead(first: Estimate, second: Estimate) -> bool:
    intervals, _ = rank_table([first.mean or 0.0, second.mean or 0.0], [_error(first), _error(second)])
    return intervals[0].worst == 1 and intervals[1].best == 2


def _error(estimate: Estimate) -> float:
    assert estimate.cautious_se is not None
    return estimate.cautious_se


@dataclass(frozen=True, kw_only=True)
class FraudOutcome:
    """What false web ratings of one size did to the department that they flatter.

    share     of its web ratings that is false
    gained    points of the composite
    held      share of composite intervals that still hold the honest truth
    flagged   share of periods in which the shape of its web ratings stands out among its peers'
    """

    share: float
    gained: float
    held: float
    flagged: float
    periods: int


def measure_fraud(periods: int, seed: int, shares: Sequence[float] = FALSE_SHARES) -> list[FraudOutcome]:
    """In each period one department, each in its turn, is flattered by false web ratings; its peers stay honest.

    Raises:
        RangeRefused: no period, or a seed below zero; a share outside [0, 1).
    """
    found = np.array([[*_flattered(stream, n, shares)] for n, stream in enumerate(draws.streams(periods, seed))])
    gained, held, flagged = found.mean(axis=0).T
    return [
        FraudOutcome(
            share=share,
            gained=float(gained[place]),
            held=float(held[place]),
            flagged=float(flagged[place]),
            periods=periods,
        )
        for place, share in enumerate(shares)
    ]


def _flattered(rng: np.random.Generator, period: int, shares: Sequence[float]) -> Iterator[tuple[float, float, float]]:
    """For each size of the fraud: points gained, whether the truth is held, whether the shape is flagged."""
    place = period % len(DEPARTMENTS)
    scanned = [draws.by_verdict(counts) for counts in draws.web(rng)]
    others = {
        "phone": raked(draws.phone(rng)[place]),
        "sms": counted(draws.sms(rng)[place]),
        "hotline": rectified(draws.hotline(rng), place),
    }
    honest = composite({**others, "web": score_from_counts(scanned[place], POINTS)})
    truth = float(composite_truth()[place])
    for share in shares:
        stuffed = stuff(scanned[place], share=share, verdict=Verdict.VERY_SATISFIED)
        total = composite({**others, "web": score_from_counts(stuffed, POINTS)})
        is_held = (total.low or 0.0) <= truth <= (total.high or 0.0)
        gained = (total.mean or 0.0) - (honest.mean or 0.0)
        yield gained, float(is_held), float(_looks_odd(stuffed, _peers(scanned, place)))


def _peers(scanned: Sequence[Mapping[str, int]], place: int) -> list[Mapping[str, int]]:
    """The other departments of the same category, or all others where these are too few to judge by."""
    others = [counts for n, counts in enumerate(scanned) if n != place]
    kinds = [department.category for n, department in enumerate(DEPARTMENTS) if n != place]
    own = DEPARTMENTS[place].category
    alike = [counts for counts, kind in zip(others, kinds, strict=True) if kind == own]
    return alike if len(alike) >= FEWEST_PEERS else others


def _looks_odd(counts: Mapping[str, int], peers: Sequence[Mapping[str, int]]) -> bool:
    return shape_against_peers(counts, peers, Verdict.VERY_SATISFIED).p < FLAGGED_BELOW
