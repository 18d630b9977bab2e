"""What is known of the population, as the space on which variables are projected before their variance is taken.

Calibration explains away the part of a variable that the known totals determine; only the residual varies. The
regression is weighted by the BASE weights: with the calibrated ones the error comes out wrong in the fourth digit.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class Auxiliaries(Protocol):
    """A linear space of known variables."""

    def residuals(self, values: Floats, weights: Floats) -> Floats:
        """values (n × k) minus their weighted projection on the space."""
        ...


@dataclass(frozen=True, eq=False, kw_only=True)
class Categories:
    """The space of the dummy variables of one or more categorical margins, never written out as a matrix.

    codes   for each margin n level numbers; sizes: for each margin its number of levels
    """

    codes: tuple[Codes, ...]
    sizes: tuple[int, ...]

    def residuals(self, values: Floats, weights: Floats) -> Floats:
        """values (n × k) minus their weighted projection on the margins' dummies."""
        gram = np.block(
            [[self._crossed(i, j, weights) for j in range(len(self.codes))] for i in range(len(self.codes))]
        )
        weighted = values * weights[:, None]
        sums = np.vstack([_sums(codes, weighted, size) for codes, size in zip(self.codes, self.sizes, strict=True)])
        # The dummies of several margins each add up to one, so the Gram matrix is singular; the fit is unique anyway.
        slopes = np.linalg.pinv(gram, hermitian=True) @ sums
        left = values.copy()
        starts = np.cumsum((0, *self.sizes[:-1]))
        for codes, start in zip(self.codes, starts, strict=True):
            left -= slopes[start + codes]
        return left

    def _crossed(self, first: int, second: int, weights: Floats) -> Floats:
        rows, columns = self.sizes[first], self.sizes[second]
        cells = self.codes[first] * columns + self.codes[second]
        return np.bincount(cells, weights, rows * columns).astype(np.float64).reshape(rows, columns)


@dataclass(frozen=True, eq=False, kw_only=True)
class Covariates:
    """The space of n × q numeric covariates."""

    matrix: Floats

    def residuals(self, values: Floats, weights: Floats) -> Floats:
        """values (n × k) minus their weighted regression on the covariates."""
        root = np.sqrt(weights)[:, None]
        slopes = np.linalg.lstsq(self.matrix * root, values * root, rcond=None)[0]
        left: Floats = values - self.matrix @ slopes
        return left


def _sums(codes: Codes, values: Floats, size: int) -> Floats:
    columns = [np.bincount(codes, values[:, k], size) for k in range(values.shape[1])]
    return np.column_stack(columns).astype(np.float64)
