"""The files that a real city would bring: its directory, a poller's sample, the hotline's orders, task scores."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from feedback_app.directory.files import export_service_points, export_units
from feedback_app.directory.models import ServicePointKind, UnitCategory, UnitKind
from feedback_app.directory.records import ServicePointRecord, UnitRecord
from feedback_app.gateways.spreadsheets import Cell, csv_chunks
from surveys.simulation import CITY, DEPARTMENTS, DISTRICTS, phone_cases, work_orders

PHONE_ANSWERS = (
    *("consent", "contact", "overall", "attitude", "efficiency", "fairness", "openness", "results"),
    *("sex", "age_band", "residence"),
)


def _csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    return b"".join(csv_chunks(headers, rows))


def units_file() -> bytes:
    """Return the directory's units: departments, districts, and the towns below them."""
    export = export_units(_units())
    return _csv(export.headers, export.rows)


def _units() -> Iterator[UnitRecord]:
    for department in DEPARTMENTS:
        yield UnitRecord(
            code=department.code,
            name=department.name,
            short_name=department.short_name,
            kind=UnitKind.CITY_DEPARTMENT,
            category=UnitCategory(department.category),
            aliases=department.aliases,
            duties=department.duties,
        )
    for district in DISTRICTS:
        yield UnitRecord(code=district.code, name=f"{CITY}{district.name}", kind=UnitKind.DISTRICT)
        for town in district.towns:
            yield UnitRecord(
                code=town.code,
                name=f"{district.name}{town.name}",
                short_name=town.name,
                kind=UnitKind(town.kind),
                category=UnitCategory(town.category),
                parent_code=district.code,
            )


def service_points_file() -> bytes:
    """Return the directory's service points: one window for every errand of a department."""
    export = export_service_points(_service_points())
    return _csv(export.headers, export.rows)


def _service_points() -> Iterator[ServicePointRecord]:
    for department in DEPARTMENTS:
        for number, errand in enumerate(department.errands, start=1):
            yield ServicePointRecord(
                code=f"{department.code}-W{number}",
                name=f"{errand}窗口",
                unit_code=department.code,
                kind=ServicePointKind.WINDOW,
                address=f"市民服务中心 {department.code[1:]} 区 {number} 号",
            )


def phone_file(seed: int, first: date, last: date) -> bytes:
    """Return the polling firm's sample: a row for every case drawn, answers for completes."""
    headers = ("个案编号", "处置结果", "部门", "区县代码", "设计权重", "访问员", "通话秒数", "访问日期", *PHONE_ANSWERS)
    rows = (
        (
            case.case_id,
            case.disposition,
            case.department,
            case.district,
            f"{case.design_weight:g}",
            case.interviewer,
            case.talk_seconds,
            case.called_on.isoformat(),
            *(case.answers.get(code, "") for code in PHONE_ANSWERS),
        )
        for case in phone_cases(seed, first, last)
    )
    return _csv(headers, rows)


def hotline_file(seed: int, first: date, last: date) -> bytes:
    """Return the hotline's export, in the encoding that hotline systems still write."""
    headers = ("工单编号", "标题", "主要内容", "来电时间")
    rows = (
        (order.number, order.title, order.text, f"{order.called_at:%Y-%m-%d %H:%M:%S}")
        for order in work_orders(seed, first, last)
    )
    return _csv(headers, rows).decode("utf-8-sig").encode("gb18030")


def tasks_file() -> bytes:
    """Return the year's scores for tasks, as the office that keeps them sends them over."""
    return _csv(("单位编码", "目标任务完成"), ((d.code, d.task) for d in DEPARTMENTS))
