"""Drawing a sample that anybody can repeat: by a public seed, not by a machine's mood.

Each key gets the number BLAKE2b(seed, key); the smallest numbers are drawn ("sequential simple random sampling with
permanent random numbers", Ohlsson 1995). The draw needs no library's random generator, does not depend on the order
of the list, and the reserves follow in the same order, so a released reserve is as random as the first sample.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from surveys.errors import SampleRefused
from surveys.sampling.frames import Frame
from surveys.sampling.numbers import RANGE, in_order, number


class Allocation(StrEnum):
    """How a total is divided among strata."""

    PROPORTIONAL = "proportional"
    NEYMAN = "neyman"
    """In proportion to size times standard deviation: Neyman (1934)."""
    EQUAL = "equal"


class SampleTooLarge(SampleRefused):
    """More wanted than the frame holds: `shortages` maps stratum → (wanted, held)."""

    def __init__(self, shortages: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(", ".join(f"{name}: {want} of {have}" for name, (want, have) in shortages.items()))
        self.shortages = dict(shortages)


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One drawn case. `replicate` 0 is the first sample, 1, 2, … the reserves in their order of release."""

    key: str
    stratum: str
    replicate: int
    inclusion_probability: float

    @property
    def design_weight(self) -> float:
        """How many of the frame the case stands for."""
        return 1.0 / self.inclusion_probability


@dataclass(frozen=True, eq=False, kw_only=True)
class Sample:
    """A drawn sample with its reserves, and the frame's sizes that its weights rest on."""

    cases: tuple[Drawn, ...]
    sizes: Mapping[str, int]
    seed: str

    def released(self, replicates: int) -> tuple[Drawn, ...]:
        """The first sample and the first so many reserves, with the inclusion probabilities that follow.

        Reserves are released whole, never case by case: picking among them would undo the draw.
        """
        used = [case for case in self.cases if case.replicate <= replicates]
        counts: dict[str, int] = {}
        for case in used:
            counts[case.stratum] = counts.get(case.stratum, 0) + 1
        return tuple(
            replace(case, inclusion_probability=counts[case.stratum] / self.sizes[case.stratum]) for case in used
        )


def draw_stratified(frame: Frame, sizes: Mapping[str, int], *, seed: str, reserves: int = 0) -> Sample:
    """A simple random sample without replacement in each stratum, with `reserves` replicates of the same size each.

    sizes   stratum → cases wanted. Reserves end where a stratum is exhausted; the first sample must fit.

    Raises:
        SampleTooLarge: with every stratum that holds fewer than wanted.
        SampleRefused: fewer cases or reserves wanted than none.
    """
    if reserves < 0 or min(sizes.values(), default=0) < 0:
        raise SampleRefused("neither cases nor reserves are wanted below zero")
    held = frame.sizes
    short = {name: (n, held.get(name, 0)) for name, n in sizes.items() if n > held.get(name, 0)}
    if short:
        raise SampleTooLarge(short)
    cases = []
    for stratum, n in sizes.items():
        order = in_order(frame.strata.get(stratum, ()), seed, n * (1 + reserves))
        cases += [
            Drawn(key=key, stratum=stratum, replicate=place // n, inclusion_probability=n / held[stratum])
            for place, key in enumerate(order)
        ]
    return Sample(cases=tuple(cases), sizes=held, seed=seed)


def draw_simple(frame: Frame, n: int, *, seed: str, reserves: int = 0) -> Sample:
    """A simple random sample of the whole frame, its strata ignored.

    n   cases wanted; reserves: so many replicates of the same size after them; seed: public, any text
    """
    everybody = Frame(strata={"": tuple(sorted(key for keys in frame.strata.values() for key in keys))})
    return draw_stratified(everybody, {"": n}, seed=seed, reserves=reserves)


def draw_growing(keys: Sequence[str], n: int, *, seed: str, drawn: Collection[str] = ()) -> list[str]:
    """A simple random sample of at least `n` of a list that goes on growing, which keeps everybody drawn before.

    The sample is the shortest run of the seed's order that holds `n` keys and all of `drawn`. A key's number does not
    depend on the list, so whoever came later had the same chance as whoever was there from the start.

    >>> first = draw_growing(["a", "b", "c", "d"], 2, seed="2026")
    >>> set(first) <= set(draw_growing(["a", "b", "c", "d", "e", "f"], 2, seed="2026", drawn=first))
    True

    Raises:
        SampleTooLarge: fewer keys than wanted, or than were drawn before.
    """
    order, kept = in_order(keys, seed, len(keys)), frozenset(drawn)
    if n > len(order) or not kept <= set(order):
        raise SampleTooLarge({"": (max(n, len(kept)), len(order))})
    last = max((place for place, key in enumerate(order, start=1) if key in kept), default=0)
    return order[: max(n, last)]


def draw_systematic(ordered: Sequence[str], n: int, *, seed: str) -> Sample:
    """Every (N/n)-th of a list in its given order, from a seeded start: spreads the sample over the order.

    The interval is exact (a fraction), so every case has the same chance n/N.

    Raises:
        SampleTooLarge: fewer keys than wanted, or none wanted.
    """
    if not 0 < n <= len(ordered):
        raise SampleTooLarge({"": (n, len(ordered))})
    start = Fraction(number(seed, "start"), RANGE)
    places = [math.floor((start + step) * len(ordered) / n) for step in range(n)]
    cases = tuple(
        Drawn(key=ordered[place], stratum="", replicate=0, inclusion_probability=n / len(ordered)) for place in places
    )
    return Sample(cases=cases, sizes={"": len(ordered)}, seed=seed)


def allocate(
    total: int,
    sizes: Mapping[str, int],
    *,
    rule: Allocation = Allocation.PROPORTIONAL,
    least: int = 0,
    deviations: Mapping[str, float] | None = None,
) -> dict[str, int]:
    """Divide `total` cases among strata: at least `least` each, never more than a stratum holds, by largest remainders.

    deviations   stratum → standard deviation of the answer, for Neyman's rule only

    Raises:
        SampleTooLarge: more cases than all strata hold, or fewer than their least.
        SampleRefused: deviations for another rule than Neyman's, missing, negative or all of them zero.
    """
    spread = deviations or {}
    if (rule is Allocation.NEYMAN) != (deviations is not None):
        raise SampleRefused("standard deviations belong to Neyman's rule, and to no other")
    if rule is Allocation.NEYMAN and not all(0 <= spread.get(name, math.nan) < math.inf for name in sizes):
        raise SampleRefused("Neyman's rule needs a standard deviation of every stratum, none negative")
    if total < 0 or least < 0 or min(sizes.values(), default=0) < 0:
        raise SampleRefused("neither strata nor what is wanted of them are below zero")
    floors = {name: min(least, size) for name, size in sizes.items()}
    if not sum(floors.values()) <= total <= sum(sizes.values()):
        raise SampleTooLarge({"": (total, sum(sizes.values()))})
    worth = {name: _worth(rule, size, spread.get(name, 1.0)) for name, size in sizes.items()}
    shares = _fill(float(total), worth, floors, sizes)
    whole = {name: math.floor(share + 1e-9) for name, share in shares.items()}
    by_remainder = sorted(shares, key=lambda name: (whole[name] - shares[name], name))
    for name in (name for name in by_remainder if whole[name] < sizes[name]):
        if sum(whole.values()) == total:
            break
        whole[name] += 1
    return whole


def _fill(
    total: float, worth: Mapping[str, float], floors: Mapping[str, int], caps: Mapping[str, int]
) -> dict[str, float]:
    """Proportional shares between floors and caps, by bisecting the common factor."""
    if not any(worth.values()):
        raise SampleRefused("every stratum has a standard deviation of zero; there is nothing to divide by")
    low, high = 0.0, max(cap / worth[name] for name, cap in caps.items() if worth[name] > 0)

    def shares(factor: float) -> dict[str, float]:
        return {name: min(float(caps[name]), max(float(floors[name]), factor * worth[name])) for name in worth}

    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(shares(middle).values()) < total else (low, middle)
    return shares(high)


def _worth(rule: Allocation, size: int, deviation: float) -> float:
    if rule is Allocation.EQUAL:
        return 1.0 if size else 0.0
    return size * deviation if rule is Allocation.NEYMAN else float(size)
