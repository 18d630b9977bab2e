"""What is frozen can be thawed, recomputed and compared."""

import json
from dataclasses import replace
from decimal import Decimal

from surveys.assessment import Adjustment, AdjustmentKind, assess, load_scheme
from surveys.assessment.records import fingerprint, plain_assessment, plain_evidence, read_evidence
from tests.surveys.assessment import worked_example

SCHEME = load_scheme(worked_example.SCHEME)
EVIDENCE = replace(
    worked_example.evidence("A", category="city"),
    undecided={"hotline": Decimal("0.0312")},
    adjustments=[Adjustment(kind=AdjustmentKind.BONUS, points=Decimal("0.5"), reason="表彰")],
)


def test_frozen_evidence_gives_the_same_total_again() -> None:
    thawed = read_evidence(json.loads(json.dumps(plain_evidence(EVIDENCE))))
    assert plain_assessment(assess(SCHEME, thawed)) == plain_assessment(assess(SCHEME, EVIDENCE))


def test_a_fingerprint_ignores_order_and_nothing_else() -> None:
    other = worked_example.evidence("B")
    turned = replace(EVIDENCE, counts=list(reversed(EVIDENCE.counts)))
    assert fingerprint(SCHEME, [EVIDENCE, other]) == fingerprint(SCHEME, [other, turned])
    richer = replace(EVIDENCE, imported={"task": Decimal("92.6")})
    assert fingerprint(SCHEME, [richer, other]) != fingerprint(SCHEME, [EVIDENCE, other])
    renamed = load_scheme(worked_example.SCHEME.replace("places: 4", "places: 2"))
    assert fingerprint(renamed, [EVIDENCE]) != fingerprint(SCHEME, [EVIDENCE])


def test_frozen_ballots_keep_no_order_of_arrival() -> None:
    district = EVIDENCE.ballots["district"]
    turned = replace(district, ballots=list(reversed(district.ballots)))
    assert (
        plain_evidence(replace(EVIDENCE, ballots={"district": turned}))["ballots"]
        == plain_evidence(replace(EVIDENCE, ballots={"district": district}))["ballots"]
    )


def test_an_assessment_is_kept_digit_by_digit() -> None:
    plain = json.loads(json.dumps(plain_assessment(assess(SCHEME, worked_example.evidence("A")))))
    assert plain["published"] == "88.0006"
    assert plain["root"]["children"][1]["children"][1]["children"][0]["trimmed"] == 1
