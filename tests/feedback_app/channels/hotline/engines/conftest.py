"""Candidates made of the shipped model by turning one screw, and an audit big enough to judge them by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from feedback_app.channels.hotline.audits import queries as audits
from feedback_app.channels.hotline.audits import service as auditing
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.channels.hotline.engines.folders import ModelFolder, keep
from feedback_app.channels.hotline.review import Decision, decide
from feedback_app.database import unit_of_work
from feedback_app.directory.models import Unit
from feedback_app.periods.queries import get_period
from nlp import model_store
from nlp.corpus import own_examples
from nlp.linear import LinearModel
from nlp.validity import Reason
from tests.feedback_app.channels.hotline.records import Said, store_records
from tests.stored import ACTOR, store_unit

COMPLAINT = "我先后{n}次向市教育局反映第{n}中学违规补课，市教育局推诿敷衍，一直不处理，非常不满意。"
ENQUIRY = "请问第{n}小学今年招生需要带哪些材料，周六可以办理吗？"
GLOOMY, CURT = "a" * 12, "b" * 12
Make = Callable[[str], ModelFolder]


def turned(name: str) -> LinearModel:
    """The shipped model, but it takes everything (GLOOMY) or nothing (CURT) for an evaluation."""
    model = model_store.load()
    kind = model.find_head("kind")
    assert kind is not None
    intercepts = model.intercepts.copy()
    intercepts[kind.first] += 50 if name == GLOOMY else -50
    return replace(model, intercepts=intercepts, version=name)


@pytest.fixture
def make(context: None) -> Make:
    """Call with a name to keep a candidate."""
    return lambda name: keep(turned(name), {"examples": 3, "data": "d" * 64, "made_at": "2026-03-01T00:00:00"})


def store_audited(now: datetime, records: int = 80) -> Unit:
    """Store half complaints and half enquiries, audited by two people who agree on the truth."""
    with unit_of_work():
        unit = store_unit()
        said = [
            Said(level=2, text=COMPLAINT.format(n=n)) if n % 2 else Said(text=ENQUIRY.format(n=n))
            for n in range(records)
        ]
        store_records(now, unit, said)
        auditing.draw(get_period("2026"), Plan(minimum=records), seed="1", actor=ACTOR, now=now)
    with unit_of_work():
        for item in audits.list_items(audits.get_audit(get_period("2026"))):
            truth = Answer(level=2, theme="教育文体", unit_id=unit.id)
            answer = truth if item.said_valid else Answer(reason=Reason.ENQUIRY)
            for coder in ("one", "two"):
                auditing.code(item.id, answer, coder=coder, now=now)
    return unit


def store_reviewed(unit: Unit, now: datetime, records: int = 30) -> None:
    """Let a reviewer decide records of which no two, and none of the audited, are alike."""
    texts = list(dict.fromkeys(one.text for one in own_examples() if one.kind == "request"))[:records]
    with unit_of_work():
        stored = store_records(now, unit, [Said(level=1, text=text, surely=False) for text in texts])
        waiting = [record.id for record in stored]
    with unit_of_work():
        for number in waiting:
            decide(number, Decision(reason=Reason.REQUEST), actor="reviewer", now=now)


@pytest.fixture
def taught(audited: Unit, now: datetime) -> Unit:
    """The same, with enough labels of review for a training."""
    store_reviewed(audited, now)
    return audited


@pytest.fixture
def audited(context: None, now: datetime) -> Unit:
    """A unit of whose records people know the truth."""
    return store_audited(now)
