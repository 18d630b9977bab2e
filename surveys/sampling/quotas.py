"""Quotas: how many of each kind are wanted, and whether one more may come in.

The respondent who takes the last place is taken; the next one is not. Who has been let in may finish: a quota that
fills meanwhile turns nobody out, up to the hard limit that was set for just that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from surveys.errors import QuotaRefused


@dataclass(frozen=True, kw_only=True)
class Quota:
    """So many completes from those whose facts match.

    matches   fact → admitted values, all of which must hold; empty matches everybody
    target    soft limit: once completes and interviews under way reach it, nobody new is let in
    most      hard limit on completes, at least the target: what those under way may still bring it to

    Raises:
        QuotaRefused: at construction: a target below zero or above the limit.
    """

    name: str
    matches: Mapping[str, frozenset[str]]
    target: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.target <= self.most:
            raise QuotaRefused(
                f"quota {self.name}: a target of {self.target} does not fit under a limit of {self.most}"
            )

    def covers(self, facts: Mapping[str, str]) -> bool:
        """Whether a respondent with these facts counts here; an unknown fact does not match."""
        return all(facts.get(fact) in admitted for fact, admitted in self.matches.items())


class Admission(StrEnum):
    """The answer at the door."""

    WELCOME = "welcome"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Where one quota stands."""

    completes: int = 0
    under_way: int = 0


def admit(facts: Mapping[str, str], quotas: Sequence[Quota], tallies: Mapping[str, Tally]) -> Admission:
    """Whether a new respondent may start: every quota that covers them has room for one more."""
    return Admission.FULL if list_full(facts, quotas, tallies) else Admission.WELCOME


def list_full(facts: Mapping[str, str], quotas: Sequence[Quota], tallies: Mapping[str, Tally]) -> list[str]:
    """The names of the quotas that keep a new respondent out."""
    return [
        quota.name
        for quota in quotas
        if quota.covers(facts) and _occupied(tallies.get(quota.name, Tally())) >= quota.target
    ]


def may_finish(facts: Mapping[str, str], quotas: Sequence[Quota], tallies: Mapping[str, Tally]) -> bool:
    """Whether an interview under way still counts as a complete: no quota that covers it is at its hard limit."""
    return all(tallies.get(quota.name, Tally()).completes < quota.most for quota in quotas if quota.covers(facts))


def count_completes(respondents: Iterable[Mapping[str, str]], quotas: Sequence[Quota]) -> dict[str, int]:
    """Quota → completes among respondents given by their facts."""
    counts = {quota.name: 0 for quota in quotas}
    for facts in respondents:
        for quota in quotas:
            counts[quota.name] += quota.covers(facts)
    return counts


def are_all_met(quotas: Sequence[Quota], tallies: Mapping[str, Tally]) -> bool:
    """Whether fieldwork may end."""
    return all(tallies.get(quota.name, Tally()).completes >= quota.target for quota in quotas)


def _occupied(tally: Tally) -> int:
    return tally.completes + tally.under_way
