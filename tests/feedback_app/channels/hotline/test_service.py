"""Uploads, drafts, mappings, campaigns: what is refused, by name, and that a refusal leaves nothing behind."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from feedback_app.campaigns.models import Channel
from feedback_app.channels.hotline import queries, service
from feedback_app.channels.hotline.columns import UnusableMapping
from feedback_app.channels.hotline.importing import upload_folder
from feedback_app.channels.hotline.models import HotlineFile, HotlineRecord
from feedback_app.database import session, unit_of_work
from feedback_app.gateways.spreadsheets.refusals import (
    DuplicateHeaders,
    EmptyFile,
    HeaderOnly,
    LegacyWorkbook,
    SpreadsheetRefused,
    WrongEncoding,
)
from feedback_app.jobs.models import Job
from feedback_app.ledger.queries import list_entries
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period, list_periods
from feedback_app.periods.service import PeriodNotOpen, advance_period
from tests.feedback_app.channels.hotline.cases import WORK_ORDERS, encoded
from tests.feedback_app.channels.hotline.conftest import Begin, Import
from tests.stored import ACTOR, store_campaign, store_period

TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.usefixtures("context")


def _receive(content: bytes, now: datetime, name: str = "工单.csv") -> service.Received:
    return service.receive(io.BytesIO(content), name, now=now)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        ("工单编号,内容\n".encode(), HeaderOnly),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), LegacyWorkbook),
        ("工单编号,内容\n1,".encode() + b"\xff\xfe\xfd\n", WrongEncoding),
        ("编号,编号,内容\n1,2,3\n".encode(), DuplicateHeaders),
    ],
    ids=["0 bytes", "header only", "renamed xls", "no encoding", "twice the same header"],
)
def test_a_file_that_is_no_table_is_refused_by_name_and_not_kept(
    content: bytes, refusal: type[SpreadsheetRefused], now: datetime
) -> None:
    with pytest.raises(refusal) as refused:
        _receive(content, now, "旧工单.xlsx")
    assert "旧工单.xlsx" in refused.value.explain()
    assert list(upload_folder().iterdir()) == []
    assert session().query(HotlineFile).count() == 0


def test_a_file_is_a_draft_until_its_columns_are_confirmed(now: datetime) -> None:
    received = _receive(WORK_ORDERS.read_bytes(), now)
    with unit_of_work():
        file = service.register(received, actor=ACTOR, now=now)
        again = service.register(received, actor="somebody else", now=now)
    assert file is again
    assert (file.job_id, file.campaign_id, file.encoding) == (None, None, "utf-8")
    assert file.mapping["order_number"] == "工单编号"


def test_the_sample_shows_no_caller_and_no_number(now: datetime) -> None:
    with unit_of_work():
        file = service.register(_receive(WORK_ORDERS.read_bytes(), now), actor=ACTOR, now=now)
    sample = dict(service.list_sample(file))
    assert sample["标题"] == "反映市教育局对违规补课长期不管"
    assert sample["来电人"] == sample["来电人电话/账号"] == ""


def test_the_same_bytes_are_refused_by_the_name_they_came_under(import_file: Import, now: datetime) -> None:
    import_file(name="二月工单.csv")
    with pytest.raises(service.FileImportedBefore) as refused, unit_of_work():
        service.register(_receive(WORK_ORDERS.read_bytes(), now, "又一次.csv"), actor=ACTOR, now=now)
    assert refused.value.explain() == "这个文件已于 2026-03-02 09:00 以“二月工单.csv”导入过，不能重复导入。"
    assert list(upload_folder().iterdir()) == []
    assert session().query(HotlineRecord).count() == 9


def test_the_same_orders_in_another_encoding_are_known_by_their_numbers(import_file: Import) -> None:
    import_file()
    again = queries.summarise(import_file(encoded("gb18030"), "再导出.csv"))
    assert (again.records, again.problems["duplicate"]) == (0, 10)


def test_a_corrected_mapping_is_remembered_for_the_next_file(import_file: Import, now: datetime) -> None:
    rows = "a,b\n1,幸福路的路灯坏了\n"
    import_file(rows.encode(), mapping={"order_number": "a", "text": "b"})
    with unit_of_work():
        file = service.register(_receive(b"a,b\n2,x\n", now), actor=ACTOR, now=now)
    assert file.mapping == {"order_number": "a", "text": "b"}


def test_an_unusable_mapping_starts_nothing(begin: Begin) -> None:
    with pytest.raises(UnusableMapping):
        begin(b"a,b\n1,x\n")
    assert session().query(Job).count() == 0


def test_an_import_starts_once(begin: Begin, now: datetime) -> None:
    job = begin()
    file = queries.get_file(job.payload["file"])
    assert file.campaign is not None
    with pytest.raises(service.ImportStarted), unit_of_work():
        service.start_import(file, file.mapping, file.campaign, actor=ACTOR, now=now, today=TODAY)
    assert [entry.action for entry in list_entries() if entry.action.startswith("hotline")] == ["hotline.import"]


def test_records_go_into_campaigns_of_the_hotline_only(now: datetime) -> None:
    with pytest.raises(service.NotAHotlineCampaign), unit_of_work():
        file = service.register(_receive(WORK_ORDERS.read_bytes(), now), actor=ACTOR, now=now)
        service.start_import(file, file.mapping, store_campaign(now), actor=ACTOR, now=now, today=TODAY)


def test_a_new_house_gets_its_first_period(now: datetime) -> None:
    with unit_of_work():
        period = service.choose_period(None, actor=ACTOR, now=now, today=TODAY)
    assert (period.code, period.state) == ("2026", PeriodState.OPEN)
    assert len(list_periods()) == 1


def test_no_period_is_opened_behind_the_office_s_back(now: datetime) -> None:
    with unit_of_work():
        store_period(now, is_open=False)
    with pytest.raises(service.NoPeriodOpen):
        service.choose_period(None, actor=ACTOR, now=now, today=TODAY)


def test_which_of_two_open_periods_must_be_said(now: datetime) -> None:
    with unit_of_work():
        store_period(now, "2026")
        store_period(now, "2026H2")
    with pytest.raises(service.SeveralPeriodsOpen) as refused:
        service.choose_period(None, actor=ACTOR, now=now, today=TODAY)
    assert "2026、2026H2" in refused.value.explain() or "2026H2、2026" in refused.value.explain()
    assert service.choose_period("2026H2", actor=ACTOR, now=now, today=TODAY).code == "2026H2"


def test_a_period_has_one_hotline_campaign_unless_the_office_opened_more(now: datetime) -> None:
    with unit_of_work():
        period = store_period(now)
        first = service.choose_campaign(period, actor=ACTOR, now=now)
        assert service.choose_campaign(period, actor=ACTOR, now=now) is first
        store_campaign(now, channel=Channel.HOTLINE, code="second")
        with pytest.raises(service.SeveralCampaigns):
            service.choose_campaign(period, actor=ACTOR, now=now)


def test_a_closed_period_takes_no_file(now: datetime) -> None:
    with unit_of_work():
        campaign = store_campaign(now, channel=Channel.HOTLINE)
        advance_period(get_period("2026"), PeriodState.CLOSED, actor=ACTOR, now=now)
    with pytest.raises(PeriodNotOpen), unit_of_work():
        file = service.register(_receive(WORK_ORDERS.read_bytes(), now), actor=ACTOR, now=now)
        service.start_import(file, file.mapping, campaign, actor=ACTOR, now=now, today=TODAY)
    assert session().query(HotlineFile).count() == 0


def test_cells_of_a_workbook_that_cannot_be_trusted_are_named(import_file: Import) -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    page.append(["工单编号", "内容"])
    page.append(["G1", "=1+1"])
    page.append([2026010100001234567, "办事大厅排队三小时没人管"])
    page.append([20260101, "窗口工作人员态度冷漠"])
    book.save(content)
    file = import_file(content.getvalue(), "工单.xlsx")
    problems = [(problem.line, problem.column) for problem in queries.list_problems(file)]
    assert problems == [(2, "内容"), (3, "工单编号")]
    assert queries.summarise(file).records == 1
