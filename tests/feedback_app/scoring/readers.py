"""People who audit the hotline: they draw, and two of them agree on every record."""

from collections.abc import Mapping
from datetime import datetime

from feedback_app.channels.hotline.audits import queries as audits
from feedback_app.channels.hotline.audits import service
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import session, unit_of_work
from feedback_app.periods.queries import get_period
from nlp.validity import Reason
from tests.feedback_app.scoring.city import ACTOR

HOTLINE_SCHEME = """
scheme: s
version: "1"
title: {zh-Hans: 方案, en: Scheme}
tree:
  code: total
  label: {zh-Hans: 总分, en: Total}
  kind: weighted
  children:
    - code: hot
      weight: 1
      label: {zh-Hans: 12345热线中的评价, en: Hotline}
      kind: channel
      channel: hotline
      score_map: M5A
      minimum_base: 10
      items: {overall: 1}
"""
"""A scheme of nothing but the hotline."""


def record_of(number: int) -> HotlineRecord:
    """Return a record by its number."""
    found = session().get(HotlineRecord, number)
    assert found is not None
    return found


def draw(now: datetime, plan: Plan) -> None:
    """Draw records for the audit, in a unit of work of its own."""
    with unit_of_work():
        service.draw(get_period("2026"), plan, seed="1", actor=ACTOR, now=now)


def audit(now: datetime, answers: Mapping[int, Answer], plan: Plan) -> None:
    """Draw records and let two people agree on all: on these answers, else on what the machine said."""
    draw(now, plan)
    waiting = (one for one in audits.list_items(audits.get_audit(get_period("2026"))) if not one.codings)
    for item in waiting:
        for coder in ("one", "two"):
            answer = answers.get(item.record_id) or _as_the_machine(record_of(item.record_id))
            with unit_of_work():
                service.code(item.id, answer, coder=coder, now=now)


def _as_the_machine(record: HotlineRecord) -> Answer:
    if record.level is None:
        return Answer(reason=Reason.ENQUIRY)
    return Answer(level=record.level, theme="教育文体", unit_id=record.unit_id)
