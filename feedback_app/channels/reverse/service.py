"""Use cases of reverse ballots: rosters, codes, and a ballot that is cast once and tells nothing of its rater."""

import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, update

from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.campaigns.service import require_taking_answers
from feedback_app.channels.reverse import queries
from feedback_app.channels.reverse.ballots import Ballot, Raw, fill_no_contact, missing_cells
from feedback_app.channels.reverse.codes import hash_code, new_code, read_code
from feedback_app.channels.reverse.models import BallotCode, RaterGroup
from feedback_app.channels.reverse.scored_groups import require_scored, scored_groups
from feedback_app.config import settings
from feedback_app.database import insert_all, session
from feedback_app.errors import Refusal
from feedback_app.ledger.service import record
from feedback_app.periods.service import require_not_frozen
from feedback_app.responses.queries import find_sent
from feedback_app.responses.service import Receipt, Submission, Verdict, take
from feedback_app.responses.sheets import unidentified
from surveys.questionnaire import AnswerProblem, AnswerProblems, Sheet, check, ratings

FACTS = {"channel": "reverse"}
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
MOST_CODES_AT_ONCE = 1000


class NotABallotCampaign(Refusal):
    """Rater groups and codes belong to reverse campaigns."""

    sentence = _l("评价活动“%(campaign)s”不是反向测评。")


class GroupCodeTaken(Refusal):
    """The campaign has a group of that code."""

    status = 409
    sentence = _l("组别编号“%(code)s”已存在。")


class MoreCodesThanRaters(Refusal):
    """Nobody votes twice: a group never has more codes than raters."""

    status = 409
    sentence = _l("“%(group)s”名册有 %(roster)s 人，已有有效投票码 %(issued)s 个，最多还能发 %(left)s 个。")


class RosterShrunk(Refusal):
    """A roster on which codes were issued only grows: a smaller one would make the turnout look better."""

    status = 409
    sentence = _l("“%(group)s”已经发过投票码，名册人数只能增加，不能少于 %(roster)s 人。")


class UnknownBallotCode(Refusal):
    """No ballot belongs to this code."""

    status = 404
    sentence = _l("没有这个投票码，请对照纸条逐个字核对。字母不分大小写，横线可以不写。")


class BallotAlreadyCast(Refusal):
    """The code has been used; the rater who pressed twice is told so too."""

    status = 409
    sentence = _l("这个投票码已经用过，选票已收到，不能再投。如果您没有投过，请与发码的工作人员联系。")


class BallotCodeVoid(Refusal):
    """The code was taken back because it was lost or never handed out."""

    status = 409
    sentence = _l("这个投票码已作废，请向发码的工作人员领取新的。")


class BallotHasNoKey(Refusal):
    """The form came without the key that makes sure that it counts once."""

    sentence = _l("页面不完整，请核对下面的内容后再提交一次。")


class BallotRefused(Exception):
    """A ballot that cannot be taken as it is: what is wrong beside which question, and which cells are empty."""

    def __init__(self, ballot: Ballot, problems: Sequence[AnswerProblem], missing: Sequence[str]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.ballot = ballot
        self.problems = {problem.question: problem for problem in problems}
        self.missing = tuple(missing)


def require_ballots(campaign: Campaign) -> Campaign:
    """Return a campaign whose channel is the reverse ballot.

    Raises:
        NotABallotCampaign
    """
    if campaign.channel != Channel.REVERSE:
        raise NotABallotCampaign(campaign=campaign.title)
    return campaign


def add_group(campaign: Campaign, *, code: str, name: str, roster: int, actor: str, now: datetime) -> RaterGroup:
    """Put a group of raters on the campaign's roster; once a scheme names the groups that it scores, only these.

    Raises:
        NotABallotCampaign, PeriodFrozen, GroupCodeTaken, GroupNotScored
    """
    require_ballots(campaign)
    require_not_frozen(campaign.period)
    if queries.find_group(campaign, code) is not None:
        raise GroupCodeTaken(code=code)
    require_scored(code, scored_groups(campaign.period))
    group = RaterGroup(campaign=campaign, code=code, name=name, roster=roster)
    session().add(group)
    session().flush()
    detail = {"campaign": campaign.code, "roster": roster}
    record("ballots.add_group", subject=("rater_group", code), actor=actor, at=now, detail=detail)
    return group


def change_roster(group: RaterGroup, roster: int, *, actor: str, now: datetime) -> None:
    """Say how many raters a group has; once codes were issued the number only grows.

    Raises:
        PeriodFrozen, RosterShrunk
    """
    queries.lock_group(group.id)
    require_not_frozen(group.campaign.period)
    counts = queries.count_codes(group.campaign).get(group.id)
    if counts is not None and roster < group.roster:
        raise RosterShrunk(group=group.name, roster=group.roster)
    detail = {"campaign": group.campaign.code, "before": group.roster, "after": roster}
    group.roster = roster
    record("ballots.change_roster", subject=("rater_group", group.code), actor=actor, at=now, detail=detail)


def issue_codes(group: RaterGroup, number: int, *, actor: str, now: datetime) -> list[str]:
    """Make codes and return them to be printed: this is the only time that anybody sees them.

    Raises:
        PeriodFrozen, MoreCodesThanRaters
    """
    queries.lock_group(group.id)
    require_not_frozen(group.campaign.period)
    counts = queries.count_codes(group.campaign).get(group.id, queries.CodeCounts())
    left = group.roster - counts.issued
    if not 0 < number <= left:
        raise MoreCodesThanRaters(group=group.name, roster=group.roster, issued=counts.issued, left=left)
    codes = [new_code() for _ in range(number)]
    insert_all(BallotCode, [{"code_hash": _hash_of(code), "group_id": group.id} for code in codes])
    detail = {"campaign": group.campaign.code, "number": number}
    record("ballots.issue", subject=("rater_group", group.code), actor=actor, at=now, detail=detail)
    return codes


def void_unused_codes(group: RaterGroup, *, actor: str, now: datetime, today: date) -> int:
    """Take all unused codes of a group back, as after a lost print, and return how many they were.

    Raises:
        PeriodFrozen
    """
    queries.lock_group(group.id)
    require_not_frozen(group.campaign.period)
    unused = (BallotCode.group_id == group.id, BallotCode.used_on.is_(None), BallotCode.voided_on.is_(None))
    voided = session().scalars(update(BallotCode).where(*unused).values(voided_on=today).returning(BallotCode.group_id))
    number = len(voided.all())
    detail = {"campaign": group.campaign.code, "number": number}
    record("ballots.void", subject=("rater_group", group.code), actor=actor, at=now, detail=detail)
    return number


def _hash_of(written: str) -> str:
    letters = read_code(written)
    if letters is None:
        raise UnknownBallotCode
    return hash_code(letters, key=settings().pseudonym_key)


def open_ballot(written: str, *, now: datetime, today: date) -> Ballot:
    """Return the ballot that a code opens.

    Raises:
        UnknownBallotCode, BallotAlreadyCast, BallotCodeVoid
        CampaignNotYetOpen, CampaignClosed, PeriodNotOpen, FormExpired
    """
    code = _get_code(written)
    if code.used_on is not None:
        raise BallotAlreadyCast
    return _ballot_of(code, now=now, today=today)


def _get_code(written: str) -> BallotCode:
    code = queries.find_code(_hash_of(written))
    if code is None:
        raise UnknownBallotCode
    if code.voided_on is not None:
        raise BallotCodeVoid
    return code


def _ballot_of(code: BallotCode, *, now: datetime, today: date) -> Ballot:
    campaign = code.group.campaign
    definition = require_taking_answers(campaign, now=now, today=today)
    units = tuple(queries.list_rated_units(campaign))
    return Ballot(campaign=campaign, group=code.group, definition=definition, units=units)


def new_key() -> str:
    """Return the key of one ballot form handed out: the same form sent twice is one ballot."""
    return secrets.token_urlsafe(16)


def cast_ballot(written: str, raw: Raw, *, key: str, now: datetime, today: date) -> Receipt:
    """Spend the code and store the ballot, both or neither; nothing that is stored joins the two.

    ``key`` is random and came with the form. The very form sent again gets its receipt again.

    Raises:
        BallotRefused: with every empty cell.
        BallotAlreadyCast, and all of :func:`open_ballot`.
    """
    code = _get_code(written)
    queries.lock_group(code.group_id)
    code = _get_code(written)
    if not KEY.fullmatch(key):
        raise BallotHasNoKey
    if code.used_on is not None:
        return _receipt_again(code, key)
    ballot = _ballot_of(code, now=now, today=today)
    filled = fill_no_contact(ballot, raw)
    try:
        sheet = check(ballot.definition, filled, targets=ballot.unit_codes, facts=FACTS)
    except AnswerProblems as refused:
        missing = missing_cells(ballot, filled, refused.problems)
        raise BallotRefused(ballot, refused.problems, missing) from refused
    receipt = take(ballot.campaign, _submission(ballot, sheet, key), today=today)
    if receipt.is_repeat:
        raise BallotHasNoKey
    _spend(code, today)
    return receipt


def _receipt_again(code: BallotCode, key: str) -> Receipt:
    """Answer a rater who pressed twice; anybody else learns only that the code is spent."""
    earlier = find_sent(code.group.campaign_id, key)
    if earlier is None:
        raise BallotAlreadyCast
    return Receipt(response_id=earlier.id, is_repeat=True)


def _submission(ballot: Ballot, sheet: Sheet, key: str) -> Submission:
    units = {unit.code: unit.id for unit in ballot.units}
    verdicts = [
        Verdict(unit_id=units[said.target], item=said.item, verdict=said.verdict, rater_group=ballot.group.code)
        for said in ratings(ballot.definition, sheet)
        if said.target is not None
    ]
    content = {"group": ballot.group.code, "answers": unidentified(ballot.definition, sheet)}
    return Submission(idempotency_key=key, content=content, verdicts=verdicts)


def _spend(code: BallotCode, today: date) -> None:
    """Mark a code as used by writing all codes of its group.

    PostgreSQL keeps with every row the number of the transaction that wrote it (``xmin``), and the ballot has the same:
    a code written alone could be joined to its ballot for ever. Written together, all codes of the group carry the
    number of the group's latest ballot.
    """
    used_on = case((BallotCode.code_hash == code.code_hash, today), else_=BallotCode.used_on)
    session().execute(
        update(BallotCode)
        .where(BallotCode.group_id == code.group_id)
        .values(used_on=used_on)
        .execution_options(synchronize_session=False)
    )
    session().expire(code)
