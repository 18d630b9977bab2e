"""The commands print what the pages show."""

import codecs
import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from openpyxl import load_workbook

from feedback_app.database import unit_of_work
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import advance_period, plan_period
from feedback_app.scoring import cli, computing, queries, service
from feedback_app.scoring.numbering import SchemeVersionTaken
from tests.feedback_app.scoring.city import ACTOR, SCHEME, store_city


@pytest.fixture
def run(app: Flask, now: datetime, context: None) -> CliRunner:
    with unit_of_work():
        store_city(now)
    return CliRunner(env={"COLUMNS": "200"})


def test_score_prints_totals_with_their_intervals(run: CliRunner) -> None:
    shown = run.invoke(cli.score, ["2026"], catch_exceptions=False)
    assert shown.exit_code == 0
    assert "市教育局" in shown.output
    assert "89.80" in shown.output
    assert "n<10" in shown.output  # nine calls
    assert run.invoke(cli.score, [], catch_exceptions=False).output == shown.output


def _written(file: Path) -> list[list[list[str]]]:
    """Return the tables of a file, each as rows of texts."""
    if file.suffix == ".csv":
        assert file.read_bytes().startswith(codecs.BOM_UTF8), "Excel reads UTF-8 by its byte order mark"
        return [list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))]
    return [[[str(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in load_workbook(file)]


def test_score_computes_nothing_for_a_file_that_cannot_be_written(run: CliRunner, tmp_path: Path) -> None:
    refused = run.invoke(cli.score, ["2026", "--export", str(tmp_path / "no" / "x.xlsx")], catch_exceptions=False)
    assert refused.exit_code == 2
    assert "'--export': there is no folder" in refused.output
    assert "市教育局" not in refused.output


@pytest.mark.parametrize(
    ("name", "options", "rows"),
    [
        ("lines.csv", [], [1 + 2 * 5]),
        ("totals.csv", ["--table", "totals"], [1 + 2]),
        ("lines.xlsx", ["--table", "lines"], [1 + 2 * 5]),
        ("both.xlsx", [], [1 + 2, 1 + 2 * 5]),
    ],
)
def test_score_exports_totals_and_lines(
    run: CliRunner, tmp_path: Path, name: str, options: list[str], rows: list[int]
) -> None:
    file = tmp_path / name
    shown = run.invoke(cli.score, ["2026", "--export", str(file), *options], catch_exceptions=False)
    assert shown.exit_code == 0
    written = _written(file)
    assert [len(table) for table in written] == rows
    first = dict(zip(written[0][0], written[0][1], strict=True))
    assert (first["单位编码"], first["周期编号"], first["结果状态"]) == ("JYJ", "2026", "暂时结果")
    assert (first["方案名称"], first["方案版本"]) == ("测试方案", "1")
    assert f"{rows[0] - 1} {options[-1] if options else 'lines' if name.endswith('.csv') else 'totals'}" in shown.output


def test_the_table_of_totals_has_every_channel_with_total_rank_and_interval(run: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "totals.csv"
    run.invoke(cli.score, ["2026", "--export", str(file), "--table", "totals"], catch_exceptions=False)
    (headers, best, _second), *_ = _written(file)
    row = dict(zip(headers, best, strict=True))
    assert (row["单位名称"], row["总分"], row["名次"]) == ("市教育局", "89.80", "1")
    assert float(row["区间下限"]) < 89.80 < float(row["区间上限"])
    assert (row["目标任务"], row["一票否决"]) == ("90.00", "")
    assert 0 < float(row["电话"]) < 100
    assert headers.index("目标任务") < headers.index("电话") < headers.index("评议")


def test_an_exported_workbook_speaks_chinese_on_named_sheets(run: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "both.xlsx"
    run.invoke(cli.score, ["2026", "--export", str(file)], catch_exceptions=False)
    assert load_workbook(file).sheetnames == ["总分", "得分明细"]
    totals, lines = ([dict(zip(headers, row, strict=True)) for row in rows] for headers, *rows in _written(file))
    assert [row["考核类别"] for row in totals] == ["不分类", "不分类"]
    assert {row["是否计分"] for row in lines} == {"是", "不足 10 份，不计分"}


def test_score_refuses_other_endings_and_a_table_without_a_file(run: CliRunner, tmp_path: Path) -> None:
    assert run.invoke(cli.score, ["2026", "--export", str(tmp_path / "x.pdf")]).exit_code == 2
    assert run.invoke(cli.score, ["2026", "--table", "totals"]).exit_code == 2


def test_score_proposes_a_scheme_from_a_file(run: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "scheme.yaml"
    file.write_text(SCHEME.replace('version: "1"', 'version: "2"'), encoding="utf-8")
    shown = run.invoke(cli.score, ["2026", "--scheme", str(file), "--reason", "r"], catch_exceptions=False)
    assert "once somebody approves it" in shown.output
    assert "test_scheme 1" in shown.output
    pending = queries.find_pending_proposal(get_period("2026"))
    assert pending is not None
    assert (pending.version, pending.proposed_by) == ("2", "command line")
    file.write_text(SCHEME.replace("veto_cap: 60", "veto_cap: 50"), encoding="utf-8")
    refused = run.invoke(cli.score, ["2026", "--scheme", str(file), "--reason", "r"])
    assert isinstance(refused.exception, SchemeVersionTaken)
    assert refused.exception.data["next"] == "2"
    file.write_text("scheme: x", encoding="utf-8")
    refused = run.invoke(cli.score, ["2026", "--scheme", str(file)])
    assert isinstance(refused.exception, service.SchemeRefused)
    assert "scheme.yaml:tree: 缺少这一项" in refused.output


def test_verify_says_whether_the_digits_come_out_again(run: CliRunner, now: datetime) -> None:
    with pytest.raises(computing.ScoresNotFrozen):
        run.invoke(cli.verify, ["2026"], catch_exceptions=False)
    period = get_period("2026")
    with unit_of_work():
        advance_period(period, PeriodState.CLOSED, actor=ACTOR, now=now)
    with unit_of_work():
        service.freeze_inputs(period, actor=ACTOR, now=now)
    computed = computing.compute(period)
    with unit_of_work():
        service.freeze_totals(period, computed, actor=ACTOR, now=now)
    assert "digit by digit" in run.invoke(cli.verify, ["2026"], catch_exceptions=False).output


def test_components_come_from_a_file(run: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    file.write_text("单位编码,task\nJYJ,91\n", encoding="utf-8")
    shown = run.invoke(cli.import_components, [str(file)], catch_exceptions=False)
    assert shown.output.strip() == "2026 年度 (2026): 0 new, 1 changed, 0 unchanged"


def test_components_go_to_the_open_period_and_columns_without_a_meaning_are_named(
    run: CliRunner, tmp_path: Path, now: datetime
) -> None:
    with unit_of_work():
        plan_period(
            code="2027", name="2027", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31), actor=ACTOR, now=now
        )
    file = tmp_path / "tasks.csv"
    file.write_text("单位编号,task,备注\nJYJ,91,好\n", encoding="utf-8")
    shown = run.invoke(cli.import_components, [str(file)], catch_exceptions=False).output
    assert "(2026)" in shown
    assert "columns that say nothing: 备注" in shown


def test_bad_rows_are_written_to_a_file_where_asked(run: CliRunner, tmp_path: Path) -> None:
    file, bad = tmp_path / "tasks.csv", tmp_path / "bad.csv"
    file.write_text("单位编码,task\nXXX,50\n", encoding="utf-8")
    assert run.invoke(cli.import_components, [str(file), "--problems", str(bad)]).exit_code != 0
    assert "XXX" in bad.read_text(encoding="utf-8-sig")


def test_points_that_cannot_be_are_told_once_for_all_rows(run: CliRunner, tmp_path: Path) -> None:
    file = tmp_path / "tasks.csv"
    file.write_text(
        "单位编码,task\n" + "".join(f"{unit},{101 + n}\n" for n, unit in enumerate(["JYJ", "GAJ"])), "utf-8"
    )
    shown = run.invoke(cli.import_components, [str(file)])
    assert shown.exit_code != 0
    (line,) = [line for line in shown.output.splitlines() if "101" in line]
    assert "2–3" in line
    assert "102" in line
