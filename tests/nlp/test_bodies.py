import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.bodies import Basis, Body, Gazetteer, resolved

CITY = Gazetteer(
    (
        Body(code="D01", names=("市教育局",), aliases=("教体局",), duties=("学位", "招生")),
        Body(code="D02", names=("市公安局",), aliases=("交警", "派出所"), duties=("户口", "违停")),
        Body(code="D03", names=("市城管局",), aliases=("城管",), duties=("占道", "违停")),
    )
)


def test_a_name_resolves_the_message() -> None:
    found = CITY.candidates("临江市教育局", "临江市教育局不公开学位")
    assert (found[0].code, found[0].basis, resolved(found)) == ("D01", Basis.NAME, "D01")


def test_an_alias_resolves_it_too() -> None:
    assert resolved(CITY.candidates("南门派出所", "")) == "D02"


def test_part_of_a_name_is_only_a_suggestion() -> None:
    found = CITY.candidates("教育局", "")
    assert found[0].basis is Basis.PART
    assert resolved(found) is None


def test_a_shared_alias_resolves_nothing() -> None:
    twins = Gazetteer(tuple(Body(code=code, names=(f"{code}局",), aliases=("所里",)) for code in ("A", "B")))
    assert resolved(twins.candidates("所里", "")) is None


def test_duties_suggest_but_never_resolve() -> None:
    found = CITY.candidates(None, "门口违停严重，占道经营")
    assert {candidate.code for candidate in found} == {"D02", "D03"}
    assert found[0].code == "D03"
    assert resolved(found) is None


@given(st.none() | st.text(max_size=20), st.text(max_size=60))
def test_at_most_three_and_sorted(mention: str | None, text: str) -> None:
    found = CITY.candidates(mention, text)
    assert len(found) <= 3
    assert list(found) == sorted(found, key=lambda candidate: (-candidate.confidence, candidate.code))


def test_names_are_found_in_the_text_the_longest_first() -> None:
    text = "市教育局和教体局都说归城管"
    assert [text[start:end] for start, end in CITY.named_in(text)] == ["市教育局", "教体局", "城管"]


@pytest.mark.parametrize("mention", ["西湖区城管", "清河镇派出所", "A7县城管"])
def test_the_body_of_another_place_is_only_a_suggestion(mention: str) -> None:
    found = CITY.candidates(mention, "")
    assert (found[0].basis, resolved(found)) == (Basis.PART, None)
