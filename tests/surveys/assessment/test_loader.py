"""A scheme either makes sense or names everything that is wrong with it."""

import json

import pytest

from surveys.assessment import dump_scheme, list_shipped_schemes, load_scheme, load_shipped_scheme, loader
from surveys.questionnaire.consistency import DefinitionProblems
from tests.surveys.assessment import worked_example

WEIGHTED = """
scheme: s
version: "1"
title: 题
tree:
  code: total
  kind: weighted
  label: 总分
  children:
    - {code: task, kind: imported, label: 任务, weight: 0.6}
    - {code: phone, kind: channel, label: 电话, weight: 0.4, channel: phone, score_map: M5A, items: {overall: 1}}
"""
REVERSE = """
scheme: s
version: "1"
title: 题
tree:
  code: reverse
  kind: reverse
  label: 评议
  score_map: M4
  groups: [{code: town, label: 街镇, weight: 1}]
"""


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


@pytest.mark.parametrize(
    ("text", "old", "new", "problem"),
    [
        (WEIGHTED, "weight: 0.4", "weight: 0.5", "tree.children: the weights add up to 1.1, not 1"),
        (WEIGHTED, "weight: 0.4, ", "", "tree.children[1].weight: is missing"),
        (WEIGHTED, "weight: 0.4", "weight: many", "tree.children[1].weight: must be a number"),
        (WEIGHTED, "code: phone,", "code: task,", "tree: 'task' is used 2 times"),
        (WEIGHTED, "code: phone,", "code: Phone,", "tree.children[1].code: a code is lower-case letters"),
        (WEIGHTED, "channel: phone", "channel: pigeon", "tree.children[1].channel: must be one of web"),
        (WEIGHTED, "M5A", "M99", "tree.children[1].score_map: must be one of M5A"),
        (WEIGHTED, "{overall: 1}", "{overall: 0.9}", "tree.children[1].items: the weights add up to 0.9"),
        (
            WEIGHTED,
            "{overall: 1}",
            "{overall: 1}, most_undecided: 2",
            "tree.children[1].most_undecided: must lie between 0 and 1",
        ),
        (WEIGHTED, "{overall: 1}", "[overall]", "tree.children[1].items: must be a mapping"),
        (WEIGHTED, "kind: imported", "kind: dreamt", "tree.children[0].kind: must be one of weighted"),
        (WEIGHTED, "label: 任务", "lable: 任务", "tree.children[0].lable: is not a known key"),
        (WEIGHTED, "label: 总分", "label: 总分\n  missing: heir", "tree.heir: is named exactly when missing is heir"),
        (WEIGHTED, "label: 总分", "label: 总分\n  missing: heir\n  heir: x", "tree.heir: must be one of task, phone"),
        (WEIGHTED, "title: 题", "title: 题\nplaces: 3", "places: must be one of 2, 4"),
        (WEIGHTED, "title: 题", "title: 题\nadjustments: {bonus_cap: 101}", "adjustments.bonus_cap: must lie between"),
        (
            WEIGHTED,
            "title: 题",
            "title: 题\ncategories: [{code: city, label: 城, weights: {task: 0.5}}]",
            "categories[0].weights: under tree the weights add up to 0.9, not 1",
        ),
        (
            WEIGHTED,
            "title: 题",
            "title: 题\ncategories: [{code: city, label: 城, weights: {tusk: 0.5}}]",
            "categories[0].weights.tusk: no node with a parent has this code",
        ),
        (
            WEIGHTED.replace("0.6", "1"),
            "weight: 0.4",
            "weight: 0",
            "tree.children[1].weight: is 0 for every category, so the branch never counts",
        ),
        (WEIGHTED, "scheme: s", "scheme: S!", "scheme: a code is lower-case letters"),
        (WEIGHTED, "kind: imported", "kind: imported, component: T!", "tree.children[0].component: a code is"),
        (WEIGHTED, "title: 题", "title: 题\nadjustments: {veto_cap: 101}", "adjustments.veto_cap: must lie between"),
        (WEIGHTED, "{overall: 1}", "{overall: 1}, design_effect: 0", "tree.children[1].design_effect: must be above 0"),
        (
            WEIGHTED,
            "title: 题",
            "title: 题\ncategories: [{code: C!, label: 城, weights: {}}]",
            "categories[0].code: a code",
        ),
        (REVERSE, "code: town", "code: Town", "tree.groups[0].code: a code is"),
        (REVERSE, "label: 街镇", "label: {en: Towns}", "tree.groups[0].label: there is no wording in zh-Hans"),
        (REVERSE, "score_map: M4", "score_map: M44", "tree.score_map: must be one of M5A"),
        (REVERSE, "weight: 1", "weight: 0.9", "tree.groups: the weights add up to 0.9, not 1"),
        (REVERSE, "label: 评议", "label: 评议\n  group_minimum: 1", "tree.group_minimum: must be at least 2"),
        (
            REVERSE,
            "label: 评议",
            "label: 评议\n  trim: {each_end: 1, least_ballots: 4}",
            "tree.trim.least_ballots: must be at least 5",
        ),
        (REVERSE, "label: 评议", "label: 评议\n  turnout: 3/2", "tree.turnout: must lie above 0 and not above 1"),
        (REVERSE, "label: 评议", "label: 评议\n  turnout: most", "tree.turnout: must be a share"),
        (REVERSE, "title: 题", "title: 题\ntitle: 题", "line 5, column 1: the key 'title' is written twice"),
    ],
)
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
