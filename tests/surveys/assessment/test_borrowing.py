"""A unit that few audited records concern borrows from all, its line says how, and older tables come out again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from surveys.assessment import (
    RULES_VERSION,
    AuditedShare,
    AuditState,
    Basis,
    ScoreLine,
    UnitEvidence,
    VerdictCount,
    assess_period,
    load_scheme,
)
from surveys.assessment.records import fingerprint, plain_assessment, plain_evidence, plain_line, read_evidence
from tests.surveys.assessment.test_audited import BAD, GOOD
from tests.surveys.assessment.test_audited import SCHEME as TEXT

SCHEME = load_scheme(TEXT)
USUAL: Mapping[tuple[str, str], int] = {(GOOD, BAD): 5, (GOOD, GOOD): 15, (BAD, BAD): 20}
"""Of what the machine holds for good a quarter is bad."""
OF_2026_2 = "ce8e006077fe93edf191362333e9f0814f520fc13d85b7369dbeead9b4f3a71b"
"""The fingerprint that the program of those rules gave to six units of these and one of twelve records misread."""


def city(
    *few: Mapping[tuple[str, str], int], units: int = 6, state: AuditState = AuditState.DONE
) -> list[UnitEvidence]:
    """So many units that forty audited records concern, and others that these concern; 200 good and 200 bad each."""
    audits = [*[USUAL] * units, *few]
    audited = sum(sum(pairs.values()) for pairs in audits)
    return [
        UnitEvidence(
            unit=f"u{number:02}",
            counts=[VerdictCount(channel="hotline", item="overall", verdict=v, n=200) for v in (GOOD, BAD)],
            audits={
                "hotline": AuditedShare(item="overall", state=state, records=9000, audited=audited, pairs=pairs),
            },
        )
        for number, pairs in enumerate(audits)
    ]


def last_line(evidence: Sequence[UnitEvidence], *, rules: str = RULES_VERSION) -> ScoreLine:
    found = assess_period(SCHEME, evidence, rules=rules)[-1].find_line("hot")
    assert found is not None
    return found


def test_a_unit_that_no_audited_record_concerns_borrows_all() -> None:
    line = last_line(city({}))
    assert (line.basis, line.audited, line.pooled, line.pooled_units, line.own_share) == (Basis.POOLED, 0, 240, 6, 0.0)
    assert line.uncorrected == pytest.approx(40)
    assert line.estimate.mean == pytest.approx(30, abs=0.5)
    assert line.estimate.n == 400


def test_a_unit_that_few_concern_is_moved_by_its_own_too() -> None:
    pure, spoiled = last_line(city({(GOOD, GOOD): 12})), last_line(city({(GOOD, BAD): 12}))
    assert pure.basis is spoiled.basis is Basis.POOLED
    assert pure.pooled == 252
    assert 0 < (pure.own_share or 0) < 1
    assert (spoiled.estimate.mean or 0) < (last_line(city({})).estimate.mean or 0) < (pure.estimate.mean or 0)


def test_a_unit_that_enough_concern_keeps_to_its_own() -> None:
    line = last_line(city(USUAL))
    assert (line.basis, line.audited, line.pooled, line.own_share) == (Basis.CORRECTED, 40, 0, None)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        (city({}, units=4), (Basis.FEW_IN_PERIOD, 160, 4)),  # of too few units
        (city(*[{(GOOD, BAD): 3}] * 9, {}, units=0), (Basis.FEW_IN_PERIOD, 27, 9)),  # too few records
        (city(*[{(GOOD, BAD): 3}] * 10, {}, units=0), (Basis.POOLED, 30, 10)),
        (city({}, units=0), (Basis.FEW_IN_PERIOD, 0, 0)),
        (city({}, state=AuditState.OPEN), (Basis.AUDIT_OPEN, 0, 0)),
        (city({(GOOD, BAD): 201}), (Basis.AUDIT_OUTDATED, 0, 0)),  # more audited than counted
        ([*city(), replace(city()[0], unit="v", counts=[], audits=city({})[-1].audits)], (Basis.FEW_IN_PERIOD, 240, 6)),
    ],
)
def test_when_there_is_something_to_borrow(evidence: Sequence[UnitEvidence], said: tuple[Basis, int, int]) -> None:
    line = last_line(evidence)
    assert (line.basis, line.pooled, line.pooled_units) == said
    assert (line.uncorrected is None) == (line.basis is not Basis.POOLED)


def test_a_unit_whose_counts_and_audit_disagree_spoils_nothing_for_others() -> None:
    whole = city({})
    odd = replace(whole[0], unit="a", counts=[])
    line = last_line([odd, *whole])
    assert (line.basis, line.pooled) == (Basis.POOLED, 240)
    assert line.estimate == last_line(whole).estimate


def test_the_order_of_units_changes_no_digit() -> None:
    evidence = [replace(one, category="") for one in city({(GOOD, GOOD): 3, (BAD, GOOD): 1}, {}, {(GOOD, BAD): 2})]
    first = {one.unit: plain_assessment(one) for one in assess_period(SCHEME, evidence)}
    assert {one.unit: plain_assessment(one) for one in assess_period(SCHEME, evidence[::-1])} == first


def test_a_design_effect_widens_a_borrowed_interval_as_well() -> None:
    clustered = load_scheme(TEXT.replace("items:", "design_effect: 4, items:"))
    wide = assess_period(clustered, city({}))[-1].root
    assert wide.estimate.se == pytest.approx(2 * (last_line(city({})).estimate.se or 0))


def test_by_earlier_rules_it_borrowed_nothing_and_what_was_kept_comes_out_again() -> None:
    evidence = city({(GOOD, BAD): 12})
    before = last_line(evidence, rules="2026.2")
    assert (before.basis, before.audited, before.estimate.mean) == (Basis.FEW_AUDITED, 12, 40.0)
    thawed = [read_evidence(plain_evidence(one)) for one in evidence]
    for rules in ("2026.2", RULES_VERSION):
        kept, again = (last_line(some, rules=rules) for some in (evidence, thawed))
        assert plain_line(again) == plain_line(kept)
        assert fingerprint(SCHEME, thawed, rules=rules) == fingerprint(SCHEME, evidence, rules=rules)
    assert fingerprint(SCHEME, evidence, rules="2026.2") == OF_2026_2 != fingerprint(SCHEME, evidence)


def test_the_line_keeps_what_was_done_as_plain_data() -> None:
    plain = plain_line(last_line(city({(GOOD, GOOD): 12})))
    assert (plain["basis"], plain["audited"], plain["pooled"], plain["pooled_units"]) == ("pooled", 12, 252, 7)
    assert 0 < plain["own_share"] < 1
