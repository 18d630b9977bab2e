"""Whatever the methodology finds wrong in a scheme's file is told in the reader's language, with its line."""

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from feedback_app.scoring.scheme_faults import SENTENCES, SchemeFault, sentence_of
from feedback_app.scoring.service import SchemeRefused, read_scheme
from surveys.assessment import load_scheme
from surveys.questionnaire.consistency import DefinitionProblems
from surveys.questionnaire.documents import line_of
from tests.source import modules
from tests.surveys.assessment.faulty_schemes import FAULTS, REVERSE, WEIGHTED

RULES = """
year: {least_months: 9}
individuals: {cap: 0, month: {department: 0.5, peers: 0.6}}
grades: {limits: {excellent: 60, competent: 70, basic: 80}, excellent_quota: [{down_to: 2, quota: 2}]}
warnings: {progress: {yellow_from: 0.5, red_beyond: 0.1}, deadline: {blue_from: 1, yellow_from: 3}}
"""
WHERE = {
    *(f"surveys/assessment/{name}.py" for name in ("consistency", "loader", "rules", "grades", "individuals")),
    *(f"surveys/assessment/{name}.py" for name in ("periods", "progress")),
    *(f"surveys/questionnaire/{name}.py" for name in ("documents", "nodes")),
}
"""The modules that a scheme's file passes through."""
SAYING = {"Reason", "RuleRefused", "refuse"}
LATIN = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}")
"""Three English words in a row; keys and codes of the file stand alone."""


@pytest.fixture
def database_kind() -> str:
    """Nothing here is stored."""
    return "sqlite"


def _said(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that a module gives for reasons: of a call, or of a pair of a path and a reason."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        yield from node.args[:1] if name in SAYING else ()
        yield from node.args[2:] if name == "_repeated" else ()
    if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
        yield node.value.elts[1]
    if isinstance(node, ast.FunctionDef):
        yield from node.args.defaults if node.name == "_repeated" else ()


def _patterns() -> set[str]:
    nodes = [node for module in modules("surveys") if str(module.path) in WHERE for node in ast.walk(module.tree)]
    said = [expression for node in nodes for expression in _said(node)]
    return {one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)}


def _faults(text: str) -> tuple[SchemeFault, ...]:
    with pytest.raises(SchemeRefused) as refused:
        read_scheme(text, source="scheme.yaml")
    return refused.value.faults


def test_every_reason_has_a_sentence_and_every_sentence_a_reason() -> None:
    assert len(_patterns()) > 30
    assert _patterns() - set(SENTENCES) == set()
    assert set(SENTENCES) - _patterns() == {"a code is lower-case letters, digits and _, at most 40, a letter first"}


@pytest.mark.parametrize(("text", "old", "new"), [case[:3] for case in FAULTS])
def test_each_fault_is_told_in_chinese_and_in_english(app: Flask, text: str, old: str, new: str) -> None:
    with app.test_request_context("/?lang=zh"):
        for fault in _faults(text.replace(old, new)):
            assert not LATIN.search(fault.sentence), fault.sentence
            assert re.search(r"[\u4e00-\u9fff]", fault.sentence)
    with app.test_request_context("/?lang=en"):
        for fault in _faults(text.replace(old, new)):
            assert not re.search(r"[\u4e00-\u9fff]", fault.sentence), fault.sentence


def test_rules_beside_the_tree_are_told_in_chinese_too(app: Flask) -> None:
    with app.test_request_context():
        told = {fault.path: fault.sentence for fault in _faults(WEIGHTED + RULES)}
    assert told["year"] == "半年只有 6 个月，这里写的是 9"
    assert {"individuals", "grades", "warnings"} <= set(told)
    assert not any(LATIN.search(sentence) for sentence in told.values())


@pytest.mark.parametrize(
    ("spoiled", "line", "place"),
    [
        (WEIGHTED.replace("M5A", "M99"), 11, "tree.children[1].score_map"),
        (WEIGHTED.replace("weight: 0.4, ", ""), 11, "tree.children[1].weight"),
        (WEIGHTED.replace("0.6", "0.5"), 9, "tree.children"),
        (REVERSE.replace("M4", "M44"), 9, "tree.score_map"),
        (REVERSE.replace("title: 题", "title: 题\ntitle: 题"), 5, ""),
        (REVERSE.replace("kind: reverse", "\tkind: reverse"), 7, ""),
        ("[]", None, "整个文件"),
    ],
)
def test_each_fault_has_its_line(app: Flask, spoiled: str, line: int | None, place: str) -> None:
    with app.test_request_context():
        assert (line, place) in [(fault.line, fault.place) for fault in _faults(spoiled)]


def test_faults_come_in_the_order_of_the_file(app: Flask) -> None:
    with app.test_request_context():
        lines = [fault.line for fault in _faults(WEIGHTED.replace("0.6", "-0.6").replace("scheme: s", "scheme: S!"))]
    assert lines == sorted(lines, key=lambda line: line or 0)
    assert len(lines) > 2


def test_a_place_that_is_not_there_is_that_of_what_is_around_it() -> None:
    assert line_of(WEIGHTED, "tree.children[7].code") == 9
    assert line_of(WEIGHTED, "nowhere") is None
    assert line_of("{", "tree") is None


def test_a_reason_without_a_sentence_stays_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        assert sentence_of("is green") == "is green"
    with pytest.raises(DefinitionProblems, match="must be one of web"):
        load_scheme(WEIGHTED.replace("channel: phone", "channel: pigeon"))
