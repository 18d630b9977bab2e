"""``feedback import hotline`` on our own files, on a new house, and on real ones where they are at hand."""

import os
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feedback_app.channels.hotline.cli import import_hotline
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.channels.hotline.service import FileImportedBefore
from feedback_app.database import session, unit_of_work
from feedback_app.responses.models import Evaluation
from tests.feedback_app.channels.hotline.cases import SECRETS, WORK_ORDERS
from tests.feedback_app.channels.hotline.conftest import Begin, store_city

pytestmark = pytest.mark.usefixtures("context")
SHARED = Path(os.environ.get("FEEDBACK_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))
MESSAGES = SHARED / "hotline" / "messages_2019.csv"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(import_hotline, arguments, catch_exceptions=False)


def _cells(output: str) -> dict[str, str]:
    """Read the first table of the output: name to figure."""
    rows = [line.strip("│ \n").split("│") for line in output.splitlines() if line.startswith("│")]
    return {row[0].strip(): row[1].strip() for row in rows if len(row) == 2}


def test_the_summary_counts_everything(now: datetime) -> None:
    with unit_of_work():
        store_city(now)
    result = _run(str(WORK_ORDERS))
    cells = _cells(result.output)
    assert (cells["rows read"], cells["records"], cells["duplicates refused"]) == ("12", "9", "1")
    assert (cells["bad cells refused"], cells["unknown units named"]) == ("2", "1")
    assert int(cells["counted for a unit"]) >= 1
    assert "来电时间, line 10: 不是时间" in result.output
    assert "no column tells callers apart" not in result.output
    assert [secret for secret in SECRETS if secret in result.output] == []


def test_a_new_house_without_units_takes_the_file_and_lets_evaluations_wait(now: datetime) -> None:
    result = _run(str(WORK_ORDERS))
    assert "2026-hotline" in result.output
    assert session().query(Evaluation).count() == 0
    records = session().query(HotlineRecord).filter_by(is_valid=True).all()
    assert {record.review_state for record in records} == {ReviewState.WAITING}


def test_the_same_file_again_is_refused(now: datetime) -> None:
    _run(str(WORK_ORDERS))
    with pytest.raises(FileImportedBefore):
        _run(str(WORK_ORDERS))


def test_an_import_begun_before_goes_on_and_says_when_it_began_in_local_time(begin: Begin) -> None:
    begin()
    result = _run(str(WORK_ORDERS))
    assert "going on with the import begun 2026-03-02 09:00\n" in result.output
    assert _cells(result.output)["records"] == "9"


def test_columns_are_named_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,幸福路的路灯坏了三个月没人修\n", encoding="utf-8")
    result = _run(str(path), "--map", "a=order_number", "--map", "b=text")
    assert _cells(result.output)["records"] == "1"
    assert "no column tells callers apart" in result.output


def test_problems_that_are_alike_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    empty = [f"{number}," for number in range(300)]
    path.write_text("\n".join(["a,b", *empty, "300,幸福路的路灯坏了三个月没人修", "301,"]), encoding="utf-8")
    output = _run(str(path), "--map", "a=order_number", "--map", "b=text").output
    (line,) = [line for line in output.splitlines() if "lines 2–301, 303: " in line]
    assert line.startswith("  b, ")


@pytest.mark.parametrize(("pair", "hint"), [("c=text", "a, b"), ("a=telephone", "order_number"), ("a", "a, b")])
def test_an_unknown_column_or_field_is_answered_with_those_there_are(pair: str, hint: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,x\n", encoding="utf-8")
    result = _run(str(path), "--map", pair)
    assert (result.exit_code, hint in result.output) == (2, True)


@pytest.mark.shared_data
@pytest.mark.skipif(not MESSAGES.exists(), reason=f"the real messages are not at {MESSAGES}")
def test_a_year_of_real_messages_is_read_to_the_end(database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("once is enough for 4,326 messages")
    cells = _cells(_run(str(MESSAGES)).output)
    assert (cells["rows read"], cells["records"], cells["bad cells refused"]) == ("4,326", "4,326", "0")
