"""Whatever bytes are uploaded: a refusal by name, or an import that ends; never a crash, never half a row."""

import io
import random
from datetime import datetime

import pytest
from sqlalchemy import func, select

from feedback_app.channels.hotline import queries, service
from feedback_app.channels.hotline.columns import UnusableMapping
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import session
from feedback_app.gateways.spreadsheets import SpreadsheetRefused
from feedback_app.jobs.models import JobState
from feedback_app.responses.models import Response
from tests.feedback_app.channels.hotline.cases import WORK_ORDERS, encoded
from tests.feedback_app.channels.hotline.conftest import Import

DAMAGES = 60
HEADER = "工单编号,标题,主要内容\n"


@pytest.fixture
def database_kind() -> str:
    """Files are read before any database is asked."""
    return "sqlite"


def _damaged(seed: int) -> bytes:
    """The file of work orders after an accident: cut, overwritten, doubled, or with bytes from elsewhere."""
    dice = random.Random(seed)
    content = bytearray(encoded(dice.choice(["utf-8", "utf-8-sig", "gb18030"])))
    for _time in range(dice.randint(1, 4)):
        at = dice.randrange(len(content))
        length = dice.randint(1, 40)
        match dice.randrange(4):
            case 0:
                del content[at:]
            case 1:
                content[at : at + length] = dice.randbytes(length)
            case 2:
                content[at:at] = content[:length]
            case _:
                content[at:at] = dice.choice([b'"', b"\r", b"\0", b",,,,", b"\n\n", "　".encode()])
        content = content or bytearray(b" ")
    return bytes(content)


def test_damaged_files_are_refused_or_read_to_the_end(import_file: Import) -> None:
    outcomes: set[str] = set()
    for seed in range(DAMAGES):
        try:
            file = import_file(_damaged(seed), f"{seed}.csv")
        except (SpreadsheetRefused, UnusableMapping, service.FileImportedBefore) as refusal:
            outcomes.add(type(refusal).__name__)
            continue
        assert file.job is not None
        refused_midway = file.job.state is JobState.FAILED and "引号不成对" in file.job.outcome["error"]
        assert file.job.state is JobState.DONE or refused_midway, file.job.outcome
        outcomes.add(file.job.state)
    records = session().scalar(select(func.count()).select_from(HotlineRecord))
    assert records == session().scalar(select(func.count()).select_from(Response))
    assert {"done", "WrongEncoding"} <= outcomes


@pytest.mark.parametrize(
    "text",
    [
        "😀😡" * 200,
        "<script>alert(1)</script><b>局长</b>",
        "12345678901234567890",
        "市教育局推諉扯皮，臺灣正體字也要看得懂",
        "鎽樿鍐呭涔辩爜",
        "…" * 5000,
        "市教育局不作为。" * 5000,
    ],
    ids=["emoji", "markup", "digits", "traditional", "mojibake", "dots", "long"],
)
def test_strange_texts_are_read_like_others(text: str, import_file: Import) -> None:
    file = import_file((HEADER + f"1,标题,{text}\n").encode())
    assert queries.summarise(file).records == 1


def test_a_text_beyond_all_measure_is_refused_with_its_place(import_file: Import) -> None:
    file = import_file((HEADER + f"1,标题,{'长' * 100_001}\n2,标题,短\n").encode())
    assert [(problem.line, problem.column) for problem in queries.list_problems(file)] == [(2, "主要内容")]
    assert queries.summarise(file).records == 1


def test_a_file_s_name_is_shown_without_its_path(now: datetime, city: None) -> None:
    received = service.receive(io.BytesIO(WORK_ORDERS.read_bytes()), "C:\\来电\\..\\工单\x00.csv", now=now)
    assert received.name == "工单.csv"
