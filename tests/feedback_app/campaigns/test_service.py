"""Campaigns: a wording that stays, targets that are added once, answers only while all is open."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from feedback_app.campaigns import queries, service
from feedback_app.campaigns.models import Channel, SurveyVersion
from feedback_app.campaigns.queries import get_campaign
from feedback_app.database import session, unit_of_work
from feedback_app.directory.models import UnitKind
from feedback_app.periods.models import PeriodState
from feedback_app.periods.service import PeriodFrozen, PeriodNotOpen, advance_period
from surveys.questionnaire.shipped import load_shipped
from tests.stored import store_campaign, store_period, store_unit

TODAY = date(2026, 3, 2)


@pytest.fixture
def campaign(context: None, now: datetime) -> str:
    with unit_of_work():
        return store_campaign(now, store_unit()).code


def test_the_same_wording_is_kept_once_and_reads_back_equal(campaign: str, now: datetime) -> None:
    with unit_of_work():
        store_campaign(now, code="C2")
    assert session().scalar(select(func.count()).select_from(SurveyVersion)) == 1
    assert queries.definition_of(get_campaign("C2").survey_version) == load_shipped("hcp_onsite")


def test_targets_are_added_once_and_have_codes_of_their_own(campaign: str, now: datetime) -> None:
    with unit_of_work():
        other = store_unit("GAJ", "市公安局")
        unit = queries.list_targets(get_campaign(campaign))[0].unit
        service.add_targets(get_campaign(campaign), [(unit, None), (other, None)])
    targets = queries.list_targets(get_campaign(campaign))
    assert [target.unit.code for target in targets] == ["JYJ", "GAJ"]
    assert len({target.code for target in targets}) == 2
    assert queries.count_targets(get_campaign(campaign)) == 2


def test_answers_are_taken_while_all_is_open(campaign: str, now: datetime) -> None:
    assert service.require_taking_answers(get_campaign(campaign), now=now, today=TODAY).code == "hcp_onsite"


def test_answers_are_refused_before_after_and_past_the_approval(campaign: str, now: datetime) -> None:
    with unit_of_work():
        get_campaign(campaign).closes_at = now + timedelta(days=1)
    cases = [
        (now - timedelta(hours=2), TODAY, service.CampaignNotYetOpen),
        (now + timedelta(days=1), TODAY, service.CampaignClosed),
        (now, date(2999, 1, 1), service.FormExpired),
    ]
    for at, today, refusal in cases:
        with pytest.raises(refusal):
            service.require_taking_answers(get_campaign(campaign), now=at, today=today)


def test_a_closed_period_closes_its_campaigns(campaign: str, now: datetime) -> None:
    with unit_of_work():
        advance_period(get_campaign(campaign).period, PeriodState.CLOSED, actor="test", now=now)
    with pytest.raises(PeriodNotOpen):
        service.require_taking_answers(get_campaign(campaign), now=now, today=TODAY)


def test_a_frozen_period_asks_about_nobody_new(campaign: str, now: datetime) -> None:
    with unit_of_work():
        late = store_unit("LATE", "新设局")
        for step in (PeriodState.CLOSED, PeriodState.FROZEN):
            advance_period(get_campaign(campaign).period, step, actor="test", now=now)
    with pytest.raises(PeriodFrozen), unit_of_work():
        service.add_targets(get_campaign(campaign), [(late, None)])


def test_closing_is_undone_by_reopening(campaign: str, now: datetime) -> None:
    with unit_of_work():
        service.close_campaign(get_campaign(campaign), actor="test", now=now)
    assert not get_campaign(campaign).is_open(now)
    with pytest.raises(service.CampaignClosed), unit_of_work():
        service.close_campaign(get_campaign(campaign), actor="test", now=now)
    with unit_of_work():
        service.reopen_campaign(get_campaign(campaign), actor="test", now=now)
    assert get_campaign(campaign).is_open(now)


def test_a_wanted_campaign_asks_about_all_active_units_of_its_kinds(context: None, now: datetime) -> None:
    with unit_of_work():
        store_unit("A", "甲局")
        store_unit("B", "乙局").is_active = False
        store_unit("C", "丙区", UnitKind.DISTRICT)
        wanted = service.WantedCampaign(
            code="W1",
            title="窗口评价",
            channel=Channel.WEB,
            period=store_period(now),
            definition=load_shipped("hcp_onsite"),
            target_kinds=("city_department",),
            opens_at=now,
        )
        campaign = service.open_wanted_campaign(wanted, actor="test", now=now)
    assert [target.unit.code for target in queries.list_targets(campaign)] == ["A"]


@pytest.mark.parametrize(
    ("code", "closes_in", "refusal"),
    [("C1", 1, service.CampaignCodeTaken), ("C9", -1, service.CampaignHasNoTime)],
)
def test_codes_are_given_once_and_times_run_forward(
    campaign: str, now: datetime, code: str, closes_in: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal), unit_of_work():
        service.open_campaign(
            code=code,
            title="x",
            channel=Channel.WEB,
            period=store_period(now),
            definition=load_shipped("hcp_onsite"),
            opens_at=now,
            closes_at=now + timedelta(hours=closes_in),
            actor="test",
            now=now,
        )
