"""Units that few audited records concern borrow from all, in words on the page, and again out of a frozen table."""

import csv
import io
from datetime import datetime

import pytest
from flask import Flask

from feedback_app.accounts.permissions import Role
from feedback_app.campaigns.models import Channel
from feedback_app.channels.hotline.audits.service import Answer, Plan
from feedback_app.database import unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.periods.queries import get_period
from feedback_app.scoring import computing, queries
from feedback_app.scoring import service as scoring
from feedback_app.scoring.models import ScoreRun
from surveys.assessment import Basis, ScoreLine, assess_period, load_scheme
from surveys.assessment.records import fingerprint, plain_assessment, read_evidence
from tests.application import SignIn
from tests.feedback_app.channels.hotline.records import CAMPAIGN, Said, store_records
from tests.feedback_app.scoring.city import ACTOR, change_scheme, frozen
from tests.feedback_app.scoring.readers import HOTLINE_SCHEME, audit
from tests.stored import store_campaign, store_unit

UNITS, EACH = 6, 20
HALF = Plan(minimum=UNITS * EACH // 2)


@pytest.fixture
def city(context: None, now: datetime) -> None:
    _store_city(now)


def _store_city(now: datetime) -> None:
    """Six units of twenty records that the machine holds for praise; of those read every other one was the worst."""
    with unit_of_work():
        units = [store_unit(f"U{number}", f"第{number}局") for number in range(UNITS)]
        store_campaign(now, *units, channel=Channel.HOTLINE, code=CAMPAIGN)
        for unit in units:
            store_records(now, unit, [Said(level=5)] * EACH)
        change_scheme(get_period("2026"), load_scheme(HOTLINE_SCHEME), now)


def _audit(now: datetime, plan: Plan = HALF) -> None:
    def worst(number: int) -> Answer:
        return Answer(level=1, theme="教育文体", unit_id=get_unit(f"U{(number - 1) // EACH}").id)

    audit(now, {number: worst(number) for number in range(1, UNITS * EACH + 1, 2)}, plan)


def _lines() -> dict[str, ScoreLine]:
    computed = computing.compute(get_period("2026"))
    found = {one.assessment.unit: one.assessment.find_line("hot") for one in computed.places}
    return {unit: line for unit, line in found.items() if line is not None}


def test_no_unit_has_enough_and_all_borrow(city: None, now: datetime) -> None:
    _audit(now)
    lines = _lines()
    assert len(lines) == UNITS
    assert {(line.basis, line.pooled, line.pooled_units) for line in lines.values()} == {(Basis.POOLED, 60, UNITS)}
    assert sum(line.audited for line in lines.values()) == 60
    for line in lines.values():
        assert line.audited < 30
        assert 0 < (line.own_share or 0) < 1
        assert line.uncorrected == 100
        assert 30 < (line.estimate.mean or 0) < 70
        assert (line.estimate.low or 0) <= 50 <= (line.estimate.high or 0)


def test_a_period_with_too_small_an_audit_stays_as_it_is(city: None, now: datetime) -> None:
    _audit(now, Plan(minimum=12))
    lines = _lines()
    assert {(line.basis, line.pooled) for line in lines.values()} == {(Basis.FEW_IN_PERIOD, 12)}
    assert {line.estimate.mean for line in lines.values()} == {100}


def _recomputed(run: ScoreRun) -> dict[str, object]:
    """What a run's kept evidence gives again, without a look at any record."""
    scores = queries.list_scores(run)
    evidence = [read_evidence(score.evidence) for score in scores]
    found = assess_period(queries.scheme_of(run.scheme), evidence, rules=run.rules_version)
    assert fingerprint(queries.scheme_of(run.scheme), evidence, rules=run.rules_version) == run.fingerprint
    return {one.unit: plain_assessment(one)["root"] for one in found}


def test_a_frozen_table_comes_out_again_of_what_was_kept_and_of_the_rows(city: None, now: datetime) -> None:
    _audit(now)
    run = frozen(get_period("2026"), now)
    assert computing.verify(get_period("2026")).holds
    kept = {score.unit.code: score.assessment["root"] for score in queries.list_scores(run)}
    assert _recomputed(run) == kept


def test_a_table_frozen_by_earlier_rules_is_verified_by_those(city: None, now: datetime) -> None:
    """As the version before left it: the same evidence, nobody borrowed, the fingerprint of its own rules."""
    _audit(now)
    run = frozen(get_period("2026"), now)
    scores = queries.list_scores(run)
    scheme, evidence = queries.scheme_of(run.scheme), [read_evidence(score.evidence) for score in scores]
    before = {one.unit: one for one in assess_period(scheme, evidence, rules="2026.2")}
    with unit_of_work():
        run = queries.find_run(get_period("2026"), is_final=True) or run
        run.rules_version, run.fingerprint = "2026.2", fingerprint(scheme, evidence, rules="2026.2")
        for score in queries.list_scores(run):
            score.total, score.assessment = before[score.unit.code].total, plain_assessment(before[score.unit.code])
    assert {score.total for score in queries.list_scores(run)} == {100}
    assert computing.verify(get_period("2026")).holds
    with unit_of_work():
        queries.list_scores(run)[0].total = 99
    assert len(computing.verify(get_period("2026")).differences) == 1


@pytest.mark.parametrize(
    ("plan", "said", "points", "exported"),
    [
        (
            *(HALF, "已借用全部单位的 60 条抽查校正，本单位自己的抽查占校正的", True),
            ("100.0", "借用全部单位的抽查校正", "60"),
        ),
        (
            *(Plan(minimum=12), "全部单位合起来 12 条", False),
            ("", "没有校正：全部单位的抽查也太少", ""),
        ),
    ],
)
def test_the_unit_s_page_and_the_file_say_what_was_done(
    app: Flask,
    now: datetime,
    signed_in: SignIn,
    plan: Plan,
    said: str,
    points: bool,
    exported: tuple[str, str, str],
) -> None:
    with app.app_context():
        _store_city(now)
        _audit(now, plan)
        computed = computing.compute(get_period("2026"))
        with unit_of_work():
            scoring.store_provisional(get_period("2026"), computed, actor=ACTOR, now=now)
    office = signed_in(Role.ASSESSMENT_OFFICE)
    page = office.get("/board/2026/units/U0").text
    assert said in page
    assert ("校正前 100.00" in page) == points
    assert _corrections(office.get("/board/2026/lines.csv").data) == {exported}
    english = office.get("/board/2026/lines.csv?lang=en").data.decode()
    assert ("corrected by the audit of all units, borrowed" in english) is points
    assert ("not corrected: too few audited, in all units together" in english) is not points


def _corrections(content: bytes) -> set[tuple[str, str, str]]:
    """Return what an exported table says of how the hotline's lines were corrected."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    return {(row["校正前得分"], row["校正方式"], row["借用抽查"]) for row in rows if row["路径"] == "total/hot"}
