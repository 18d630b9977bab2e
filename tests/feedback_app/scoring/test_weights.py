"""Weights set in a table: what stands in it, what is refused, and what becomes of it."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect

from feedback_app.accounts.permissions import Role
from feedback_app.database import unit_of_work
from feedback_app.periods.queries import get_period
from feedback_app.scoring import queries
from feedback_app.scoring.numbering import next_version
from feedback_app.scoring.weight_table import WeightTable, percentage
from surveys.assessment import load_scheme, load_shipped_scheme, weight_lines
from tests.application import SignIn
from tests.browser import Visit, reading_faults
from tests.feedback_app.scoring.city import SCHEME, change_scheme
from tests.stored import store_period

CLASSED = (
    SCHEME.replace('version: "1"', 'version: "2"')
    + """
categories:
  - {code: party, label: {zh-Hans: 党群部门, en: Party offices}, weights: {task: 0.6, phone: 0.2}}
"""
)
PAGE = "/scoring/2026/weights"
FIELDS = {"task@": "40", "phone@": "40", "reverse@": "20", "reverse.town@": "100"}


def _fields_in(page: str) -> dict[str, str]:
    """Return what stands in the fields of a table, by their names."""
    found = re.findall(r'<input type="text" inputmode[^>]*? name="([^"]*)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def _send(browser: FlaskClient, **changed: str) -> tuple[int, str]:
    data = (
        FIELDS | {"base": "1", "reason": "市委第3号会议纪要"} | {k.replace("_at", "@"): v for k, v in changed.items()}
    )
    answer = browser.post(PAGE, data=data, follow_redirects=True)
    return answer.status_code, answer.text


def test_the_table_shows_the_weights_in_force(office: FlaskClient) -> None:
    page = office.get(PAGE).text
    assert _fields_in(page) == FIELDS
    assert page.count("100 %</output>") == 2
    assert "/scoring/2026/weights" in office.get("/scoring/2026").text


def test_other_weights_wait_for_a_second_person_under_the_next_version(app: Flask, office: FlaskClient) -> None:
    status, page = _send(office, task_at="30", phone_at="50")
    assert status == 200
    assert "权重：<del>40 %</del> → <ins>30 %</ins>" in page
    with app.app_context():
        period = get_period("2026")
        pending, adopted = queries.find_pending_proposal(period), queries.find_adopted_scheme(period)
        assert pending is not None
        assert adopted is not None
        assert (pending.version, adopted.version) == ("2", "1")
        assert queries.scheme_of(pending).weights_of(queries.scheme_of(pending).root)["phone"] == Decimal("0.5")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"task_at": "30"}, "“总分”以下各项的权重（总的）合计 90 %，应为 100 %。"),
        ({"task_at": "0", "phone_at": "80"}, "“目标任务”对每一类单位都是 0，永远不计分。"),
        ({"reverse.town_at": "99.5"}, "“评议”以下各项的权重（总的）合计 99.5 %，应为 100 %。"),
        ({"task_at": "四成"}, "标出的 1 处要填 0 到 100 之间的数，最多 6 位小数。"),
        ({"task_at": "", "phone_at": "-1", "reverse_at": "101"}, "标出的 3 处要填"),
        ({"task_at": "NaN", "phone_at": "1.0000001"}, "标出的 2 处要填"),
        ({"task_at": "4_0", "phone_at": "1e1"}, "标出的 2 处要填"),
        ({"task_at": "30", "phone_at": "50", "reason": "因" * 301}, "理由最多 300 字"),
        ({}, "权重没有变动。"),
    ],
)
def test_what_makes_no_scheme_is_said_and_nothing_typed_is_lost(
    app: Flask, office: FlaskClient, changed: dict[str, str], said: str
) -> None:
    status, page = _send(office, **changed)
    assert status == 422
    assert said in page
    assert changed.get("reason", "市委第3号会议纪要") in page
    typed_weights = {name: typed for name, typed in changed.items() if name != "reason"}
    assert _fields_in(page) == FIELDS | {name.replace("_at", "@"): typed for name, typed in typed_weights.items()}
    with app.app_context():
        assert queries.find_pending_proposal(get_period("2026")) is None


def test_full_width_digits_and_a_percent_sign_are_understood(office: FlaskClient) -> None:
    assert _send(office, task_at="３０％", phone_at=" 50 % ")[0] == 200


def test_a_reason_is_asked_for(office: FlaskClient) -> None:
    status, page = _send(office, task_at="30", phone_at="50", reason="")
    assert status == 400
    assert "须写明理由" in page
    assert _fields_in(page)["task@"] == "30"


def test_a_table_filled_in_for_an_older_scheme_is_refused(app: Flask, office: FlaskClient, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        scheme = load_scheme(SCHEME.replace('version: "1"', 'version: "2"').replace("bonus_cap: 2", "bonus_cap: 3"))
        change_scheme(get_period("2026"), scheme, now)
    status, page = _send(office, task_at="30", phone_at="50")
    assert status == 409
    assert "现行方案已有变更" in page
    assert _fields_in(page)["task@"] == "30"
    assert 'name="base" type="hidden" value="2"' in page


def test_while_a_change_waits_there_is_no_table(office: FlaskClient) -> None:
    _send(office, task_at="30", phone_at="50")
    page = office.get(PAGE, follow_redirects=True).text
    assert "这个周期已有一份待审批的方案" in page
    assert "变更计分方案" in page
    status, page = _send(office, task_at="20", phone_at="60")
    assert status == 409
    assert "查看待审批的方案" in page
    assert _fields_in(page)["task@"] == "20"
    assert "设置权重" not in office.get("/scoring/2026").text


def test_a_shipped_scheme_is_adopted_with_weights_of_ones_own(app: Flask, signed_in: SignIn, now: datetime) -> None:
    with app.app_context(), unit_of_work():
        store_period(now, is_open=False)
    browser = signed_in(Role.ASSESSMENT_OFFICE)
    assert "weights?base=department_scheme" in browser.get("/scoring/2026").text
    fields = _fields_in(browser.get(f"{PAGE}?base=department_scheme").text)
    with app.test_request_context():
        scheme = load_shipped_scheme("department_scheme")
        assert fields == {f.name: f.typed for row in WeightTable.of(scheme).rows() for f in row.fields if f}
        names = [f"{line.key}@" for line in weight_lines(scheme) if line.parent == scheme.root.code][:2]
    for unnamed in (PAGE, f"{PAGE}?base=unknown"):
        assert browser.get(unnamed).status_code == 409
    moved = fields | {names[0]: str(Decimal(fields[names[0]]) - 5), names[1]: str(Decimal(fields[names[1]]) + 5)}
    assert "方案已采用" in browser.post(PAGE, data=moved | {"base": "department_scheme"}, follow_redirects=True).text
    with app.app_context():
        adopted = queries.find_adopted_scheme(get_period("2026"))
        assert adopted is not None
        assert adopted.version == next_version(scheme.version, ())
        weights = queries.scheme_of(adopted).weights_of(queries.scheme_of(adopted).root)  # type: ignore[arg-type]
        assert weights[names[0][:-1]] == Decimal(moved[names[0]]) / 100


def test_a_category_without_weights_of_its_own_shows_those_in_general(app: Flask) -> None:
    with app.test_request_context():
        scheme = load_shipped_scheme("differentiated_scheme")
        table = WeightTable.of(scheme)
        assert not table.is_changed
        assert not table.problems()
        fields = [field for row in table.rows() for field in row.fields[1:] if field]
        assert any(field.typed for field in fields)
        assert {field.inherited for field in fields if not field.typed} <= {
            row.fields[0].typed for row in table.rows() if row.fields and row.fields[0]
        }
        assert all(one.is_whole for row in table.rows() for one in row.sums if one)


def test_a_scheme_of_one_channel_has_no_weights_to_set(app: Flask) -> None:
    with app.test_request_context():
        channel = next(branch.node for branch in load_scheme(SCHEME).root.branches if branch.node.code == "phone")  # type: ignore[union-attr]
        assert WeightTable.of(replace(load_scheme(SCHEME), root=channel)).rows() == []


def test_a_field_emptied_that_weighed_as_in_general_changes_nothing(app: Flask) -> None:
    scheme = load_scheme(CLASSED.replace("task: 0.6, phone: 0.2", "task: 0.4, phone: 0.4"))
    with app.test_request_context():
        assert not WeightTable.of(scheme, {"task@party": ""}).is_changed
        assert WeightTable.of(scheme, {"task@party": "30", "phone@party": "50"}).is_changed


def test_a_sum_is_open_where_what_it_inherits_cannot_be_read(app: Flask) -> None:
    scheme = load_scheme(CLASSED.replace("task: 0.6, phone: 0.2", "reverse: 0.2"))
    with app.test_request_context():
        (sums,) = [row.sums for row in WeightTable.of(scheme, {"task@": "abc"}).rows() if row.sums and row.sums[1]]
        assert [one.total for one in sums if one] == [None, None]


@pytest.mark.parametrize(("share", "told"), [("0", "0"), ("1", "100"), ("0.125", "12.5"), ("0.333333", "33.3333")])
def test_shares_are_told_without_idle_zeros(share: str, told: str) -> None:
    assert percentage(Decimal(share)) == told


@pytest.mark.browser
def test_sums_follow_what_is_typed(app: Flask, city: None, now: datetime, page_of: Visit) -> None:
    with app.app_context(), unit_of_work():
        change_scheme(get_period("2026"), load_scheme(CLASSED), now)
    page = page_of(Role.ASSESSMENT_OFFICE)
    assert reading_faults(page, PAGE) == []
    in_general, of_class = (page.locator(f'[data-sum="total@{category}"]') for category in ("", "party"))
    page.get_by_label("目标任务 · 权重").fill("50")
    expect(in_general).to_have_text("110 %")
    expect(in_general).to_have_class("wrong")
    expect(of_class).to_have_text("100 %")
    page.get_by_label("目标任务 · 党群部门").fill("")
    expect(of_class).to_have_text("90 %")
    page.get_by_label("电话 · 权重").fill("30.0")
    expect(in_general).to_have_text("100 %")
    expect(in_general).not_to_have_class("wrong")
    page.get_by_label("电话 · 党群部门").fill("两成")
    expect(of_class).to_have_text("— %")
