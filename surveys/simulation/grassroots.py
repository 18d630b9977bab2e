"""Ballots of the grassroots units: each rater meets some departments, and some raters are strict with everybody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.questionnaire.scales import FOUR_LEVEL, Verdict
from surveys.simulation.departments import DEPARTMENTS
from surveys.simulation.dice import dice, draw
from surveys.simulation.places import DISTRICTS
from surveys.simulation.truth import level_shares


@dataclass(frozen=True, kw_only=True)
class SimulatedGroup:
    """A group of raters: how many are invited, how they lean, and how rarely they have dealings with a department."""

    code: str
    name: str
    roster: int
    leaning: float
    unknowing: float


GROUPS: tuple[SimulatedGroup, ...] = (
    SimulatedGroup(code="district", name="区县", roster=2 * len(DISTRICTS), leaning=0.25, unknowing=0.02),
    SimulatedGroup(
        code="township",
        name="街镇",
        roster=2 * sum(len(district.towns) for district in DISTRICTS),
        leaning=0.0,
        unknowing=0.08,
    ),
    SimulatedGroup(code="village", name="村居", roster=60, leaning=-0.15, unknowing=0.30),
)
TURNOUT = 0.87


@dataclass(frozen=True, kw_only=True)
class SimulatedBallot:
    """One rater's verdicts: (department, criterion) → verdict."""

    group: str
    verdicts: Mapping[tuple[str, str], Verdict]


def ballots(seed: int, criteria: tuple[str, ...]) -> Iterator[SimulatedBallot]:
    """Yield the ballots cast, group by group; about one rater in eight never votes."""
    for group in GROUPS:
        for rater in range(group.roster):
            stream = dice(seed, "ballot", group.code, str(rater))
            if stream.random() > TURNOUT:
                continue
            severity = stream.gauss(0, 0.5)
            verdicts: dict[tuple[str, str], Verdict] = {}
            for department in DEPARTMENTS:
                is_met = stream.random() >= group.unknowing
                shares = level_shares(department.rapport + group.leaning - severity, FOUR_LEVEL)
                general = draw(stream, shares)
                for criterion in criteria:
                    verdict = general if stream.random() < 0.55 else draw(stream, shares)
                    verdicts[department.code, criterion] = verdict if is_met else Verdict.DONT_KNOW
            yield SimulatedBallot(group=group.code, verdicts=verdicts)
