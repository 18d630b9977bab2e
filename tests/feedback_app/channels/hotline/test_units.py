"""Units are found by whatever people call them, unless that is what two of them are called."""

import pytest

from feedback_app.channels.hotline.units import KnownUnit, UnitBook, suggest

BOOK = UnitBook(
    (
        KnownUnit(id=1, code="JYJ", name="市教育局", short_name="教育局", aliases=("教委",), duties=("补课",)),
        KnownUnit(id=2, code="JYJ-D", name="东湖区教育局", short_name="教育局"),
    )
)


@pytest.mark.parametrize(
    ("called", "found"),
    [
        ("市教育局", 1),
        (" 市 教育局　", 1),
        ("教委", 1),
        ("jyj", 1),
        ("ＪＹＪ－Ｄ", 2),
        ("教育局", None),
        ("市文旅局", None),
        ("", None),
    ],
)
def test_a_name_finds_the_one_unit_that_bears_it(called: str, found: int | None) -> None:
    assert BOOK.find(called) == found


def test_codes_lead_to_units_and_back() -> None:
    assert (BOOK.by_code("JYJ"), BOOK.by_code("X"), BOOK.by_code(None)) == (1, None, None)
    assert (BOOK.code_of(2), BOOK.code_of(9), BOOK.code_of(None)) == ("JYJ-D", None, None)


def test_suggestions_keep_their_order_and_drop_strangers() -> None:
    assert [unit.id for unit in suggest(BOOK, ["JYJ-D", "X", "JYJ", "JYJ-D"])] == [2, 1]


def test_the_text_engine_learns_names_aliases_and_duties() -> None:
    first, second = BOOK.bodies()
    assert (first.names, first.aliases, first.duties) == (("市教育局", "教育局"), ("教委",), ("补课",))
    assert second.names == ("东湖区教育局", "教育局")
