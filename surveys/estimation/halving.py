"""Variance by balanced half-samples: of every pair of clusters one is kept, in patterns that balance each other.

Source: Wolter (2007), Introduction to Variance Estimation, ch. 3; Fay's factor: Judkins (1990), Journal of Official
Statistics 6:223.
"""

from collections.abc import Callable

import numpy as np

from surveys.errors import DesignRefused, RangeRefused
from surveys.estimation.auxiliaries import Floats
from surveys.estimation.replicates import Replicated, replicated
from surveys.estimation.variance import Design


def half_samples(design: Design, *, fay: float = 0.0) -> Floats:
    """Replicate weights (n × R) of a design with two clusters in every stratum: one of each pair, in full balance.

    fay   what the cluster left out keeps of its weight, from 0 to below 1; above 0 no replicate loses a whole group

    R is the smallest power of two above the number of strata (Sylvester's Hadamard matrix, its constant column unused),
    so that for totals the variance is exactly the linearised one without finite populations.

    Raises:
        DesignRefused: a stratum without exactly two clusters.
        RangeRefused: a share kept outside [0, 1).
    """
    first = design.stages[0]
    if (first.unit_counts != 2).any():
        raise DesignRefused("half-samples need two sampling units in every stratum")
    if not 0 <= fay < 1:
        raise RangeRefused(f"a cluster keeps a share from 0 to below 1, not {fay}")
    signs = np.ones((1, 1))
    while signs.shape[0] <= first.unit_counts.size:
        signs = np.block([[signs, signs], [signs, -signs]])
    # Units are numbered stratum by stratum, so that the two of a stratum are an even number and the next.
    side = np.where(first.units % 2, -1.0, 1.0)
    weights: Floats = design.base[:, None] * (1.0 + (1.0 - fay) * side[:, None] * signs[1 + first.strata])
    return weights


def balanced_half_samples(design: Design, estimate: Callable[[Floats], float], *, fay: float = 0.0) -> Replicated:
    """The error of any statistic of the weights by balanced half-samples; finite populations are not corrected for.

    design     two clusters in every stratum; fay: as `half_samples`
    estimate   n base weights → number, calibrating anew by itself where that is wanted
    """
    columns = half_samples(design, fay=fay)
    return replicated(design.base, columns, estimate, factor=1.0 / (columns.shape[1] * (1.0 - fay) ** 2))
