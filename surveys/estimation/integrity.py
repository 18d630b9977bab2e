"""Signs of stuffed, coached or bought ratings, each with the rate at which it accuses the innocent.

A sign is a p-value: the chance that honest rating by the stated model looks at least so odd. One sign is a note, two
hold ratings back for people to judge; nothing here removes anything, and praise is held to the same rule as anger.
What no sign can see: a slow drip of false ratings. Against that only transaction tokens and call-backs help.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from surveys.errors import CountsRefused, DataRefused, RangeRefused, TooFewData
from surveys.estimation.auxiliaries import as_floats
from surveys.estimation.distributions import binomial_tail, negative_binomial_tail, poisson_tail, t_tail

SEED = 20_200_101
FEWEST_PEERS = 5
"""Below so many, peers say nothing about how units honestly differ."""


class Sign(StrEnum):
    """What looks odd."""

    BURST = "burst"
    CLUSTER = "cluster"
    REGULAR = "regular"
    ONE_SOURCE = "one_source"
    ONE_DEVICE = "one_device"
    OUT_OF_HOURS = "out_of_hours"
    SHAPE = "shape"
    NO_DISSENT = "no_dissent"
    MORE_THAN_SERVED = "more_than_served"


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One sign with its strength.

    p          chance of this or more under honest rating; the false-alarm rate of flagging at this strength
    observed   what was seen; expected: what the model expects, in the same unit
    """

    sign: Sign
    p: float
    observed: float
    expected: float


def burst(count: int, history: Sequence[int]) -> Signal:
    """An hour with many ratings, against the same weekday and hour of earlier weeks (at least four).

    p is the larger of two predictive tails, so that few weeks and wild weeks are both forgiven: of a Poisson count
    whose mean is known from the history only (negative binomial), and of a count that scatters as the history does
    (t on cube roots, which make gamma-mixed counts about normal: Wilson & Hilferty 1931). Honest hours, steady or
    gamma-mixed, are flagged at about rate p at most; screen many hours by `flag_by_fdr`.

    Raises:
        TooFewData: fewer than four earlier weeks.
        CountsRefused: a count below zero.
    """
    if len(history) < 4:
        raise TooFewData("a burst is judged against at least four earlier weeks")
    if min(count, *history) < 0:
        raise CountsRefused("an hour has no fewer ratings than none")
    # One imaginary rating keeps an office without history from being suspicious at its first.
    whole = sum(history) + 1.0
    mean = whole / len(history)
    steady = negative_binomial_tail(count, mean, whole)
    return Signal(sign=Sign.BURST, p=max(steady, _wild_tail(count, history)), observed=count, expected=mean)


def _wild_tail(count: int, history: Sequence[int]) -> float:
    roots = np.cbrt(as_floats(history) + 0.5)
    spread = float(roots.std(ddof=1)) * math.sqrt(1.0 + 1.0 / roots.size)
    away = float(np.cbrt(count + 0.5) - roots.mean())
    return t_tail(away / spread, roots.size - 1) if spread > 0 else 0.0


def cluster(
    times: Sequence[float], *, window: float, start: float, end: float, trials: int = 999, seed: int = SEED
) -> Signal:
    """Ratings crowded into one short window: the scan statistic of n times within [start, end] (one unit: seconds).

    p is the Monte Carlo rank of the fullest window among `trials` sets of n uniform times, so an honest, steady day is
    flagged at exactly rate p and never below 1 / (trials + 1). Source: Naus (1965), JASA 60:532; Barnard (1963).

    Raises:
        DataRefused: no trials, fewer than two times, some outside the period, or a window as long as it.
    """
    held = np.sort(as_floats(times))
    if held.size < 2 or trials < 1 or not start <= held[0] <= held[-1] <= end or not 0 < window < end - start:
        raise DataRefused("a scan needs trials, at least two times within the period and a window shorter than it")
    observed = int(_fullest(held[None, :], window)[0])
    uniform = np.sort(np.random.default_rng(seed).uniform(start, end, (trials, held.size)), axis=1)
    full = _fullest(uniform, window)
    p = (1.0 + float((full >= observed).sum())) / (trials + 1.0)
    return Signal(sign=Sign.CLUSTER, p=p, observed=observed, expected=float(full.mean()))


def regularity(times: Sequence[float], *, trials: int = 999, seed: int = SEED) -> Signal:
    """Ratings that tick like a clock: the coefficient of variation of the gaps, near 1 for people, near 0 for scripts.

    p by Monte Carlo against exponential gaps of the same number; at least twenty times.

    Raises:
        TooFewData: fewer than twenty times, or no trials.
    """
    gaps = np.diff(np.sort(as_floats(times)))
    if gaps.size < 19 or not np.isfinite(gaps).all() or trials < 1:
        raise TooFewData("regularity needs at least twenty times, and trials")
    observed = float(gaps.std(ddof=1) / gaps.mean()) if gaps.mean() > 0 else 0.0
    random = np.random.default_rng(seed).exponential(size=(trials, gaps.size))
    spread = random.std(axis=1, ddof=1) / random.mean(axis=1)
    p = (1.0 + float((spread <= observed).sum())) / (trials + 1.0)
    return Signal(sign=Sign.REGULAR, p=p, observed=observed, expected=float(spread.mean()))


def one_source(largest: int, n: int, *, usual_share: float) -> Signal:
    """One network behind many of n ratings, given the largest share that is usual for such an office.

    Binomial tail. A shared office network is usual and must be in `usual_share`; addresses are hints, not persons.

    Raises:
        RangeRefused: a usual share outside (0, 1), or more ratings from a source than there are.
    """
    if not 0 < usual_share < 1 or not 0 <= largest <= n:
        raise RangeRefused("a usual share lies between 0 and 1, and no source gives more than all ratings")
    return _more_than_usual(Sign.ONE_SOURCE, largest, n, usual_share)


def one_device(largest: int, devices: int, *, usual_mean: float) -> Signal:
    """The device that gave most ratings, among so many in the period, given how many a device usually gives.

    p is the chance that the busiest of as many honest devices gives at least as many, each Poisson with that mean; a
    counter's own tablet, where ratings are given one after the other, is no such device and is left out.

    Raises:
        RangeRefused: no device, fewer ratings than none, or a usual mean that is not positive.
    """
    if devices < 1 or largest < 0 or not 0 < usual_mean < math.inf:
        raise RangeRefused(f"{largest} ratings from the busiest of {devices} devices that usually give {usual_mean}")
    p = -math.expm1(devices * math.log1p(-min(poisson_tail(largest, usual_mean), 1.0 - 1e-16)))
    return Signal(sign=Sign.ONE_DEVICE, p=p, observed=largest, expected=usual_mean)


def out_of_hours(outside: int, n: int, *, usual_share: float) -> Signal:
    """Ratings of a counter's services given while it was closed, of n in all, given the share that is usual.

    Binomial tail. People rate at home in the evening, so that some are usual; for an online service it means nothing.

    Raises:
        RangeRefused: a usual share outside (0, 1), or more ratings outside the hours than in all.
    """
    if not 0 < usual_share < 1 or not 0 <= outside <= n:
        raise RangeRefused("a usual share lies between 0 and 1, and no more ratings than all come while it is closed")
    return _more_than_usual(Sign.OUT_OF_HOURS, outside, n, usual_share)


def _more_than_usual(sign: Sign, part: int, n: int, usual_share: float) -> Signal:
    """A part of n ratings against its usual share, by the binomial tail."""
    return Signal(sign=sign, p=binomial_tail(part, n, usual_share), observed=part, expected=n * usual_share)


def shape_against_peers(
    counts: Mapping[str, int], peers: Sequence[Mapping[str, int]], code: str, *, design_effect: float = 1.0
) -> Signal:
    """The share of one answer (say 非常满意) against that of at least five peer units, two-sided.

    Peers honestly differ: their spread beyond sampling error (method of moments) is added to the error, so a unit is
    flagged only when it is odd for a unit, not merely for chance. Shares are compared as arcsines of their roots, whose
    sampling error does not depend on them (Anscombe 1948), by Student's t, because the peers' spread is itself only
    estimated: with degrees of freedom after Satterthwaite (1946), fewer where peers differ much in size. An honest unit
    is flagged at rate p at most if the units' true arcsines scatter normally; peers should be of one category.

    Raises:
        TooFewData: fewer than five peers, or a unit without ratings.
        CountsRefused: counts below zero, or a design effect that is not above it.
    """
    if len(peers) < FEWEST_PEERS:
        raise TooFewData("a shape is judged against at least five peers")
    own, own_error = _angle(counts, code, design_effect)
    found = [_angle(peer, code, design_effect) for peer in peers]
    angles, errors = np.array([angle for angle, _ in found]), np.array([error for _, error in found])
    between = max(0.0, float(np.var(angles, ddof=1) - errors.mean()))
    spread = between + errors
    usual, df = float(angles.mean()), (angles.size - 1) * float(spread.mean()) ** 2 / float(np.mean(spread**2))
    variance = between + max(own_error, float(errors.mean())) + float(spread.mean()) / angles.size
    t = abs(own - usual) / math.sqrt(variance)
    share = counts.get(code, 0) / sum(counts.values())
    return Signal(sign=Sign.SHAPE, p=2.0 * t_tail(t, df), observed=share, expected=math.sin(usual) ** 2)


def no_dissent(n: int, *, usual_bad_share: float, bad: int = 0) -> Signal:
    """Hardly anyone dissatisfied among many: the chance of at most `bad` bad ratings in n at the peers' usual share.

    Raises:
        RangeRefused: a usual share outside (0, 1), or more bad ratings than ratings.
    """
    if not 0 < usual_bad_share < 1 or not 0 <= bad <= n:
        raise RangeRefused("a usual share lies between 0 and 1, and there are no more bad ratings than ratings")
    return Signal(
        sign=Sign.NO_DISSENT,
        p=1.0 - binomial_tail(bad + 1, n, usual_bad_share) if bad else (1.0 - usual_bad_share) ** n,
        observed=bad,
        expected=n * usual_bad_share,
    )


def more_than_served(votes: int, served: int, *, tolerance: float = 0.05) -> Signal | None:
    """More ratings than people served, beyond a tolerance for second visits: not odd but impossible, so p is 0.

    Raises:
        CountsRefused: votes, people or a tolerance below zero.
    """
    if min(votes, served, tolerance) < 0:
        raise CountsRefused(f"{votes} ratings of {served} served, with a tolerance of {tolerance}")
    if votes <= served * (1.0 + tolerance):
        return None
    return Signal(sign=Sign.MORE_THAN_SERVED, p=0.0, observed=votes, expected=served)


def flag_by_fdr(p_values: Sequence[float], *, rate: float = 0.01) -> list[bool]:
    """Which of many tests stand out, with at most `rate` of those flagged expected to be innocent.

    Source: Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57:289.

    >>> flag_by_fdr([0.0001, 0.4, 0.004, 0.7], rate=0.01)
    [True, False, True, False]

    Raises:
        RangeRefused: a p-value or a rate outside [0, 1].
    """
    if any(not 0.0 <= p <= 1.0 for p in (*p_values, rate)):
        raise RangeRefused("p-values, and the rate, lie between 0 and 1")
    ordered = sorted(p_values)
    passed = [p for rank, p in enumerate(ordered, 1) if p <= rate * rank / len(ordered)]
    limit = max(passed, default=-1.0)
    return [p <= limit for p in p_values]


def _fullest(times: np.ndarray, window: float) -> np.ndarray:
    """Per row of sorted times, the most that fall within any window of this length."""
    fullest = np.ones(times.shape[0], dtype=np.int64)
    low = 1
    # Whoever fits k times into a window fits fewer too, so the row's maximum grows one step at a time.
    while low < times.shape[1]:
        fits = (times[:, low:] - times[:, :-low] <= window).any(axis=1)
        if not fits.any():
            break
        fullest[fits] = low + 1
        low += 1
    return fullest


def _angle(counts: Mapping[str, int], code: str, design_effect: float) -> tuple[float, float]:
    """The arcsine of the root of a share, and its sampling variance."""
    n = sum(counts.values())
    if min(counts.values(), default=0) < 0 or not design_effect > 0:
        raise CountsRefused("counts are not negative, and a design effect is positive")
    if n == 0:
        raise TooFewData("a unit without ratings has no shape")
    return math.asin(math.sqrt((counts.get(code, 0) + 0.375) / (n + 0.75))), design_effect / (4.0 * n + 2.0)
