from datetime import date, datetime, timedelta

import pytest

from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import find_target
from feedback_app.campaigns.service import CampaignClosed, FormExpired, add_targets, open_campaign
from feedback_app.channels.web import service
from feedback_app.channels.web.queries import find_open_place
from feedback_app.database import session, unit_of_work
from feedback_app.errors import NotFound
from feedback_app.periods.models import PeriodState
from feedback_app.periods.service import PeriodNotOpen, advance_period, plan_period
from feedback_app.responses.models import Evaluation, Response
from feedback_app.responses.service import Receipt
from surveys.questionnaire.shipped import load_shipped
from tests.feedback_app.channels.web.conftest import OpenWindow, Window
from tests.stored import ACTOR, store_campaign, store_unit

TODAY = date(2026, 3, 2)
KEY = "a" * 22
pytestmark = pytest.mark.usefixtures("context")


def answer(window: Window, now: datetime, key: str = KEY, **raw: list[str]) -> Receipt:
    with unit_of_work():
        return service.record_answer(window.code, raw or {"overall": ["satisfied"]}, key=key, now=now, today=TODAY)


def test_an_answer_becomes_a_response_of_the_day_and_an_evaluation_of_the_unit(window: Window, now: datetime) -> None:
    answer(window, now, overall=["dissatisfied"], **{"overall.options": ["214", "510"]})
    (response,) = session().query(Response)
    (evaluation,) = session().query(Evaluation)
    assert response.content == {"answers": {"overall": ["dissatisfied"], "overall.options": ["214"]}}
    assert response.received_on == TODAY
    assert response.target_id is not None
    assert (evaluation.item, evaluation.verdict, evaluation.standing) == ("overall", "dissatisfied", "valid")


def test_the_same_form_sent_twice_is_one_answer(window: Window, now: datetime) -> None:
    first, second = answer(window, now), answer(window, now)
    assert first.code == second.code
    assert (second.is_repeat, second.differs) == (True, False)
    assert session().query(Evaluation).count() == 1


def test_the_same_form_sent_again_with_another_answer_keeps_the_first(window: Window, now: datetime) -> None:
    answer(window, now, overall=["satisfied"])
    assert answer(window, now, overall=["very_satisfied"]).differs
    assert [evaluation.verdict for evaluation in session().query(Evaluation)] == ["satisfied"]


def test_names_and_numbers_in_a_comment_are_masked_and_other_words_kept(window: Window, now: datetime) -> None:
    answer(window, now, overall=["satisfied"], comment=["我叫李晓明，电话13800138000。"])
    answer(window, now, key="b" * 22, overall=["satisfied"], comment=["等了１小时，谢谢！"])
    comments = sorted(response.content["answers"]["comment"][0] for response in session().query(Response))
    assert comments == ["我叫【姓名】，电话【手机】。", "等了１小时，谢谢！"]


def test_what_is_wrong_is_told_beside_its_question_and_nothing_is_stored(window: Window, now: datetime) -> None:
    with pytest.raises(service.AnswerRefused) as refused:
        answer(window, now, comment=["字" * 501])
    assert set(refused.value.problems) == {"overall", "comment"}
    assert session().query(Response).count() == 0


@pytest.mark.parametrize("key", ["", "short", "x" * 23, "!" * 22])
def test_a_form_without_its_key_is_refused(window: Window, now: datetime, key: str) -> None:
    with pytest.raises(service.FormHasNoKey):
        answer(window, now, key=key)
    assert service.kept_or_new_key(key) != key


def test_a_usable_key_is_kept() -> None:
    assert service.kept_or_new_key(KEY) == KEY


@pytest.mark.parametrize("code", ["NOSUCH22", "", "x" * 40, "'; DROP", "中文"])
def test_an_unknown_code_is_not_found(code: str, now: datetime) -> None:
    with pytest.raises(NotFound):
        service.open_form(code, now=now, today=TODAY)


def test_a_code_is_read_in_small_letters_too(window: Window, now: datetime) -> None:
    assert service.open_form(window.code.lower(), now=now, today=TODAY).target.code == window.code


def test_another_channels_code_opens_no_citizens_form(open_window: OpenWindow, now: datetime) -> None:
    window = open_window("public_phone_poll", Channel.PHONE)
    with pytest.raises(service.UnknownCode):
        service.open_form(window.code, now=now, today=TODAY)


def test_a_closed_campaign_takes_nothing(window: Window, now: datetime) -> None:
    window.close()
    with pytest.raises(CampaignClosed):
        answer(window, now)


def test_an_answer_sent_again_after_closing_still_gets_its_receipt(window: Window, now: datetime) -> None:
    first = answer(window, now)
    window.close()
    assert answer(window, now).code == first.code


def test_a_closed_period_takes_nothing(window: Window, now: datetime) -> None:
    window.close_period()
    with pytest.raises(PeriodNotOpen):
        answer(window, now)


def test_an_expired_form_is_neither_shown_nor_taken(window: Window, now: datetime) -> None:
    late = date(2029, 1, 1)
    with pytest.raises(FormExpired):
        service.open_form(window.code, now=now, today=late)
    with pytest.raises(FormExpired), unit_of_work():
        service.record_answer(window.code, {"overall": ["satisfied"]}, key=KEY, now=now, today=late)


def test_a_campaign_takes_answers_from_its_opening_to_just_before_its_end(window: Window, now: datetime) -> None:
    with unit_of_work():
        target = find_target(window.code)
        assert target is not None
        target.campaign.opens_at, target.campaign.closes_at = now, now + timedelta(hours=1)
    for minutes, is_open in [(-1, False), (0, True), (59, True), (60, False), (61, False)]:
        moment = now + timedelta(minutes=minutes)
        assert (find_open_place(window.code, now=moment) is not None) is target.campaign.is_open(moment) is is_open


def test_a_receipt_is_found_however_it_is_typed(window: Window, now: datetime) -> None:
    receipt = answer(window, now)
    typed = f" {receipt.code[:4]}-{receipt.code[4:8]} {receipt.code[8:]}".lower()
    assert service.look_up(typed).id == receipt.response_id


@pytest.mark.parametrize("receipt", ["", "ABCD", "A" * 12, "中" * 12])
def test_a_receipt_that_nobody_was_given_is_not_found(receipt: str) -> None:
    with pytest.raises(service.UnknownReceipt):
        service.look_up(receipt)


def _next_year(window: Window, now: datetime) -> str:
    """Open next year's campaign at the place of a window, and return the code it would print."""
    with unit_of_work():
        target = find_target(window.code)
        assert target is not None
        year = plan_period(
            code="2027",
            name="2027 年度",
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 12, 31),
            actor=ACTOR,
            now=now,
        )
        advance_period(year, PeriodState.OPEN, actor=ACTOR, now=now)
        campaign = open_campaign(
            code="C2027",
            title="明年的评价",
            channel=Channel.WEB,
            period=year,
            definition=load_shipped("hcp_onsite"),
            opens_at=now,
            actor=ACTOR,
            now=now,
        )
        (added,) = add_targets(campaign, [(target.unit, target.service_point)])
        return added.code


def test_a_poster_outlives_its_campaign(window: Window, now: datetime) -> None:
    window.close()
    with pytest.raises(service.BetweenCampaigns) as between:
        service.open_form(window.code, now=now, today=TODAY)
    assert "已结束" in between.value.explain()
    assert "二维码长期有效" in between.value.explain()
    new = _next_year(window, now)
    assert service.open_form(window.code, now=now, today=TODAY).target.code == new
    assert service.open_form(new, now=now, today=TODAY).target.code == new


def test_a_poster_outlives_its_period(window: Window, now: datetime) -> None:
    window.close_period()
    with pytest.raises(service.BetweenCampaigns):
        service.open_form(window.code, now=now, today=TODAY)
    new = _next_year(window, now)
    assert service.open_form(window.code, now=now, today=TODAY).target.code == new


def test_a_code_opens_its_own_campaign_while_that_runs(window: Window, now: datetime) -> None:
    _next_year(window, now)
    assert service.open_form(window.code, now=now, today=TODAY).target.code == window.code


def test_a_poster_never_leads_to_another_place(window: Window, now: datetime) -> None:
    window.close()
    with unit_of_work():
        target = find_target(window.code)
        assert target is not None
        whole_unit = store_campaign(now, store_unit("GAJ", "市公安局"), code="OTHER")
        add_targets(whole_unit, [(target.unit, None)])
    with pytest.raises(service.BetweenCampaigns):
        service.open_form(window.code, now=now, today=TODAY)


def test_a_form_of_last_year_is_not_taken_for_this_years(window: Window, now: datetime) -> None:
    window.close()
    _next_year(window, now)
    with pytest.raises(CampaignClosed):
        answer(window, now)
    assert session().query(Response).count() == 0
