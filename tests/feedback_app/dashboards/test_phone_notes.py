"""A phone score is a plain mean; its line says so, and names what the sample would have offered to weight it by."""

from datetime import datetime

import pytest
from flask import Flask

from feedback_app.accounts import service as accounts
from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.queries import get_campaign
from feedback_app.channels.phone import service as phone
from feedback_app.channels.phone.queries import WeightingFact, list_weighting_facts
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from feedback_app.scoring import computing, service
from tests.application import SignIn
from tests.browser import Visit, reading_faults
from tests.feedback_app.channels.phone.sheets import as_csv, complete, refusal
from tests.feedback_app.scoring.city import ACTOR, store_city

PLAIN = {"sex": "", "age_band": ""}


def _city(now: datetime, *rows: dict[str, str]) -> None:
    """Score a city whose phone campaign was also brought these cases by a firm."""
    with unit_of_work():
        store_city(now)
        firm = accounts.open_organisation("F1", "调查公司", actor=ACTOR, now=now)
    if rows:
        campaign = get_campaign("P1")
        file = phone.IncomingFile(source=as_csv(rows), name="sample.csv")
        checked = phone.require_no_problems(phone.check_file(file, campaign, now=now, today=now.date()))
        with unit_of_work():
            phone.accept(checked, get_campaign("P1"), firm=firm.id, actor=ACTOR, now=now, today=now.date())
    computed = computing.compute(get_period("2026"))
    with unit_of_work():
        service.store_provisional(get_period("2026"), computed, actor=ACTOR, now=now)


@pytest.mark.parametrize(
    ("given", "facts"),
    [
        (PLAIN, []),
        ({**PLAIN, "设计权重": "1.5"}, [WeightingFact.DESIGN_WEIGHT]),
        ({**PLAIN, "区县": "430102"}, [WeightingFact.STRATUM]),
        ({"设计权重": "1.5", "区县": "430102"}, list(WeightingFact)),
    ],
)
def test_what_a_sample_tells_of_a_unit_s_respondents(
    context: None, now: datetime, given: dict[str, str], facts: list[WeightingFact]
) -> None:
    _city(now, complete("A1", 部门="JYJ", **given), {**refusal("A2"), "部门": "GAJ", **given})
    period = get_period("2026")
    assert list_weighting_facts(period, get_unit("JYJ")) == facts
    assert list_weighting_facts(period, get_unit("GAJ")) == [], "nobody was heard about it"


def test_the_line_says_that_it_is_not_weighted_and_by_what(app: Flask, now: datetime, signed_in: SignIn) -> None:
    with app.app_context():
        _city(now, complete("A1", 部门="JYJ", 设计权重="1.5", 区县="430102"))
    analyst = signed_in(Role.ANALYST)
    assert "未加权平均：样本的设计权重、分层、人口特征没有用来加权" in analyst.get("/board/2026/units/JYJ").text
    assert "未加权平均</span>" in analyst.get("/board/2026/units/GAJ").text.replace("；", "</span>")
    english = analyst.get("/board/2026/units/JYJ?lang=en").text
    assert "not weighted by the sample's design weights, strata, demographics" in english


@pytest.mark.browser
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_the_line_is_readable(app: Flask, now: datetime, page_of: Visit, database_kind: str) -> None:
    with app.app_context():
        _city(now, complete("A1", 部门="JYJ", 设计权重="1.5", 区县="430102"))
    assert reading_faults(page_of(Role.ANALYST), "/board/2026/units/JYJ") == []
