"""What the pages count is what they list, and what the scheme scores."""

from datetime import datetime

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.queries import get_campaign
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from feedback_app.responses.models import Standing
from feedback_app.responses.selections import Selection, list_evaluations
from feedback_app.responses.service import Submission, Verdict, change_standing, take_all
from feedback_app.scoring import computing, service
from tests.application import SignIn
from tests.feedback_app.scoring.city import ACTOR, store_city

UNSCORED = ("clean", "polite", "quick")


@pytest.fixture(autouse=True)
def city(app: Flask, now: datetime) -> None:
    """The city, with five callers more who also answer what the scheme does not score; some of it is set aside."""
    with app.app_context():
        with unit_of_work():
            store_city(now)
            unit = get_unit("JYJ").id
            verdicts = [Verdict(unit_id=unit, item=item, verdict="very_satisfied") for item in ("overall", *UNSCORED)]
            calls = [Submission(idempotency_key=f"c{n}", content={}, verdicts=verdicts) for n in range(5)]
            take_all(get_campaign("P1"), calls, today=now.date())
        with unit_of_work():
            _set_aside("overall", 1, now)
            _set_aside("polite", 3, now)
        computed = computing.compute(get_period("2026"))
        with unit_of_work():
            service.store_provisional(get_period("2026"), computed, actor=ACTOR, now=now)


def _set_aside(item: str, n: int, now: datetime) -> None:
    found = list_evaluations(Selection(period_id=get_period("2026").id, unit_id=get_unit("JYJ").id))
    praise = [one for one in found if (one.item, one.verdict) == (item, "very_satisfied")]
    for one in praise[:n]:
        change_standing(one, Standing.QUARANTINED, reason="burst", actor=ACTOR, now=now)


def test_a_list_counts_what_it_lists(signed_in: SignIn) -> None:
    analyst = signed_in(Role.ANALYST)
    page = analyst.get("/board/2026/units/JYJ/phone").text
    assert page.count("<tr>") == 1 + 6 + 4 + 4 + 5
    assert "下面列出 19 条评价" in page
    assert "有效 18 条，其中表态的 14 条，“不了解”等不计入样本的 4 条；暂不计入 1 条，排除 0 条" in page
    english = analyst.get("/board/2026/units/JYJ/phone?lang=en").text
    assert "19 answers" in english
    assert "18 stand, of which 14 are ratings" in english


def test_the_sample_of_the_line_is_the_ratings_of_its_list(signed_in: SignIn) -> None:
    page = signed_in(Role.ANALYST).get("/board/2026/units/JYJ").text
    assert '<td class="number sample" data-label="样本"><span>14</span>' in page
    assert "另有 1 条评价暂不计入或已排除" in page


def test_the_board_counts_what_the_scheme_scores_and_says_so(signed_in: SignIn) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    calls, ballots = 14 + 9, 6 * 2 * 2 - 2
    page = office.get("/board/2026").text
    assert f"<dt>计分题目的有效评价</dt><dd>{calls + ballots}</dd>" in page
    assert "<dt>暂不计入或排除</dt><dd>1</dd>" in page
    assert "也不含方案不计分的题目" in page
    english = office.get("/board/2026?lang=en").text
    assert f"<dt>Standing ratings on scored questions</dt><dd>{calls + ballots}</dd>" in english
    assert "questions that the scheme does not score, are left out" in english
