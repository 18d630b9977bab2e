"""The directory's commands, run as an operator runs them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from feedback_app.directory import queries
from feedback_app.directory.cli import export_directory, import_directory
from feedback_app.gateways.spreadsheets import RowsRefused, open_table

GOOD = "单位编码,单位名称,单位类型\nJYJ,市教育局,市直部门\n"


@pytest.fixture
def folder(context: None, tmp_path: Path) -> Path:
    (tmp_path / "好.csv").write_bytes(GOOD.encode("gb18030"))
    (tmp_path / "坏.csv").write_text(GOOD + "X,,部门\n", encoding="utf-8")
    return tmp_path


def run(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])  # type: ignore[arg-type]


def test_a_file_goes_in_and_comes_out(app: Flask, folder: Path) -> None:
    assert "would import units from 好.csv: 1 new" in run(import_directory, folder / "好.csv", "--dry-run").output
    assert queries.count_units() == 0
    assert "imported units from 好.csv: 1 new" in run(import_directory, folder / "好.csv").output
    assert "exported 1 units" in run(export_directory, folder / "出.xlsx").output
    assert "0 new, 0 changed, 1 unchanged" in run(import_directory, folder / "出.xlsx").output
    assert "exported 0 service-points" in run(export_directory, folder / "p.csv", "--table", "service-points").output


def test_bad_rows_are_shown_and_written_down(app: Flask, folder: Path) -> None:
    result = run(import_directory, folder / "坏.csv", "--problems", folder / "问题.csv")
    assert isinstance(result.exception, RowsRefused)
    assert [row.values["列名"] for row in open_table(folder / "问题.csv", "问题.csv")] == ["单位名称", "单位类型"]
    assert queries.count_units() == 0


def test_an_export_needs_an_ending_that_it_knows(app: Flask, folder: Path) -> None:
    assert run(export_directory, folder / "out.pdf").exit_code == 2
