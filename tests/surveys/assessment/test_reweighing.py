from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.assessment import (
    GENERAL,
    Scheme,
    WeightProblem,
    list_shipped_schemes,
    list_weight_problems,
    load_shipped_scheme,
    reweigh,
    weight_lines,
    weights_of_lines,
)
from surveys.questionnaire.consistency import DefinitionProblems

SCHEMES = [load_shipped_scheme(code) for code in list_shipped_schemes()]


def _codes(scheme: Scheme) -> list[str]:
    return [category.code for category in scheme.categories]


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.code)
def test_the_same_weights_make_the_same_scheme(scheme: Scheme) -> None:
    weights = weights_of_lines(weight_lines(scheme))
    assert reweigh(scheme, weights, version=scheme.version) == scheme
    assert list_weight_problems(weight_lines(scheme), weights, _codes(scheme)) == []


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.code)
def test_every_line_stands_behind_what_it_is_a_share_of(scheme: Scheme) -> None:
    seen = {scheme.root.code}
    for line in weight_lines(scheme):
        assert line.parent in seen
        seen.add(line.key)


@given(st.data())
def test_what_is_not_complained_of_makes_a_scheme_and_what_is_makes_none(data: st.DataObject) -> None:
    scheme = data.draw(st.sampled_from(SCHEMES))
    lines = weight_lines(scheme)
    weights = weights_of_lines(lines)
    shares = st.sampled_from([Decimal(0), Decimal("0.05"), Decimal("0.1"), Decimal(1)])
    for place in data.draw(st.lists(st.sampled_from(sorted(weights)), max_size=3)):
        weights[place] = data.draw(shares)
    problems = list_weight_problems(lines, weights, _codes(scheme))
    if problems:
        with pytest.raises(DefinitionProblems):
            reweigh(scheme, weights, version="x")
    else:
        changed = reweigh(scheme, weights, version="x")
        assert weights_of_lines(weight_lines(changed)) == weights


def test_a_sum_that_is_not_one_is_told_with_its_parent_and_category() -> None:
    scheme = load_shipped_scheme("differentiated_scheme")
    lines, category = weight_lines(scheme), scheme.categories[0].code
    weights = weights_of_lines(lines)
    weights["tasks", GENERAL] += Decimal("0.01")
    problems = list_weight_problems(lines, weights, _codes(scheme))
    assert WeightProblem(key="total", category=GENERAL, total=Decimal("1.01")) in problems
    assert all(problem.key == "total" for problem in problems)
    weights["tasks", category] = Decimal(0)
    told = {problem.category: problem.total for problem in list_weight_problems(lines, weights, _codes(scheme))}
    assert told[category] != 1


def test_a_line_that_weighs_nothing_for_anybody_is_told() -> None:
    scheme = load_shipped_scheme("department_scheme")
    lines = weight_lines(scheme)
    weights = weights_of_lines(lines)
    first, second = [line for line in lines if line.parent == scheme.root.code][:2]
    weights[second.key, GENERAL] += weights[first.key, GENERAL]
    for category in (GENERAL, *_codes(scheme)):
        weights[first.key, category] = Decimal(0)
    problems = list_weight_problems(lines, weights, _codes(scheme))
    assert WeightProblem(key=first.key, category=GENERAL, total=None) in problems
