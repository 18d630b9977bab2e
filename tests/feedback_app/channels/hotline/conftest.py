"""A city with a few units, and imports that run to their end."""

import io
from collections.abc import Callable
from datetime import datetime

import pytest

from feedback_app import clock
from feedback_app.channels.hotline import queries, service
from feedback_app.channels.hotline.models import HotlineFile
from feedback_app.database import session, unit_of_work
from feedback_app.directory.models import Unit, UnitAlias, UnitDuty, UnitKind
from feedback_app.jobs.models import Job
from feedback_app.jobs.worker import run_job
from tests.feedback_app.channels.hotline.cases import WORK_ORDERS
from tests.stored import ACTOR, store_period

UNITS = (
    ("JYJ", "市教育局", "教委", "补课"),
    ("GAJ", "市公安局", "公安局", "户籍"),
    ("CGJ", "市城管局", "城管", "路灯"),
    ("JTJ", "市交通运输局", "交通局", "公交"),
    ("SWJ", "市税务局", "税务", "发票"),
    ("ZWZX", "市政务服务中心", "政务大厅", "叫号"),
)
Begin = Callable[..., Job]
Import = Callable[..., HotlineFile]


def store_city(now: datetime) -> None:
    """Add an open period and the units of a small city; inside a unit of work."""
    store_period(now)
    for code, name, alias, duty in UNITS:
        unit = Unit(code=code, name=name, kind=UnitKind.CITY_DEPARTMENT)
        unit.aliases, unit.duties = [UnitAlias(name=alias)], [UnitDuty(word=duty)]
        session().add(unit)
    session().flush()


@pytest.fixture
def city(context: None, now: datetime) -> None:
    with unit_of_work():
        store_city(now)


@pytest.fixture
def begin(city: None, now: datetime) -> Begin:
    """Call with bytes (or nothing, for the file of work orders) to start their import without running it."""

    def start(content: bytes | None = None, name: str = "工单.csv", mapping: dict[str, str] | None = None) -> Job:
        stream = io.BytesIO(WORK_ORDERS.read_bytes() if content is None else content)
        received = service.receive(stream, name, now=now)
        with unit_of_work():
            file = service.register(received, actor=ACTOR, now=now)
            period = service.choose_period(None, actor=ACTOR, now=now, today=clock.today("Asia/Shanghai"))
            campaign = service.choose_campaign(period, actor=ACTOR, now=now)
            wanted, today = mapping or file.mapping, clock.today("Asia/Shanghai")
            return service.start_import(file, wanted, campaign, actor=ACTOR, now=now, today=today)

    return start


@pytest.fixture
def import_file(begin: Begin) -> Import:
    """Call with bytes (or nothing, for the file of work orders) to import them to the end."""

    def run(content: bytes | None = None, name: str = "工单.csv", mapping: dict[str, str] | None = None) -> HotlineFile:
        job = begin(content, name, mapping)
        run_job(job.id)
        return queries.get_file(job.payload["file"])

    return run
