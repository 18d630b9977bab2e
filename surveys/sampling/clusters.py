"""Drawing places before people: clusters within clusters to any depth, the larger ones with the larger chance.

With equal numbers taken everywhere each person has nearly the same weight, and interviewers travel to few places.
Source: Madow (1949), Annals of Mathematical Statistics 20:333 (systematic selection by size).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from surveys.errors import SampleRefused
from surveys.sampling.draw import SampleTooLarge
from surveys.sampling.frames import Frame
from surveys.sampling.numbers import RANGE, in_order, number

Path = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClusteredCase:
    """One case of a sample in stages: the clusters it lies in, from the largest down, and each stage's probability.

    ``path`` has one name for each stage but the last, ``probabilities`` one number for each stage. The paths' columns
    are the clusters of `surveys.estimation.sample_design`.
    """

    key: str
    path: Path
    probabilities: tuple[float, ...]

    @property
    def inclusion_probability(self) -> float:
        """The product over the stages."""
        return math.prod(self.probabilities)

    @property
    def design_weight(self) -> float:
        """How many of the frame the case stands for."""
        return 1.0 / self.inclusion_probability


def draw_two_stage(frame: Frame, clusters: int, per_cluster: int, *, seed: str) -> tuple[ClusteredCase, ...]:
    """Clusters (the frame's strata) with chance proportional to size, then equally many cases in each.

    clusters, per_cluster   how many clusters of the frame, and how many cases in each; seed: public, any text
    """
    return draw_in_stages({(name,): keys for name, keys in frame.strata.items()}, (clusters, per_cluster), seed=seed)


def draw_in_stages(
    members: Mapping[Path, Sequence[str]], takes: Sequence[int], *, seed: str
) -> tuple[ClusteredCase, ...]:
    """Draw clusters with chance proportional to size at every stage but the last, and there a simple random sample.

    members   path of names (say district, street, community) → keys in it; all paths of one length, at least one name
    takes     how many clusters at each stage, then how many cases in each of the smallest: one more than path names

    The first stage must hold what is wanted; a place below it with less is taken whole. A cluster larger than the
    interval is certain.

    Raises:
        SampleTooLarge: fewer clusters of the first stage than wanted.
        SampleRefused: paths of several lengths, or a number of stages that does not fit them.
    """
    depths = {len(path) for path in members}
    if depths != {len(takes) - 1} or depths == {0} or min(takes) < 1:
        raise SampleRefused(
            f"{len(takes)} stages of at least one each need paths of {len(takes) - 1} names, all of them"
        )
    return tuple(_draw_below((), (), members, takes, seed))


def _draw_below(
    path: Path, probabilities: tuple[float, ...], members: Mapping[Path, Sequence[str]], takes: Sequence[int], seed: str
) -> list[ClusteredCase]:
    if len(takes) == 1:
        keys = members[path]
        take = min(takes[0], len(keys))
        reached = (*probabilities, take / len(keys))
        return [ClusteredCase(key=key, path=path, probabilities=reached) for key in in_order(keys, seed, take)]
    sizes = _sizes_below(path, members)
    wanted = takes[0] if not path else min(takes[0], sum(size > 0 for size in sizes.values()))
    start = Fraction(number(seed, "/".join(("clusters", *path))), RANGE)
    cases = []
    for name, chance in _chosen(_proportional_chances(sizes, wanted), start).items():
        cases += _draw_below((*path, name), (*probabilities, float(chance)), members, takes[1:], seed)
    return cases


def _sizes_below(path: Path, members: Mapping[Path, Sequence[str]]) -> dict[str, int]:
    """The clusters right below a path by name, in sorted order, with the number of keys in each."""
    sizes: dict[str, int] = {}
    for place in sorted(place for place in members if place[: len(path)] == path):
        sizes[place[len(path)]] = sizes.get(place[len(path)], 0) + len(members[place])
    return sizes


def _chosen(chances: Mapping[str, Fraction], start: Fraction) -> dict[str, Fraction]:
    """Systematic selection: one tick falls into every unit of cumulated chance; a certain cluster spans a whole one."""
    reached, chosen = Fraction(0), {}
    for name, chance in chances.items():
        if math.floor(reached + chance - start) > math.floor(reached - start):
            chosen[name] = chance
        reached += chance
    return chosen


def _proportional_chances(sizes: Mapping[str, int], clusters: int) -> dict[str, Fraction]:
    """Inclusion chances summing to `clusters`; those that would pass 1 are certain and leave the rest to the others."""
    if not 0 < clusters <= sum(size > 0 for size in sizes.values()):
        raise SampleTooLarge({"": (clusters, len(sizes))})
    certain: set[str] = set()
    while True:
        rest = sum(size for name, size in sizes.items() if name not in certain)
        left = clusters - len(certain)
        over = {name for name, size in sizes.items() if name not in certain and left * size > rest}
        if not over:
            break
        certain |= over
    return {
        name: Fraction(1) if name in certain else Fraction(left * size, max(rest, 1)) for name, size in sizes.items()
    }
