"""The file of work orders, imported and drawn whole."""

from datetime import datetime

import pytest

from feedback_app.channels.hotline.audits import service
from feedback_app.channels.hotline.audits.models import Audit
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.database import unit_of_work
from feedback_app.periods.models import Period
from feedback_app.periods.queries import get_period
from nlp.validity import Reason
from tests.feedback_app.channels.hotline.conftest import Import
from tests.stored import ACTOR

COMPLAINT = Answer(level=2, theme="教育文体")
PRAISE = Answer(level=5, theme="教育文体")
ENQUIRY = Answer(reason=Reason.ENQUIRY)


def draw(now: datetime, plan: Plan | None = None, seed: str = "lottery 42") -> Audit:
    """Draw the period's audit, or let it grow."""
    with unit_of_work():
        return service.draw(get_period("2026"), plan or Plan(), seed=seed, actor=ACTOR, now=now)


def read(item_id: int, answer: Answer, coder: str, now: datetime) -> None:
    """Let somebody read a drawn record."""
    with unit_of_work():
        service.code(item_id, answer, coder=coder, now=now)


def settle(item_id: int, answer: Answer, person: str, now: datetime) -> None:
    """Let somebody decide a dispute."""
    with unit_of_work():
        service.settle(item_id, answer, actor=person, now=now)


@pytest.fixture
def period(import_file: Import) -> Period:
    """The year, with the records of one file."""
    import_file()
    return get_period("2026")


@pytest.fixture
def audit(period: Period, now: datetime) -> Audit:
    """All records of the file, drawn."""
    return draw(now)
