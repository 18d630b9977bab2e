"""What a scheme says beside its tree: the year, people, grades, warnings; and the shipped scheme that says it all."""

from dataclasses import replace
from decimal import Decimal

import pytest

from surveys.assessment import (
    Candidate,
    Grade,
    IndividualRule,
    Load,
    Scheme,
    UnitEvidence,
    VerdictCount,
    assess,
    dump_scheme,
    grade_people,
    load_scheme,
    load_shipped_scheme,
    roll_up_year,
)
from surveys.assessment.tree import WeightedNode
from surveys.questionnaire.consistency import DefinitionProblems
from tests.surveys.assessment.test_loader import WEIGHTED

RULES = """
year: {least_months: 5, process: 0.6}
individuals:
  coefficients: {heaviest: 1.2, heavy: 1.1, usual: 1, light: 0.9, lightest: 0.8}
  cap: 110
  month: {department: 0.5, peers: 0.5}
grades:
  limits: {excellent: 90, competent: 75, basic: 60}
  excellent_quota: [{down_to: 0.5, quota: 0.25}, {down_to: 1, quota: 0.15}]
warnings:
  progress: {yellow_from: 0.05, red_beyond: 0.2}
  deadline: {blue_from: 7, yellow_from: 3}
"""
DIFFERENTIATED = load_shipped_scheme("differentiated_scheme")


def test_rules_are_read() -> None:
    scheme = load_scheme(WEIGHTED + RULES)
    assert scheme.year is not None
    assert (scheme.year.least_months, scheme.year.process) == (5, Decimal("0.6"))
    assert scheme.individuals is not None
    assert scheme.individuals.coefficients[Load.HEAVIEST] == Decimal("1.2")
    assert (scheme.individuals.cap, scheme.individuals.month.peers) == (110, Decimal("0.5"))
    assert scheme.grades is not None
    assert scheme.grades.quotas.places(20, rank=1, units=2) == 5
    assert scheme.warnings is not None
    assert (scheme.warnings.progress.red_beyond, scheme.warnings.deadline.blue_from) == (Decimal("0.2"), 7)


@pytest.mark.parametrize("rules", [RULES, "year: {}", "individuals: {cap: 100}", "warnings: {}"])
def test_rules_freeze_and_thaw_unchanged_with_their_defaults_written_out(rules: str) -> None:
    scheme = load_scheme(f"{WEIGHTED}\n{rules}")
    assert load_scheme(dump_scheme(scheme)) == scheme
    assert dump_scheme(load_scheme(dump_scheme(scheme))) == dump_scheme(scheme)


def test_a_scheme_without_rules_freezes_without_them() -> None:
    assert not {"year", "individuals", "grades", "warnings"} & set(dump_scheme(load_scheme(WEIGHTED)).split('"'))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("least_months: 5", "least_months: 9", "year: a half-year has six months, not 9"),
        ("process: 0.6", "process: 1.6", "year: the months weigh more than 0 and at most 1, not 1.6"),
        ("least_months", "fewest", "year.fewest: is not a known key"),
        ("heavy: 1.1", "heavy: 1.3", "individuals: coefficients are above 0 and fall with the load"),
        ("heavy: 1.1, ", "", "individuals.coefficients.heavy: is missing"),
        ("cap: 110", "cap: 0", "individuals: nobody could get any points under a cap of 0"),
        ("peers: 0.5", "peers: 0.6", "individuals: a month is made of shares of one, not 0.5 and 0.6"),
        ("excellent: 90", "excellent: 70", "grades: the limits of better grades are higher"),
        ("excellent: 90", "excellent: high", "grades.limits.excellent: must be a number"),
        ("quota: 0.25", "quota: 0.5", "grades: a quota of 0.5 lies outside 0 to 0.25"),
        ("down_to: 1,", "down_to: 0.9,", "grades: bands go down the ranking, the last one to 1"),
        ("red_beyond: 0.2", "red_beyond: 0.01", "warnings: limits grow from yellow to red"),
        ("blue_from: 7", "blue_from: 2", "warnings: limits shrink from blue to yellow"),
        ("blue_from: 7", "blue_from: soon", "warnings.deadline.blue_from: must be a whole number above 0"),
    ],
)
def test_every_flaw_of_a_rule_is_named_at_its_place(old: str, new: str, problem: str) -> None:
    with pytest.raises(DefinitionProblems) as refused:
        load_scheme(WEIGHTED + RULES.replace(old, new))
    assert problem in [str(one) for one in refused.value.problems]


def test_a_coefficient_is_needed_for_every_load() -> None:
    with pytest.raises(ValueError, match="no coefficient for heaviest"):
        IndividualRule(coefficients={Load.USUAL: Decimal(1)})


def share_of(scheme: Scheme, category: str, code: str) -> Decimal:
    """What one point of an indicator moves the total of a category by."""

    def below(node: WeightedNode, share: Decimal) -> Decimal:
        weights = scheme.weights_of(node, category)
        return sum(
            (
                share * weights[branch.node.code]
                if branch.node.code == code
                else below(branch.node, share * weights[branch.node.code])
                for branch in node.branches
                if branch.node.code == code or isinstance(branch.node, WeightedNode)
            ),
            Decimal(0),
        )

    assert isinstance(scheme.root, WeightedNode)
    return below(scheme.root, Decimal(1))


def test_fifty_two_indicators_weigh_differently_by_category() -> None:
    leaves = [node.code for node in DIFFERENTIATED.nodes() if not isinstance(node, WeightedNode)]
    assert len(leaves) == 52
    categories = [category.code for category in DIFFERENTIATED.categories]
    assert [share_of(DIFFERENTIATED, category, "satisfaction") for category in categories] == [
        Decimal("0.40"),
        Decimal("0.15"),
        Decimal("0.05"),
    ]
    for category in ("", *categories):
        assert sum(share_of(DIFFERENTIATED, category, leaf) for leaf in leaves) == 1


def evidence(category: str, *, tasks: int, satisfied: int) -> UnitEvidence:
    channels = ("phone", "web", "sms", "hotline")
    return UnitEvidence(
        unit="U",
        category=category,
        counts=[
            VerdictCount(channel=channel, item="overall", verdict=verdict, n=n)
            for channel in channels
            for verdict, n in (("satisfied", satisfied), ("dissatisfied", 100 - satisfied))
        ],
        imported=dict.fromkeys(DIFFERENTIATED.components(), Decimal(tasks)),
    )


def test_the_same_evidence_is_worth_what_the_category_makes_of_it() -> None:
    serving = assess(DIFFERENTIATED, evidence("public_service", tasks=90, satisfied=50))
    assert serving.published == Decimal("0.6") * 90 + Decimal("0.4") * 55
    # A party office is judged by ballots only: without them it has no total, rather than a part of one.
    assert assess(DIFFERENTIATED, evidence("party_affairs", tasks=90, satisfied=50)).total is None


def test_months_become_a_year_and_people_are_graded_by_the_scheme_alone() -> None:
    rule, grades = DIFFERENTIATED.year, DIFFERENTIATED.grades
    assert rule is not None
    assert grades is not None
    month = assess(DIFFERENTIATED, evidence("public_service", tasks=90, satisfied=50))
    year = roll_up_year([month.score] * 12, rule, year_end=replace(month.score, points=Decimal(86)))
    assert year.score.points == Decimal("0.6") * 76 + Decimal("0.4") * 86
    people = [Candidate(person=f"p{n:02}", points=Decimal(95 - n)) for n in range(20)]
    best = grade_people(people, grades.limits, grades.quotas.places(len(people), rank=3, units=10))
    usual = grade_people(people, grades.limits, grades.quotas.places(len(people), rank=4, units=10))
    assert [sum(one.grade is Grade.EXCELLENT for one in graded) for graded in (best, usual)] == [5, 4]
