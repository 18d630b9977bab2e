"""Computing, freezing, publishing and verifying totals, on both databases."""

from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from feedback_app.database import session, unit_of_work
from feedback_app.directory.queries import get_unit
from feedback_app.ledger.queries import list_entries
from feedback_app.periods.models import Period, PeriodState
from feedback_app.periods.queries import get_period
from feedback_app.periods.service import PeriodFrozen, PeriodStepOutOfOrder
from feedback_app.responses.models import Evaluation, Standing
from feedback_app.responses.selections import Selection, list_evaluations
from feedback_app.responses.service import change_standing
from feedback_app.scoring import computing, queries, service
from feedback_app.scoring.models import ScoreRun, UnitScore
from surveys.assessment import AdjustmentKind, load_scheme
from tests.feedback_app.scoring.city import ACTOR, SCHEME, change_scheme, frozen, store_city
from tests.stored import store_period

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def period(context: None, now: datetime) -> Period:
    with unit_of_work():
        return store_city(now)


def test_totals_come_from_the_rows_that_stand(period: Period) -> None:
    found = {place.assessment.unit: place.assessment for place in computing.compute(period).places}
    # 市教育局: 0.4 × 90 + 0.4 × (6 × 100 + 4 × 80) / 10 + 0.2 × 85
    assert found["JYJ"].published == Decimal("89.80")
    # 市公安局: nine calls are below the base, so tasks and ballots share the weight: (0.4 × 80.5 + 0.2 × 100) / 0.6
    assert found["GAJ"].published == Decimal("87.00")
    phone = found["JYJ"].find_line("phone")
    town = found["GAJ"].find_line("town")
    assert phone is not None
    assert town is not None
    assert phone.nonratings == {"dont_know": 4}
    assert (town.estimate.n, town.cast, town.invited) == (5, 6, 8)


def test_what_is_quarantined_does_not_count_until_it_is_put_back(period: Period, now: datetime) -> None:
    police = get_unit("JYJ")
    evaluation = next(
        e for e in list_evaluations(Selection(period_id=period.id, unit_id=police.id)) if e.verdict == "satisfied"
    )
    before = computing.compute(period).fingerprint
    with unit_of_work():
        change_standing(evaluation, Standing.QUARANTINED, reason="burst", actor=ACTOR, now=now)
    computed = computing.compute(period)
    line = next(p.assessment for p in computed.places if p.assessment.unit == "JYJ").find_line("phone")
    assert line is not None
    assert line.estimate.n == 9
    assert computed.fingerprint != before
    assert computed.with_quarantined["JYJ"] == Decimal("89.8")
    with unit_of_work():
        change_standing(evaluation, Standing.VALID, reason="checked", actor=ACTOR, now=now)
    again = computing.compute(period)
    assert (again.fingerprint, again.with_quarantined) == (before, {})


def test_the_same_inputs_give_the_same_table(period: Period, now: datetime) -> None:
    tables = []
    for _again in range(2):
        computed = computing.compute(period)
        with unit_of_work():
            run = service.store_provisional(period, computed, actor=ACTOR, now=now)
        tables.append((run.fingerprint, [(s.unit_id, s.assessment, s.evidence) for s in queries.list_scores(run)]))
    assert tables[0] == tables[1]


def test_new_inputs_replace_the_provisional_table(period: Period, now: datetime) -> None:
    for points in ("0", "1"):
        with unit_of_work():
            service.record_adjustment(
                period,
                get_unit("JYJ"),
                AdjustmentKind.BONUS,
                points=Decimal(points),
                reason="表彰",
                actor=ACTOR,
                now=now,
            )
        computed = computing.compute(period)
        with unit_of_work():
            service.store_provisional(period, computed, actor=ACTOR, now=now)
    runs = session().scalars(select(ScoreRun)).all()
    assert len(runs) == 1
    assert session().scalar(select(func.count()).select_from(UnitScore)) == 2
    assert [(s.unit.code, s.published, s.rank) for s in queries.list_scores(runs[0])] == [
        ("JYJ", Decimal("90.80"), 1),
        ("GAJ", Decimal("87.00"), 2),
    ]


def test_a_withdrawn_adjustment_counts_no_more_and_stays_on_record(period: Period, now: datetime) -> None:
    with unit_of_work():
        decided = service.record_adjustment(
            period, get_unit("JYJ"), AdjustmentKind.VETO, points=Decimal(0), reason="重大事故", actor=ACTOR, now=now
        )
    assert min(place.assessment.total or 0 for place in computing.compute(period).places) == 60
    with unit_of_work():
        service.withdraw_adjustment(queries.get_adjustment(decided.id), actor=ACTOR, now=now)
    assert max(place.assessment.total or 0 for place in computing.compute(period).places) == Decimal("89.8")
    assert len(queries.list_adjustments(period)) == 1
    with pytest.raises(service.AdjustmentWithdrawn), unit_of_work():
        service.withdraw_adjustment(queries.get_adjustment(decided.id), actor=ACTOR, now=now)


def test_a_period_without_a_scheme_is_not_scored(context: None, now: datetime) -> None:
    with unit_of_work():
        period = store_city(now, with_scheme=False)
    with pytest.raises(computing.SchemeMissing):
        computing.compute(period)


def test_only_the_first_scheme_of_a_planned_period_is_one_persons_word(context: None, now: datetime) -> None:
    scheme, changed = load_scheme(SCHEME), load_scheme(SCHEME.replace('version: "1"', 'version: "2"'))
    with unit_of_work():
        period = store_period(now, is_open=False)
        adopted = service.adopt_scheme(period, scheme, actor=ACTOR, now=now)
    assert adopted.approved_by is None
    with pytest.raises(service.SchemeUnchanged), unit_of_work():
        service.adopt_scheme(period, scheme, actor=ACTOR, now=now)
    with pytest.raises(service.SchemeNeedsApproval), unit_of_work():
        service.adopt_scheme(period, changed, actor=ACTOR, now=now)


def test_an_open_period_gets_even_its_first_scheme_from_two(context: None, now: datetime) -> None:
    with unit_of_work():
        period = store_period(now)
    with pytest.raises(service.SchemeNeedsApproval), unit_of_work():
        service.adopt_scheme(period, load_scheme(SCHEME), actor=ACTOR, now=now)


@pytest.mark.parametrize(
    ("rule", "fewer"), [("minimum_base: 10", "minimum_base: 9"), ("group_minimum: 5", "group_minimum: 4")]
)
def test_a_scheme_that_would_give_raters_away_is_refused(period: Period, now: datetime, rule: str, fewer: str) -> None:
    with pytest.raises(service.SchemeTooRevealing), unit_of_work():
        service.adopt_scheme(period, load_scheme(SCHEME.replace(rule, fewer)), actor=ACTOR, now=now)


def test_a_verdict_without_points_stops_the_scoring_by_name(period: Period, now: datetime) -> None:
    other = load_scheme(SCHEME.replace('version: "1"', 'version: "2"').replace("score_map: M5A", "score_map: M3"))
    with unit_of_work():
        change_scheme(period, other, now)
    with pytest.raises(computing.VerdictsOnAnotherScale) as refused:
        computing.compute(period)
    assert refused.value.data["verdict"] == "very_satisfied"


def test_an_open_period_cannot_be_frozen(period: Period, now: datetime) -> None:
    with pytest.raises(PeriodStepOutOfOrder), unit_of_work():
        service.freeze_inputs(period, actor=ACTOR, now=now)
    with pytest.raises(PeriodStepOutOfOrder), unit_of_work():
        service.freeze_totals(period, computing.compute(period), actor=ACTOR, now=now)


def test_a_frozen_table_is_kept_published_and_comes_out_again(period: Period, now: datetime) -> None:
    run = frozen(period, now)
    assert computing.verify(period).holds
    with unit_of_work():
        service.publish_scores(period, computing.verify(period), actor=ACTOR, now=now)
    assert get_period("2026").state is PeriodState.PUBLISHED
    found = queries.find_run(period)
    assert found is not None
    assert found.id == run.id
    assert {"scores.freeze", "period.published"} <= {entry.action for entry in list_entries()}


def test_freezing_again_changes_nothing(period: Period, now: datetime) -> None:
    run = frozen(period, now)
    with unit_of_work():
        service.freeze_inputs(period, actor=ACTOR, now=now)
    with unit_of_work():
        assert service.freeze_totals(period, computing.compute(period), actor=ACTOR, now=now).id == run.id


def test_a_frozen_period_takes_no_scheme_and_no_adjustment(period: Period, now: datetime) -> None:
    frozen(period, now)
    with pytest.raises(PeriodFrozen), unit_of_work():
        service.adopt_scheme(period, load_scheme(SCHEME), actor=ACTOR, now=now)
    with pytest.raises(PeriodFrozen), unit_of_work():
        service.record_adjustment(
            period, get_unit("JYJ"), AdjustmentKind.BONUS, points=Decimal(1), reason="r", actor=ACTOR, now=now
        )
    with pytest.raises(PeriodFrozen), unit_of_work():
        service.store_provisional(period, computing.compute(period), actor=ACTOR, now=now)


def test_rows_changed_behind_the_house_are_noticed_before_publishing(period: Period, now: datetime) -> None:
    frozen(period, now)
    with unit_of_work():
        session().execute(update(Evaluation).where(Evaluation.verdict == "satisfied").values(verdict="very_satisfied"))
    verification = computing.verify(period)
    assert not verification.holds
    assert [(d.unit, d.frozen) for d in verification.differences] == [("JYJ", Decimal("89.8000000000"))]
    with pytest.raises(service.EvidenceChanged), unit_of_work():
        service.publish_scores(period, verification, actor=ACTOR, now=now)
