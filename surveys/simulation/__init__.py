"""A city whose true satisfaction is known: for demonstrations, tests and studies of coverage. Seeded throughout."""

from surveys.simulation.citizens import PhoneCase, WebAnswer, phone_cases, web_answers
from surveys.simulation.contests import Contest, FraudOutcome, few_against_many, measure_fraud
from surveys.simulation.coverage import STUDIES, Coverage, Study, measure_coverage
from surveys.simulation.departments import DEPARTMENTS, Department
from surveys.simulation.fraud import stuff
from surveys.simulation.grassroots import GROUPS, SimulatedBallot, SimulatedGroup, ballots
from surveys.simulation.hotline import CallKind, WorkOrder, work_orders
from surveys.simulation.places import DISTRICTS, District, Town
from surveys.simulation.pooling import PooledCoverage, Scenario, measure_pooling
from surveys.simulation.truth import Truth, level_shares, list_truths, true_score

CITY = "安澜市"
"""The name of the simulated city; no place of this rank bears it."""

__all__ = [
    "CITY",
    "DEPARTMENTS",
    "DISTRICTS",
    "GROUPS",
    "STUDIES",
    "CallKind",
    "Contest",
    "Coverage",
    "Department",
    "District",
    "FraudOutcome",
    "PhoneCase",
    "PooledCoverage",
    "Scenario",
    "SimulatedBallot",
    "SimulatedGroup",
    "Study",
    "Town",
    "Truth",
    "WebAnswer",
    "WorkOrder",
    "ballots",
    "few_against_many",
    "level_shares",
    "list_truths",
    "measure_coverage",
    "measure_fraud",
    "measure_pooling",
    "phone_cases",
    "stuff",
    "true_score",
    "web_answers",
    "work_orders",
]
