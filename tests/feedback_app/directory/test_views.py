"""Pages of the directory: what each shows, who may open it, and a file's way from upload to confirmation."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from feedback_app.directory import imports, queries
from feedback_app.gateways.spreadsheets import open_table

SignIn = Callable[[Role], FlaskClient]
UNITS = """单位编码,单位名称,单位类型,考核类别,上级单位编码,别名
FR,芙蓉区,区县,,,
FR-01,韭菜园街道,街道,城市服务型,FR,韭菜园
X<b>,=cmd|'<script>alert(1)</script>,其他,,,
""".replace("X<b>", "XB")
POINTS = "服务点编码,服务点名称,单位编码\nFR-01-1,社保窗口,FR-01\n"


@pytest.fixture
def filled(app: Flask, now: datetime) -> None:
    with app.app_context():
        for content in (UNITS.replace("=cmd|'<script>", "“<script>"), POINTS):
            with unit_of_work():
                imports.import_file(content.encode(), "x.csv", actor="clerk", now=now)


@pytest.fixture
def clerk(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.ASSESSMENT_OFFICE)


def upload(clerk: FlaskClient, content: str, name: str = "单位.csv") -> str:
    answer = clerk.post("/directory/import", data={"file": (io.BytesIO(content.encode()), name)})
    assert answer.status_code == 302
    return answer.location


def count_units(app: Flask) -> int:
    with app.app_context():
        return queries.count_units()


def test_an_empty_directory_says_how_to_fill_it(clerk: FlaskClient) -> None:
    page = clerk.get("/directory").text
    assert "名录还是空的" in page
    assert "/directory/import" in page


def test_the_tree_shows_units_under_their_units_and_escapes_names(filled: None, clerk: FlaskClient) -> None:
    page = clerk.get("/directory").text
    assert "下级 1 个" in page
    assert page.index("芙蓉区") < page.index("韭菜园街道")
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("words=韭菜", "韭菜园街道", "FR&lt;"),
        ("kind=district", "找到 1 个单位", "韭菜园街道"),
        ("category=urban_service", "韭菜园街道", "找到 2"),
        ("parent=FR", "范围：FR 的下级", "名录还是空的"),
        ("words=没有这个", "没有符合条件的单位", "韭菜园街道"),
        ("kind=nonsense&page=-3", "芙蓉区", "没有符合条件"),
    ],
)
def test_units_are_searched_and_filtered(filled: None, clerk: FlaskClient, query: str, shown: str, hidden: str) -> None:
    page = clerk.get(f"/directory?{query}").text
    assert shown in page
    assert hidden not in page


def test_a_unit_page_shows_what_it_is_called_and_where_it_is_met(filled: None, clerk: FlaskClient) -> None:
    page = clerk.get("/directory/units/FR-01").text
    for words in ("韭菜园", "社保窗口", "城市服务型", "还没有职责词", "/posters?unit=FR-01"):
        assert words in page
    assert clerk.get("/directory/units/ZZ").status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ORGANISER, Role.DEPARTMENT])
def test_readers_do_not_edit(filled: None, signed_in: SignIn, role: Role) -> None:
    reader = signed_in(role)
    assert "从文件导入" not in reader.get("/directory").text
    assert reader.get("/directory/units/new").status_code == 403
    assert reader.post("/directory/import").status_code == 403


def test_a_unit_is_opened_and_changed_by_form(app: Flask, filled: None, clerk: FlaskClient) -> None:
    entry = {"code": "JYJ", "name": "市教育局", "kind": "city_department", "category": "public_service"}
    answer = clerk.post("/directory/units/new", data={**entry, "aliases": "教育局\n教委", "is_active": "y"})
    assert answer.location == "/directory/units/JYJ"
    form = clerk.get("/directory/units/JYJ/edit").text
    assert "教委\n教育局" in form
    clerk.post("/directory/units/JYJ/edit", data={**entry, "name": "市教育体育局"})
    page = clerk.get("/directory/units/JYJ").text
    assert "市教育体育局" in page
    assert "已停用" in page


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("code", "A/B", "编码只能用文字、数字、点、横线和下划线"),
        ("credit_code", "11430100006123456A", "校验位不对"),
        ("division_code", "990102", "没有以 9901 开头的行政区划"),
        ("name", "", "请填写这一项"),
        ("parent_code", "NONE", "没有编码为“NONE”的上级单位"),
        ("code", "FR", "单位编码“FR”已存在"),
    ],
)
def test_a_wrong_field_is_named_beside_it_and_nothing_is_lost(
    filled: None, clerk: FlaskClient, field: str, value: str, reason: str
) -> None:
    entry = {"code": "NEW", "name": "新局", "kind": "other", "category": "none", "duties": "留住的词", field: value}
    page = clerk.post("/directory/units/new", data=entry).text
    assert reason in page
    assert "留住的词" in page


def test_a_service_point_is_opened_and_changed_by_form(filled: None, clerk: FlaskClient) -> None:
    entry = {"code": "FR-01-2", "name": "民政窗口", "kind": "counter", "is_active": "y"}
    assert clerk.post("/directory/units/FR-01/service-points/new", data=entry).status_code == 302
    clerk.post("/directory/service-points/FR-01-2/edit", data={**entry, "address": "人民路2号"})
    assert "人民路2号" in clerk.get("/directory/units/FR-01").text
    taken = clerk.post("/directory/units/FR/service-points/new", data=entry).text
    assert "服务点编码“FR-01-2”已存在" in taken


def test_a_file_is_shown_before_it_is_stored(app: Flask, clerk: FlaskClient) -> None:
    address = upload(clerk, UNITS.replace("=cmd|", "“"))
    page = clerk.get(address).text
    assert "全部通过检查，尚未写入" in page
    assert count_units(app) == 0
    fields = dict(re.findall(r'name="(new|changed|unchanged)" type="hidden" value="(\d+)"', page))
    assert fields == {"new": "3", "changed": "0", "unchanged": "0"}
    assert "新增 3，修改 0，不变 0" in clerk.post(address, data=fields, follow_redirects=True).text
    assert count_units(app) == 3
    assert clerk.get(address, follow_redirects=True).text.count("已处理过或已过期") in {0, 1}


def test_a_confirmed_preview_that_no_longer_holds_is_shown_again(app: Flask, filled: None, clerk: FlaskClient) -> None:
    address = upload(clerk, POINTS)
    page = clerk.post(address, data={"new": "1", "changed": "0", "unchanged": "0"}, follow_redirects=True).text
    assert "预览之后名录有了变化" in page
    assert "文件内容与名录完全一致" in page


def test_bad_rows_are_listed_and_can_be_taken_home(app: Flask, clerk: FlaskClient) -> None:
    address = upload(clerk, UNITS + "FR-02,,街道,,ZZ,\n")
    answer = clerk.get(address)
    assert answer.status_code == 422
    assert "有 3 处问题" in answer.text
    assert "这一格是公式" in answer.text
    sheet = clerk.get(f"{address}/problems.csv")
    assert "单位-问题清单.csv" in unquote(sheet.headers["Content-Disposition"])
    rows = [tuple(row.values.values()) for row in open_table(sheet.data, "problems.csv")]
    assert [row[:2] for row in rows] == [("4", "单位名称"), ("5", "单位名称"), ("5", "上级单位编码")]
    assert clerk.get(f"{address}/problems.xlsx").data.startswith(b"PK")
    assert count_units(app) == 0


def test_a_file_that_is_no_table_is_refused_on_the_upload_page(clerk: FlaskClient) -> None:
    address = upload(clerk, "", name="../../etc/空.csv")
    page = clerk.get(address, follow_redirects=True).text
    assert "文件“空.csv”是空的" in page


def test_a_withdrawn_or_invented_upload_is_gone(clerk: FlaskClient) -> None:
    address = upload(clerk, UNITS)
    clerk.post(f"{address}/discard")
    for gone in (address, "/directory/import/../../secret", "/directory/import/" + "x" * 22):
        assert clerk.get(gone).status_code in {302, 404}
    assert clerk.post(address).status_code == 410


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("table", ["units", "service-points"])
def test_exports_and_templates_have_the_same_columns(filled: None, clerk: FlaskClient, table: str, form: str) -> None:
    export = clerk.get(f"/directory/export/{table}.{form}")
    headers = open_table(export.data, "x").headers
    assert headers[0] == ("单位编码" if table == "units" else "服务点编码")
    blank = clerk.get(f"/directory/template/{table}.{form}")
    assert blank.status_code == 200
    if form == "csv":
        assert blank.data.decode("utf-8-sig").strip().split(",") == list(headers)


def test_unknown_tables_and_formats_are_not_found(clerk: FlaskClient) -> None:
    for address in ("/directory/export/units.pdf", "/directory/export/people.csv", "/directory/template/x.csv"):
        assert clerk.get(address).status_code == 404
