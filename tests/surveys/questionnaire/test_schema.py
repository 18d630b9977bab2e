import copy
import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from surveys.questionnaire import (
    DefinitionProblems,
    dump_definition,
    list_shipped,
    load_definition,
    load_shipped,
    questionnaire_schema,
)
from surveys.questionnaire.schema import FILE_NAME
from tests.surveys.questionnaire.forms import AGE, APPLIED, HEAD, OVERALL, WHY, form_of

VALIDATOR = Draft202012Validator(questionnaire_schema())
CONSTRAINT = "constraint: {that: {answer: done, at_least: {answer: applied}}, message: 太早}"
FORM = form_of(
    OVERALL,
    WHY.replace("max_choices: 2", "show_if: {not: {answer: overall, in: [satisfied]}}, waive: {leading: 上级规定}"),
    AGE,
    APPLIED,
    "- {code: then, kind: long_text, text: 想说什么？, hint: {zh-Hans: 请勿写姓名, en: No names}}",
    f"- {{code: done, kind: date, text: 哪天, {CONSTRAINT}, require_if: {{fact: channel, in: [web]}}}}",
    head=f"{HEAD}introduction: {{zh-Hans: 您好, en: Hello}}\n",
)
PLAIN: dict[str, Any] = json.loads(dump_definition(FORM))


def is_loaded(document: Any) -> bool:
    try:
        load_definition(json.dumps(document))
    except DefinitionProblems:
        return False
    return True


def test_the_document_shipped_is_the_one_the_tables_give() -> None:
    shipped = (files("surveys") / "definitions" / FILE_NAME).read_text(encoding="utf-8")
    assert json.loads(shipped) == questionnaire_schema()


def test_the_document_is_a_schema() -> None:
    Draft202012Validator.check_schema(questionnaire_schema())


@pytest.mark.parametrize("code", list_shipped())
def test_what_is_shipped_satisfies_it(code: str) -> None:
    document = json.loads(dump_definition(load_shipped(code)))
    assert [error.message for error in VALIDATOR.iter_errors(document)] == []


FLAWS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "no title": lambda form: form.pop("title"),
    "unknown key": lambda form: form.update(colour="red"),
    "no questions": lambda form: form.update(questions=[]),
    "code with a capital": lambda form: form.update(questionnaire="Window"),
    "no Chinese": lambda form: form.update(title={"en": "Window"}),
    "approval without number": lambda form: form["approval"].pop("approval_number"),
    "hint without Chinese": lambda form: form["questions"][4]["hint"].pop("zh-Hans"),
    "introduction without Chinese": lambda form: form["introduction"].pop("zh-Hans"),
    "unknown kind": lambda form: form["questions"][0].update(kind="stars"),
    "no scale": lambda form: form["questions"][0].pop("scale"),
    "unknown scale": lambda form: form["questions"][0].update(scale="six_level"),
    "a level offered": lambda form: form["questions"][0].update(offers=["satisfied"]),
    "length of a rating": lambda form: form["questions"][0].update(max_length=3),
    "no options": lambda form: form["questions"][1].update(options=[]),
    "option without text": lambda form: form["questions"][1]["options"][0].pop("text"),
    "option with a space": lambda form: form["questions"][1]["options"][0].update(code="a b"),
    "options of a number": lambda form: form["questions"][2].update(options=PLAIN["questions"][1]["options"]),
    "no choices": lambda form: form["questions"][1].update(max_choices=0),
    "required perhaps": lambda form: form["questions"][2].update(required="perhaps"),
    "condition as text": lambda form: form["questions"][1].update(show_if="overall > 3"),
    "condition of nothing": lambda form: form["questions"][1].update(show_if={"all": []}),
    "two operators": lambda form: form["questions"][1].update(
        show_if={"answer": "overall", "in": ["satisfied"], "answered": True}
    ),
    "answered false": lambda form: form["questions"][1].update(show_if={"answer": "overall", "answered": False}),
    "unknown fact": lambda form: form["questions"][5].update(require_if={"fact": "weather", "answered": True}),
    "constraint without message": lambda form: form["questions"][5]["constraint"].pop("message"),
    "waiver of no rule": lambda form: form["questions"][1].update(waive={"manners": "x"}),
    "waiver without reason": lambda form: form["questions"][1].update(waive={"leading": ""}),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_schema_and_loader_refuse_the_same(flaw: str) -> None:
    document = copy.deepcopy(PLAIN)
    FLAWS[flaw](document)
    assert not VALIDATOR.is_valid(document)
    assert not is_loaded(document)


def test_schema_and_loader_take_the_same() -> None:
    assert VALIDATOR.is_valid(PLAIN)
    assert is_loaded(PLAIN)


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "x", "satisfied"]), st.just([]))


@st.composite
def vandalised(draw: st.DrawFn) -> dict[str, Any]:
    """Return the form with one value somewhere removed or replaced."""
    document = copy.deepcopy(PLAIN)
    place: Any = document
    while True:
        key = draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        inner = place[key]
        if not isinstance(inner, (dict, list)) or not inner or draw(st.integers(0, 3)) == 0:
            break
        place = inner
    if draw(st.booleans()):
        del place[key]
    else:
        place[key] = draw(SCALARS)
    return document


@settings(max_examples=100)
@given(vandalised())
def test_the_loader_takes_nothing_that_the_schema_refuses(document: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(document) or not is_loaded(document)
