"""One period's evidence on every department at once, drawn as counts: phone sample, machine-read hotline, ratings.

Arrays run over D departments first. People of one cell are alike, so drawing how many of them say what is the same as
drawing them one by one, and a thousand times as fast.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import RangeRefused
from surveys.estimation.auxiliaries import as_floats
from surveys.questionnaire.scales import FIVE_LEVEL
from surveys.simulation.citizens import SCAN_URGE, WINDOW_SHINE
from surveys.simulation.departments import DEPARTMENTS
from surveys.simulation.hotline import CALL_URGE, CALLS, CallKind
from surveys.simulation.population import SIZES, Codes, Floats, population, regards
from surveys.simulation.truth import level_shares

DRAWN_PER_DISTRICT = 150
"""Equal numbers from unequal districts, so that weights matter; about 365 completes in all."""

ORDERS, AUDITED = 2000, 200
"""Work orders on a department in a period, and how many of them people read as well, drawn at random."""

VISITORS = {"public_service": 320, "regulatory": 110, "party_affairs": 18}
TEXTERS = 60
TEXTING_URGE = (1.2, 0.9, 0.7, 1.1, 1.4)

GRUDGE = (1.0, 1.0, 1.0, 0.85, 0.7)
"""The readiness to answer by opinion, the best first, where the dissatisfied hang up more often."""

LABELS = (*FIVE_LEVEL.levels, "none")
"""What a work order may be: an evaluation of some level, or none."""

READING: Floats = np.array(
    [
        [0.80, 0.12, 0.02, 0.00, 0.00, 0.06],
        [0.15, 0.68, 0.05, 0.02, 0.00, 0.10],
        [0.00, 0.15, 0.55, 0.15, 0.00, 0.15],
        [0.00, 0.02, 0.08, 0.65, 0.12, 0.13],
        [0.00, 0.02, 0.00, 0.20, 0.70, 0.08],
        [0.02, 0.04, 0.03, 0.10, 0.03, 0.78],
    ]
)
"""Chance that the machine reads each label (column) into a work order that truly is another (row): mediocre, biased."""


@dataclass(frozen=True, eq=False, kw_only=True)
class HotlineDraw:
    """The hotline: machine labels of the unaudited (D × 6); of the audited, truth by machine label (D × 6 × 6)."""

    machine: Codes
    audited: Codes


def streams(periods: int, seed: int) -> list[np.random.Generator]:
    """One stream of chance for each period, so that a longer study begins like a shorter one.

    Raises:
        RangeRefused: no period, or a seed below zero.
    """
    if periods < 1 or seed < 0:
        raise RangeRefused(f"a study has at least one period and a seed from 0, not {periods} and {seed}")
    return [np.random.default_rng([seed, period]) for period in range(periods)]


def phone(rng: np.random.Generator, *, grudge: ArrayLike | None = None) -> Codes:
    """Completes of a phone sample stratified by district: D × C cells × 5 levels.

    grudge   5 factors on the chance to answer, by opinion; None where only the cell decides
    """
    city = population()
    strata = city.people.reshape(SIZES[0], -1)
    within = strata / strata.sum(axis=1, keepdims=True)
    departments = len(regards())
    drawn = rng.multinomial(DRAWN_PER_DISTRICT, within, size=(departments, SIZES[0])).reshape(departments, -1)
    opinions = rng.multinomial(drawn, _opinions())
    factor = np.ones(len(GRUDGE)) if grudge is None else as_floats(grudge)
    return rng.binomial(opinions, city.response[:, None] * factor)


def self_weighting(rng: np.random.Generator, n: int) -> Codes:
    """A simple random sample of n people who all answer: D × 5 counts."""
    return rng.multinomial(n, phone_shares())


def hotline(rng: np.random.Generator) -> HotlineDraw:
    """The records of the hotline: all read by the machine, a random few by people as well."""
    joint = hotline_shares()[:, :, None] * READING
    machine = rng.multinomial(ORDERS - AUDITED, joint.sum(axis=1))
    audited = rng.multinomial(AUDITED, joint.reshape(len(joint), -1)).reshape(joint.shape)
    return HotlineDraw(machine=machine, audited=audited)


def web(rng: np.random.Generator) -> Codes:
    """Ratings of visitors who chose to scan: D × 5 counts."""
    return rng.multinomial([VISITORS[department.category] for department in DEPARTMENTS], web_shares())


def sms(rng: np.random.Generator) -> Codes:
    """Ratings of people who chose to reply: D × 5 counts."""
    return rng.multinomial(TEXTERS, sms_shares())


@cache
def phone_shares() -> Floats:
    """D × 5 shares of the levels among everybody."""
    return np.array([population().shares(regard) for regard in regards()])


@cache
def web_shares() -> Floats:
    """D × 5 shares among those who scan: the channel's own estimand, which is not the city's opinion."""
    return _urged([regard + WINDOW_SHINE for regard in regards()], [SCAN_URGE[level] for level in FIVE_LEVEL.levels])


@cache
def sms_shares() -> Floats:
    """D × 5 shares among those who reply to a text message."""
    return _urged(regards(), TEXTING_URGE)


@cache
def hotline_shares() -> Floats:
    """D × 6 shares of the true labels of work orders."""
    rating = CALLS[CallKind.VERDICT]
    levels = _urged(regards(), [CALL_URGE[level] for level in FIVE_LEVEL.levels])
    return np.hstack([rating * levels, np.full((len(levels), 1), 1.0 - rating)])


@cache
def _opinions() -> Floats:
    return np.array([population().opinions(regard) for regard in regards()])


def _urged(standing: Sequence[float], urge: Sequence[float]) -> Floats:
    shares = np.array([list(level_shares(regard, FIVE_LEVEL).values()) for regard in standing]) * urge
    biased: Floats = shares / shares.sum(axis=1, keepdims=True)
    return biased


def by_verdict(counts: Codes) -> dict[str, int]:
    """5 counts by the verdict that they count."""
    return dict(zip(FIVE_LEVEL.levels, counts.tolist(), strict=True))
