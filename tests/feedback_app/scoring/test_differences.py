"""What a change of scheme is said to change."""

from importlib.resources import files

import pytest

from feedback_app.scoring.differences import ToldFact, tell_differences
from surveys.assessment import load_scheme

pytestmark = pytest.mark.usefixtures("context")
SHIPPED = files("surveys").joinpath("definitions/department_scheme.yaml").read_text(encoding="utf-8")
IDLE = "各类别另有权重，这一变化不影响任何单位"


def _weights_told(changed: str, *others: str) -> list[ToldFact]:
    """Return what is told of weights to a city with units of every class of the scheme, and of some others."""
    assert changed != SHIPPED
    scheme = load_scheme(SHIPPED)
    told = tell_differences(scheme, load_scheme(changed), {*(one.code for one in scheme.categories), *others})
    return [fact for line in told for fact in line.facts if fact.name.startswith("权重")]


def _with_other_general_weights() -> str:
    changed = SHIPPED
    for code, old, new in (("task", "0.5", "0.3"), ("satisfaction", "0.5", "0.7")):
        changed = changed.replace(f"code: {code}\n      weight: {old}", f"code: {code}\n      weight: {new}", 1)
    return changed


def test_a_general_weight_that_no_category_uses_is_said_to_move_nobody() -> None:
    told = _weights_told(_with_other_general_weights())
    assert [(fact.name, fact.note) for fact in told] == [("权重", IDLE), ("权重", IDLE)]


def test_a_general_weight_moves_units_without_a_class_and_is_not_said_to_move_nobody() -> None:
    told = _weights_told(_with_other_general_weights(), "")
    assert [fact.note for fact in told] == ["", ""]


def test_a_weight_that_a_category_inherits_is_said_to_change_it() -> None:
    changed, gap = SHIPPED, "\n" + 14 * " "
    for code, old, new in (("phone", "0.5", "0.4"), ("web", "0.3", "0.4")):
        changed = changed.replace(f"code: {code}{gap}weight: {old}", f"code: {code}{gap}weight: {new}", 1)
    told = _weights_told(changed)
    assert len(told) == 8  # in general and for three categories, for each of two lines
    assert {fact.note for fact in told} == {""}


def test_a_category_s_own_weight_is_no_idle_change() -> None:
    told = _weights_told(SHIPPED.replace("{task: 0.4, satisfaction: 0.6}", "{task: 0.3, satisfaction: 0.7}"))
    assert [fact.note for fact in told] == ["", ""]
