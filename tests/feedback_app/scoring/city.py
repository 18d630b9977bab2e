"""Two departments that were heard by telephone and on ballots, with a scheme that weighs both and an import."""

from datetime import datetime
from decimal import Decimal

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.channels.reverse.service import add_group
from feedback_app.database import session, unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.service import advance_period
from feedback_app.responses.service import Submission, Verdict, take_all
from feedback_app.scoring import computing
from feedback_app.scoring.models import AdoptedScheme, ImportedScore, ScoreRun
from feedback_app.scoring.proposals import approve_proposal, propose_scheme
from feedback_app.scoring.service import freeze_inputs, freeze_totals
from surveys.assessment import Scheme, load_scheme
from tests.stored import store_campaign, store_period, store_unit

ACTOR, OTHER_ACTOR = "test", "another test"
SCHEME = """
scheme: test_scheme
version: "1"
title: {zh-Hans: 测试方案, en: Test scheme}
adjustments: {bonus_cap: 2, deduction_cap: 2, veto_cap: 60}
tree:
  code: total
  kind: weighted
  label: {zh-Hans: 总分, en: Total}
  children:
    - {code: task, weight: 0.4, kind: imported, label: {zh-Hans: 目标任务, en: Tasks}}
    - code: phone
      weight: 0.4
      kind: channel
      label: {zh-Hans: 电话, en: Telephone}
      channel: phone
      score_map: M5A
      items: {overall: 1}
      minimum_base: 10
    - code: reverse
      weight: 0.2
      kind: reverse
      label: {zh-Hans: 评议, en: Ballots}
      score_map: M4
      group_minimum: 5
      groups: [{code: town, weight: 1, label: {zh-Hans: 街镇, en: Towns}}]
"""


def store_city(now: datetime, *, with_scheme: bool = True) -> Period:
    """Store the departments, their campaigns and what was said; inside a unit of work."""
    education, police = store_unit("JYJ", "市教育局"), store_unit("GAJ", "市公安局")
    period = store_period(now)
    phone = store_campaign(now, education, police, channel=Channel.PHONE, code="P1")
    reverse = store_campaign(now, education, police, channel=Channel.REVERSE, code="R1")
    say(phone, education, {"very_satisfied": 6, "satisfied": 4, "dont_know": 4}, now)
    say(phone, police, {"satisfied": 9}, now)
    add_group(reverse, code="town", name="街镇", roster=8, actor=ACTOR, now=now)
    for number in range(6):
        cast(reverse, {education: "good", police: "excellent" if number else "dont_know"}, f"b{number}", now)
    if with_scheme:
        change_scheme(period, load_scheme(SCHEME), now)
        for unit, points in ((education, "90"), (police, "80.5")):
            store_component(period, unit, points, now)
    return period


def change_scheme(period: Period, scheme: Scheme, now: datetime) -> AdoptedScheme:
    """Put a scheme in force as two people do; inside a unit of work."""
    proposal = propose_scheme(period, scheme, reason="测试", actor=ACTOR, now=now)
    return approve_proposal(proposal, actor=OTHER_ACTOR, now=now)


def store_component(period: Period, unit: Unit, points: str, now: datetime) -> None:
    """Store the completion of a unit's tasks."""
    row = ImportedScore(
        period_id=period.id,
        unit_id=unit.id,
        component="task",
        points=Decimal(points),
        file_name="tasks.csv",
        imported_by=ACTOR,
        imported_at=now,
    )
    session().add(row)
    session().flush()


def say(campaign: Campaign, unit: Unit, verdicts: dict[str, int], now: datetime) -> None:
    """Let so many people give each verdict on a unit."""
    said = [verdict for verdict, n in verdicts.items() for _ in range(n)]
    submissions = [
        Submission(
            idempotency_key=f"{unit.code}-{number}",
            content={"answers": {"overall": verdict}},
            verdicts=[Verdict(unit_id=unit.id, item="overall", verdict=verdict)],
        )
        for number, verdict in enumerate(said)
    ]
    take_all(campaign, submissions, today=now.date())


def cast(campaign: Campaign, verdicts: dict[Unit, str], key: str, now: datetime, *, group: str = "town") -> None:
    """Cast one ballot of a group, the same verdict on two criteria."""
    said = [
        Verdict(unit_id=unit.id, item=item, verdict=verdict, rater_group=group)
        for unit, verdict in verdicts.items()
        for item in ("responds", "burden")
    ]
    take_all(campaign, [Submission(idempotency_key=key, content={}, verdicts=said)], today=now.date())


def closed(period: Period, now: datetime) -> Period:
    """Close a period, in a unit of work of its own."""
    with unit_of_work():
        advance_period(period, PeriodState.CLOSED, actor=ACTOR, now=now)
    return period


def frozen(period: Period, now: datetime) -> ScoreRun:
    """Close and freeze a period as the page does, in units of work of their own."""
    closed(period, now)
    with unit_of_work():
        freeze_inputs(period, actor=ACTOR, now=now)
    computed = computing.compute(period)
    with unit_of_work():
        return freeze_totals(period, computed, actor=ACTOR, now=now)
