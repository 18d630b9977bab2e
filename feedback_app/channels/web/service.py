"""Use cases of the citizen's page: open the form behind a code, take an answer, look a receipt up."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _l

from feedback_app.campaigns.models import CampaignTarget, Channel
from feedback_app.campaigns.queries import find_target
from feedback_app.campaigns.service import require_taking_answers
from feedback_app.channels.web import queries
from feedback_app.channels.web.queries import Place
from feedback_app.errors import DatabaseBusy, NotFound, Refusal
from feedback_app.responses.models import Response
from feedback_app.responses.queries import find_response
from feedback_app.responses.service import Receipt, Submission, Verdict, take
from feedback_app.responses.sheets import unidentified
from surveys.questionnaire import AnswerProblem, AnswerProblems, Definition, Sheet, check, ratings

CODE = re.compile(r"[0-9A-Z]{4,16}")
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
FACTS = {"channel": "web"}


class UnknownCode(NotFound):
    """No citizen's form is behind this code."""

    sentence = _l("没有找到这个二维码对应的评价表。请检查网址，或重新扫描现场的二维码。")


class UnknownReceipt(NotFound):
    """No answer was given this receipt."""

    sentence = _l("没有找到这个回执码。请核对后重新输入。")


class FormHasNoKey(Refusal):
    """The form came without the key that makes sure that it counts once."""

    sentence = _l("页面不完整，请核对下面的内容后再提交一次。")


@dataclass(frozen=True, kw_only=True)
class Form:
    """The questionnaire behind a code, and the place that it asks about."""

    target: CampaignTarget
    definition: Definition


class AnswerRefused(Exception):
    """An answer that cannot be taken as it is; the form it was given on, and what is wrong beside which question."""

    def __init__(self, form: Form, problems: Mapping[str, AnswerProblem]) -> None:
        super().__init__(", ".join(str(problem) for problem in problems.values()))
        self.form = form
        self.problems = problems


def kept_or_new_key(given: str) -> str:
    """Return the key for one form handed out: the same form sent twice is one answer. A usable one is kept."""
    return given if KEY.fullmatch(given) else secrets.token_urlsafe(16)


def open_form(code: str, *, now: datetime, today: date) -> Form:
    """Return the form behind a code.

    Raises:
        UnknownCode, CampaignNotYetOpen, CampaignClosed, PeriodNotOpen, FormExpired
    """
    target = find_target(code.upper()) if CODE.fullmatch(code.upper()) else None
    if target is None or target.campaign.channel != Channel.WEB:
        raise UnknownCode
    return Form(target=target, definition=require_taking_answers(target.campaign, now=now, today=today))


def record_answer(code: str, raw: Mapping[str, Sequence[str]], *, key: str, now: datetime, today: date) -> Receipt:
    """Take a citizen's answer and give the receipt.

    Raises:
        AnswerRefused: with everything that is wrong, beside its question.
        FormHasNoKey: the hidden key is missing or mangled.
        UnknownCode, CampaignNotYetOpen, CampaignClosed, PeriodNotOpen, FormExpired
    """
    place = queries.find_open_place(code.upper(), now=now)
    definition = queries.get_definition(place.survey_checksum) if place else None
    if place is None or definition is None or definition.is_expired(today):
        return _receipt_again(code, key, now=now, today=today)
    if not KEY.fullmatch(key):
        raise FormHasNoKey
    try:
        sheet = check(definition, raw, targets=[place.unit_code], facts=FACTS)
    except AnswerProblems as refused:
        raise AnswerRefused(open_form(code, now=now, today=today), refused.by_question()) from refused
    return take(place.occasion, _submission(place, definition, sheet, key), today=today)


def _receipt_again(code: str, key: str, *, now: datetime, today: date) -> Receipt:
    """Give the receipt of an answer that came in while its form was open; any other is told what is in the way."""
    earlier = queries.find_taken(code.upper(), key)
    if earlier is not None:
        return Receipt(response_id=earlier.id, is_repeat=True)
    open_form(code, now=now, today=today)
    raise DatabaseBusy  # nothing is in the way any more: it opened this very moment


def _submission(place: Place, definition: Definition, sheet: Sheet, key: str) -> Submission:
    verdicts = tuple(
        Verdict(unit_id=place.unit_id, item=rating.item, verdict=rating.verdict)
        for rating in ratings(definition, sheet)
    )
    answers = unidentified(definition, sheet)
    return Submission(idempotency_key=key, content={"answers": answers}, verdicts=verdicts, target_id=place.target_id)


def look_up(receipt: str) -> Response:
    """Return the response that a receipt was given for; spaces, dashes and small letters are forgiven.

    Raises:
        UnknownReceipt: nobody was given this one.
    """
    found = find_response(receipt)
    if found is None:
        raise UnknownReceipt
    return found
