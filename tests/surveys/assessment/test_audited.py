"""A machine's verdicts corrected by people: right in the mean, honest about its error, and silent where it must be."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from surveys.assessment import AuditedShare, AuditState, Basis, ScoreLine, UnitEvidence, assess, load_scheme
from surveys.assessment.evidence import VerdictCount
from surveys.assessment.records import plain_evidence, plain_line, read_evidence

SCHEME = """
scheme: s
version: "1"
title: {zh-Hans: 方案, en: Scheme}
tree:
  code: total
  label: 总
  kind: weighted
  children:
    - {code: hot, weight: 1, label: 热线, kind: channel, channel: hotline, score_map: M5A, items: {overall: 1}}
"""
BAD, GOOD = "very_dissatisfied", "satisfied"  # 0 and 80 points
PERFECT = AuditedShare(
    item="overall", state=AuditState.DONE, records=1000, audited=200, pairs={(BAD, BAD): 30, (GOOD, GOOD): 10}
)


def _line(counts: dict[str, int], audit: AuditedShare | None, scheme: str = SCHEME) -> ScoreLine:
    evidence = UnitEvidence(
        unit="u",
        counts=[VerdictCount(channel="hotline", item="overall", verdict=v, n=n) for v, n in counts.items()],
        audits={} if audit is None else {"hotline": audit},
    )
    found = assess(load_scheme(scheme), evidence).find_line("hot")
    assert found is not None
    return found


COUNTS = {BAD: 150, GOOD: 50}


def test_a_machine_without_fault_is_left_as_it_is() -> None:
    plain, corrected = _line(COUNTS, None), _line(COUNTS, PERFECT)
    assert (plain.basis, corrected.basis) == (Basis.COUNTS, Basis.CORRECTED)
    assert corrected.estimate.mean == pytest.approx(plain.estimate.mean)
    assert corrected.uncorrected == plain.estimate.mean
    assert corrected.audited == 40
    assert corrected.estimate.cautious_se is not None
    assert plain.estimate.se is not None
    assert corrected.estimate.cautious_se > plain.estimate.se  # forty that agree prove little of eight hundred others


def test_what_the_machine_misses_is_put_back() -> None:
    """It counts a good word as a bad one in every fourth case; the audit of all records says so."""
    audit = replace(PERFECT, records=200, pairs={(BAD, BAD): 100, (BAD, GOOD): 50, (GOOD, GOOD): 50})
    line = _line(COUNTS, audit)
    assert line.uncorrected == pytest.approx(20)
    assert line.estimate.mean == pytest.approx(40)


def _audited_city(seed: int) -> ScoreLine:
    """2,000 records, 600 true evaluations of a mean of 24; the machine misses half of the bad and invents good ones."""
    dice = np.random.default_rng(seed)
    true = np.array([BAD] * 420 + [GOOD] * 180 + [""] * 1400)
    missed, invented = dice.random(2000) < 0.5, dice.random(2000) < 0.05
    counted = np.where((true == BAD) & missed, "", np.where((true == "") & invented, GOOD, true))
    chosen = np.zeros(2000, dtype=bool)
    chosen[dice.choice(2000, 400, replace=False)] = True
    pairs: dict[tuple[str, str], int] = {}
    for pair in zip(counted[chosen].tolist(), true[chosen].tolist(), strict=True):
        if pair != ("", ""):
            pairs[pair] = pairs.get(pair, 0) + 1
    audit = AuditedShare(item="overall", state=AuditState.DONE, records=2000, audited=400, pairs=pairs)
    return _line({v: int((counted == v).sum()) for v in (BAD, GOOD)}, audit)


def test_a_biased_machine_is_corrected_whatever_it_does_wrong() -> None:
    lines = [_audited_city(seed) for seed in range(60)]
    machine = np.mean([line.uncorrected for line in lines])
    corrected = np.mean([line.estimate.mean for line in lines])
    held = sum((line.estimate.low or 0) <= 24 <= (line.estimate.high or 0) for line in lines)
    assert machine > 40
    assert corrected == pytest.approx(24, abs=1)
    assert held >= 54  # of 57 expected


@pytest.mark.parametrize(
    ("audit", "basis"),
    [
        (AuditedShare(item="overall", state=AuditState.NONE, records=1000), Basis.NO_AUDIT),
        (replace(PERFECT, state=AuditState.OPEN), Basis.AUDIT_OPEN),
        (replace(PERFECT, state=AuditState.OUTDATED), Basis.AUDIT_OUTDATED),
        (replace(PERFECT, pairs={(BAD, BAD): 29}), Basis.FEW_AUDITED),
        (replace(PERFECT, records=400, pairs={(BAD, ""): 150}), Basis.NOTHING_AUDITED),
        (replace(PERFECT, records=201, pairs={(BAD, ""): 150}), Basis.AUDIT_OUTDATED),  # 50 good ones of 1 unaudited
        (replace(PERFECT, item="another"), Basis.COUNTS),
    ],
)
def test_without_a_usable_audit_the_counts_stand_and_the_line_says_why(audit: AuditedShare, basis: Basis) -> None:
    line, plain = _line(COUNTS, audit), _line(COUNTS, None)
    assert line.basis is basis
    assert line.estimate == plain.estimate
    assert line.uncorrected is None


def test_a_scheme_says_how_many_audited_records_are_enough() -> None:
    strict = SCHEME.replace("items:", "audit_minimum: 41, items:")
    assert _line(COUNTS, PERFECT, strict).basis is Basis.FEW_AUDITED
    assert _line(COUNTS, PERFECT, strict.replace("41", "40")).basis is Basis.CORRECTED


def test_a_corrected_mean_stays_on_the_scale() -> None:
    line = _line({BAD: 30}, replace(PERFECT, pairs={(BAD, BAD): 29, (BAD, ""): 1}))
    assert line.estimate.mean == 0
    assert line.estimate.low == 0
    assert line.estimate.high is not None
    assert 0 < line.estimate.high <= 100


def test_records_that_hang_together_widen_the_interval() -> None:
    clustered = SCHEME.replace("items:", "design_effect: 4, items:")
    plain, wide = _line(COUNTS, PERFECT).estimate, _line(COUNTS, PERFECT, clustered).estimate
    assert plain.se is not None
    assert wide.se == pytest.approx(2 * plain.se)
    assert wide.n_eff == pytest.approx(plain.n_eff / 4)
    assert wide.mean == plain.mean


def test_an_audit_is_kept_with_the_evidence_and_gives_the_same_digits_again() -> None:
    evidence = UnitEvidence(unit="u", audits={"hotline": PERFECT}, imported={"a": Decimal(1)})
    assert read_evidence(plain_evidence(evidence)).audits == {"hotline": PERFECT}
    other = replace(PERFECT, pairs=dict(reversed(PERFECT.pairs.items())))
    assert plain_evidence(replace(evidence, audits={"hotline": other})) == plain_evidence(evidence)
    assert plain_line(_line(COUNTS, other)) == plain_line(_line(COUNTS, PERFECT))
    assert plain_line(_line(COUNTS, PERFECT))["basis"] == "corrected"
