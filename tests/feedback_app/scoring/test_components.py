"""Sheets of imported components are taken whole or not at all."""

from datetime import datetime

import pytest

from feedback_app.database import unit_of_work
from feedback_app.gateways.spreadsheets import RowsRefused, SpreadsheetRefused
from feedback_app.periods.models import Period
from feedback_app.scoring import components, queries
from tests.feedback_app.scoring.city import ACTOR, store_city

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def period(context: None, now: datetime) -> Period:
    with unit_of_work():
        return store_city(now)


def bring(period: Period, text: str, now: datetime) -> components.ComponentImport:
    with unit_of_work():
        return components.import_components(text.encode(), "tasks.csv", period, actor=ACTOR, now=now)


@pytest.mark.parametrize("header", ["目标任务", "task", "目标任务（必填）"])
def test_scores_come_by_unit_code_or_name(period: Period, now: datetime, header: str) -> None:
    done = bring(period, f"单位,{header}\nJYJ,91.5\n市公安局,80.5\n", now)
    assert (done.new, done.changed, done.unchanged) == (0, 1, 1)
    assert [str(score.points) for score in queries.list_imported_scores(period)] == ["80.5", "91.5"]


def test_a_blank_cell_leaves_a_score_as_it_is(period: Period, now: datetime) -> None:
    done = bring(period, "单位编码,task,备注\nJYJ,,无\n", now)
    assert (done.new, done.changed, done.unchanged) == (0, 0, 0)


def test_every_bad_row_is_named_and_nothing_is_stored(period: Period, now: datetime) -> None:
    text = "单位编码,task\nJYJ,101\nXXX,50\nGAJ,好\nGAJ,70\n"
    with pytest.raises(RowsRefused) as refused:
        bring(period, text, now)
    found = [(problem.line, problem.column, problem.value) for problem in refused.value.problems]
    assert found == [(2, "task", "101"), (3, "单位编码", "XXX"), (4, "task", "好"), (5, "单位编码", "GAJ")]
    assert [str(score.points) for score in queries.list_imported_scores(period)] == ["80.5", "90"]


def test_a_sheet_without_any_component_is_refused(period: Period, now: datetime) -> None:
    with pytest.raises(RowsRefused):
        bring(period, "单位编码,分数\nJYJ,90\n", now)


@pytest.mark.parametrize("content", ["", "task\n90\n", "单位编码,task\n"])
def test_what_is_no_sheet_of_components_is_refused(period: Period, now: datetime, content: str) -> None:
    with pytest.raises(SpreadsheetRefused):
        bring(period, content, now)


def test_the_sheet_to_fill_comes_back_unchanged(period: Period, now: datetime) -> None:
    adopted = queries.find_adopted_scheme(period)
    assert adopted is not None
    specs = components.columns(queries.scheme_of(adopted))
    lines = [",".join(spec.title for spec in specs)]
    lines += [",".join(map(str, row)) for row in components.list_rows(period, specs)]
    done = bring(period, "\n".join(lines), now)
    assert (done.new, done.changed, done.unchanged) == (0, 0, 2)
