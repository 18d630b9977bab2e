"""Codes are spent once, ballots hold nothing of them, and the few are not shown."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Date, Uuid, func, inspect, select, text

from feedback_app import clock
from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import get_campaign
from feedback_app.campaigns.service import CampaignClosed, close_campaign
from feedback_app.channels.reverse import queries, results, service
from feedback_app.channels.reverse.codes import hash_code, read_code
from feedback_app.channels.reverse.models import BallotCode, RaterGroup
from feedback_app.config import settings
from feedback_app.database import database, session, unit_of_work
from feedback_app.ledger.models import AuditEntry
from feedback_app.periods.models import PeriodState
from feedback_app.periods.service import PeriodFrozen, advance_period
from feedback_app.responses.models import Evaluation, Response
from tests.feedback_app.channels.reverse.rounds import CRITERIA, TODAY, cast, filled, issue, store_round
from tests.stored import ACTOR, store_campaign, store_unit

VOTERS = 20


@contextmanager
def _writing(app: Flask) -> Iterator[None]:
    with app.app_context(), unit_of_work():
        yield


def _count(model: type) -> int:
    return session().scalar(select(func.count()).select_from(model)) or 0


def _code(app: Flask, now: datetime, *, roster: int = 30) -> str:
    with _writing(app):
        store_round(now, roster=roster)
        return issue(1, now)[0]


def test_a_ballot_becomes_evaluations_of_its_group(app: Flask, now: datetime) -> None:
    code = _code(app, now)
    with _writing(app):
        receipt = cast(code, now, "good", "dont_know")
    with app.app_context():
        found = session().execute(
            select(Evaluation.rater_group, Evaluation.verdict, func.count()).group_by("verdict", "rater_group")
        )
        assert {tuple(row) for row in found} == {
            ("street", "good", len(CRITERIA)),
            ("street", "dont_know", len(CRITERIA)),
        }
        assert len(receipt.code) == 12


def test_a_code_is_good_for_one_ballot(app: Flask, now: datetime) -> None:
    code = _code(app, now)
    with _writing(app):
        cast(code, now)
    with pytest.raises(service.BallotAlreadyCast), _writing(app):
        cast(code, now, "poor", "poor")
    with app.app_context():
        assert _count(Response) == 1


def test_pressing_twice_gives_the_same_receipt(app: Flask, now: datetime) -> None:
    code, key = _code(app, now), service.new_key()
    with _writing(app):
        first = cast(code, now, key=key)
    with _writing(app):
        again = cast(code, now, "poor", "poor", key=key)
    assert (again.code, again.is_repeat) == (first.code, True)


def test_a_key_copied_into_another_form_spends_no_code(app: Flask, now: datetime) -> None:
    with _writing(app):
        store_round(now)
        mine, other = issue(2, now)
        key = service.new_key()
        cast(mine, now, key=key)
    with pytest.raises(service.BallotHasNoKey), _writing(app):
        cast(other, now, key=key)
    with _writing(app):
        cast(other, now)


@pytest.mark.parametrize("written", ["", "7K3M", "0000-0000-0000", "请给我票"])
def test_an_unknown_code_opens_nothing(app: Flask, now: datetime, written: str) -> None:
    _code(app, now)
    with app.app_context(), pytest.raises(service.UnknownBallotCode):
        service.open_ballot(written, now=now, today=TODAY)


def test_every_empty_cell_is_named_and_the_code_stays_good(app: Flask, now: datetime) -> None:
    code = _code(app, now)
    raw = filled("good", "fair")
    raw["ballot:GAJ:lawful"] = []
    with pytest.raises(service.BallotRefused) as refused, _writing(app):
        service.cast_ballot(code, raw, key=service.new_key(), now=now, today=TODAY)
    assert refused.value.missing == ("ballot:GAJ:lawful",)
    with pytest.raises(service.BallotRefused) as empty, _writing(app):
        service.cast_ballot(code, {}, key=service.new_key(), now=now, today=TODAY)
    assert len(empty.value.missing) == 2 * len(CRITERIA)
    with _writing(app):
        cast(code, now)


def test_no_dealings_means_not_known_except_where_something_was_ticked(app: Flask, now: datetime) -> None:
    code = _code(app, now)
    raw = filled("good", "good") | {f"ballot:GAJ:{criterion}": [] for criterion in CRITERIA[1:]}
    with _writing(app):
        service.cast_ballot(code, {**raw, "no_contact": ["GAJ"]}, key=service.new_key(), now=now, today=TODAY)
    with app.app_context():
        counts = {(c.verdict): c.number for c in queries.count_verdicts(get_campaign("C1"))}
        assert counts["dont_know"] == len(CRITERIA) - 1


def test_a_closed_campaign_takes_no_ballot_and_spends_no_code(app: Flask, now: datetime) -> None:
    code = _code(app, now)
    with _writing(app):
        close_campaign(get_campaign("C1"), actor=ACTOR, now=now)
    with pytest.raises(CampaignClosed), _writing(app):
        cast(code, now)
    with app.app_context():
        assert results.list_turnouts(get_campaign("C1"))[0].used == 0


def test_a_group_never_has_more_codes_than_raters(app: Flask, now: datetime) -> None:
    with _writing(app):
        store_round(now, roster=3)
        issue(2, now)
    with pytest.raises(service.MoreCodesThanRaters), _writing(app):
        issue(2, now)
    with _writing(app):
        assert len(issue(1, now)) == 1


def test_lost_codes_can_be_voided_and_replaced_but_spent_ones_stay_spent(app: Flask, now: datetime) -> None:
    with _writing(app):
        store_round(now, roster=3)
        lost, spent, _ = issue(3, now)
        cast(spent, now)
    with _writing(app):
        group = queries.get_group(get_campaign("C1"), "street")
        assert service.void_unused_codes(group, actor=ACTOR, now=now, today=TODAY) == 2
        assert len(issue(2, now)) == 2
    with pytest.raises(service.BallotCodeVoid), _writing(app):
        cast(lost, now)
    with app.app_context():
        (turnout,) = results.list_turnouts(get_campaign("C1"))
        assert (turnout.issued, turnout.used, turnout.voided) == (3, 1, 2)


def test_a_roster_with_codes_only_grows_so_that_turnout_cannot_be_polished(app: Flask, now: datetime) -> None:
    _code(app, now, roster=10)
    with pytest.raises(service.RosterShrunk), _writing(app):
        service.change_roster(queries.get_group(get_campaign("C1"), "street"), 9, actor=ACTOR, now=now)
    with _writing(app):
        service.change_roster(queries.get_group(get_campaign("C1"), "street"), 12, actor=ACTOR, now=now)


@pytest.mark.parametrize(
    "late",
    [
        lambda group, now: service.change_roster(group, 99, actor=ACTOR, now=now),
        lambda group, now: service.add_group(group.campaign, code="late", name="组", roster=5, actor=ACTOR, now=now),
        lambda group, now: service.issue_codes(group, 1, actor=ACTOR, now=now),
        lambda group, now: service.void_unused_codes(group, actor=ACTOR, now=now, today=TODAY),
    ],
    ids=["change roster", "add group", "issue", "void"],
)
def test_a_frozen_period_keeps_its_rosters_and_codes(
    app: Flask, now: datetime, late: Callable[[RaterGroup, datetime], object]
) -> None:
    _code(app, now)
    with _writing(app):
        for step in (PeriodState.CLOSED, PeriodState.FROZEN):
            advance_period(get_campaign("C1").period, step, actor=ACTOR, now=now)
    with pytest.raises(PeriodFrozen), _writing(app):
        late(queries.get_group(get_campaign("C1"), "street"), now)


def test_groups_belong_to_reverse_campaigns_and_have_codes_of_their_own(app: Flask, now: datetime) -> None:
    with _writing(app):
        campaign = store_round(now)
        poll = store_campaign(now, store_unit("X", "市X局"), channel=Channel.PHONE, code="P1")
        with pytest.raises(service.NotABallotCampaign):
            service.add_group(poll, code="g", name="组", roster=5, actor=ACTOR, now=now)
        with pytest.raises(service.GroupCodeTaken):
            service.add_group(campaign, code="street", name="组", roster=5, actor=ACTOR, now=now)


def test_twenty_posts_of_one_code_at_once_are_one_ballot(app: Flask, now: datetime) -> None:
    code = _code(app, now)

    def vote(_: int) -> str:
        try:
            with clock.stopped(now), _writing(app):
                cast(code, now)
        except service.BallotAlreadyCast:
            return "refused"
        return "cast"

    with ThreadPoolExecutor(VOTERS) as pool:
        outcomes = list(pool.map(vote, range(VOTERS)))
    assert sorted(outcomes) == ["cast", *["refused"] * (VOTERS - 1)]
    with app.app_context():
        assert _count(Response) == 1
        assert session().scalar(select(func.count(BallotCode.used_on))) == 1


def test_twenty_raters_at_once_are_twenty_ballots(app: Flask, now: datetime) -> None:
    with _writing(app):
        store_round(now)
        codes = issue(VOTERS, now)

    def vote(code: str) -> None:
        with clock.stopped(now), _writing(app):
            cast(code, now)

    with ThreadPoolExecutor(VOTERS) as pool:
        list(pool.map(vote, codes))
    with app.app_context():
        assert _count(Response) == VOTERS


def test_no_column_joins_a_ballot_to_a_code_or_tells_its_hour(app: Flask, now: datetime) -> None:
    with app.app_context():
        schema = inspect(database().engine)
        codes = {column["name"]: column["type"] for column in schema.get_columns("ballot_codes")}
        ballots = {column["name"]: column["type"] for column in schema.get_columns("responses")}
        links = {key["referred_table"] for key in schema.get_foreign_keys("ballot_codes")}
    assert set(codes) == {"code_hash", "group_id", "used_on", "voided_on"}
    assert links == {"rater_groups"}
    assert all(isinstance(codes[name], Date) for name in ("used_on", "voided_on"))
    assert isinstance(ballots["received_on"], Date)
    assert not isinstance(codes["code_hash"], Uuid)


def test_nothing_of_the_code_is_stored_with_the_ballot_or_in_the_ledger(
    app: Flask, now: datetime, environment: dict[str, str]
) -> None:
    code = _code(app, now)
    with _writing(app):
        cast(code, now)
    with app.app_context():
        letters = read_code(code)
        assert letters is not None
        hashed = hash_code(letters, key=settings().pseudonym_key)
        tables = (Response, Evaluation, AuditEntry)
        stored = repr([row for table in tables for row in session().execute(select(table.__table__))])
        assert not any(trace in stored for trace in (code, letters, hashed))
        assert "ballots.issue" in stored
        assert "cast" not in stored
    path = Path(environment["DATABASE_URL"].removeprefix("sqlite:///"))
    if path.is_file():
        assert letters.encode() not in path.read_bytes()


def test_stored_order_of_ballots_says_nothing_about_the_order_of_votes(app: Flask, now: datetime) -> None:
    with _writing(app):
        store_round(now)
        codes = issue(VOTERS, now)
    random.Random(7).shuffle(codes)
    receipts = []
    for code in codes:
        with _writing(app):
            receipts.append(cast(code, now).code)
    with app.app_context():
        by_key = [response.receipt for response in session().scalars(select(Response).order_by(Response.id))]
        hashes = list(session().scalars(select(BallotCode.code_hash)))
    assert sorted(by_key) == sorted(receipts)
    assert by_key != receipts  # 1 in 20! by chance
    if "sqlite" in str(app.extensions["database"].url):
        assert hashes == sorted(hashes)


def test_postgresql_keeps_no_transaction_number_that_joins_a_code_to_its_ballot(app: Flask, now: datetime) -> None:
    with _writing(app):
        store_round(now)
        codes = issue(5, now)
    for code in codes[:3]:
        with _writing(app):
            cast(code, now)
    with app.app_context():
        if database().is_sqlite:
            pytest.skip("SQLite keeps no transaction numbers")
        written = session().execute(text("SELECT DISTINCT xmin::text FROM ballot_codes")).all()
        ballots = session().execute(text("SELECT DISTINCT xmin::text FROM responses")).all()
    assert len(written) == 1
    assert len(ballots) == 3


def _vote(app: Flask, now: datetime, ballots: int, *, roster: int) -> None:
    with _writing(app):
        store_round(now, roster=roster)
        for code in issue(ballots, now):
            cast(code, now, "excellent", "dont_know")


@pytest.mark.parametrize(("ballots", "roster", "is_shown"), [(4, 4, False), (5, 5, True), (5, 8, False), (6, 9, True)])
def test_a_group_is_shown_from_five_ballots_and_two_thirds_of_its_roster(
    app: Flask, now: datetime, ballots: int, roster: int, is_shown: bool
) -> None:
    _vote(app, now, ballots, roster=roster)
    with _writing(app):
        close_campaign(get_campaign("C1"), actor=ACTOR, now=now)
    with app.app_context():
        campaign = get_campaign("C1")
        assert results.list_turnouts(campaign)[0].is_shown is is_shown
        means = {mean.n: mean.mean for mean in results.list_group_means(campaign, now=now)}
        assert means == {ballots: 100 if is_shown else None}


def test_no_mean_is_shown_while_ballots_still_come_in(app: Flask, now: datetime) -> None:
    _vote(app, now, 6, roster=6)
    with app.app_context():
        assert results.list_group_means(get_campaign("C1"), now=now) == []
