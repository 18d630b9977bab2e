"""Outcome rates against AAPOR's arithmetic as published by others."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.sampling.dispositions import (
    DISPOSITIONS,
    DispositionClass,
    UnknownDisposition,
    count_outcomes,
    eligible_share,
    get_disposition,
    outcome_rates,
)
from tests.surveys.shared_data import needs_shared_data, rows

CASES = {
    "middleearth": ({"I": 760, "P": 339, "R": 59, "NC": 288, "O": 1, "UO": 173, "NE": 71}, None),
    "readme": ({"I": 4, "P": 2, "R": 1, "NC": 1, "O": 1, "UH": 1, "UO": 1, "NE": 1}, None),
    "test_e05": ({"I": 5, "P": 3, "R": 2, "NC": 1, "O": 2, "UH": 1, "UO": 1, "NE": 1}, 0.5),
}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("middleearth", {"e": 0.9532279315, "RR1": 0.4691358025, "RR3": 0.4714908024, "REF2": 0.0366025754}),
        ("middleearth", {"COOP1": 0.6557377049, "COOP4": 0.9490500864, "CON2": 0.7190234736, "CON3": 0.8009675190}),
        ("readme", {"e": 9 / 10, "RR1": 4 / 11, "RR2": 6 / 11, "RR3": 10 / 27, "RR4": 5 / 9, "RR5": 4 / 9}),
        ("readme", {"COOP1": 1 / 2, "COOP3": 4 / 7, "REF1": 1 / 11, "REF2": 5 / 54, "REF3": 1 / 9, "CON1": 8 / 11}),
        ("test_e05", {"RR1": 1 / 3, "RR2": 8 / 15, "RR3": 5 / 14, "RR4": 4 / 7, "RR5": 5 / 13, "RR6": 8 / 13}),
        ("test_e05", {"COOP1": 5 / 12, "COOP2": 2 / 3, "COOP3": 1 / 2, "COOP4": 4 / 5, "REF1": 2 / 15, "REF2": 1 / 7}),
        ("test_e05", {"REF3": 2 / 13, "CON1": 4 / 5, "CON2": 6 / 7, "CON3": 12 / 13, "LOC1": 13 / 15, "LOC2": 13 / 14}),
    ],
)
def test_the_three_published_cases(case: str, expected: dict[str, float]) -> None:
    counts, e = CASES[case]
    rates = outcome_rates(counts, e).as_dict()
    assert {name: rates[name] for name in expected} == pytest.approx(expected, abs=1e-9)


@needs_shared_data
def test_all_published_rates() -> None:
    published = rows("aapor/golden_outcome_rates.csv")
    assert len(published) == 54
    for row in published:
        counts, e = CASES[row["case"]]
        rates = outcome_rates(counts, e)
        assert rates.e == pytest.approx(float(row["e"]), abs=1e-9)
        assert rates.as_dict()[row["rate"]] == pytest.approx(float(row["value"]), abs=1e-9), row


@needs_shared_data
def test_the_code_table_classes_every_code_as_aapor_does() -> None:
    table = {row["aapor_code"]: row["calc_class"] for row in rows("codes/aapor_disposition_codes.csv")}
    assert {code: row.outcome.value for code, row in DISPOSITIONS.items() if code in table} == {
        code: outcome for code, outcome in table.items() if code in DISPOSITIONS
    }
    assert table.keys() <= DISPOSITIONS.keys()


@pytest.mark.parametrize(("completes", "refusals", "contacts", "success", "refusal"), [
    (365, 232, 1107, 0.3297, 0.2096),
    (600, 747, 1936, 0.3099, 0.3858),
])  # fmt: skip
def test_the_rates_chinese_polling_centres_publish(
    completes: int, refusals: int, contacts: int, success: float, refusal: float
) -> None:
    rates = outcome_rates({"I": completes, "R": refusals, "O": contacts - completes - refusals, "UH": 27_000})
    assert round(rates.success, 4) == success
    assert round(rates.refusal, 4) == refusal
    assert rates.success == rates.coop1
    assert rates.rr1 < 0.05 < rates.success


def test_a_rate_without_a_base_is_not_a_number() -> None:
    rates = outcome_rates({"UO": 7}, e=0.5)
    assert (rates.rr1, rates.rr4) == (0, 0)
    assert all(math.isnan(rate) for rate in (rates.rr5, rates.coop1, rates.ref3, rates.con3, rates.success))
    assert math.isnan(outcome_rates({}).rr1)


def test_e_may_be_unknown_when_nothing_depends_on_it() -> None:
    assert math.isnan(eligible_share({"UH": 3}))
    assert outcome_rates({"I": 3}).rr3 == 1.0


def test_weighted_cases_give_weighted_rates() -> None:
    assert outcome_rates({"I": 15.3, "P": 4.0, "R": 17.9}).rr2 == pytest.approx(19.3 / 37.2)


def test_unknown_classes_codes_and_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="XX"):
        outcome_rates({"XX": 1})
    with pytest.raises(ValueError, match="negative"):
        outcome_rates({"I": -1})
    with pytest.raises(ValueError, match="share between"):
        outcome_rates({"I": 1, "UO": 1}, e=1.2)
    with pytest.raises(UnknownDisposition, match=r"9\.99"):
        get_disposition("9.99")


def test_the_code_table_is_whole() -> None:
    assert len(DISPOSITIONS) == 38
    assert {row.outcome for row in DISPOSITIONS.values()} == set(DispositionClass)
    assert get_disposition("1.1").label == "访问成功"
    assert count_outcomes(["1.1", "1.1", "4.31"]) == {
        **dict.fromkeys(DispositionClass, 0),
        DispositionClass.COMPLETE: 2,
        DispositionClass.NOT_ELIGIBLE: 1,
    }


@given(st.fixed_dictionaries({outcome.value: st.integers(0, 5000) for outcome in DispositionClass}))
def test_rates_are_shares_in_their_proper_order(counts: dict[str, int]) -> None:
    rates = outcome_rates(counts)
    assert all(math.isnan(rate) or 0 <= rate <= 1 + 1e-12 for rate in rates.as_dict().values())
    if counts["I"] and counts["NE"] + counts["R"]:
        assert rates.rr1 <= rates.rr3 + 1e-12 <= rates.rr5 + 2e-12
        assert rates.rr1 <= rates.rr2
