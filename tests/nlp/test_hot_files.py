import csv
from datetime import date
from pathlib import Path

import pytest

from nlp.__main__ import main
from nlp.hot_files import RecordsFlawed, read_issues, read_records

HEADER = "工单编号,标题,内容,受理时间,区县"
LINES = ["1,翠湖小区路灯坏了没人修,天黑看不见,2024/3/1 9:05:00,东区", "2,翠湖小区路灯坏了很久,老人摔倒,2024-03-02,东区"]


def written(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_clients_own_headers_and_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    first, second = read_records(written(tmp_path / "in.csv", HEADER, *LINES, encoding=encoding))
    assert (first.id, first.title, first.detail, first.place) == ("1", "翠湖小区路灯坏了没人修", "天黑看不见", "东区")
    assert (first.day, second.day) == (date(2024, 3, 1), date(2024, 3, 2))


@pytest.mark.parametrize(
    "time", ["2024-3-1", "2024/03/01 10:00", "2024.3.1", "2024年3月1日", "20240301", " 2024-03-01T09:00"]
)
def test_days_are_read_as_people_write_them(tmp_path: Path, time: str) -> None:
    path = written(tmp_path / "in.csv", "id,subject,detail,time", f"1,a,b,{time}")
    assert read_records(path)[0].day == date(2024, 3, 1)


def test_every_flaw_is_told_with_its_line(tmp_path: Path) -> None:
    lines = ["id,subject,detail,time", "1,a,b,2024-01-01", ",c,d,", "1,e,f,soon", '3,"g', 'h",i,2024-02-31']
    with pytest.raises(RecordsFlawed) as caught:
        read_records(written(tmp_path / "in.csv", *lines))
    assert caught.value.problems == [
        "in.csv:3: id: empty",
        "in.csv:4: id: 1 stands already in line 2",
        "in.csv:4: time: 'soon' is no date",
        "in.csv:6: time: '2024-02-31' is no date",
    ]


def test_all_missing_columns_are_named_with_what_they_may_be_called(tmp_path: Path) -> None:
    with pytest.raises(RecordsFlawed) as caught:
        read_records(written(tmp_path / "in.csv", "id,detail"), needs_days=True)
    assert [problem.split(",")[0] for problem in caught.value.problems] == [
        "in.csv:1: no column for subject: subject",
        "in.csv:1: no column for time: time",
    ]


def test_a_file_of_neither_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"id,subject,detail\n1,a,b\n2,\xff\xff,c\n")
    with pytest.raises(RecordsFlawed, match=r"in\.csv:3: neither UTF-8 nor GB18030"):
        read_records(tmp_path / "in.csv")


def test_the_command_ranks_issues_and_knows_them_again(tmp_path: Path) -> None:
    first, second, records = tmp_path / "1.csv", tmp_path / "2.csv", tmp_path / "in.csv"
    written(records, HEADER, *LINES, "3,=人才公寓申请条件是什么,没有说明,2024-03-09,")
    assert main(["hot", "--in", str(records), "--out", str(first)]) == 0
    assert [(row["issue"], row["rank"], row["members"], row["places"]) for row in rows(first)] == [
        ("1", "1", "1 2", "东区:2"),
        ("3", "2", "3", ""),
    ]
    assert rows(first)[1]["title"] == "'=人才公寓申请条件是什么"
    first.write_text(first.read_text("utf-8").replace("没人修,,", "没人修,路灯,"), "utf-8")
    assert read_issues(first)[0].name == "路灯"
    written(records, HEADER, LINES[1], "4,翠湖小区路灯坏了没有人来修,怕,2024-03-08,东区")
    assert (
        main(["hot", "--in", str(records), "--out", str(second), "--previous", str(first), "--until", "2024-03-08"])
        == 0
    )
    assert [(row["issue"], row["name"], row["records"], row["expected"]) for row in rows(second)] == [
        ("1", "路灯", "2", "1.00")
    ]


def test_the_command_tells_flaws_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = written(tmp_path / "in.csv", "id,subject,detail,time", "1,a,b,never", "2,a,b,")
    out = tmp_path / "out.csv"
    assert main(["hot", "--in", str(records), "--out", str(out), "--until", "2024-03-08"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "in.csv:2: time: 'never' is no date",
        "in.csv:3: time: '' is no date",
    ]
    assert not out.exists()


def test_a_file_that_is_no_list_of_issues_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordsFlawed, match="no column members"):
        read_issues(written(tmp_path / "1.csv", "issue,title"))
