"""Accepting a polling firm's file: whole or not at all, and once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from feedback_app import clock
from feedback_app.accounts.models import Organisation
from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.campaigns.queries import get_campaign
from feedback_app.campaigns.service import CampaignClosed, close_campaign
from feedback_app.channels.phone import queries, service
from feedback_app.channels.phone.models import PhoneBatch, PhoneCase, PhoneUpload
from feedback_app.database import session, unit_of_work
from feedback_app.errors import NotFound
from feedback_app.gateways.spreadsheets import RowsRefused
from feedback_app.responses.models import Evaluation, Response
from tests.feedback_app.channels.phone.sheets import as_csv, complete, refusal
from tests.stored import ACTOR, store_campaign, store_unit

pytestmark = pytest.mark.usefixtures("context")

TODAY = date(2026, 3, 2)


def _campaign(now: datetime, *, channel: Channel = Channel.PHONE) -> Campaign:
    return store_campaign(now, store_unit(), channel=channel)


def _firm(code: str = "F1") -> int:
    firm = Organisation(code=code, name=f"调查公司{code}")
    session().add(firm)
    session().flush()
    return firm.id


def _check(content: bytes, *, name: str = "样本.csv") -> service.CheckedFile:
    file = service.IncomingFile(source=content, name=name)
    return service.check_file(file, get_campaign("C1"), now=clock.now(), today=TODAY)


def _accept(checked: service.CheckedFile, firm: int) -> PhoneBatch:
    campaign = get_campaign("C1")
    return service.accept(checked, campaign, firm=firm, actor=ACTOR, now=clock.now(), today=TODAY)


def _count(model: type) -> int:
    return session().scalar(select(func.count()).select_from(model)) or 0


def test_a_batch_keeps_a_row_for_every_case_and_a_response_for_every_complete(now: datetime) -> None:
    with unit_of_work():
        _campaign(now)
        batch = _accept(_check(as_csv([complete("A1", 手机号="13800138000"), complete("A2"), refusal("A3")])), _firm())
    assert (batch.cases, batch.completes, batch.outcomes) == (3, 2, {"1.1": 2, "2.112": 1})
    assert batch.rates["rr1"] == pytest.approx(2 / 3)
    assert (_count(PhoneCase), _count(Response), _count(Evaluation)) == (3, 2, 4)
    assert set(session().scalars(select(Evaluation.verdict))) == {"satisfied", "very_satisfied"}
    linked = session().scalars(select(PhoneCase.response_id).where(PhoneCase.case_id == "A1")).one()
    assert session().get_one(Response, linked).content["answers"]["overall"] == ["satisfied"]


def test_undefined_rates_are_kept_as_nothing_not_as_zero(now: datetime) -> None:
    with unit_of_work():
        _campaign(now)
        batch = _accept(_check(as_csv([{**complete("A1"), "处置结果": "3.21"}])), _firm())
    assert batch.rates["coop1"] is None
    assert batch.rates["rr1"] == 0


def test_the_same_file_is_refused_by_name_and_nothing_counts_twice(now: datetime) -> None:
    content = as_csv([complete("A1")])
    with unit_of_work():
        _campaign(now)
        firm = _firm()
        checked = _check(content)
        _accept(checked, firm)
    with pytest.raises(service.FileAlreadyAccepted) as refused:
        _check(content, name="改了名字.csv")
    assert "样本.csv" in refused.value.explain()
    with pytest.raises(service.FileAlreadyAccepted), unit_of_work():
        _accept(checked, firm)
    assert (_count(PhoneBatch), _count(Response)) == (1, 1)


def test_a_case_in_a_later_file_is_a_problem_with_its_line(now: datetime) -> None:
    with unit_of_work():
        _campaign(now)
        _accept(_check(as_csv([complete("A1")])), _firm())
    checked = _check(as_csv([complete("A9"), complete("A1")]))
    assert [problem.line for problem in checked.problems] == [3]
    with pytest.raises(RowsRefused):
        service.require_no_problems(checked)


def test_two_files_with_one_case_checked_side_by_side_end_in_one_batch(now: datetime) -> None:
    with unit_of_work():
        _campaign(now)
        firm = _firm()
    first, second = _check(as_csv([complete("A1")])), _check(as_csv([refusal("A1"), complete("A2")]))
    with unit_of_work():
        _accept(first, firm)
    with pytest.raises(service.CaseAlreadyAccepted), unit_of_work():
        _accept(second, firm)
    assert (_count(PhoneBatch), _count(PhoneCase), _count(Response)) == (1, 1, 1)


def test_one_file_brought_by_eight_machines_at_once_is_one_batch(app: Flask, now: datetime) -> None:
    with unit_of_work():
        _campaign(now)
        firm = _firm()
    checked = _check(as_csv([complete("A1"), complete("A2")]))

    def bring(_: int) -> str:
        try:
            with clock.stopped(now), app.app_context(), unit_of_work():
                _accept(checked, firm)
        except service.FileAlreadyAccepted:
            return "refused"
        return "accepted"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(bring, range(8)))
    assert sorted(outcomes) == ["accepted", *["refused"] * 7]
    session().rollback()
    assert (_count(PhoneBatch), _count(PhoneCase), _count(Response)) == (1, 2, 2)


def test_an_upload_waits_with_its_cases_and_is_gone_when_accepted(now: datetime) -> None:
    with unit_of_work():
        campaign = _campaign(now)
        firm = _firm()
        upload = service.keep_upload(_check(as_csv([complete("A1"), refusal("A2")])), campaign, firm=firm, now=now)
    assert _count(PhoneCase) == 0
    with unit_of_work():
        kept = queries.get_upload(upload.id, firm=firm)
        batch = service.accept_upload(kept, actor=ACTOR, now=now, today=TODAY)
    assert batch.cases == 2
    assert (_count(PhoneUpload), _count(Evaluation)) == (0, 2)


def test_an_upload_with_problems_waits_only_to_be_read(now: datetime) -> None:
    with unit_of_work():
        campaign = _campaign(now)
        firm = _firm()
        upload = service.keep_upload(_check(as_csv([complete("A1", overall="还行")])), campaign, firm=firm, now=now)
    assert (upload.problem_total, upload.cases) == (1, [])
    with pytest.raises(service.UploadHasProblems), unit_of_work():
        service.accept_upload(upload, actor=ACTOR, now=now, today=TODAY)


def test_uploads_that_nobody_accepted_are_let_go_after_a_day(now: datetime) -> None:
    with unit_of_work():
        campaign = _campaign(now)
        firm = _firm()
        service.keep_upload(_check(as_csv([complete("A1")])), campaign, firm=firm, now=now)
    with unit_of_work():
        campaign = get_campaign("C1")
        later = now + timedelta(hours=25)
        service.keep_upload(_check(as_csv([complete("A2")])), campaign, firm=firm, now=later)
    assert _count(PhoneUpload) == 1


def test_another_firms_batch_and_upload_do_not_exist(now: datetime) -> None:
    with unit_of_work():
        campaign = _campaign(now)
        mine, other = _firm("F1"), _firm("F2")
        batch = _accept(_check(as_csv([complete("A1")])), mine)
        upload = service.keep_upload(_check(as_csv([complete("A2")])), campaign, firm=mine, now=now)
    with pytest.raises(NotFound):
        queries.get_batch(batch.id, firm=other)
    with pytest.raises(NotFound):
        queries.get_upload(upload.id, firm=other)
    assert queries.list_batches(firm=other) == []
    assert [found.id for found in queries.list_batches(firm=None)] == [batch.id]


def test_a_closed_campaign_and_another_channel_take_no_sample(now: datetime) -> None:
    with unit_of_work():
        close_campaign(_campaign(now), actor=ACTOR, now=now)
        store_campaign(now, store_unit("GAJ", "市公安局"), channel=Channel.WEB, code="C2")
    with pytest.raises(CampaignClosed):
        _check(as_csv([complete("A1")]))
    with pytest.raises(service.NotAPhoneCampaign):
        service.layout_of(get_campaign("C2"), today=TODAY)


def test_an_unknown_direction_of_numbers_is_refused(now: datetime) -> None:
    with unit_of_work():
        campaign = _campaign(now)
    with pytest.raises(service.UnknownNumbering):
        service.layout_of(campaign, numbering="upwards", today=TODAY)


def test_no_telephone_number_reaches_the_database_in_any_form_but_its_hash(
    now: datetime, environment: dict[str, str]
) -> None:
    number = "13912345678"
    rows = [complete("A1", 手机号=number, comment=f"回电 {number}"), {**refusal("A2"), "手机号": number}]
    with unit_of_work():
        campaign = _campaign(now)
        firm = _firm()
        service.keep_upload(_check(as_csv(rows)), campaign, firm=firm, now=now)
        _accept(_check(as_csv(rows)), firm)
    dump = [row for table in (PhoneUpload, PhoneCase, Response) for row in session().execute(select(table.__table__))]
    assert number not in repr(dump)
    path = Path(environment["DATABASE_URL"].removeprefix("sqlite:///"))
    if path.is_file():
        assert number.encode() not in path.read_bytes()
