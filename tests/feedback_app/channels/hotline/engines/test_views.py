"""Pages of models: the comparison stands above the button, and only who may promote has one."""

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feedback_app.accounts.permissions import Role
from feedback_app.channels.hotline.engines import queries
from feedback_app.channels.hotline.engines.asking import KIND, ask_for_training
from feedback_app.channels.hotline.engines.folders import SHIPPED, keep, models_folder
from feedback_app.channels.hotline.engines.labels import count_labels
from feedback_app.database import unit_of_work
from feedback_app.jobs.models import JobState
from feedback_app.jobs.queries import get_job
from tests.application import SignIn
from tests.feedback_app.channels.hotline.engines.conftest import CURT, GLOOMY, store_audited, store_reviewed, turned

FACTS = {"examples": 3, "data": "d" * 64, "made_at": "2026-03-01T00:00:00"}


@pytest.fixture
def office(app: Flask, now: datetime, signed_in: SignIn) -> FlaskClient:
    """The office, with an audit, labels of review and a candidate."""
    with app.app_context():
        store_reviewed(store_audited(now), now)
        keep(turned(GLOOMY), FACTS)
    return signed_in(Role.ASSESSMENT_OFFICE)


def _in_force(app: Flask) -> str:
    with app.app_context():
        return queries.name_in_force()


def _seen(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_old_and_new_stand_above_the_button(app: Flask, office: FlaskClient) -> None:
    page = office.get(f"/hotline/models/{GLOOMY}").text
    assert page.index("只有新模型判对的") < page.index("启用这个模型")
    answer = office.post(f"/hotline/models/{GLOOMY}/promote", data={"seen": _seen(page)})
    assert answer.status_code == 302
    assert _in_force(app) == GLOOMY
    page = office.get("/hotline/models").text
    assert f"the_{Role.ASSESSMENT_OFFICE}" in page
    office.post("/hotline/models/roll-back")
    assert _in_force(app) == SHIPPED


@pytest.mark.parametrize("data", [{}, {"seen": "0123456789abcdef"}])
def test_a_button_without_its_comparison_promotes_nothing(
    app: Flask, office: FlaskClient, data: dict[str, str]
) -> None:
    answer = office.post(f"/hotline/models/{GLOOMY}/promote", data=data, follow_redirects=True)
    assert "比较的结果已经变化" in answer.text
    assert _in_force(app) == SHIPPED


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_time_of_training_is_told_in_local_time(app: Flask, signed_in: SignIn, language: str) -> None:
    with app.app_context():
        keep(turned(CURT), FACTS | {"made_at": "2026-03-01T20:30:00+00:00", "made_by": "command line"})
    analyst = signed_in(Role.ANALYST)
    one = analyst.get(f"/hotline/models/{CURT}?lang={language}").text
    for page in (analyst.get("/hotline/models").text, one):
        assert "<time>2026-03-02 04:30</time>" in page
        assert "2026-03-01" not in page
    assert ("命令行" in one) is (language == "zh")


def test_an_analyst_looks_and_promotes_nothing(app: Flask, office: FlaskClient, signed_in: SignIn) -> None:
    analyst = signed_in(Role.ANALYST)
    page = analyst.get(f"/hotline/models/{GLOOMY}").text
    assert "只有新模型判对的" in page
    assert "启用这个模型" not in page
    assert "开始训练" not in analyst.get("/hotline/models").text
    for address in (f"/{GLOOMY}/promote", "/roll-back", "/reread", "/train"):
        assert analyst.post(f"/hotline/models{address}").status_code == 403


def test_without_an_audit_the_page_says_what_is_missing(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        keep(turned(CURT), FACTS)
    page = signed_in(Role.ASSESSMENT_OFFICE).get(f"/hotline/models/{CURT}").text
    assert "留作检验的抽查记录只有 0 条" in page
    assert "启用这个模型" not in page


def test_going_back_from_the_shipped_model_is_refused_in_words(office: FlaskClient) -> None:
    assert "没有可退回的" in office.post("/hotline/models/roll-back", follow_redirects=True).text


def test_a_damaged_folder_is_named_and_hurts_nothing_else(app: Flask, office: FlaskClient) -> None:
    with app.app_context():
        (models_folder() / CURT).mkdir()
    assert "已损坏" in office.get("/hotline/models").text
    assert office.get(f"/hotline/models/{CURT}").status_code == 409
    assert office.get("/hotline/models/nothing-here").status_code == 404


def test_a_rereading_is_a_job_of_a_period_that_is_open(app: Flask, office: FlaskClient) -> None:
    answer = office.post("/hotline/models/reread", data={"period": "2026"})
    assert answer.location == "/jobs/1" or answer.location.startswith("/jobs/")
    with app.app_context():
        assert get_job(int(answer.location.rsplit("/", 1)[1])).payload == {"period": "2026"}
    refused = office.post("/hotline/models/reread", data={"period": "1999"}, follow_redirects=True)
    assert "请选择一个没有冻结的考核周期" in refused.text


def test_a_training_is_started_from_the_page_and_says_how_many_labels_it_uses(app: Flask, office: FlaskClient) -> None:
    page = office.get("/hotline/models").text
    with app.app_context():
        counted = count_labels()
    assert f"至多学习 {counted.to_learn} 条：人工判定 30 条，抽查 {counted.audit} 条" in page
    assert f"另有 {counted.held_out} 条抽查只用来检验" in page
    answer = office.post("/hotline/models/train")
    with app.app_context():
        job = get_job(int(answer.location.rsplit("/", 1)[1]))
        assert (job.kind, job.created_by) == (KIND, f"the_{Role.ASSESSMENT_OFFICE}")
    assert 'href="/hotline/models"' in office.get(answer.location).text
    page = office.get("/hotline/models").text
    assert "正在训练" in page
    assert "开始训练" not in page
    assert "已有一次训练还没有结束" in office.post("/hotline/models/train", follow_redirects=True).text
    assert _in_force(app) == SHIPPED


@pytest.mark.parametrize(
    ("state", "outcome", "said", "may_start"),
    [
        (JobState.PAUSED, {}, "训练已暂停", False),
        (JobState.FAILED, {"error": "WorkerLost"}, "上次训练没有完成：执行任务的进程中断过", True),
        (JobState.FAILED, {"error": "多半是内存不够"}, "上次训练没有完成：多半是内存不够", True),
        (
            JobState.DONE,
            {"model": GLOOMY, "labels": {"city": 41}, "compared": 39, "gained": 3, "lost": 12},
            "只有新模型判对的 3 条，只有现用模型判对的 12 条",
            True,
        ),
        (JobState.DONE, {"model": GLOOMY, "labels": {"city": 41}}, "学习了本市的 41 条判定", True),
    ],
)
def test_the_page_says_what_came_of_the_latest_training(
    app: Flask,
    office: FlaskClient,
    now: datetime,
    state: JobState,
    outcome: dict[str, object],
    said: str,
    may_start: bool,
) -> None:
    with app.app_context(), unit_of_work():
        job = ask_for_training(actor="chen", now=now)
        job.state, job.outcome, job.ended_at = state, outcome, now
    page = office.get("/hotline/models").text
    assert said in page
    assert ("开始训练" in page) == may_start
    assert (f'href="/hotline/models/{GLOOMY}">看比较' in page) == (state is JobState.DONE)
    assert ("WorkerLost" in office.get(f"/jobs/{job.id}").text) is False


def test_too_few_labels_are_said_in_the_place_of_the_button(app: Flask, signed_in: SignIn) -> None:
    page = signed_in(Role.ASSESSMENT_OFFICE).get("/hotline/models").text
    assert "可供学习的判定和抽查只有 0 条（与检验记录近似的不算），至少要 30 条" in page
    assert "开始训练" not in page
    refused = signed_in(Role.ASSESSMENT_OFFICE).post("/hotline/models/train", follow_redirects=True).text
    assert "可供学习的判定和抽查只有 0 条" in refused
