"""The audit corrects the hotline's score, says so on the unit's page, and comes out of a frozen table again."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.audits import queries as audits
from feedback_app.channels.hotline.audits import service
from feedback_app.channels.hotline.audits.models import Coding
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.channels.hotline.engines.labels import is_held_out
from feedback_app.channels.hotline.review import Decision, decide
from feedback_app.database import session, unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from feedback_app.responses.models import Standing
from feedback_app.responses.service import change_standing
from feedback_app.scoring import computing
from feedback_app.scoring import service as scoring
from nlp.validity import Reason
from surveys.assessment import Basis, ScoreLine, load_scheme
from tests.application import SignIn
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.feedback_app.scoring.city import ACTOR, change_scheme, closed, frozen
from tests.feedback_app.scoring.readers import HOTLINE_SCHEME, audit, draw, record_of
from tests.stored import store_unit

READ_AS = [Said(level=5)] * 30 + [Said(level=1)] * 10 + [Said()] * 20
"""Thirty records that the machine holds for praise, ten for the worst, twenty for nothing: a score of 75."""
ALL = Plan(minimum=60)


@pytest.fixture
def city(context: None, now: datetime) -> None:
    _store_city(now)


def _store_city(now: datetime) -> None:
    with unit_of_work():
        unit = store_unit()
        store_unit("GAJ", "市公安局")
        store_records(now, unit, READ_AS)
        change_scheme(get_period("2026"), load_scheme(HOTLINE_SCHEME), now)


def _line() -> ScoreLine:
    computed = computing.compute(get_period("2026"))
    place = next(place for place in computed.places if place.assessment.unit == "JYJ")
    found = place.assessment.find_line("hot")
    assert found is not None
    return found


def _worst(numbers: range) -> dict[int, Answer]:
    return {number: Answer(level=1, theme="教育文体", unit_id=get_unit("JYJ").id) for number in numbers}


def test_people_s_answers_correct_the_machine_s(city: None, now: datetime) -> None:
    before = _line()
    assert (before.basis, before.estimate.mean) == (Basis.NO_AUDIT, 75.0)
    audit(now, _worst(range(1, 16)), ALL)
    after = _line()
    assert (after.basis, after.audited, after.uncorrected) == (Basis.CORRECTED, 40, 75.0)
    assert after.estimate.mean == pytest.approx(100 * 15 / 40)
    assert after.estimate.n == 40


def test_a_sample_corrects_in_proportion(city: None, now: datetime) -> None:
    audit(now, {}, Plan(share=Decimal("0.9"), minimum=1))
    line = _line()
    assert line.basis is Basis.CORRECTED
    assert 30 <= line.audited < 40
    assert line.estimate.mean == pytest.approx(75)  # the machine is right, so nothing moves


def test_evaluations_that_the_machine_missed_or_gave_to_another_count(city: None, now: datetime) -> None:
    elsewhere = {number: Answer(level=5, theme="政法", unit_id=get_unit("GAJ").id) for number in range(1, 21)}
    audit(now, elsewhere | _worst(range(41, 51)), ALL)
    line = _line()
    assert line.audited == 50  # forty that count, and ten that should
    assert line.estimate.mean == pytest.approx(100 * 10 / 30)


def test_an_audit_that_is_not_finished_or_not_of_all_corrects_nothing(city: None, now: datetime) -> None:
    draw(now, Plan(minimum=60))
    assert _line().basis is Basis.AUDIT_OPEN
    audit(now, _worst(range(1, 16)), ALL)
    with unit_of_work():
        store_records(now, get_unit("JYJ"), [Said(level=5)])
    line = _line()
    assert line.basis is Basis.AUDIT_OUTDATED
    assert line.estimate.mean == pytest.approx(100 * 31 / 41)


def test_few_audited_records_correct_nothing(city: None, now: datetime) -> None:
    audit(now, {}, Plan(share=Decimal("0.01"), minimum=9))
    line = _line()
    assert (line.basis, line.pooled_units) == (Basis.FEW_IN_PERIOD, 1)
    assert line.audited == line.pooled < 30


def test_what_the_office_set_aside_does_not_come_back_by_the_audit(city: None, now: datetime) -> None:
    audit(now, {}, ALL)
    with unit_of_work():
        for number in range(1, 11):
            for evaluation in record_of(number).response.evaluations:
                change_standing(evaluation, Standing.EXCLUDED, reason="fraud", actor=ACTOR, now=now)
    line = _line()
    assert (line.basis, line.audited) == (Basis.CORRECTED, 30)
    assert line.estimate.mean == pytest.approx(100 * 20 / 30)


def test_a_reviewer_s_correction_is_what_counts_and_is_audited_too(city: None, now: datetime) -> None:
    with unit_of_work():
        decide(1, Decision(reason=Reason.OTHER), actor="reviewer", now=now)
    audit(now, {}, ALL)  # the audit holds the machine's first answer for true
    line = _line()
    assert (line.verdicts["very_satisfied"], line.audited) == (29, 40)
    assert line.estimate.mean == pytest.approx(75)


def test_after_a_rereading_only_what_no_model_learns_from_corrects(city: None, now: datetime) -> None:
    audit(now, {}, ALL)
    with unit_of_work():
        record_of(1).model_version = "a later model"
    held_out = sum(is_held_out(record_of(number)) for number in range(1, 41))
    line = _line()
    assert 0 < held_out < 40
    assert line.audited == held_out
    assert line.basis is (Basis.CORRECTED if held_out >= 30 else Basis.FEW_IN_PERIOD)


def test_what_happened_outside_the_period_is_nobody_s_evaluation_in_it(city: None, now: datetime) -> None:
    with unit_of_work():
        late = [Said(on=date(2025, 1, 1))] * 5
        store_records(now, get_unit("JYJ"), late)
    audit(now, _worst(range(61, 66)), Plan(minimum=65))
    assert _line().estimate.mean == pytest.approx(75)


def test_a_frozen_table_keeps_its_audit_and_notices_when_it_changes(city: None, now: datetime) -> None:
    audit(now, _worst(range(1, 16)), ALL)
    run = frozen(get_period("2026"), now)
    assert computing.verify(get_period("2026")).holds
    kept = run.scores[0].evidence["audits"]["hotline"]
    assert (kept["state"], kept["records"], kept["audited"]) == ("done", 60, 60)
    assert ["very_satisfied", "very_dissatisfied", 15] in kept["pairs"]
    with unit_of_work():
        coding = session().query(Coding).filter_by(level=1).first()
        assert coding is not None
        coding.level = 4
    assert not computing.verify(get_period("2026")).is_same_input


@pytest.mark.parametrize(("is_audited", "said"), [(True, "已用涉及本单位的 40 条抽查校正"), (False, "本周期没有抽查")])
def test_the_unit_s_page_says_whether_and_why(
    app: Flask, now: datetime, signed_in: SignIn, is_audited: bool, said: str
) -> None:
    with app.app_context():
        _store_city(now)
        if is_audited:
            audit(now, _worst(range(1, 16)), ALL)
        computed = computing.compute(get_period("2026"))
        with unit_of_work():
            scoring.store_provisional(get_period("2026"), computed, actor=ACTOR, now=now)
    page = signed_in(Role.ASSESSMENT_OFFICE).get("/board/2026/units/JYJ").text
    assert said in page
    assert ("校正前 75.00" in page) == is_audited


def test_freezing_warns_of_an_audit_that_corrects_nothing(app: Flask, now: datetime, signed_in: SignIn) -> None:
    with app.app_context():
        _store_city(now)
        closed(get_period("2026"), now)
    office, address = signed_in(Role.ASSESSMENT_OFFICE), "/scoring/2026/freeze"
    assert "有 60 条热线工单，还没有抽取核查" in office.get(address).text
    with app.app_context():
        draw(now, ALL)
        item = audits.list_items(audits.get_audit(get_period("2026")))[0]
        for coder, level in (("one", 1), ("two", 5)):
            with unit_of_work():
                answer = Answer(level=level, theme="教育文体", unit_id=get_unit("JYJ").id)
                service.code(item.id, answer, coder=coder, now=now)
    page = office.get(address).text
    assert "抽取 60 条，已定 0 条，还差 60 条，其中 1 条等待裁定" in page
    assert 'href="/hotline/audits/2026">先去核查' in page
    with app.app_context():
        with unit_of_work():
            service.settle(item.id, answer, actor="three", now=now)
        audit(now, {}, ALL)
    assert "先去核查" not in office.get(address).text
    with app.app_context(), unit_of_work():
        store_records(now, get_unit("JYJ"), [Said(level=5)])
    assert "又导入了 1 条热线工单" in office.get(address).text
