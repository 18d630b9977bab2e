"""A scheme either makes sense or names everything that is wrong with it."""

import json

import pytest

from surveys.assessment import dump_scheme, list_shipped_schemes, load_scheme, load_shipped_scheme, loader
from surveys.questionnaire.consistency import DefinitionProblems
from tests.surveys.assessment import worked_example
from tests.surveys.assessment.faulty_schemes import FAULTS, REVERSE, WEIGHTED


@pytest.mark.parametrize("text", [WEIGHTED, REVERSE, worked_example.SCHEME])
def test_a_frozen_scheme_thaws_unchanged(text: str) -> None:
    scheme = load_scheme(text)
    assert load_scheme(dump_scheme(scheme)) == scheme
    assert dump_scheme(load_scheme(dump_scheme(scheme))) == dump_scheme(scheme)


def test_equal_weights_freeze_alike_however_they_are_written() -> None:
    assert dump_scheme(load_scheme(WEIGHTED)) == dump_scheme(load_scheme(WEIGHTED.replace("0.6", "0.60")))


def test_every_shipped_scheme_loads() -> None:
    assert "department_scheme" in list_shipped_schemes()
    assert all(load_shipped_scheme(code).code == code for code in list_shipped_schemes())


@pytest.mark.parametrize(("text", "old", "new", "problem"), FAULTS)
def test_each_fault_is_named_with_its_place(text: str, old: str, new: str, problem: str) -> None:
    assert old in text
    with pytest.raises(DefinitionProblems) as refused:
        load_scheme(text.replace(old, new))
    assert any(str(found).startswith(problem) for found in refused.value.problems), refused.value


def test_all_faults_are_named_at_once() -> None:
    spoiled = WEIGHTED.replace("0.6", "-0.6").replace("M5A", "M6").replace('version: "1"', "version: ''")
    with pytest.raises(DefinitionProblems) as refused:
        load_scheme(spoiled, source="scheme.yaml")
    assert {found.path for found in refused.value.problems} >= {"version", "tree.children[1].score_map"}
    assert str(refused.value).startswith("scheme.yaml: ")


@pytest.mark.parametrize("text", ["", "[]", "tree: 3", "{", "scheme: s\ntree: {kind: weighted}", "\x00"])
def test_nonsense_is_refused_not_crashed_on(text: str) -> None:
    with pytest.raises(DefinitionProblems):
        load_scheme(text)


def test_a_scheme_nested_without_end_is_refused() -> None:
    leaf = "{code: task, kind: imported, label: 任务, weight: 1}"
    for depth in range(14):
        leaf = f"{{code: n{depth}, kind: weighted, label: 组, weight: 1, children: [{leaf}]}}"
    text = f'scheme: s\nversion: "1"\ntitle: 题\ntree: {leaf.replace("weight: 1, children", "children", 1)}'
    with pytest.raises(DefinitionProblems, match="nested more than 12 deep"):
        load_scheme(text)


def test_every_key_of_the_file_is_explained() -> None:
    keys = {key for needed, known in loader._KEYS.values() for key in (*needed, *known)} | {*loader.RULES}
    frozen = json.loads(dump_scheme(load_shipped_scheme("differentiated_scheme")))
    assert {key for key in keys | frozen.keys() if key not in (loader.__doc__ or "")} == set()


def test_a_broken_tree_hides_no_problem_of_the_rest() -> None:
    broken = REVERSE.replace("M4", "M9") + "places: many\nyear: {least_months: 9}\ngrades: {limits: {excellent: 60}}\n"
    with pytest.raises(DefinitionProblems) as refused:
        load_scheme(broken)
    paths = [problem.path for problem in refused.value.problems]
    assert {"tree.score_map", "places", "year", "grades.limits.competent", "grades.limits.basic"} <= set(paths)
