"""Files into the directory and out again: whole or not at all, every bad row named, and back to the same."""

import io
from datetime import datetime

import pytest
from sqlalchemy import event

from feedback_app.database import database, unit_of_work
from feedback_app.directory import files, imports, queries
from feedback_app.directory.files import DirectoryTable
from feedback_app.directory.models import UnitCategory, UnitKind
from feedback_app.gateways.spreadsheets import RowsRefused, write_csv, write_workbook
from feedback_app.gateways.spreadsheets.refusals import MissingColumns
from feedback_app.ledger.queries import list_entries

UNITS = """单位编码,单位名称,单位类型,考核类别,上级单位编码,统一社会信用代码,行政区划代码,别名,职责词,启用
FR-01,韭菜园街道,街道,城市服务型,FR,,430102001,韭菜园；韭菜园街,路灯,是
FR,芙蓉区,区县,,,11430100006123456K,430102,,,是
JYJ,市教育局,市直部门,社会服务较多,,,,教育局|教委,入学、幼儿园,是
"""
POINTS = "服务点编码,服务点名称,所属单位编码,服务点类型,地址\nFR-01-1,社保窗口,FR-01,窗口,人民路1号\n"


def take(content: str | bytes, now: datetime, name: str = "单位.csv", **more: object) -> imports.PreparedImport:
    raw = content.encode() if isinstance(content, str) else content
    with unit_of_work():
        return imports.import_file(raw, name, actor="clerk", now=now, **more)  # type: ignore[arg-type]


@pytest.fixture
def filled(context: None, now: datetime) -> None:
    take(UNITS, now)
    take(POINTS, now)


def test_a_file_fills_the_directory_whatever_the_order_of_its_rows(filled: None) -> None:
    units = {entry.code: entry for entry in queries.list_unit_records()}
    assert units["FR-01"].parent_code == "FR"
    assert units["FR-01"].aliases == ("韭菜园", "韭菜园街")
    assert (units["FR"].kind, units["FR"].category) == (UnitKind.DISTRICT, UnitCategory.NONE)
    assert sorted(units["JYJ"].duties) == sorted(["入学", "幼儿园"])
    assert [point.unit_code for point in queries.list_service_point_records()] == ["FR-01"]


def test_the_import_is_on_record_with_the_files_digest(filled: None) -> None:
    points, units = list_entries(subject_kind="directory")
    assert (units.detail["new"], units.subject_key, points.subject_key) == (3, "units", "service-points")
    assert len(units.detail["sha256"]) == 64


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("table", list(DirectoryTable))
def test_an_export_imports_to_the_same(filled: None, now: datetime, ending: str, table: DirectoryTable) -> None:
    if table is DirectoryTable.UNITS:
        sheet = files.export_units(queries.list_unit_records())
    else:
        sheet = files.export_service_points(queries.list_service_point_records())
    file = io.BytesIO()
    (write_csv if ending == "csv" else write_workbook)(file, sheet.headers, sheet.rows)
    done = take(file.getvalue(), now, f"导出.{ending}")
    assert done.table is table
    assert done.counts == {"new": 0, "changed": 0, "unchanged": 3 if table is DirectoryTable.UNITS else 1}


def test_every_bad_row_is_named_and_nothing_is_stored(context: None, now: datetime) -> None:
    bad = """单位编码,单位名称,单位类型,考核类别,上级单位编码,统一社会信用代码,行政区划代码
A,甲,局,,,,
A,乙,街道,特大型,ZZ,,
B,,街道,,B,11430100006123456F,9901
=1+1,丙,街道,,,,
C,丁,街道,,,,430102,多
"""
    with pytest.raises(RowsRefused) as refused:
        take(bad, now)
    places = [(problem.line, problem.column) for problem in refused.value.problems]
    assert places == [
        (2, "单位类型"),
        (3, "单位编码"),
        (3, "考核类别"),
        (3, "上级单位编码"),
        (4, "单位名称"),
        (4, "统一社会信用代码"),
        (4, "行政区划代码"),
        (4, "上级单位编码"),
        (5, "单位编码"),
        (6, ""),
    ]
    assert queries.count_units() == 0
    assert not list_entries()


def test_a_failure_half_way_leaves_nothing(context: None, now: datetime) -> None:
    def fail(connection: object, cursor: object, statement: str, *more: object) -> None:
        if "INSERT INTO unit_duties" in statement:
            raise RuntimeError("power cut")

    event.listen(database().engine, "before_cursor_execute", fail)
    with pytest.raises(RuntimeError):
        take(UNITS, now)
    event.remove(database().engine, "before_cursor_execute", fail)
    assert queries.count_units() == 0


def test_credit_codes_may_be_swapped_and_parents_turned_round(filled: None, now: datetime) -> None:
    head = "单位编码,单位名称,单位类型,统一社会信用代码,上级单位编码\n"
    first, second = "11430100006123456K", "12430100006123457K"
    take(f"{head}JYJ,市教育局,市直部门,{second},\n", now)
    take(f"{head}JYJ,市教育局,市直部门,{first},\nFR,芙蓉区,区县,{second},FR-01\nFR-01,韭菜园街道,街道,,\n", now)
    units = {entry.code: entry for entry in queries.list_unit_records()}
    assert (units["JYJ"].credit_code, units["FR"].credit_code) == (first, second)
    assert (units["FR"].parent_code, units["FR-01"].parent_code) == ("FR-01", "")


def test_a_missing_column_leaves_a_unit_as_it_is_and_a_blank_cell_clears(filled: None, now: datetime) -> None:
    take("单位编码,单位名称,单位类型\nJYJ,市教育局,市直部门\n", now)
    assert queries.record_of_unit(queries.get_unit("JYJ")).aliases == ("教委", "教育局")
    take("单位编码,单位名称,单位类型,别名\nJYJ,市教育局,市直部门,\n", now)
    assert queries.record_of_unit(queries.get_unit("JYJ")).aliases == ()


def test_a_preview_that_is_out_of_date_is_not_applied(filled: None, now: datetime) -> None:
    with pytest.raises(imports.DirectoryChangedMeanwhile):
        take(UNITS, now, expected={"new": 3, "changed": 0, "unchanged": 0})


def test_a_code_stored_by_somebody_else_meanwhile_refuses_the_whole_file(context: None, now: datetime) -> None:
    prepared = imports.prepare_import(UNITS.encode(), "单位.csv")
    take("单位编码,单位名称,单位类型\nJYJ,市教育局,市直部门\n", now)
    with pytest.raises(imports.DirectoryChangedMeanwhile), unit_of_work():
        imports.apply_import(prepared, actor="clerk", now=now)
    assert queries.count_units() == 1


def test_service_points_of_unknown_units_are_named(filled: None, now: datetime) -> None:
    with pytest.raises(RowsRefused) as refused:
        take("服务点编码,服务点名称,单位编码\nX,窗口,ZZ\n", now)
    assert [(p.line, p.column, p.value) for p in refused.value.problems] == [(2, "单位编码", "ZZ")]


def test_missing_columns_are_named(context: None, now: datetime) -> None:
    with pytest.raises(MissingColumns):
        take("编号,叫什么\nA,甲\n", now)


def test_an_idle_import_leaves_no_entry(filled: None, now: datetime) -> None:
    before = len(list_entries())
    assert take(UNITS, now).plan.is_idle
    assert len(list_entries()) == before
