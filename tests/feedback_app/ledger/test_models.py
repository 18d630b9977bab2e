"""The ledger's promise is kept by the database itself."""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from feedback_app.database import unit_of_work
from feedback_app.ledger.queries import count_entries, list_entries, list_subject_kinds
from feedback_app.ledger.service import record


@pytest.fixture
def entries(context: None, now: datetime) -> None:
    with unit_of_work():
        for number in range(3):
            record("test.count", subject=("number", str(number)), actor="test", at=now, detail={"n": number})


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries"])
def test_entries_are_neither_changed_nor_deleted(entries: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work() as session:
        session.execute(text(statement))
    assert count_entries() == 3


def test_entries_are_read_newest_first_by_page_and_kind(entries: None) -> None:
    assert [entry.detail["n"] for entry in list_entries(page_size=2)] == [2, 1]
    assert [entry.detail["n"] for entry in list_entries(page=2, page_size=2)] == [0]
    assert list_subject_kinds() == ["number"]
    assert count_entries(subject_kind="else") == 0
