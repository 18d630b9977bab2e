"""The rule book of totals: the worked example to its printed digits, then every rule by itself."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.assessment import (
    Adjustment,
    AdjustmentKind,
    GroupBallots,
    LineReason,
    Scheme,
    UnitEvidence,
    UnpricedVerdict,
    VerdictCount,
    assess,
    load_scheme,
)
from tests.surveys.assessment import worked_example
from tests.surveys.shared_data import SHARED, needs_shared_data

SCHEME = load_scheme(worked_example.SCHEME)


def rounded(value: float | None) -> float:
    assert value is not None
    return round(value, 4)


@pytest.mark.parametrize(
    ("unit", "public", "public_se", "reverse", "component", "total"),
    [
        ("A", 74.2121, 0.7186, 85.1786, 77.5020, "88.0006"),
        ("B", 72.0482, 0.7002, 78.9524, 74.1195, "88.0358"),
        ("C", 77.8346, 1.8633, 93.5804, 82.5583, "87.7675"),
    ],
)
def test_the_worked_example_comes_out_to_the_printed_digits(
    unit: str, public: float, public_se: float, reverse: float, component: float, total: str
) -> None:
    found = assess(SCHEME, worked_example.evidence(unit))
    lines = {line.code: line.estimate for line in found.root.walk()}
    assert rounded(lines["public"].mean) == public
    assert rounded(lines["public"].se) == public_se
    assert rounded(lines["reverse"].mean) == reverse
    # The example printed its component from figures already rounded (77.5020 for A); unrounded it is 77.5021.
    assert lines["satisfaction"].mean == pytest.approx(component, abs=1e-4)
    assert round(0.7 * public + 0.3 * reverse, 4) == component
    assert found.published == Decimal(total)


@pytest.mark.parametrize(
    ("unit", "channel", "score", "se"),
    [
        ("A", "web", 85.4, 0.7820),
        ("B", "web", 95.6786, 0.2558),
        ("C", "web", 83.1818, 5.5591),
        ("A", "phone", 76.25, 1.1563),
        ("B", "phone", 73.375, 1.1414),
        ("C", "phone", 77.375, 1.2256),
        ("A", "sms", 71.0, 1.8607),
        ("B", "sms", 66.5, 1.8925),
        ("C", "sms", 81.5, 4.3695),
        ("A", "hotline", 55.7143, 1.8826),
        ("B", "hotline", 41.6667, 1.9010),
        ("C", "hotline", 68.5714, 7.9737),
    ],
)
def test_each_channel_of_the_example_has_its_score_and_error(unit: str, channel: str, score: float, se: float) -> None:
    line = assess(SCHEME, worked_example.evidence(unit)).find_line(channel)
    assert line is not None
    assert (rounded(line.estimate.mean), rounded(line.estimate.se)) == (score, se)


@needs_shared_data
@pytest.mark.parametrize("unit", ["A", "B", "C"])
def test_the_example_agrees_with_its_published_file(unit: str) -> None:
    published = json.loads((SHARED / "worked_example.json").read_text(encoding="utf-8"))[f"{unit}局"]
    found = assess(SCHEME, worked_example.evidence(unit))
    groups = {"区县": "district", "街镇": "township", "村居": "village"}
    for label, mean in published["reverse_groups"].items():
        line = found.find_line(groups[label])
        assert line is not None
        assert rounded(line.estimate.mean) == mean
    assert float(found.published or 0) == published["total"]


def test_b_leads_by_a_hair_that_its_interval_does_not_support() -> None:
    a, b = (assess(SCHEME, worked_example.evidence(unit)) for unit in "AB")
    assert b.total is not None
    assert a.total is not None
    assert a.high is not None
    assert b.low is not None
    assert b.total > a.total
    assert a.high > b.low


def test_a_withheld_rater_group_leaves_its_weight_to_the_others_on_record() -> None:
    line = assess(SCHEME, worked_example.evidence("C")).find_line("reverse")
    assert line is not None
    assert {child.code: child.reason for child in line.children}["village"] is LineReason.SILENT
    assert [(move.source, move.heir, move.weight) for move in line.moves] == [
        ("village", "district", Decimal("0.075")),
        ("village", "township", Decimal("0.125")),
    ]


def scheme_of(tree: str, extra: str = "") -> Scheme:
    return load_scheme(f'scheme: s\nversion: "1"\ntitle: 题\n{extra}\ntree: {tree}')


CHANNEL = "{code: phone, kind: channel, label: 电话, channel: phone, score_map: M5A, items: {overall: 1}"
BOTH = (
    "{code: total, kind: weighted, label: 总, children: [" + CHANNEL + ", weight: 0.8, minimum_base: 30}, "
    "{code: web, weight: 0.2, kind: channel, label: 扫码, channel: web, score_map: M5A, items: {overall: 1}}]}"
)


def counted(channel: str, **verdicts: int) -> list[VerdictCount]:
    return [VerdictCount(channel=channel, item="overall", verdict=v, n=n) for v, n in verdicts.items()]


def test_a_channel_below_its_minimum_base_is_shown_but_not_scored() -> None:
    heard = [*counted("phone", satisfied=29), *counted("web", very_satisfied=5, satisfied=5)]
    found = assess(scheme_of(BOTH), UnitEvidence(unit="u", counts=heard))
    phone = found.find_line("phone")
    assert phone is not None
    assert (phone.reason, phone.estimate.mean, phone.weight, phone.weight_used) == (
        LineReason.BELOW_MINIMUM,
        80.0,
        Decimal("0.8"),
        Decimal(0),
    )
    assert found.published == Decimal("90.00")
    assert [(move.source, move.heir, move.weight) for move in found.root.moves] == [("phone", "web", Decimal("0.8"))]


@pytest.mark.parametrize(("waiting", "reason"), [("0.1", LineReason.COUNTED), ("0.11", LineReason.UNDECIDED)])
def test_a_channel_is_not_scored_while_much_of_it_waits_for_a_person(waiting: str, reason: LineReason) -> None:
    heard = [*counted("phone", satisfied=40), *counted("web", very_satisfied=5)]
    evidence = UnitEvidence(unit="u", counts=heard, undecided={"phone": Decimal(waiting)})
    phone = assess(scheme_of(BOTH), evidence).find_line("phone")
    assert phone is not None
    assert (phone.reason, phone.estimate.mean) == (reason, 80.0)


def test_nobody_heard_is_no_total_rather_than_zero() -> None:
    found = assess(scheme_of(BOTH), UnitEvidence(unit="u"))
    assert (found.total, found.published, found.low, found.root.reason) == (None, None, None, LineReason.WITHHELD)


def test_a_scheme_may_withhold_the_total_when_a_part_is_missing() -> None:
    strict = scheme_of(BOTH.replace("label: 总,", "label: 总, missing: withhold,"))
    found = assess(strict, UnitEvidence(unit="u", counts=counted("web", satisfied=50)))
    assert found.total is None


def test_dont_know_is_counted_and_never_a_middle_mark() -> None:
    tree = CHANNEL + "}"
    alone = assess(scheme_of(tree), UnitEvidence(unit="u", counts=counted("phone", very_satisfied=40)))
    many = counted("phone", very_satisfied=40, dont_know=60, refused=7, defaulted=9, abstained=1)
    found = assess(scheme_of(tree), UnitEvidence(unit="u", counts=many))
    assert found.total == alone.total == 100
    assert found.root.estimate.n == 40
    assert found.root.nonratings == {"dont_know": 60, "refused": 7, "defaulted": 9, "abstained": 1}
    assert found.root.dont_know_share == 0.6


def test_dont_know_is_a_share_of_all_answers_to_all_items() -> None:
    two = scheme_of(CHANNEL.replace("overall: 1", "overall: 0.5, manner: 0.5") + "}")
    heard = [
        VerdictCount(channel="phone", item=item, verdict=verdict, n=n)
        for item in ("overall", "manner")
        for verdict, n in (("satisfied", 90), ("dont_know", 10))
    ]
    assert assess(two, UnitEvidence(unit="u", counts=heard)).root.dont_know_share == 0.1


def test_dont_know_of_ballots_is_a_share_of_those_cast_even_where_a_group_does_not_count() -> None:
    ballots = {
        "town": GroupBallots(ballots=rating(*["good"] * 6, *["dont_know"] * 2)),
        "village": GroupBallots(ballots=rating(*["good"] * 3, "dont_know")),
    }
    assert assess(scheme_of(REVERSE), UnitEvidence(unit="u", ballots=ballots)).root.dont_know_share == 0.25


def test_a_verdict_of_another_scale_is_refused_not_dropped() -> None:
    with pytest.raises(UnpricedVerdict, match="phone/overall: score map M5A has no points for 'excellent'"):
        assess(scheme_of(CHANNEL + "}"), UnitEvidence(unit="u", counts=counted("phone", excellent=3)))


def test_what_the_scheme_gives_no_place_is_reported() -> None:
    found = assess(scheme_of(CHANNEL + "}"), UnitEvidence(unit="u", counts=counted("sms", satisfied=3)))
    assert found.unused == {"sms/overall": 3}


def test_ballots_of_a_group_that_the_scheme_does_not_know_are_reported_and_move_nothing() -> None:
    town = GroupBallots(ballots=rating(*["good"] * 6))
    stranger = GroupBallots(ballots=[{"a": "poor", "b": "poor"}] * 7)
    known = assess(scheme_of(REVERSE), UnitEvidence(unit="u", ballots={"town": town}))
    found = assess(
        scheme_of(REVERSE),
        UnitEvidence(unit="u", ballots={"town": town, "police": stranger, "silent": GroupBallots(ballots=[])}),
    )
    assert found.unused == {"reverse/police": 7}, "ballots, however many criteria each has"
    assert known.unused == {}
    assert found.root == known.root


def test_without_a_reverse_component_every_ballot_is_reported() -> None:
    ballots = {"town": GroupBallots(ballots=rating("good", "fair"))}
    assert assess(scheme_of(CHANNEL + "}"), UnitEvidence(unit="u", ballots=ballots)).unused == {"reverse/town": 2}


def test_a_scheme_names_the_groups_that_it_scores_in_its_order() -> None:
    assert list(SCHEME.rater_groups()) == ["district", "township", "village"]
    assert str(SCHEME.rater_groups()["village"]) == "村居"
    assert scheme_of(CHANNEL + "}").rater_groups() == {}


def test_a_map_of_ten_points_is_read_on_the_scale_of_a_hundred() -> None:
    ten = scheme_of(CHANNEL.replace("M5A", "M10") + "}")
    found = assess(ten, UnitEvidence(unit="u", counts=counted("phone", satisfied=5)))
    assert found.published == Decimal("80.00")


def test_several_items_are_averaged_by_weight_with_their_errors_added_in_full() -> None:
    two = scheme_of(CHANNEL.replace("overall: 1", "overall: 0.6, manner: 0.4") + "}")
    heard = [
        *counted("phone", very_satisfied=10, dissatisfied=10),
        VerdictCount(channel="phone", item="manner", verdict="satisfied", n=12),
        VerdictCount(channel="phone", item="manner", verdict="very_satisfied", n=6),
    ]
    line = assess(two, UnitEvidence(unit="u", counts=heard)).root
    overall, manner = line.children
    assert line.estimate.mean == pytest.approx(0.6 * 65 + 0.4 * (12 * 80 + 600) / 18)
    assert line.estimate.se == pytest.approx(0.6 * (overall.estimate.se or 0) + 0.4 * (manner.estimate.se or 0))
    assert line.estimate.n == 18


REVERSE = """
  code: reverse
  kind: reverse
  label: 评议
  score_map: M4
  groups: [{code: town, label: 街镇, weight: 0.6}, {code: village, label: 村居, weight: 0.4}]
  trim: {each_end: 1}
  group_minimum: 5
  turnout: 2/3
"""


def rating(*levels: str) -> list[dict[str, str]]:
    return [{"overall": level} for level in levels]


@pytest.mark.parametrize(
    ("levels", "invited", "reason", "mean", "trimmed"),
    [
        ("good " * 5, 7, LineReason.COUNTED, 85.0, 1),
        ("good " * 5, 8, LineReason.LOW_TURNOUT, 85.0, 1),
        ("good " * 4, 6, LineReason.BELOW_MINIMUM, 85.0, 0),
        ("good good good excellent poor", None, LineReason.COUNTED, 85.0, 1),
        ("dont_know " * 6, 6, LineReason.SILENT, None, 0),
        ("good good good good good dont_know", 9, LineReason.COUNTED, 85.0, 1),
    ],
)
def test_a_rater_group_counts_by_number_and_turnout(
    levels: str, invited: int | None, reason: LineReason, mean: float | None, trimmed: int
) -> None:
    ballots = {"town": GroupBallots(ballots=rating(*levels.split()), invited=invited)}
    line = assess(scheme_of(REVERSE), UnitEvidence(unit="u", ballots=ballots)).find_line("town")
    assert line is not None
    assert (line.reason, line.estimate.mean, line.trimmed) == (reason, mean, trimmed)


def test_one_hostile_ballot_is_trimmed_away() -> None:
    fair = {"town": GroupBallots(ballots=rating(*["excellent"] * 6))}
    spoiled = {"town": GroupBallots(ballots=rating(*["excellent"] * 6, "poor"))}
    scores = {assess(scheme_of(REVERSE), UnitEvidence(unit="u", ballots=b)).total for b in (fair, spoiled)}
    assert scores == {Decimal(100)}


@pytest.mark.parametrize(
    ("adjustments", "total"),
    [
        ([], "80"),
        ([(AdjustmentKind.BONUS, "1.5")], "81.5"),
        ([(AdjustmentKind.BONUS, "2"), (AdjustmentKind.BONUS, "2")], "83"),
        ([(AdjustmentKind.DEDUCTION, "9")], "75"),
        ([(AdjustmentKind.BONUS, "2"), (AdjustmentKind.VETO, "0")], "60"),
    ],
)
def test_bonus_and_deduction_have_caps_and_a_veto_limits_the_total(
    adjustments: list[tuple[AdjustmentKind, str]], total: str
) -> None:
    scheme = scheme_of(CHANNEL + "}", "adjustments: {bonus_cap: 3, deduction_cap: 5, veto_cap: 60}")
    decided = [Adjustment(kind=kind, points=Decimal(points)) for kind, points in adjustments]
    evidence = UnitEvidence(unit="u", counts=counted("phone", satisfied=40), adjustments=decided)
    assert assess(scheme, evidence).total == Decimal(total)


def test_a_category_has_weights_of_its_own() -> None:
    city = "categories: [{code: city, label: 城, weights: {phone: 0.5, web: 0.5}}]"
    heard = [*counted("phone", satisfied=40), *counted("web", very_satisfied=40)]
    for category, total in (("", 84), ("city", 90), ("unknown", 84)):
        found = assess(scheme_of(BOTH, city), UnitEvidence(unit="u", category=category, counts=heard))
        assert found.total == total


def test_the_shares_of_what_counts_add_up_to_the_whole() -> None:
    found = assess(SCHEME, worked_example.evidence("C"))
    leaves = [line for line in found.root.walk() if not line.children]
    assert sum(line.share_of_total for line in leaves) == pytest.approx(1)
    by_hand = sum(float(line.share_of_total) * (line.estimate.mean or 0) for line in leaves)
    assert by_hand == pytest.approx(float(found.total or 0))


@settings(max_examples=25)
@given(
    counts=st.lists(st.integers(0, 3000), min_size=5, max_size=5),
    task=st.decimals(0, 100, places=2),
)
def test_a_total_stays_within_its_interval_and_the_interval_within_the_scale(counts: list[int], task: Decimal) -> None:
    verdicts = ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "very_dissatisfied")
    heard = counted("phone", **dict(zip(verdicts, counts, strict=True)))
    found = assess(SCHEME, UnitEvidence(unit="u", counts=heard, imported={"task": task}))
    assert found.total is not None
    if found.low is not None and found.high is not None:
        assert -1e-9 <= found.low <= float(found.total) + 1e-9
        assert float(found.total) - 1e-9 <= found.high <= 100 + 1e-9


@settings(max_examples=5)
@given(order=st.permutations(range(20)))
def test_the_order_of_the_evidence_does_not_matter(order: list[int]) -> None:
    evidence = worked_example.evidence("A")
    shuffled = replace(evidence, counts=[evidence.counts[place] for place in order])
    assert assess(SCHEME, shuffled) == assess(SCHEME, evidence)
