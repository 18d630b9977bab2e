"""From a unit's tasks to the scores of its people: who answers for how much, with what load, and how it went.

Each task has full points, in which people share by their responsibility (责任比重). A person's score rate (得分率) is
what those shares earned over what they could have earned; it is multiplied by a coefficient for the load of work. The
month is made of the department's opinion and that of peers.

Source: the scheme that Nanchang published, for the terms, the five coefficients and 40 to 60. Its wording was not at
hand: that 40 is the department's, and that the rate is taken over all tasks together, is our reading of it. The split,
the coefficients, who carries which load and any cap are arguments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from surveys.assessment.rounding import SETTLED
from surveys.errors import EvidenceRefused, RuleRefused
from surveys.reasons import Reason


class Load(StrEnum):
    """How much work a person carries, compared with the others of the unit."""

    HEAVIEST = "heaviest"
    HEAVY = "heavy"
    USUAL = "usual"
    LIGHT = "light"
    LIGHTEST = "lightest"


COEFFICIENTS: Mapping[Load, Decimal] = {
    Load.HEAVIEST: Decimal("1.1"),
    Load.HEAVY: Decimal("1.05"),
    Load.USUAL: Decimal(1),
    Load.LIGHT: Decimal("0.95"),
    Load.LIGHTEST: Decimal("0.9"),
}
"""The workload coefficients (工作量系数) of the published scheme."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task of a unit in a period.

    full       its full points; earned: the points that it got, from 0 to full
    shares     person → share of the responsibility; they add up to exactly one
    """

    code: str
    full: Decimal
    earned: Decimal
    shares: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class TaskProblem:
    """One reason why a task cannot be shared out."""

    task: str
    reason: str


class TasksFlawed(EvidenceRefused):
    """Tasks that cannot be shared out, with every reason at once."""

    def __init__(self, problems: Sequence[TaskProblem]) -> None:
        super().__init__("; ".join(f"{problem.task}: {problem.reason}" for problem in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, kw_only=True)
class IndividualScore:
    """One person's task score and how it came about.

    full, earned   points of the tasks times this person's shares
    rate           score rate in points of 100; points: the rate times the coefficient, under the cap
    """

    person: str
    full: Decimal
    earned: Decimal
    rate: Decimal
    coefficient: Decimal
    points: Decimal


@dataclass(frozen=True, kw_only=True)
class MonthRule:
    """What a person's month is made of: the department's opinion and that of peers; together one.

    Raises:
        RuleRefused: at construction: shares below zero, or that do not add up to one.
    """

    department: Decimal = Decimal("0.4")
    peers: Decimal = Decimal("0.6")

    def __post_init__(self) -> None:
        if self.department + self.peers != 1 or min(self.department, self.peers) < 0:
            raise RuleRefused(
                Reason(
                    "a month is made of shares of one, not {department} and {peers}",
                    department=self.department,
                    peers=self.peers,
                )
            )

    def score(self, department: Decimal | None, peers: Decimal | None) -> Decimal | None:
        """Points of a person's month; no score where an opinion that has weight is missing, rather than half of one."""
        parts = [(self.department, department), (self.peers, peers)]
        if any(share and points is None for share, points in parts):
            return None
        return sum((share * points for share, points in parts if points is not None), Decimal(0))


@dataclass(frozen=True, kw_only=True)
class IndividualRule:
    """How people are scored.

    coefficients   load of work → factor on the score rate, for every load, none higher for a lighter one
    cap            the most points a person may get; None lets a coefficient above 1 lead beyond 100

    Raises:
        RuleRefused: at construction, with everything that is wrong.
    """

    coefficients: Mapping[Load, Decimal] = field(default_factory=lambda: dict(COEFFICIENTS))
    cap: Decimal | None = None
    month: MonthRule = MonthRule()

    def __post_init__(self) -> None:
        problems = [
            Reason("there is no coefficient for {load}", load=load) for load in Load if load not in self.coefficients
        ]
        ordered = [self.coefficients[load] for load in Load if load in self.coefficients]
        if any(factor <= 0 for factor in ordered) or ordered != sorted(ordered, reverse=True):
            problems.append(Reason("coefficients are above 0 and fall with the load"))
        if self.cap is not None and self.cap <= 0:
            problems.append(Reason("nobody could get any points under a cap of {cap}", cap=self.cap))
        if problems:
            raise RuleRefused(*problems)


USUAL_RULE = IndividualRule()


def score_individuals(
    tasks: Sequence[Task], loads: Mapping[str, Load], rule: IndividualRule = USUAL_RULE
) -> list[IndividualScore]:
    """Score everybody who answers for something, by name; who answers for nothing has no score, rather than zero.

    loads   person → load; a person left out carries the usual one

    Raises:
        TasksFlawed: with every reason.
    """
    if problems := [problem for task in tasks for problem in _problems(task)]:
        raise TasksFlawed(problems)
    people = sorted({person for task in tasks for person, share in task.shares.items() if share})
    return [_score(person, tasks, rule.coefficients[loads.get(person, Load.USUAL)], rule.cap) for person in people]


def _score(person: str, tasks: Sequence[Task], coefficient: Decimal, cap: Decimal | None) -> IndividualScore:
    shares = [(task, task.shares.get(person, Decimal(0))) for task in tasks]
    full = sum((task.full * share for task, share in shares), Decimal(0))
    earned = sum((task.earned * share for task, share in shares), Decimal(0))
    rate = (100 * earned / full).quantize(SETTLED)
    points = rate * coefficient
    return IndividualScore(
        person=person,
        full=full,
        earned=earned,
        rate=rate,
        coefficient=coefficient,
        points=points if cap is None else min(points, cap),
    )


def _problems(task: Task) -> list[TaskProblem]:
    reasons = []
    if task.full <= 0:
        reasons.append(f"full points are {task.full}")
    if not 0 <= task.earned <= task.full:
        reasons.append(f"earned {task.earned} of {task.full} points")
    reasons += [f"{person} answers for {share}" for person, share in sorted(task.shares.items()) if share < 0]
    if (whole := sum(task.shares.values(), Decimal(0))) != 1:
        reasons.append(f"responsibility adds up to {whole}, not to 1")
    return [TaskProblem(task=task.code, reason=reason) for reason in reasons]
