"""A city whose true satisfaction is known: for demonstrations, tests and studies of coverage. Seeded throughout."""

from surveys.simulation.citizens import PhoneCase, WebAnswer, phone_cases, web_answers
from surveys.simulation.departments import DEPARTMENTS, Department
from surveys.simulation.grassroots import GROUPS, SimulatedBallot, SimulatedGroup, ballots
from surveys.simulation.hotline import CallKind, WorkOrder, work_orders
from surveys.simulation.places import DISTRICTS, District, Town
from surveys.simulation.truth import Truth, level_shares, list_truths, true_score

CITY = "安澜市"
"""The name of the simulated city; no place of this rank bears it."""

__all__ = [
    "CITY",
    "DEPARTMENTS",
    "DISTRICTS",
    "GROUPS",
    "CallKind",
    "Department",
    "District",
    "PhoneCase",
    "SimulatedBallot",
    "SimulatedGroup",
    "Town",
    "Truth",
    "WebAnswer",
    "WorkOrder",
    "ballots",
    "level_shares",
    "list_truths",
    "phone_cases",
    "true_score",
    "web_answers",
    "work_orders",
]
