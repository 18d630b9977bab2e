"""Prediction-powered inference: all machine labels, corrected by a randomly audited share.

A classifier reads every hotline record, people read a random few of the same kind. The machine's mean is cheap and
biased; the mean of (human − machine) among the audited estimates the bias without bias. Whatever the classifier does
wrong, the interval stays valid; a good classifier only makes it narrower.
Sources: Angelopoulos, Bates, Fannjiang, Jordan & Zrnic (2023), Science 382:669; power tuning: Angelopoulos, Duchi &
Zrnic (2023), PPI++, arXiv:2311.01453.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import CountsRefused, RangeRefused, TooFewData
from surveys.estimation.auxiliaries import Floats, as_floats
from surveys.estimation.distributions import two_sided_t
from surveys.estimation.intervals import CONFIDENCE, Estimate


@dataclass(frozen=True, kw_only=True)
class RectifiedEstimate:
    """A corrected mean beside the machine's own and the audited people's own.

    estimate       the prediction-powered mean, ready to be combined; n counts the evaluations among all records
    machine_mean   the mean of the machine's labels alone, None when it saw no evaluation
    audited_mean   the classical mean of the audited records alone, None when they hold no evaluation
    tuning         how far the machine was trusted: 0 not at all (classical), 1 fully (the original method)
    audited        number of audited records, evaluations or not
    """

    estimate: Estimate
    machine_mean: float | None
    audited_mean: float | None
    tuning: float
    audited: int


def rectified_mean(
    machine: ArrayLike,
    audited_machine: ArrayLike,
    audited_human: ArrayLike,
    *,
    span: float,
    tuning: float | None = 1.0,
    confidence: float = CONFIDENCE,
) -> RectifiedEstimate:
    """The mean score of a channel that a machine has read.

    machine           N scores the machine gave to the records nobody audited; NaN for "not an evaluation"
    audited_machine   n scores it gave to the audited records, NaN likewise; the audit must be a simple random sample
    audited_human     n scores people gave to the same records, NaN likewise
    span              greatest possible difference of two scores (100 on a hundred-point map)
    tuning            1 is the original method, without bias; None lets the audit choose the weight of the machine that
                      makes the variance least (PPI++), at the price of a small bias below some two hundred audits

    The estimand is the mean score of true evaluations, a ratio, estimated from the equation E[v(s − θ)] = 0 with v = 1
    for evaluations. Interval by Student's t with n − 1 degrees of freedom. When the audit found no disagreement the
    interval is widened as if half a record of n + 1 had been wrong by the whole span.

    Raises:
        RangeRefused: a span below 0, or a tuning outside [0, 1].
        TooFewData: fewer than two audited records, or no evaluation among all of them by the audit.
    """
    labels, truth, guess = _checked(machine, audited_machine, audited_human)
    if not span >= 0 or (tuning is not None and not 0 <= tuning <= 1):
        raise RangeRefused(f"scores differ by 0 or more and a machine is trusted from 0 to 1, not {span} and {tuning}")
    weight = _best_tuning(labels, truth, guess, _solve(labels, truth, guess, 1.0)) if tuning is None else tuning
    theta = _solve(labels, truth, guess, weight)
    se, cautious = _errors(labels, truth, guess, weight, theta, span)
    half = two_sided_t(confidence, truth[0].size - 1.0) * cautious
    answers = float(labels[0].sum() + truth[0].sum())
    spread = _spread(truth[1][truth[0] > 0])
    return RectifiedEstimate(
        estimate=Estimate(
            mean=theta,
            se=se,
            n=answers,
            n_eff=spread / se**2 if se > 0 and spread > 0 else answers,
            low=theta - half,
            high=theta + half,
            cautious_se=cautious,
        ),
        machine_mean=_plain_mean(*labels),
        audited_mean=_plain_mean(*truth),
        tuning=weight,
        audited=truth[0].size,
    )


def rectified_from_counts(
    machine: Mapping[str, int],
    audited: Mapping[tuple[str, str], int],
    points: Mapping[str, Decimal | float],
    *,
    tuning: float | None = 1.0,
    confidence: float = CONFIDENCE,
) -> RectifiedEstimate:
    """The same from counts: machine label → unaudited records, (machine, human) labels → audited records.

    points   verdict code → points; a label without points ("enquiry", 不了解) is not an evaluation

    Raises:
        CountsRefused: a count below zero, or no points at all.
        TooFewData: as `rectified_mean`.
    """
    if not points or any(n < 0 for n in (*machine.values(), *audited.values())):
        raise CountsRefused("labels are counted from 0 upwards, and at least one of them has points")
    values = {code: float(value) for code, value in points.items()}
    pairs = [(values.get(guess, math.nan), values.get(truth, math.nan), n) for (guess, truth), n in audited.items()]
    counts = [n for *_, n in pairs]
    return rectified_mean(
        np.repeat([values.get(label, math.nan) for label in machine], list(machine.values())),
        np.repeat([guess for guess, _, _ in pairs], counts),
        np.repeat([truth for _, truth, _ in pairs], counts),
        span=max(values.values()) - min(values.values()),
        tuning=tuning,
        confidence=confidence,
    )


_Labels = tuple[Floats, Floats]
"""For each record whether it is an evaluation (1 or 0) and its score (0 where it is none)."""


def _errors(
    own: _Labels, truth: _Labels, guess: _Labels, tuning: float, theta: float, span: float
) -> tuple[float, float]:
    """The standard error by linearisation, and the same with half a stray record in the audit."""
    base, n, whole = _mean_count(own, truth, guess, tuning), truth[0].size, own[0].size
    away, real, seen = (valid * (score - theta) for valid, score in (own, truth, guess))
    from_machine = tuning**2 * _spread(away) / whole if whole else 0.0
    from_audit = _spread(real - tuning * seen) / n
    stray = 0.5 / (n + 1)
    floor = span**2 * stray * (1.0 - stray) / n
    return math.sqrt(from_machine + from_audit) / base, math.sqrt(from_machine + max(from_audit, floor)) / base


def _solve(own: _Labels, truth: _Labels, guess: _Labels, tuning: float) -> float:
    """θ of the rectified estimating equation: rectified mean of v·s over rectified mean of v."""
    top = _rectified(own[0] * own[1], truth[0] * truth[1], guess[0] * guess[1], tuning)
    return top / _mean_count(own, truth, guess, tuning)


def _mean_count(own: _Labels, truth: _Labels, guess: _Labels, tuning: float) -> float:
    share = _rectified(own[0], truth[0], guess[0], tuning)
    if share <= 0.0:
        raise TooFewData("by the audit there are no evaluations among these records, so they have no mean")
    return share


def _rectified(own: Floats, truth: Floats, guess: Floats, tuning: float) -> float:
    return (tuning * float(own.mean()) if own.size else 0.0) + float((truth - tuning * guess).mean())


def _best_tuning(own: _Labels, truth: _Labels, guess: _Labels, theta: float) -> float:
    """PPI++'s λ = Cov(truth, guess) / ((1 + n/N)·Var(guess)), kept between 0 and 1."""
    if not own[0].size:
        return 0.0
    real, seen = (valid * (score - theta) for valid, score in (truth, guess))
    everyone = np.concatenate([seen, own[0] * (own[1] - theta)])
    spread = _spread(everyone)
    if spread == 0.0:
        return 0.0
    covariance = float(((real - real.mean()) * (seen - seen.mean())).sum() / (real.size - 1))
    return min(1.0, max(0.0, covariance / ((1.0 + real.size / own[0].size) * spread)))


def _spread(values: Floats) -> float:
    return float(values.var(ddof=1)) if values.size > 1 else 0.0


def _plain_mean(valid: Floats, score: Floats) -> float | None:
    held = float(valid.sum())
    return float(valid @ score) / held if held > 0 else None


def _checked(machine: ArrayLike, guess: ArrayLike, truth: ArrayLike) -> tuple[_Labels, _Labels, _Labels]:
    arrays = [as_floats(values).ravel() for values in (machine, truth, guess)]
    if arrays[1].size != arrays[2].size or arrays[1].size < 2:
        raise TooFewData("the audit needs at least two records, each read by the machine and by a person")
    own, real, seen = ((np.isfinite(a).astype(np.float64), np.nan_to_num(a, nan=0.0)) for a in arrays)
    return own, real, seen
