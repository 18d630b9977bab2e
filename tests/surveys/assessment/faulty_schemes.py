"""Two small schemes, and everything that can be wrong with them: what is spoiled, how, and what is said of it."""

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

FAULTS = [
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
]
"""Scheme, what is replaced in it, by what, and how the problem begins."""
