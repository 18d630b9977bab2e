"""Population margins: what is known of everybody, and who of the sample falls where.

Totals are numbers of people, not percentages, so that a level nobody answered from is visible as a number missing.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from surveys.errors import DataRefused, WeightsRefused
from surveys.estimation.auxiliaries import Codes, Floats


@dataclass(frozen=True, kw_only=True)
class MarginProblem:
    """One reason why a margin cannot be used; `level` is empty where the whole margin is meant."""

    margin: str
    level: str
    reason: str


class MarginsRefused(WeightsRefused):
    """Margins that cannot be calibrated to, with every reason at once."""

    def __init__(self, problems: Sequence[MarginProblem]) -> None:
        super().__init__("; ".join(f"{p.margin} {p.level}: {p.reason}".replace(" :", ":") for p in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, eq=False, kw_only=True)
class Margin:
    """One known distribution, coded for a sample.

    levels    its L levels, in their natural order (collapsing merges neighbours)
    codes     n level numbers
    targets   L population totals
    """

    name: str
    levels: tuple[Hashable, ...]
    codes: Codes
    targets: Floats

    def sums(self, weights: Floats) -> Floats:
        """The weighted number of respondents per level."""
        return np.bincount(self.codes, weights, len(self.levels)).astype(np.float64)


def margin(name: str, labels: ArrayLike, targets: Mapping[Hashable, float]) -> Margin:
    """Code n labels against the totals of a margin; a label without total or a total below zero is refused.

    name      what messages call it; labels: n; targets: level → people in the population, in the levels' natural order

    Raises:
        MarginsRefused: with every reason.
    """
    levels = tuple(targets)
    held = np.asarray(labels)
    found, inverse = np.unique(held, return_inverse=True)
    place = {level: number for number, level in enumerate(levels)}
    names = found.tolist()
    _refuse_bad_levels(name, [level for level in names if level not in place], targets)
    codes = np.array([place[level] for level in names], dtype=np.int64)[inverse]
    return Margin(name=name, levels=levels, codes=codes, targets=np.array(list(targets.values()), dtype=np.float64))


def crossed(name: str, labels: Sequence[ArrayLike], targets: Mapping[Hashable, float]) -> Margin:
    """A joint margin of several variables; the targets' keys are tuples with one level of each.

    Raises:
        DataRefused: no list of labels, or lists of several lengths.
        MarginsRefused: with every reason.
    """
    columns = [np.asarray(column).tolist() for column in labels]
    if len({len(column) for column in columns}) != 1:
        raise DataRefused("a joint margin is of at least one list of labels, all as long as each other")
    joint = np.empty(len(columns[0]), dtype=object)
    joint[:] = list(zip(*columns, strict=True))
    place = {level: number for number, level in enumerate(targets)}
    _refuse_bad_levels(name, [level for level in dict.fromkeys(joint) if level not in place], targets)
    codes = np.array([place[level] for level in joint], dtype=np.int64)
    return Margin(
        name=name,
        levels=tuple(targets),
        codes=codes,
        targets=np.array(list(targets.values()), dtype=np.float64),
    )


def _refuse_bad_levels(name: str, strangers: Sequence[Hashable], targets: Mapping[Hashable, float]) -> None:
    reasons = [(level, "respondents, but no population total") for level in strangers]
    reasons += [(level, f"a population total of {n}") for level, n in targets.items() if not 0 <= n < float("inf")]
    if not sum(targets.values()):
        reasons.append(("", "a population of nobody"))
    if reasons:
        raise MarginsRefused([MarginProblem(margin=name, level=str(level), reason=why) for level, why in reasons])


@dataclass(frozen=True, kw_only=True)
class Collapse:
    """One line of the collapsing log: a level merged into its neighbour, and why."""

    margin: str
    level: str
    into: str
    n: int
    factor: float


def collapse_margin(
    source: Margin, weights: Floats, *, least: int = 20, greatest_factor: float = 4.0
) -> tuple[Margin, tuple[Collapse, ...]]:
    """Merge thin levels with a neighbour until each holds `least` respondents and needs no factor above the greatest.

    source, weights   a margin, and n weights of its respondents; returned are the new margin and the log
    The factor of a level is its total over its weighted respondents, relative to the margin's overall factor. The
    thinnest offender goes first, into its smaller neighbour in the order of levels; every merger is logged.

    Raises:
        WeightsRefused: weights of others than the margin's respondents, or below zero, or none above it.
    """
    if weights.shape != source.codes.shape or not (weights >= 0).all() or not (weights > 0).any():
        raise WeightsRefused(f"{source.codes.size} weights are needed, none negative, some positive")
    groups = [[number] for number in range(len(source.levels))]
    log: list[Collapse] = []
    count = np.bincount(source.codes, minlength=len(source.levels)).astype(np.float64)
    held, wanted = source.sums(weights), source.targets
    overall = wanted.sum() / held.sum()
    while len(groups) > 1:
        sizes = [float(count[group].sum()) for group in groups]
        factors = [_factor(wanted[group].sum(), held[group].sum(), overall) for group in groups]
        thin = [i for i in range(len(groups)) if sizes[i] < least or factors[i] > greatest_factor]
        if not thin:
            break
        worst = min(thin, key=lambda i: (sizes[i], i))
        other = min((i for i in (worst - 1, worst + 1) if 0 <= i < len(groups)), key=lambda i: (sizes[i], i))
        log.append(
            Collapse(
                margin=source.name,
                level=_joined(source, groups[worst]),
                into=_joined(source, groups[other]),
                n=int(sizes[worst]),
                factor=factors[worst],
            )
        )
        low, high = sorted((worst, other))
        groups[low : high + 1] = [groups[low] + groups[high]]
    return (_regrouped(source, groups) if log else source), tuple(log)


def _regrouped(source: Margin, groups: Sequence[Sequence[int]]) -> Margin:
    place = np.empty(len(source.levels), dtype=np.int64)
    for number, group in enumerate(groups):
        place[list(group)] = number
    return Margin(
        name=source.name,
        levels=tuple(source.levels[group[0]] if len(group) == 1 else _joined(source, group) for group in groups),
        codes=place[source.codes],
        targets=np.array([source.targets[list(group)].sum() for group in groups]),
    )


def _factor(wanted: float, held: float, overall: float) -> float:
    if held > 0:
        return float(wanted / held / overall)
    return float("inf") if wanted > 0 else 1.0


def _joined(source: Margin, group: Sequence[int]) -> str:
    return "+".join(str(source.levels[number]) for number in group)
