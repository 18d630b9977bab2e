"""A reverse campaign for tests: departments, one group of raters, their codes."""

from datetime import date, datetime

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.campaigns.queries import get_campaign
from feedback_app.channels.reverse import queries, service
from feedback_app.responses.service import Receipt
from surveys.questionnaire import load_shipped
from tests.stored import ACTOR, store_campaign, store_unit

TODAY = date(2026, 3, 2)
UNITS = ("JYJ", "GAJ")
CRITERIA = tuple(criterion.code for criterion in load_shipped("reverse_ballot").questions[0].criteria)


def store_round(now: datetime, *, roster: int = 30) -> Campaign:
    """Open a reverse campaign about two departments, with one group; inside a unit of work."""
    units = [store_unit(code, f"市{code}局") for code in UNITS]
    campaign = store_campaign(now, *units, channel=Channel.REVERSE)
    service.add_group(campaign, code="street", name="街镇", roster=roster, actor=ACTOR, now=now)
    return campaign


def issue(number: int, now: datetime) -> list[str]:
    """Issue codes to the group; inside a unit of work."""
    group = queries.get_group(get_campaign("C1"), "street")
    return service.issue_codes(group, number, actor=ACTOR, now=now)


def filled(*verdicts: str, comment: str = "") -> dict[str, list[str]]:
    """A whole ballot: one verdict for each department, on all criteria alike."""
    ballot = {
        f"ballot:{unit}:{criterion}": [verdict]
        for unit, verdict in zip(UNITS, verdicts, strict=True)
        for criterion in CRITERIA
    }
    return {**ballot, "comment": [comment]}


def cast(code: str, now: datetime, *verdicts: str, key: str = "") -> Receipt:
    """Cast a whole ballot; inside a unit of work."""
    raw = filled(*(verdicts or ("good", "fair")))
    return service.cast_ballot(code, raw, key=key or service.new_key(), now=now, today=TODAY)
