"""Which codes are true ones, and when two entries differ."""

import pytest

from feedback_app.directory.models import UnitKind
from feedback_app.directory.records import (
    UnitRecord,
    list_changes,
    parse_code,
    parse_credit_code,
    parse_division_code,
)
from feedback_app.gateways.spreadsheets.parsing import BadCell

TRUE_CREDIT_CODE = "11430100006123456K"


def test_the_credit_code_of_these_tests_is_a_true_one() -> None:
    assert parse_credit_code(TRUE_CREDIT_CODE) == TRUE_CREDIT_CODE


@pytest.mark.parametrize(
    ("parse", "cell", "expected"),
    [
        (parse_code, "ＪＹＪ－０１", "JYJ-01"),
        (parse_code, "芙蓉区.教育局", "芙蓉区.教育局"),
        (parse_credit_code, "１１４３０１００００６１２３４５６ｋ", TRUE_CREDIT_CODE),
        (parse_division_code, "430102", "430102"),
        (parse_division_code, "430102001", "430102001"),
        (parse_division_code, "110101001001", "110101001001"),
        (parse_division_code, "429004", "429004"),
        (parse_division_code, "430000", "430000"),
        (parse_division_code, "430102.0", "430102"),
    ],
)
def test_true_codes(parse: type, cell: str, expected: str) -> None:
    assert parse(cell) == expected


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (parse_code, "A/B"),
        (parse_code, "A B"),
        (parse_code, "A" * 41),
        (parse_credit_code, "11430100006123456F"),
        (parse_credit_code, "1143010000612345"),
        (parse_credit_code, "O1430100006123456E"),
        (parse_division_code, "43010"),
        (parse_division_code, "990102"),
        (parse_division_code, "437702"),
        (parse_division_code, "118802"),
        (parse_division_code, "湖南省"),
    ],
)
def test_false_codes(parse: type, cell: str) -> None:
    with pytest.raises(BadCell):
        parse(cell)


def test_the_order_of_words_is_no_difference() -> None:
    before = UnitRecord(code="A", name="甲", kind=UnitKind.OTHER, aliases=("一", "二"))
    assert list_changes(before, UnitRecord(code="A", name="甲", kind=UnitKind.OTHER, aliases=("二", "一"))) == ()
    after = UnitRecord(code="A", name="乙", kind=UnitKind.OTHER, aliases=("一",))
    assert [name for name, _old, _new in list_changes(before, after)] == ["name", "aliases"]
