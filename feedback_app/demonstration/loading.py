"""Load the simulated city, step by step; each step knows what it has done before, so that a second run adds nothing.

Everything goes through the services of the slices, as if a city's staff, citizens and raters had done it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from itertools import groupby, islice

from flask_babel import lazy_gettext as _l

from feedback_app.accounts import queries as account_queries
from feedback_app.accounts import service as accounts
from feedback_app.accounts.permissions import Role
from feedback_app.campaigns import service as campaign_service
from feedback_app.campaigns.models import Campaign, Channel
from feedback_app.campaigns.queries import find_campaign, get_campaign, list_targets
from feedback_app.channels.hotline import service as hotline
from feedback_app.channels.phone import service as phone
from feedback_app.channels.reverse import queries as ballot_queries
from feedback_app.channels.reverse import service as reverse
from feedback_app.channels.web import service as web
from feedback_app.database import unit_of_work
from feedback_app.demonstration import files
from feedback_app.demonstration.reviewing import review_waiting
from feedback_app.directory import imports
from feedback_app.directory.models import UnitKind
from feedback_app.directory.queries import count_units
from feedback_app.errors import Refusal
from feedback_app.jobs.models import JobState
from feedback_app.jobs.queries import get_job
from feedback_app.jobs.service import resume
from feedback_app.jobs.worker import Progress, run_job
from feedback_app.periods import service as period_service
from feedback_app.periods.models import PeriodState
from feedback_app.periods.queries import find_period, get_period
from feedback_app.responses.queries import find_sent
from feedback_app.scoring import service as scoring
from feedback_app.scoring.components import import_components
from feedback_app.scoring.queries import find_adopted_scheme
from surveys.assessment import load_shipped_scheme
from surveys.questionnaire.shipped import load_shipped
from surveys.simulation import GROUPS, SimulatedBallot, WebAnswer, ballots, web_answers, work_orders

SEED = 2026
PERIOD = "2026"
FIRST, LAST = date(2026, 1, 5), date(2026, 10, 30)
OPENED_AT = datetime(2026, 1, 1, tzinfo=UTC)
LOADED_AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
"""The demonstration has a calendar of its own, so that it loads alike on whatever day it is run."""
LOADED_ON = LOADED_AT.date()

ACTOR = "demonstration"
PASSWORD = "demonstration-anlan"  # noqa: S105 -- printed by the command: a demonstration has no secrets
FIRM = "DEMO-POLL"
WEB, PHONE, HOTLINE, REVERSE = "WEB-2026", "PHONE-2026", "HOTLINE-2026", "REVERSE-2026"
ANSWERS_A_UNIT_OF_WORK = 100


class NotADemonstration(Refusal):
    """The installation holds somebody's own data; a simulated city must not be mixed into it."""

    status = 409
    sentence = _l("这个系统里已有其他数据，示范城市只能装入空的系统。请另设 FEEDBACK_INSTANCE 或 DATABASE_URL。")


class LoadingStopped(Refusal):
    """A background part of the loading failed; ``reason`` is its own word for why."""

    status = 500
    sentence = _l("示范城市没有装完：%(reason)s。排除原因后重新运行，会接着装。")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One part of the loading: what it is called, how many units of progress it has, and the work itself."""

    name: str
    size: int
    run: Callable[[Callable[[int], None]], None]


LOGINS: tuple[tuple[str, str, Role], ...] = (
    ("admin", "系统管理员", Role.ADMINISTRATOR),
    ("office", "考核办", Role.ASSESSMENT_OFFICE),
    ("poller", "民调公司", Role.POLLER),
    ("analyst", "分析员", Role.ANALYST),
    ("analyst2", "分析员（乙）", Role.ANALYST),  # an audit wants two readers who know nothing of each other
    ("department", "市教育局", Role.DEPARTMENT),
    ("organiser", "基层组织员", Role.ORGANISER),
)


def require_demonstration() -> None:
    """Refuse to mix the simulated city into an installation that holds anything else.

    Raises:
        NotADemonstration
    """
    is_ours = account_queries.find_organisation(FIRM) is not None
    is_empty = not account_queries.list_accounts() and count_units() == 0
    if not is_ours and not is_empty:
        raise NotADemonstration


def is_over() -> bool:
    """Tell whether somebody has closed the demonstration's period: then nothing can be loaded into it any more."""
    period = find_period(PERIOD)
    return period is not None and period.state not in {PeriodState.PLANNED, PeriodState.OPEN}


def steps() -> Iterator[Step]:
    """Yield the steps in their order."""
    yield Step(name="directory", size=2, run=_load_directory)
    yield Step(name="accounts", size=len(LOGINS), run=_open_accounts)
    yield Step(name="period and campaigns", size=4, run=_open_campaigns)
    yield Step(name="task scores", size=1, run=_import_task_scores)
    answers = list(web_answers(SEED, FIRST, LAST))
    yield Step(name="QR answers", size=len(answers), run=lambda tell: _take_web_answers(answers, tell))
    yield Step(name="phone sample", size=1, run=_accept_phone_sample)
    cast = list(ballots(SEED, load_shipped("reverse_ballot").items))
    yield Step(name="ballots", size=len(cast), run=lambda tell: _cast_ballots(cast, tell))
    orders = list(work_orders(SEED, FIRST, LAST))
    yield Step(name="hotline file", size=len(orders), run=lambda tell: _import_hotline(len(orders), tell))
    yield Step(name="hotline review", size=len(orders), run=lambda tell: review_waiting(orders, tell, now=LOADED_AT))


def _load_directory(tell: Callable[[int], None]) -> None:
    for name, content in (("units.csv", files.units_file()), ("service_points.csv", files.service_points_file())):
        with unit_of_work():
            imports.import_file(content, name, actor=ACTOR, now=LOADED_AT)
        tell(1)


def _open_accounts(tell: Callable[[int], None]) -> None:
    for login_name, display_name, role in LOGINS:
        with unit_of_work():
            firm = accounts.open_organisation(FIRM, "安澜民意调查公司（示范）", actor=ACTOR, now=LOADED_AT)
            if account_queries.find_account(login_name) is None:
                accounts.open_account(
                    login_name=login_name,
                    display_name=display_name,
                    role=role,
                    password=PASSWORD,
                    organisation_id=firm.id if role is Role.POLLER else None,
                    unit_id=account_queries.find_unit_id("D01") if role is Role.DEPARTMENT else None,
                    actor=ACTOR,
                    now=LOADED_AT,
                )
        tell(1)


_CAMPAIGNS: tuple[tuple[str, str, Channel, str], ...] = (
    (WEB, "窗口服务评价", Channel.WEB, "hcp_onsite"),
    (PHONE, "公共服务满意度电话调查", Channel.PHONE, "public_phone_poll"),
    (HOTLINE, "12345 热线评价", Channel.HOTLINE, "hotline_text"),
    (REVERSE, "基层评议市直部门", Channel.REVERSE, "reverse_ballot"),
)


def _open_campaigns(tell: Callable[[int], None]) -> None:
    with unit_of_work():
        period = find_period(PERIOD) or period_service.plan_period(
            code=PERIOD,
            name="2026 年度考核",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            actor=ACTOR,
            now=OPENED_AT,
        )
        if find_adopted_scheme(period) is None:
            scoring.adopt_scheme(period, load_shipped_scheme("department_scheme"), actor=ACTOR, now=OPENED_AT)
        if period.state is PeriodState.PLANNED:
            period_service.advance_period(period, PeriodState.OPEN, actor=ACTOR, now=OPENED_AT)
    for code, title, channel, survey in _CAMPAIGNS:
        with unit_of_work():
            if find_campaign(code) is None:
                _open_campaign(code, title, channel, survey)
        tell(1)


def _import_task_scores(tell: Callable[[int], None]) -> None:
    with unit_of_work():
        import_components(files.tasks_file(), "tasks_2026.csv", get_period(PERIOD), actor=ACTOR, now=LOADED_AT)
    tell(1)


def _open_campaign(code: str, title: str, channel: Channel, survey: str) -> Campaign:
    wanted = campaign_service.WantedCampaign(
        code=code,
        title=title,
        channel=channel,
        period=get_period(PERIOD),
        definition=load_shipped(survey),
        target_kinds=(UnitKind.CITY_DEPARTMENT,),
        opens_at=OPENED_AT,
    )
    return campaign_service.open_wanted_campaign(wanted, actor=ACTOR, now=OPENED_AT)


def _key(*parts: object) -> str:
    """Return the idempotency key of one simulated form: the same in every run, so that it counts once."""
    return sha256(":".join(map(str, (SEED, *parts))).encode()).hexdigest()[:22]


def _take_web_answers(answers: list[WebAnswer], tell: Callable[[int], None]) -> None:
    """Send each answer to a window of its department, many in one unit of work to spare the disk."""
    codes: dict[str, list[str]] = {}
    for target in list_targets(get_campaign(WEB)):
        if target.service_point is not None:
            codes.setdefault(target.unit.code, []).append(target.code)
    waiting = iter(answers)
    while batch := list(islice(waiting, ANSWERS_A_UNIT_OF_WORK)):
        with unit_of_work():
            for answer in batch:
                windows = codes[answer.department]
                raw = {"overall": [str(answer.verdict)], "comment": [answer.comment]}
                key = _key("web", answer.department, answer.number)
                web.record_answer(windows[answer.number % len(windows)], raw, key=key, now=LOADED_AT, today=answer.on)
        tell(len(batch))


def _accept_phone_sample(tell: Callable[[int], None]) -> None:
    campaign = get_campaign(PHONE)
    incoming = phone.IncomingFile(source=files.phone_file(SEED, FIRST, LAST), name="phone_sample_2026.csv")
    firm = account_queries.get_organisation_by_code(FIRM)
    try:
        checked = phone.check_file(incoming, campaign, now=LOADED_AT, today=LOADED_ON)
        phone.require_no_problems(checked)
        with unit_of_work():
            phone.accept(checked, campaign, firm=firm.id, actor=ACTOR, now=LOADED_AT, today=LOADED_ON)
    except phone.FileAlreadyAccepted:
        pass
    tell(1)


def _cast_ballots(cast: list[SimulatedBallot], tell: Callable[[int], None]) -> None:
    for code, of_group in groupby(cast, key=lambda ballot: ballot.group):
        drawn = list(of_group)
        waiting = _not_yet_cast(code, drawn)
        codes = _issue_codes(code, len(waiting)) if waiting else []
        tell(len(drawn) - len(waiting))
        for (key, ballot), letters in zip(waiting, codes, strict=True):
            with unit_of_work():
                reverse.cast_ballot(letters, _filled_in(ballot), key=key, now=LOADED_AT, today=LOADED_ON)
            tell(1)


def _not_yet_cast(group: str, drawn: list[SimulatedBallot]) -> list[tuple[str, SimulatedBallot]]:
    campaign = get_campaign(REVERSE)
    keyed = [(_key("ballot", group, number), ballot) for number, ballot in enumerate(drawn)]
    return [(key, ballot) for key, ballot in keyed if find_sent(campaign.id, key) is None]


def _issue_codes(code: str, number: int) -> list[str]:
    """Issue a code to every rater on the roster, and return as many as will vote; a broken-off run's are void."""
    with unit_of_work():
        campaign = get_campaign(REVERSE)
        simulated = next(group for group in GROUPS if group.code == code)
        group = ballot_queries.find_group(campaign, code) or reverse.add_group(
            campaign, code=code, name=simulated.name, roster=simulated.roster, actor=ACTOR, now=LOADED_AT
        )
        reverse.void_unused_codes(group, actor=ACTOR, now=LOADED_AT, today=LOADED_ON)
        issued = ballot_queries.count_codes(campaign).get(group.id, ballot_queries.CodeCounts()).issued
        codes = reverse.issue_codes(group, simulated.roster - issued, actor=ACTOR, now=LOADED_AT)
    return codes[:number]


def _filled_in(ballot: SimulatedBallot) -> dict[str, list[str]]:
    question = next(q for q in load_shipped("reverse_ballot").questions if q.criteria)
    return {
        question.cell_field(department, criterion): [str(verdict)]
        for (department, criterion), verdict in ballot.verdicts.items()
    }


def _import_hotline(orders: int, tell: Callable[[int], None]) -> None:
    stream = BytesIO(files.hotline_file(SEED, FIRST, LAST))
    try:
        received = hotline.receive(stream, "hotline_2026.csv", now=LOADED_AT)
        with unit_of_work():
            file = hotline.register(received, actor=ACTOR, now=LOADED_AT)
            job = file.job or hotline.start_import(
                file, file.mapping, get_campaign(HOTLINE), actor=ACTOR, now=LOADED_AT, today=LOADED_ON
            )
            if job.state in {JobState.PAUSED, JobState.FAILED}:
                resume(job)
    except hotline.FileImportedBefore:
        tell(orders)
        return
    told = 0

    def pass_on(progress: Progress) -> None:
        nonlocal told
        tell(progress.done - told)
        told = progress.done

    run_job(job.id, on_progress=pass_on)
    ended = get_job(job.id)
    if ended.state is not JobState.DONE:
        raise LoadingStopped(reason=ended.outcome.get("error", ended.state))
