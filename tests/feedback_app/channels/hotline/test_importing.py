"""From a file to evaluations: complete, masked, once, and in whole chunks."""

import io
import json
from datetime import datetime

import openpyxl
import pytest
from sqlalchemy import select, text

from feedback_app.campaigns.service import close_campaign, reopen_campaign
from feedback_app.channels.hotline import importing, queries
from feedback_app.channels.hotline.importing import upload_folder
from feedback_app.channels.hotline.models import HotlineFile, HotlineRecord, ProblemKind, ReviewState
from feedback_app.database import Base, session, unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.jobs.models import JobState
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.service import pause, resume
from feedback_app.jobs.worker import Progress, run_job
from feedback_app.responses.models import Evaluation, Response, Standing
from tests.feedback_app.channels.hotline.cases import SECRETS, WORK_ORDERS, encoded
from tests.feedback_app.channels.hotline.conftest import Begin, Import
from tests.stored import ACTOR

HEADER = "工单编号,标题,主要内容\n"


def _records() -> list[HotlineRecord]:
    return list(session().scalars(select(HotlineRecord).order_by(HotlineRecord.line)))


def _evaluations() -> list[Evaluation]:
    return list(session().scalars(select(Evaluation)))


def _many(number: int, first: int = 1) -> bytes:
    rows = "".join(f"N{n:06},路灯不亮,幸福路第{n}盏路灯报修五次都没有人来修\n" for n in range(first, first + number))
    return (HEADER + rows).encode()


def _as_workbook() -> bytes:
    book, page = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for line in WORK_ORDERS.read_text(encoding="utf-8").splitlines():
        book.active.append(line.split(","))
    book.save(page)
    return page.getvalue()


def _stored_text() -> str:
    """Everything that the database holds, as one text."""
    tables = Base.metadata.sorted_tables
    return "\n".join(str(list(session().execute(text(f'SELECT * FROM "{table.name}"')))) for table in tables)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_whatever_its_encoding(encoding: str, import_file: Import) -> None:
    _require_work_orders(import_file(encoded(encoding)))


def test_a_workbook_is_read_like_a_csv_file(import_file: Import) -> None:
    _require_work_orders(import_file(_as_workbook(), "工单.xlsx"))


def _require_work_orders(file: HotlineFile) -> None:
    summary = queries.summarise(file)
    assert (summary.rows_read, summary.records) == (12, 9)
    assert summary.problems == {ProblemKind.DUPLICATE: 1, ProblemKind.REFUSED: 2, ProblemKind.UNKNOWN_UNIT: 1}
    assert summary.valid + sum(summary.reasons.values()) == 9
    assert sum(summary.levels.values()) == sum(summary.themes.values()) == summary.valid


def test_every_bad_row_is_named_with_its_place_and_reason(import_file: Import) -> None:
    problems = queries.list_problems(import_file())
    assert [(problem.line, problem.column, problem.reason) for problem in problems] == [
        (9, "工单编号", "工单编号重复：已从“本文件”第 2 行导入"),
        (10, "来电时间", "不是时间，请写成 2026-11-21 09:30 这样"),
        (11, "主要内容", "标题和内容都是空的"),
        (13, "承办单位", "单位名录中没有“某某镇卫生院”，涉及的记录等待人工指定单位"),
    ]


def test_nothing_stored_identifies_a_citizen_or_a_work_order(import_file: Import) -> None:
    import_file()
    stored = _stored_text() + json.dumps([record.extraction for record in _records()], ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in stored] == []
    assert "【手机】" in stored
    assert list(upload_folder().iterdir()) == []  # the file itself is gone with the import's end


def test_one_caller_has_one_pseudonym_and_strangers_have_none(import_file: Import) -> None:
    keys = [record.caller_key for record in _records()] if import_file() else []
    assert len({key for key in keys if key}) == len([key for key in keys if key]) == 8
    assert keys.count(None) == 1


def test_what_counts_is_what_the_records_say(import_file: Import) -> None:
    import_file()
    by_response = {evaluation.response_id: evaluation for evaluation in _evaluations()}
    for record in _records():
        evaluation = by_response.get(record.response_id)
        counts = record.is_valid and not record.has_abstained and record.unit_id is not None
        assert (evaluation is not None) is counts
        if evaluation is not None:
            assert (evaluation.unit_id, evaluation.item) == (record.unit_id, "overall")
            assert evaluation.made_by == record.model_version
        waits = record.has_abstained or record.is_urgent or (record.is_valid and not counts)
        assert (record.review_state is ReviewState.WAITING) is waits


def test_a_text_that_names_a_unit_becomes_its_evaluation(import_file: Import) -> None:
    import_file()
    unit = session().scalar(select(Unit).where(Unit.code == "JYJ"))
    first = _records()[0]
    assert unit is not None
    assert (first.unit_id, first.occurred_on and first.occurred_on.isoformat()) == (unit.id, "2026-02-03")
    assert first.extraction["body"] == "市教育局"


def test_what_happened_before_the_period_is_quarantined(import_file: Import) -> None:
    import_file()
    last_year = {record.response_id for record in _records() if record.line == 12}
    assert {e.standing for e in _evaluations() if e.response_id in last_year} <= {Standing.QUARANTINED}
    assert {e.standing for e in _evaluations() if e.response_id not in last_year} <= {Standing.VALID}


def test_a_gas_leak_waits_in_front_of_all_others(import_file: Import) -> None:
    import_file()
    first = queries.find_next_waiting(queries.Wanted())
    assert first is not None
    assert (first.line, first.is_urgent) == (8, True)


def test_the_overlap_of_two_exports_is_taken_once(import_file: Import) -> None:
    import_file(_many(30))
    second = queries.summarise(import_file(_many(30, first=21), "第二次.csv"))
    assert (second.rows_read, second.records, second.problems) == (30, 20, {ProblemKind.DUPLICATE: 10})
    assert session().query(Response).count() == 50


def test_where_chunks_are_cut_changes_nothing(import_file: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    _require_work_orders(import_file())


def test_a_paused_import_goes_on_behind_its_last_chunk(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    job = begin(_many(45))
    seen: list[int] = []

    def stop_at_twenty(progress: Progress) -> None:
        seen.append(progress.done)
        if progress.done == 20:
            with unit_of_work():
                pause(get_job(job.id))

    run_job(job.id, on_progress=stop_at_twenty)
    assert get_job(job.id).state is JobState.PAUSED
    assert session().query(HotlineRecord).count() == 20
    with unit_of_work():
        resume(get_job(job.id))
    run_job(job.id, on_progress=lambda progress: seen.append(progress.done))
    assert seen == [0, 10, 20, 20, 30, 40, 45]
    assert session().query(HotlineRecord).count() == session().query(Response).count() == 45


def test_a_campaign_closed_meanwhile_stops_the_import_and_reopened_lets_it_go_on(
    begin: Begin, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    job = begin(_many(25))
    campaign = queries.get_file(job.payload["file"]).campaign
    assert campaign is not None
    campaign_id = campaign.id

    def close(progress: Progress) -> None:
        if progress.done == 0:
            return
        with unit_of_work():
            current = session().get(type(campaign), campaign_id)
            assert current is not None
            current.opens_at = current.opens_at.replace(year=2025)
            close_campaign(current, actor=ACTOR, now=now)

    run_job(job.id, on_progress=close)
    stopped = get_job(job.id)
    assert (stopped.state, session().query(HotlineRecord).count()) == (JobState.FAILED, 10)
    assert "已结束" in stopped.outcome["error"]
    with unit_of_work():
        current = session().get(type(campaign), campaign_id)
        assert current is not None
        reopen_campaign(current, actor=ACTOR, now=now)
        resume(get_job(job.id))
    run_job(job.id)
    assert (get_job(job.id).state, session().query(HotlineRecord).count()) == (JobState.DONE, 25)


def test_an_upload_thrown_away_is_asked_for_again(begin: Begin) -> None:
    job = begin(_many(5))
    for path in upload_folder().iterdir():
        path.unlink()
    run_job(job.id)
    assert get_job(job.id).state is JobState.FAILED
    assert "请重新上传" in get_job(job.id).outcome["error"]
