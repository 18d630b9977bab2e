"""Whether two classifications of a designed sample hang together: the chi-square test that respects the design.

People of one cluster resemble each other, so Pearson's statistic is too large by a design effect. It is divided by the
design effects of the interaction, and compared with an F distribution. Source: Rao & Scott (1984), Annals of
Statistics 12:46 (second-order correction); Thomas & Rao (1987), JASA 82:630 (F with the design's degrees of freedom).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import TooFewData
from surveys.estimation.auxiliaries import Floats
from surveys.estimation.designed import labels_of
from surveys.estimation.distributions import f_tail
from surveys.estimation.variance import Design


@dataclass(frozen=True, kw_only=True)
class ChiSquare:
    """The corrected statistic with its degrees of freedom, and the chance of this or more if nothing hangs together.

    pearson   the statistic of the weighted table brought to n respondents, before any correction
    """

    f: float
    df_numerator: float
    df_denominator: float
    p: float
    pearson: float


def chi_square(first: ArrayLike, second: ArrayLike, design: Design) -> ChiSquare:
    """Test whether two lists of n labels are independent in the population that the sample stands for.

    first, second   n labels each, at least two different ones

    Raises:
        DataRefused: other than n labels.
        TooFewData: labels all of one kind.
    """
    rows, row_codes = _coded(first, design)
    columns, column_codes = _coded(second, design)
    cells = (row_codes * columns + column_codes)[:, None] == np.arange(rows * columns)
    whole = float(design.weights.sum())
    share = design.weights @ cells / whole
    spread = (
        _interaction_effects(share, design.covariance((cells - share) / whole), rows, columns) * design.weights.size
    )
    pearson = design.weights.size * _distance(share.reshape(rows, columns))
    trace, squares = float(np.trace(spread)), float(np.trace(spread @ spread))
    df = trace**2 / squares
    f = pearson / trace
    return ChiSquare(
        f=f,
        df_numerator=df,
        df_denominator=df * design.degrees_of_freedom,
        p=f_tail(f, df, df * design.degrees_of_freedom),
        pearson=pearson,
    )


def _coded(labels: ArrayLike, design: Design) -> tuple[int, np.ndarray]:
    kinds, codes = np.unique(labels_of(design, labels), return_inverse=True)
    if kinds.size < 2:
        raise TooFewData("a test of independence needs two kinds of each")
    return int(kinds.size), codes


def _interaction_effects(share: Floats, covariance: Floats, rows: int, columns: int) -> Floats:
    """The matrix of design effects of the interaction, for one respondent: (C'D⁻¹C)⁻¹ C'D⁻¹VD⁻¹C.

    C spans what neither rows nor columns explain; its basis does not matter to traces.
    """
    contrasts = np.kron(_differences(rows), _differences(columns))
    inverse = np.divide(1.0, share, out=np.zeros_like(share), where=share > 0)
    scaled = contrasts * inverse[:, None]
    effects: Floats = np.linalg.solve(contrasts.T @ scaled, scaled.T @ covariance @ scaled)
    return effects


def _differences(kinds: int) -> Floats:
    return np.vstack([np.eye(kinds - 1), -np.ones(kinds - 1)])


def _distance(share: Floats) -> float:
    expected = np.outer(share.sum(axis=1), share.sum(axis=0))
    return float(np.sum((share - expected) ** 2 / expected))
