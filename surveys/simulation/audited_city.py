"""A city whose machine reads the hotline badly, and of whose records people have read a tenth.

The machine errs in up to half of each kind. Units differ in what is said of them and, if wished, in its errors on them.
"""

from dataclasses import dataclass

import numpy as np

from surveys.estimation.machine_errors import AuditedUnit
from surveys.simulation import draws
from surveys.simulation.population import Floats
from surveys.simulation.scored import POINTS

AUDITED = 0.1
"""Share of all records that people read."""
SPURIOUS = 0.12
"""Share of no evaluations among the records that concern a unit by the machine or by people."""
UNAUDITED_RECORDS = 40
"""Records of a unit that no audited one concerns."""
PROFILE = (0.9, 0.6, 0.6, 1.5, 2.4)
"""Dirichlet parameters of what is said of a unit, from 非常满意 to 非常不满意: callers complain."""
ELSEWHERE = 0.7
"""Share of the channel's records that concern no unit of the scenario."""


@dataclass(frozen=True, kw_only=True)
class AuditedByLot:
    """A unit as its audit shows it, how many audited records concern it, and its true mean in points."""

    seen: AuditedUnit
    audited: int
    truth: float


def draw_unit(rng: np.random.Generator, audited: int, unlike: float | None) -> AuditedByLot:
    """Draw a unit that so many audited records concern.

    unlike   as in `Scenario`
    """
    said = np.append(rng.dirichlet(PROFILE) * (1.0 - SPURIOUS), SPURIOUS)
    joint = said[:, None] * _reading(rng, unlike)
    joint[-1, -1] = 0.0  # neither by the machine nor by people
    size = round(audited / AUDITED) if audited else UNAUDITED_RECORDS
    records = rng.multinomial(size, (joint / joint.sum()).ravel())
    read = rng.multivariate_hypergeometric(records, audited).reshape(joint.shape)
    true, machine = (records.reshape(joint.shape).sum(axis=axis)[:-1] for axis in (1, 0))
    points = np.array([float(value) for value in POINTS.values()])
    pairs = {(draws.LABELS[guess], draws.LABELS[truth]): int(n) for (truth, guess), n in np.ndenumerate(read) if n}
    counts = dict(zip(draws.LABELS, machine.tolist(), strict=False))
    truth = float(true @ points / true.sum()) if true.sum() else float("nan")
    return AuditedByLot(seen=AuditedUnit(counted=counts, pairs=pairs), audited=audited, truth=truth)


def _reading(rng: np.random.Generator, unlike: float | None) -> Floats:
    if unlike is None:
        return np.asarray(draws.READING, dtype=np.float64)
    return np.array([rng.dirichlet(np.maximum(row, 1e-9) * unlike) for row in draws.READING])
