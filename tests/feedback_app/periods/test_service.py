"""Periods: five states in one order."""

from datetime import date, datetime

import pytest

from feedback_app.database import unit_of_work
from feedback_app.periods import service
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import get_period
from tests.stored import store_period

ORDER = list(PeriodState)


def _bring_to(state: PeriodState, now: datetime) -> Period:
    with unit_of_work():
        period = store_period(now, is_open=False)
        for step in ORDER[1 : ORDER.index(state) + 1]:
            service.advance_period(period, step, actor="test", now=now)
    return period


@pytest.mark.parametrize("before", ORDER)
@pytest.mark.parametrize("to", ORDER)
def test_a_period_takes_only_its_next_step(context: None, now: datetime, before: PeriodState, to: PeriodState) -> None:
    period = _bring_to(before, now)
    if ORDER.index(to) == ORDER.index(before) + 1:
        with unit_of_work():
            service.advance_period(get_period("2026"), to, actor="test", now=now)
        assert get_period("2026").state is to
    else:
        with pytest.raises(service.PeriodStepOutOfOrder), unit_of_work():
            service.advance_period(get_period("2026"), to, actor="test", now=now)
        assert period.state is before


@pytest.mark.parametrize("state", ORDER)
def test_only_a_closed_period_opens_again(context: None, now: datetime, state: PeriodState) -> None:
    _bring_to(state, now)
    if state is PeriodState.CLOSED:
        with unit_of_work():
            service.reopen_period(get_period("2026"), reason="late sample", actor="test", now=now)
        assert get_period("2026").state is PeriodState.OPEN
    else:
        with pytest.raises(service.PeriodStepOutOfOrder), unit_of_work():
            service.reopen_period(get_period("2026"), reason="late sample", actor="test", now=now)


def test_codes_are_given_once_and_days_run_forward(context: None, now: datetime) -> None:
    with unit_of_work():
        store_period(now)
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    with pytest.raises(service.PeriodCodeTaken), unit_of_work():
        service.plan_period(code="2026", name="again", actor="test", now=now, **days)
    with pytest.raises(service.PeriodEndsBeforeItStarts), unit_of_work():
        service.plan_period(
            code="2027", name="x", starts_on=date(2027, 2, 1), ends_on=date(2027, 1, 1), actor="test", now=now
        )
