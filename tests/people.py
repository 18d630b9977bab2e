"""One test account for each role, opened through the service that the pages use."""

from datetime import datetime

from feedback_app.accounts import queries, service
from feedback_app.accounts.permissions import Role
from feedback_app.database import session
from feedback_app.directory.models import Unit, UnitKind

PASSWORD = "correct horse battery staple"
ACTOR = "test"
UNIT_CODE = "T-DEPT"
FIRM_CODE = "T-FIRM"


def login_name_of(role: Role) -> str:
    """Return the login name of a role's test account."""
    return f"the_{role}"


def _store_unit() -> int:
    unit = Unit(code=UNIT_CODE, name="测试局", kind=UnitKind.CITY_DEPARTMENT)
    session().add(unit)
    session().flush()
    return unit.id


def store_account(role: Role, *, now: datetime) -> None:
    """Open the test account of a role, with the unit or firm that it needs; inside a unit of work, once."""
    name = login_name_of(role)
    if queries.find_account(name) is not None:
        return
    firm = service.open_organisation(FIRM_CODE, "测试调查公司", actor=ACTOR, now=now) if role is Role.POLLER else None
    service.open_account(
        login_name=name,
        display_name=name,
        role=role,
        password=PASSWORD,
        organisation_id=firm.id if firm else None,
        unit_id=_store_unit() if role is Role.DEPARTMENT else None,
        actor=ACTOR,
        now=now,
    )
