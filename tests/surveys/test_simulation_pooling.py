"""Pooled audits judged where the truth is known, and the printed table beside it."""

from functools import cache
from pathlib import Path

import pytest

from surveys.simulation.__main__ import main
from surveys.simulation.pooling import SCENARIOS, PooledCoverage, measure_pooling

PAGE = Path(__file__).parents[2] / "docs" / "methodology.md"
LINES = [(scenario.title, str(size)) for scenario in SCENARIOS for size in sorted(set(scenario.audited))]


@cache
def short_run() -> list[PooledCoverage]:
    return measure_pooling(4, 7)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.title)
def test_pooled_intervals_hold_the_truth_of_units_with_few_audited_records(scenario: object) -> None:
    found = [one for one in short_run() if one.scenario is scenario]
    held = sum(one.held["pooled"] * one.tried for one in found) / sum(one.tried for one in found)
    assert held >= 0.92


def test_the_machine_alone_misses_the_truth_and_the_own_audit_alone_hardly_says_anything() -> None:
    few, many = (one for one in short_run() if one.scenario is SCENARIOS[0] and one.audited in {5, 100})
    assert many.held["machine"] < 0.6 < 0.9 < many.held["pooled"]
    assert few.half_width["own"] > 2 * few.half_width["pooled"]


def test_the_more_is_audited_and_the_more_unlike_units_are_the_more_the_own_audit_weighs() -> None:
    alike, unlike = ([one.own_share for one in short_run() if one.scenario is SCENARIOS[n]] for n in (0, 2))
    assert alike == sorted(alike)
    assert alike[0] == unlike[0] == 0
    assert unlike[-1] > alike[-1]


def test_the_same_seed_gives_the_same_figures() -> None:
    assert measure_pooling(1, 3) == measure_pooling(1, 3)


def test_the_command_prints_every_line_and_fails_when_a_bar_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["pooling", "--periods", "1", "--seed", "3"])
    printed = capsys.readouterr().out
    assert code == int("MISSED" in printed)
    assert _lines(printed) == LINES


def test_the_printed_table_has_every_line_with_its_bar_kept() -> None:
    page = PAGE.read_text(encoding="utf-8").partition("own weight %")[2].partition("\n\n")[0]
    assert _lines(page) == LINES
    assert "MISSED" not in page


def _lines(table: str) -> list[tuple[str, str]]:
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]
    return [(row[0], row[1]) for row in cells if len(row) == 8 and row[1].isdigit()]
