"""Means, totals, ratios, shares and differences of a designed sample, each with its linearised error.

Domains are estimated over the whole design: a district's respondents are not a sample of their own, so the others
stay in with value zero. Source: Särndal, Swensson & Wretman (1992), ch. 5 and 10.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.errors import DataRefused, RangeRefused, TooFewData
from surveys.estimation.auxiliaries import Floats, as_floats
from surveys.estimation.distributions import t_tail
from surveys.estimation.intervals import CONFIDENCE, Interval, mean_interval
from surveys.estimation.variance import Design

_TOGETHER = 16
"""Domains per pass: enough to share its cost, few enough for a hundred thousand respondents to stay in cache."""


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """An estimate from a designed sample. `deff` compares its variance with a simple random sample's of equal size."""

    value: float
    se: float
    df: float
    n: int
    deff: float

    @property
    def n_eff(self) -> float:
        """What the respondents are worth: n over the design effect."""
        return self.n / self.deff if self.deff > 0 else math.nan

    def interval(self, *, confidence: float = CONFIDENCE) -> Interval:
        """value ± t·se."""
        return mean_interval(self.value, self.se, df=self.df, confidence=confidence)


def mean(values: ArrayLike, design: Design, *, domain: ArrayLike | None = None) -> Measurement:
    """Σwy/Σw over the domain. values: n numbers (NaN where missing); domain: n truth values, None for everybody.

    Raises:
        DataRefused: other than n values, or than n truth values.
        TooFewData: nobody in the domain has a value.
    """
    y, inside = _within(values, design, domain)
    return _means(y, inside[:, None], design)[0]


def _means(y: Floats, inside: NDArray[np.bool_], design: Design) -> list[Measurement]:
    """The means of n values over k domains (n × k truth values), whose errors share one pass over the design."""
    weight = np.where(inside, design.weights[:, None], 0.0)
    whole = weight.sum(axis=0)
    value = y @ weight / whole
    away = np.where(inside, y[:, None] - value, 0.0)
    variance = np.maximum(design.variances(away / whole), 0.0)
    n = (weight > 0).sum(axis=0)
    spread = np.einsum("nk,nk->k", weight, away**2) / whole * n / np.maximum(n - 1, 1)
    plain = spread * (whole - n) / (whole * n)
    deff = np.divide(variance, plain, out=np.full_like(plain, np.nan), where=plain > 0)
    df = design.degrees_of_freedom
    return [
        Measurement(value=float(v), se=math.sqrt(s), df=df, n=int(size), deff=float(effect))
        for v, s, size, effect in zip(value, variance, n, deff, strict=True)
    ]


def total(values: ArrayLike, design: Design, *, domain: ArrayLike | None = None) -> Measurement:
    """Σwy over the domain: the total in the population.

    Raises:
        DataRefused: other than n values, or than n truth values.
        TooFewData: nobody in the domain has a value.
    """
    y, inside = _within(values, design, domain)
    held = np.where(inside, y, 0.0)
    variance = float(design.variances(held[:, None])[0])
    n = int((inside & (design.weights > 0)).sum())
    whole = float(design.weights.sum())
    centre = float(design.weights @ held) / whole
    size = int((design.weights > 0).sum())
    spread = float(design.weights @ (held - centre) ** 2) / whole * size / max(size - 1, 1)
    plain = whole**2 * spread * (whole - size) / (whole * size)
    return Measurement(
        value=float(design.weights @ held),
        se=math.sqrt(max(variance, 0.0)),
        df=design.degrees_of_freedom,
        n=n,
        deff=variance / plain if plain > 0 else math.nan,
    )


def ratio(numerator: ArrayLike, denominator: ArrayLike, design: Design) -> Measurement:
    """Σwy/Σwx: the ratio of two totals, not the mean of ratios.

    numerator, denominator   n numbers each, NaN where missing

    Raises:
        DataRefused: other than n values.
        TooFewData: nobody has both values, or the denominators add up to zero.
    """
    y, has_y = _within(numerator, design, None)
    x, has_x = _within(denominator, design, None)
    inside = has_y & has_x
    weight = np.where(inside, design.weights, 0.0)
    whole = float(weight @ x)
    if whole == 0:
        raise TooFewData("the denominators of those with both values add up to nothing")
    value = float(weight @ y) / whole
    away = np.where(inside, y - value * x, 0.0) / whole
    variance = float(design.variances(away[:, None])[0])
    n = int((weight > 0).sum())
    return Measurement(value=value, se=math.sqrt(max(variance, 0.0)), df=design.degrees_of_freedom, n=n, deff=math.nan)


def shares(categories: ArrayLike, design: Design) -> dict[object, Measurement]:
    """The share of each category among n labels.

    Raises:
        DataRefused: other than n labels.
    """
    labels = labels_of(design, categories)
    return {label: mean(labels == label, design) for label in np.unique(labels).tolist()}


def domain_means(values: ArrayLike, domains: ArrayLike, design: Design) -> dict[object, Measurement]:
    """The mean within each domain of n labels. Many domains at once cost little more than one.

    Raises:
        DataRefused: other than n values, or than n labels.
        TooFewData: a domain where nobody has a value.
    """
    labels = labels_of(design, domains)
    y, known = _within(values, design, None)
    names, codes = np.unique(labels, return_inverse=True)
    found: list[Measurement] = []
    for start in range(0, names.size, _TOGETHER):
        block = np.arange(start, min(start + _TOGETHER, names.size))
        inside = (codes[:, None] == block) & known[:, None]
        if not (inside * design.weights[:, None]).any(axis=0).all():
            raise TooFewData("a domain holds nobody with a value")
        found += _means(y, inside, design)
    return dict(zip(names.tolist(), found, strict=True))


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The difference of two domain means and its two-sided t test."""

    value: float
    se: float
    t: float
    p: float


def difference(values: ArrayLike, first: ArrayLike, second: ArrayLike, design: Design) -> Difference:
    """mean over the first domain minus mean over the second, their covariance included; df as for one slope.

    Raises:
        DataRefused: other than n values, or than n labels.
        TooFewData: a domain where nobody has a value.
    """
    columns, means = [], []
    for domain in (first, second):
        y, inside = _within(values, design, domain)
        weight = np.where(inside, design.weights, 0.0)
        means.append(float(weight @ y / weight.sum()))
        columns.append(np.where(inside, y - means[-1], 0.0) / weight.sum())
    covariance = design.covariance(np.column_stack(columns))
    se = math.sqrt(float(covariance[0, 0] + covariance[1, 1] - 2.0 * covariance[0, 1]))
    gap = means[0] - means[1]
    t = gap / se if se > 0 else math.copysign(math.inf, gap)
    return Difference(value=gap, se=se, t=t, p=2.0 * t_tail(abs(t), design.degrees_of_freedom - 1))


def quantile(values: ArrayLike, probability: float, design: Design) -> float:
    """The smallest value at which the weighted distribution function reaches the probability.

    Raises:
        DataRefused: other than n values.
        TooFewData: nobody has a value.
        RangeRefused: a probability outside [0, 1].
    """
    if not 0 <= probability <= 1:
        raise RangeRefused(f"a quantile is that of a share from 0 to 1, not of {probability}")
    y, inside = _within(values, design, None)
    order = np.argsort(y[inside], kind="stable")
    held, weight = y[inside][order], design.weights[inside][order]
    reached = np.cumsum(weight) / weight.sum()
    return float(held[min(int(np.searchsorted(reached, probability - 1e-12)), held.size - 1)])


def mean_of_means(means: Mapping[str, Measurement], populations: Mapping[str, float]) -> Measurement:
    """The mean of a city from its districts' independent samples: weighted by population, never averaged plainly.

    means, populations   district → estimate, district → people

    Raises:
        DataRefused: no district, or one without a population above zero.
    """
    if not means or any(not populations.get(name, 0) > 0 for name in means):
        raise DataRefused("a mean of means needs districts, each with a population above zero")
    whole = sum(populations[name] for name in means)
    share = {name: populations[name] / whole for name in means}
    variance = sum(share[name] ** 2 * found.se**2 for name, found in means.items())
    spread = sum((share[name] * found.se) ** 4 / found.df for name, found in means.items())
    return Measurement(
        value=sum(share[name] * found.value for name, found in means.items()),
        se=math.sqrt(variance),
        df=variance**2 / spread if spread > 0 else math.inf,
        n=sum(found.n for found in means.values()),
        deff=math.nan,
    )


def labels_of(design: Design, labels: ArrayLike) -> NDArray[np.generic]:
    """The n labels of a sample's respondents, as an array.

    Raises:
        DataRefused: other than n labels.
    """
    given = np.asarray(labels)
    if given.shape != design.weights.shape:
        raise DataRefused(f"{given.shape} labels for a sample of {design.weights.shape}")
    return given


def _within(values: ArrayLike, design: Design, domain: ArrayLike | None) -> tuple[Floats, NDArray[np.bool_]]:
    """The values with zeros for the missing, and who counts."""
    y = as_floats(values)
    if y.shape != design.weights.shape:
        raise DataRefused(f"{y.shape} values for a sample of {design.weights.shape}")
    inside = np.isfinite(y)
    if domain is not None:
        inside = inside & labels_of(design, domain).astype(bool)
    if not (design.weights[inside] > 0).any():
        raise TooFewData("nobody in the sample belongs to the domain and has a value")
    return np.where(inside, y, 0.0), inside
