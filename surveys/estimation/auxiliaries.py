"""What is known of the population, as the space on which variables are projected before their variance is taken.

Calibration explains away the part of a variable that the known totals determine; only the residual varies. The
regression is weighted by the BASE weights: with the calibrated ones the error comes out wrong in the fourth digit.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.errors import DataRefused

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


class Auxiliaries(Protocol):
    """A linear space of known variables."""

    def residuals(self, values: Floats, weights: Floats) -> Floats:
        """values (n × k) minus their weighted projection on the space."""
        ...


@dataclass(frozen=True, eq=False, kw_only=True)
class Categories:
    """The space of the dummy variables of M categorical margins, never written out as a matrix.

    cells   M × C level numbers of the C combinations that occur; place: n numbers of the combination of each respondent
    sizes   for each margin its number of levels
    """

    cells: Codes
    place: Codes
    sizes: tuple[int, ...]

    def residuals(self, values: Floats, weights: Floats) -> Floats:
        """values (n × k) minus their weighted projection on the margins' dummies."""
        count = self.cells.shape[1]
        held = np.bincount(self.place, weights, count).astype(np.float64)
        sums = sum_by_group(self.place, values * weights[:, None], count)
        dummies = self._dummies()
        # The dummies of several margins each add up to one, so the Gram matrix is singular; the fit is unique anyway.
        slopes = np.linalg.pinv((dummies * held) @ dummies.T, hermitian=True) @ (dummies @ sums)
        left: Floats = values - (dummies.T @ slopes)[self.place]
        return left

    def _dummies(self) -> Floats:
        """Levels of all margins × combinations: 1 where the combination has the level."""
        rows = [np.arange(size)[:, None] == levels for size, levels in zip(self.sizes, self.cells, strict=True)]
        return np.vstack(rows).astype(np.float64)


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


def as_floats(values: ArrayLike) -> Floats:
    """Numbers as an array of float64; NaN stays what it is.

    Raises:
        DataRefused: something among them is no number, or rows differ in length.
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataRefused(f"numbers are needed: {error}") from None


def sum_by_group(groups: Codes, values: Floats, size: int) -> Floats:
    """size × k sums of the rows of values (n × k) by their group numbers."""
    # Columns are laid out one after another first: counting along strides costs three times as much.
    columns = [np.bincount(groups, column, size) for column in np.ascontiguousarray(values.T)]
    return np.column_stack(columns).astype(np.float64)
