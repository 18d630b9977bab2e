"""What a change of scheme changes, line by line, and that no change hides."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from surveys.assessment import (
    LineChange,
    Scheme,
    compare_schemes,
    dump_scheme,
    list_shipped_schemes,
    load_scheme,
    load_shipped_scheme,
    write_scheme,
)
from surveys.questionnaire.consistency import DefinitionProblems


@pytest.fixture
def scheme() -> Scheme:
    return load_shipped_scheme("department_scheme")


def _edited(scheme: Scheme, *replacements: tuple[str, str]) -> Scheme:
    text = dump_scheme(scheme)
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return load_scheme(text)


def _changes(old: Scheme, new: Scheme) -> dict[str, list[tuple[str, str, str | None, str | None]]]:
    return {
        line.code: [(fact.name, fact.category, fact.old, fact.new) for fact in line.changed_facts]
        for line in compare_schemes(old, new)
        if line.change is not LineChange.SAME
    }


@pytest.mark.parametrize("code", list_shipped_schemes())
def test_a_scheme_written_as_yaml_loads_back_equal(code: str) -> None:
    scheme = load_shipped_scheme(code)
    assert load_scheme(write_scheme(scheme)) == scheme


def test_a_scheme_does_not_differ_from_itself(scheme: Scheme) -> None:
    lines = compare_schemes(scheme, scheme)
    assert {line.change for line in lines} == {LineChange.SAME}
    assert [line.code for line in lines][:4] == ["", "total", "task", "satisfaction"]
    assert [line.depth for line in lines][:4] == [0, 0, 1, 1]


def test_a_rule_that_changes_is_named_with_both_values(scheme: Scheme) -> None:
    new = _edited(
        scheme,
        (
            '"minimum_base":30,"most_undecided":"0.1","score_map":"M5A","weight":"0.5"',
            '"minimum_base":40,"most_undecided":"0.1","score_map":"M5B","weight":"0.5"',
        ),
    )
    assert _changes(scheme, new) == {"phone": [("score_map", "", "M5A", "M5B"), ("minimum_base", "", "30", "40")]}


def test_weights_are_compared_as_every_category_has_them(scheme: Scheme) -> None:
    plain = json.loads(dump_scheme(scheme))
    for child, weight in zip(plain["tree"]["children"], ("0.45", "0.55"), strict=True):
        child["weight"] = weight
    changes = _changes(scheme, load_scheme(json.dumps(plain)))
    assert changes == {
        "task": [("weight", "", "0.5", "0.45")],
        "satisfaction": [("weight", "", "0.5", "0.55")],
    }, "the categories have weights of their own at this node, and keep them"
    del plain["categories"][1]["weights"]["task"], plain["categories"][1]["weights"]["satisfaction"]
    changes = _changes(scheme, load_scheme(json.dumps(plain)))
    assert ("weight", "regulatory", "0.5", "0.45") in changes["task"]


def test_a_line_that_moves_is_removed_and_added(scheme: Scheme) -> None:
    plain = json.loads(dump_scheme(scheme))
    public = plain["tree"]["children"][1]["children"][0]["children"]
    gone = public.pop()
    public[0]["weight"] = "0.7"
    plain["tree"]["children"][1]["children"][1]["weight"] = "0.2"
    plain["tree"]["children"][1]["children"].append({**gone, "weight": "0.1"})
    plain["categories"] = []
    lines = compare_schemes(scheme, load_scheme(json.dumps(plain)))
    assert [(line.depth, line.change) for line in lines if line.code == gone["code"]] == [
        (3, LineChange.REMOVED),
        (2, LineChange.ADDED),
    ]
    assert [line.change for line in lines if line.code == "party_affairs"] == [LineChange.REMOVED]


def _leaves(plain: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(plain, dict | list):
        for key in plain if isinstance(plain, dict) else range(len(plain)):
            yield from _leaves(plain[key], (*path, key))
    else:
        yield path


def _with_another_value(plain: Any, path: tuple[Any, ...]) -> Any:
    copied = json.loads(json.dumps(plain))
    holder = copied
    for key in path[:-1]:
        holder = holder[key]
    value = holder[path[-1]]
    choices = {"M4": "M4B", "M5A": "M5B", "shared": "dense", "pro_rata": "withhold", "withhold": "pro_rata"}
    choices |= {"2/3": "1/2", "phone": "voice", "web": "sms", "hotline": "web"}
    holder[path[-1]] = choices.get(value, value + 1 if isinstance(value, int) else _another(value))
    return copied


def _another(value: str) -> str:
    return str(float(value) + 1) if value.replace(".", "").isdigit() else f"{value}x"


@pytest.mark.parametrize("code", list_shipped_schemes())
def test_no_change_of_a_single_value_hides(code: str) -> None:
    scheme = load_shipped_scheme(code)
    plain = json.loads(dump_scheme(scheme))
    hidden, tried = [], 0
    for path in _leaves(plain):
        try:
            other = load_scheme(json.dumps(_with_another_value(plain, path)))
        except DefinitionProblems:
            continue  # not a scheme at all, as when one weight changes and the others do not
        tried += 1
        if all(line.change is LineChange.SAME for line in compare_schemes(scheme, other)):
            hidden.append(path)
    assert hidden == []
    assert tried > 40
