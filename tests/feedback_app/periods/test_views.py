"""The page of periods."""

from feedback_app.accounts.permissions import Role
from tests.application import SignIn

YEAR = {"code": "2026", "name": "2026 年度", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}


def test_a_period_is_planned_opened_closed_and_reopened(signed_in: SignIn) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert "还没有考核周期" in office.get("/periods").text
    assert "2026 年度" in office.post("/periods", data=YEAR, follow_redirects=True).text
    assert "已存在" in office.post("/periods", data=YEAR).text
    assert "开放评价。" in office.post("/periods/2026/advance/open", follow_redirects=True).text
    asked = office.get("/periods/2026/close").text
    assert "截止考核周期“2026 年度”的评价？" in asked
    assert "市民扫码也不能再填写" in asked
    assert "开放评价" in office.get("/periods").text  # asking has changed nothing
    assert "已截止。" in office.post("/periods/2026/close", follow_redirects=True).text
    assert office.get("/periods/2026/close").status_code == 409
    assert "请写明" in office.post("/periods/2026/reopen", follow_redirects=True).text
    done = office.post("/periods/2026/reopen", data={"reason": "补录样本"}, follow_redirects=True)
    assert "已重新开放" in done.text


def test_wrong_days_and_steps_are_told(signed_in: SignIn) -> None:
    office = signed_in(Role.ASSESSMENT_OFFICE)
    assert "早于" in office.post("/periods", data={**YEAR, "ends_on": "2025-12-31"}).text
    assert "请填写日期" in office.post("/periods", data={**YEAR, "starts_on": "soon"}).text
    office.post("/periods", data=YEAR)
    assert office.get("/periods/2026/close").status_code == 409
    assert office.post("/periods/2026/close").status_code == 409
    assert office.post("/periods/2026/advance/closed").status_code == 404
    assert office.post("/periods/2026/advance/frozen").status_code == 404
    assert office.post("/periods/1999/advance/open").status_code == 404
