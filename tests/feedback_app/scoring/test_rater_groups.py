"""Groups that the scheme does not know: refused on the roster, and named with their ballots where scores are made."""

import re
from datetime import datetime

import pytest
from click.testing import CliRunner
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.queries import get_campaign
from feedback_app.channels.reverse import queries as ballots
from feedback_app.channels.reverse.cli import ballots as command
from feedback_app.channels.reverse.scored_groups import GroupNotScored
from feedback_app.channels.reverse.service import add_group
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection, list_evaluations
from feedback_app.responses.service import change_standing
from feedback_app.scoring import computing, service
from feedback_app.scoring.cli import score
from feedback_app.scoring.consequences import foresee
from feedback_app.scoring.proposals import propose_scheme
from feedback_app.scoring.rater_groups import UnscoredBallots, list_scored_groups, list_unscored_ballots
from surveys.assessment import load_scheme
from tests.application import SignIn
from tests.feedback_app.scoring.city import (
    ACTOR,
    SCHEME,
    cast,
    change_scheme,
    closed,
    frozen,
    store_city,
    store_component,
)

WANTED = {"code": "police", "name": "派出所", "roster": "9"}
BALLOTS = 7


@pytest.fixture
def stranger(app: Flask, now: datetime) -> None:
    """A group that voted before there was a scheme, and that the scheme then left out."""
    with app.app_context(), unit_of_work():
        period = store_city(now, with_scheme=False)
        add_group(get_campaign("R1"), code="police", name="派出所", roster=9, actor=ACTOR, now=now)
        departments = {get_unit("JYJ"): "poor", get_unit("GAJ"): "poor"}
        for number in range(BALLOTS):
            cast(get_campaign("R1"), departments, f"p{number}", now, group="police")
        change_scheme(period, load_scheme(SCHEME), now)
        for unit, points in (("JYJ", "90"), ("GAJ", "80.5")):
            store_component(period, get_unit(unit), points, now)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    ("language", "sentence", "hint"),
    [
        (
            "zh",
            "现行计分方案没有组别“police”，它的选票不会计分，所以不能加入名册。方案中的组别有：街镇（town）。",
            "现行计分方案的组别：街镇（town）",
        ),
        ("en", "The groups of the scheme are: Towns (town).", "Groups of the scoring scheme in force: Towns (town)"),
    ],
)
def test_a_group_that_the_scheme_does_not_know_is_refused_by_the_page(
    app: Flask, city: None, signed_in: SignIn, language: str, sentence: str, hint: str
) -> None:
    organiser = signed_in(Role.ORGANISER)
    answer = organiser.post(f"/reverse/R1/groups?lang={language}", data=WANTED)
    assert answer.status_code == 409
    assert sentence in answer.text
    assert hint in answer.text
    assert 'value="派出所"' in answer.text
    with app.app_context():
        assert ballots.find_group(get_campaign("R1"), "police") is None


def test_the_command_line_refuses_it_too(app: Flask, city: None) -> None:
    with app.app_context():
        refused = CliRunner().invoke(command, ["group", "R1", "police", "派出所", "9"])
        assert isinstance(refused.exception, GroupNotScored)
        assert ballots.find_group(get_campaign("R1"), "police") is None


def test_a_group_that_the_scheme_in_force_names_is_admitted_whatever_an_earlier_one_said(
    app: Flask, city: None, now: datetime
) -> None:
    groups = (
        "groups: [{code: town, weight: 0.5, label: 街镇}, {code: police, weight: 0.5, label: 派出所}]",
        "groups: [{code: town, weight: 1, label: {zh-Hans: 街镇, en: Towns}}]",
    )
    wider = SCHEME.replace(groups[1], groups[0]).replace('version: "1"', 'version: "2"')
    with app.app_context(), unit_of_work():
        change_scheme(get_period("2026"), load_scheme(wider), now)
        assert list_scored_groups(get_period("2026")) == {"town": "街镇", "police": "派出所"}
        add_group(get_campaign("R1"), code="police", name="派出所", roster=9, actor=ACTOR, now=now)


def test_before_there_is_a_scheme_any_group_may_be_asked(app: Flask, now: datetime, signed_in: SignIn) -> None:
    with app.app_context(), unit_of_work():
        period = store_city(now, with_scheme=False)
        assert list_scored_groups(period) is None
        assert list_unscored_ballots(period) == []
    organiser = signed_in(Role.ORGANISER)
    assert organiser.post("/reverse/R1/groups", data=WANTED).status_code == 303
    page = organiser.get("/reverse/R1").text
    assert "派出所" in page
    assert "不计分" not in page
    assert "现行计分方案的组别" not in page
    assert "不计分" not in organiser.get("/reverse/R1/groups/police").text


def test_the_organiser_sees_that_a_group_is_not_scored(stranger: None, signed_in: SignIn) -> None:
    organiser = signed_in(Role.ORGANISER)
    page = organiser.get("/reverse/R1").text
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.S) if "派出所" in row)
    assert "方案没有这个组，不计分" in row
    assert page.count("方案没有这个组，不计分") == 1
    assert "规则在活动开始前就已固定" not in page
    assert "现行计分方案没有这个组" in organiser.get("/reverse/R1/groups/police").text
    assert "现行计分方案没有这个组" not in organiser.get("/reverse/R1/groups/town").text


def test_ballots_of_an_unknown_group_move_no_total_and_are_counted_by_the_unit(
    app: Flask, stranger: None, now: datetime
) -> None:
    with app.app_context():
        period = get_period("2026")
        found = {place.assessment.unit: place.assessment for place in computing.compute(period).places}
        assert {unit: dict(one.unused) for unit, one in found.items()} == {
            unit: {"reverse/police": BALLOTS} for unit in ("JYJ", "GAJ")
        }
        assert str(found["JYJ"].published) == "89.80", "as it is where only the towns voted"
        assert list_unscored_ballots(period) == [UnscoredBallots(group="police", name="派出所", n=BALLOTS)]


def test_ballots_that_do_not_stand_are_not_called_left_out(app: Flask, stranger: None, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        heard = list_evaluations(Selection(period_id=get_period("2026").id), page_size=200)
        one_ballot = next(one.response_id for one in heard if one.rater_group == "police")
        for evaluation in [one for one in heard if one.response_id == one_ballot]:
            change_standing(evaluation, Standing.EXCLUDED, reason="重复", actor=ACTOR, now=now)
    with app.app_context():
        assert [one.n for one in list_unscored_ballots(get_period("2026"))] == [BALLOTS - 1]


@pytest.mark.parametrize(
    ("language", "period_says", "freezing_says", "unit_says"),
    [
        (
            "zh",
            "收到但方案没有计分的选票：派出所（police）7 张。现行方案没有这些组，它们虽然有效，却不进入任何得分。",
            "收到但方案没有计分的选票：派出所（police）7 张。现在冻结，它们永远不计入。",
            "收到但方案没有计分的评价：反向测评 · 派出所 7 张",
        ),
        (
            "en",
            "the scheme does not score: 派出所 (police): 7. The scheme in force has no such groups",
            "the scheme does not score: 派出所 (police): 7. If you freeze now, they will never count.",
            "派出所 7 ballots",
        ),
    ],
)
def test_every_page_that_leads_to_a_score_names_them(
    app: Flask,
    stranger: None,
    now: datetime,
    signed_in: SignIn,
    language: str,
    period_says: str,
    freezing_says: str,
    unit_says: str,
) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert period_says in text_of(office.get(f"/scoring/2026?lang={language}").text)
    with app.app_context():
        period = get_period("2026")
        computed = computing.compute(period)
        with unit_of_work():
            service.store_provisional(period, computed, actor=ACTOR, now=now)
        closed(period, now)
    assert freezing_says in text_of(office.get(f"/scoring/2026/freeze?lang={language}").text)
    assert unit_says in text_of(office.get(f"/board/2026/units/JYJ?lang={language}").text)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "提出的方案没有给已收到的这些选票计分：街镇（town）6 张。批准以后，它们不进入任何得分。"),
        ("en", "The proposed scheme does not score these ballots, already received: 街镇 (town): 6."),
    ],
)
def test_who_decides_a_scheme_reads_which_ballots_it_would_leave_out(
    app: Flask, city: None, now: datetime, signed_in: SignIn, language: str, sentence: str
) -> None:
    other = SCHEME.replace("code: town", "code: county").replace('version: "1"', 'version: "2"')
    with app.app_context(), unit_of_work():
        proposal = propose_scheme(get_period("2026"), load_scheme(other), reason="测试", actor=ACTOR, now=now).id
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert sentence in text_of(office.get(f"/schemes/proposals/{proposal}?lang={language}").text)
    assert "没有计分的选票" not in office.get("/scoring/2026?lang=zh").text, "the scheme in force still scores them"


def test_the_terminal_names_them_in_the_words_of_the_page(app: Flask, stranger: None) -> None:
    with app.app_context():
        shown = CliRunner(env={"COLUMNS": "40"}).invoke(score, ["2026"], catch_exceptions=False)
    assert (
        "收到但方案没有计分的选票：派出所（police）7 张。现行方案没有这些组，它们虽然有效，却不进入任何得分。\n"
        in shown.output
    )


def test_where_every_group_is_scored_nothing_is_said(app: Flask, city: None, now: datetime, signed_in: SignIn) -> None:
    assert "没有计分的选票" not in signed_in(Role.ASSESSMENT_OFFICE).get("/scoring/2026").text
    with app.app_context():
        assert "没有计分的选票" not in CliRunner().invoke(score, ["2026"], catch_exceptions=False).output
        period = closed(get_period("2026"), now)
        assert foresee(period, computing.compute(period)).unscored == ()


def test_a_table_frozen_with_such_ballots_comes_out_again(app: Flask, stranger: None, now: datetime) -> None:
    with app.app_context():
        frozen(get_period("2026"), now)
        assert computing.verify(get_period("2026")).holds
