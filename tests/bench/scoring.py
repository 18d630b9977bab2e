"""A year of a large city: a million evaluations of five hundred units, stored through the door and scored."""

import multiprocessing
import random
import resource
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice

from feedback_app import clock
from feedback_app.app import create_app
from feedback_app.campaigns.models import Channel
from feedback_app.campaigns.queries import get_campaign
from feedback_app.config import Settings
from feedback_app.database import database, insert_all, session, unit_of_work
from feedback_app.directory.models import Unit, UnitCategory, UnitKind
from feedback_app.periods.queries import get_period
from feedback_app.responses.service import Submission, Verdict, take_all
from feedback_app.scoring import computing, service
from feedback_app.scoring.models import ImportedScore
from surveys.assessment import load_shipped_scheme
from tests.bench.engines import NAMES, installation
from tests.bench.report import Section
from tests.feedback_app.scoring.city import change_scheme
from tests.stored import ACTOR, store_campaign, store_period

UNITS = 500
HEARD = {Channel.WEB: 1000, Channel.PHONE: 500, Channel.HOTLINE: 200}  # evaluations of each unit
BALLOTS = {"district": 60, "township": 180, "village": 60}  # each about every unit
EVALUATIONS = UNITS * (sum(HEARD.values()) + sum(BALLOTS.values()))
CHUNK = 5_000
PERIOD = "2026"
FIVE_LEVELS = ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied")
FOUR_LEVELS = ("excellent", "good", "fair", "poor")
KINDS = (UnitCategory.PUBLIC_SERVICE, UnitCategory.REGULATORY, UnitCategory.PARTY_AFFAIRS)


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What one scoring took."""

    seconds: float
    megabytes: float
    units: int


def _store_city() -> list[int]:
    now = clock.now()
    units = [
        Unit(code=f"U{n:03d}", name=f"第{n}单位", kind=UnitKind.CITY_DEPARTMENT, category=KINDS[n % len(KINDS)])
        for n in range(UNITS)
    ]
    session().add_all(units)
    session().flush()
    for channel in (*HEARD, Channel.REVERSE):
        store_campaign(now, *units, channel=channel, code=channel)
    period = store_period(now, PERIOD)
    change_scheme(period, load_shipped_scheme("department_scheme"), now)
    done = {"period_id": period.id, "component": "task", "points": Decimal(90), "file_name": "tasks.csv"}
    insert_all(ImportedScore, [done | {"unit_id": u.id, "imported_by": ACTOR, "imported_at": now} for u in units])
    return [unit.id for unit in units]


def _ratings(channel: Channel, unit_ids: list[int], dice: random.Random) -> Iterator[Submission]:
    for number in range(HEARD[channel]):
        for unit_id in unit_ids:
            verdict = Verdict(unit_id=unit_id, item="overall", verdict=dice.choice(FIVE_LEVELS))
            yield Submission(
                idempotency_key=f"{number}-{unit_id}", content={"overall": verdict.verdict}, verdicts=[verdict]
            )


def _ballots(unit_ids: list[int], dice: random.Random) -> Iterator[Submission]:
    for group, cast in BALLOTS.items():
        for number in range(cast):
            verdicts = [
                Verdict(unit_id=unit_id, item="lawful", verdict=dice.choice(FOUR_LEVELS), rater_group=group)
                for unit_id in unit_ids
            ]
            yield Submission(idempotency_key=f"{group}-{number}", content={}, verdicts=verdicts)


def _take(channel: Channel, submissions: Iterator[Submission], size: int) -> None:
    while chunk := list(islice(submissions, size)):
        with unit_of_work():
            take_all(get_campaign(channel), chunk, today=clock.now().date())


def _store_year(environment: Mapping[str, str]) -> float:
    """Store everything through the door and return the seconds that took."""
    dice = random.Random(1)
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        with unit_of_work():
            unit_ids = _store_city()
        began = time.perf_counter()
        for channel in HEARD:
            _take(channel, _ratings(channel, unit_ids, dice), CHUNK)
        _take(Channel.REVERSE, _ballots(unit_ids, dice), CHUNK // UNITS)
        seconds = time.perf_counter() - began
        database().engine.dispose()
    return seconds


def _score(environment: Mapping[str, str]) -> Scored:
    """Score in a process of its own, so that its peak of memory is its own."""
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        began = time.perf_counter()
        computed = computing.compute(get_period(PERIOD))
        with unit_of_work():
            service.store_provisional(get_period(PERIOD), computed, actor=ACTOR, now=clock.now())
        seconds = time.perf_counter() - began
        database().engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Scored(seconds=seconds, megabytes=peak, units=len(computed.places))


def _row(engine: str) -> list[str]:
    with installation(engine) as environment:
        stored = _store_year(environment)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            scored = pool.apply(_score, (environment,))
    assert scored.units == UNITS
    rate = f"{EVALUATIONS / stored:,.0f}"
    return [NAMES[engine], f"{stored:.0f}", rate, f"{scored.seconds:.1f}", f"{scored.megabytes:.0f}"]


def scoring() -> Section:
    """Measure storing and scoring on both engines."""
    parts = chain(HEARD.items(), [("ballots", sum(BALLOTS.values()))])
    told = ", ".join(f"{number} by {name}" for name, number in parts)
    return Section(
        title="A year's totals",
        text=(
            f"{EVALUATIONS:,} evaluations of {UNITS} units ({told} for each unit), stored through the door in chunks "
            "by one process, then scored by the shipped scheme: counts, ballots, error, ranks, the stored run."
        ),
        header=("engine", "stored in s", "evaluations/s", "scored in s", "peak RSS of scoring, MiB"),
        rows=[_row(engine) for engine in NAMES],
    )
