"""Every deed that the code records has a word, and the page of the ledger shows no code."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.dashboards.ledger_facts import list_facts
from feedback_app.dashboards.ledger_words import ACTIONS, SUBJECTS
from feedback_app.database import unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.ledger.service import record
from feedback_app.periods.models import PeriodState
from feedback_app.themes.models import Change
from tests.application import SignIn
from tests.source import modules
from tests.stored import store_unit

CODE = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


def _calls() -> Iterator[ast.Call]:
    for module in modules("feedback_app"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and any(word.arg == "subject" for word in node.keywords):
                yield node


def _recorded() -> Iterator[str]:
    """Yield every action that the code names, in a call with a subject or as its first argument's name."""
    for module in modules("feedback_app"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_record", "note"}:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)
    for call in _calls():
        if call.args and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value)


def _subjects() -> Iterator[str]:
    for call in _calls():
        subject = next(word.value for word in call.keywords if word.arg == "subject")
        if isinstance(subject, ast.Tuple) and isinstance(subject.elts[0], ast.Constant):
            yield str(subject.elts[0].value)


def test_every_action_has_a_word() -> None:
    recorded = {action for action in _recorded() if CODE.fullmatch(action)}
    assert len(recorded) > 30
    assert recorded - set(ACTIONS) == set()
    steps = {f"period.{state}" for state in PeriodState if state is not PeriodState.PLANNED}
    composed = {f"issue.{change}" for change in Change} | {"model.promote", "model.rollback"}
    assert (steps | composed) - set(ACTIONS) == set()
    assert set(ACTIONS) - recorded - steps - composed == set()


def test_every_kind_of_subject_has_a_word() -> None:
    assert set(_subjects()) == set(SUBJECTS)


@pytest.fixture
def unit(app: Flask, now: datetime) -> int:
    with app.app_context(), unit_of_work():
        stored: Unit = store_unit()
        detail = {"valid": True, "level": 2, "unit": stored.id, "before": "valid", "selected": {"unit": stored.id}}
        record("hotline.decide", subject=("hotline_record", "7"), actor="key:abcd", at=now, detail=detail)
        record("directory.import", subject=("directory", "units"), actor="command line", at=now)
        return stored.id


@pytest.mark.usefixtures("unit")
def test_the_page_speaks_words(signed_in: SignIn) -> None:
    page = signed_in(Role.ADMINISTRATOR).get("/ledger").text
    for words in ("判定热线工单", "热线工单 7", "接口密钥 abcd…", "命令行", "<dd>市教育局</dd>", "<dd>是</dd>"):
        assert words in page
    assert "<dt>条件</dt><dd>单位：市教育局</dd>" in page
    for code in ("hotline.decide", ">hotline_record", "command line", "{&#34;"):
        assert code not in page
    english = signed_in(Role.ADMINISTRATOR).get("/ledger?lang=en").text
    assert "Decided a hotline text" in english
    assert "command line" in english


def test_what_says_nothing_is_left_out(app: Flask) -> None:
    with app.test_request_context():
        facts = dict(list_facts({"reason": "", "changed_codes": {}, "new": 0, "name": ["甲", "乙"]}, {}))
    assert facts == {"新增数": "0", "名称": "甲、乙"}
