"""What cannot be answered is refused by name, never by whatever broke first inside, and never answered by nonsense."""

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from surveys import assessment, errors, estimation, questionnaire, sampling, simulation
from surveys.estimation import Estimate

NAN, INF = math.nan, math.inf
DESIGN = estimation.sample_design([1.0, 2.0, 3.0])
AGES = estimation.margin("age", ["young", "old", "old"], {"young": 10, "old": 20})
NOBODY = Estimate(mean=None, se=None, n=0, n_eff=0, low=None, high=None)
SOMEBODY = Estimate(mean=80.0, se=1.0, n=50, n_eff=50, low=78, high=82, cautious_se=1.0)
POINTS = {"good": 100, "bad": 0}
FRAME = sampling.roster_frame([("a", "east"), ("b", "west")])

CASES: list[tuple[type[errors.SurveyError], Callable[[], object]]] = [
    (errors.TooFewData, lambda: estimation.wilson(0, 0)),
    (errors.TooFewData, lambda: estimation.wilson(0, NAN)),
    (errors.CountsRefused, lambda: estimation.wilson(3, 2)),
    (errors.CountsRefused, lambda: estimation.newcombe_difference(-1, 5, 1, 5)),
    (errors.RangeRefused, lambda: estimation.wilson(1, 2, confidence=1.0)),
    (errors.IntervalRefused, lambda: estimation.mean_interval(1.0, NAN)),
    (errors.IntervalRefused, lambda: estimation.Interval(low=1.0, high=NAN)),
    (errors.CountsRefused, lambda: estimation.score_from_counts({"fair": 1}, POINTS)),
    (errors.CountsRefused, lambda: estimation.score_from_counts({"good": -1}, POINTS)),
    (errors.RangeRefused, lambda: estimation.score_from_counts({"good": 1}, POINTS, design_effect=0)),
    (errors.CountsRefused, lambda: estimation.bca_score_interval({"fair": 3, "good": 2}, POINTS)),
    (errors.CountsRefused, lambda: estimation.bca_score_interval({"bad": -3, "good": 2}, POINTS)),
    (errors.TooFewData, lambda: estimation.bca_score_interval({"good": 22}, POINTS)),
    (errors.TooFewData, lambda: estimation.bca_interval([1.0, NAN], lambda a: a.mean(axis=-1))),
    (errors.RangeRefused, lambda: estimation.bca_score_interval({"bad": 3, "good": 2}, POINTS, confidence=95)),
    (errors.RangeRefused, lambda: estimation.design_weights([0.0])),
    (errors.WeightsRefused, lambda: estimation.kish_design_effect([])),
    (errors.WeightsRefused, lambda: estimation.kish_effective_size([0.0, 0.0])),
    (errors.WeightsRefused, lambda: estimation.trimming_limit([NAN])),
    (errors.WeightsRefused, lambda: estimation.trim([], upper=2)),
    (errors.WeightsRefused, lambda: estimation.trim([1.0, 5.0], upper=2)),
    (errors.DataRefused, lambda: estimation.rake([1.0, 1.0, 1.0], [])),
    (errors.DataRefused, lambda: estimation.rake([1.0], [AGES])),
    (errors.WeightsRefused, lambda: estimation.poststratify([1.0, -1.0, 1.0], AGES)),
    (estimation.MarginsRefused, lambda: estimation.poststratify([0.0, 1.0, 1.0], AGES)),
    (estimation.MarginsRefused, lambda: estimation.margin("age", ["young"], {"old": 3})),
    (estimation.MarginsRefused, lambda: estimation.margin("age", ["old"], {"old": NAN})),
    (estimation.MarginsRefused, lambda: estimation.margin("age", ["old"], {"old": 0})),
    (estimation.MarginsRefused, lambda: estimation.crossed("both", [["a"], ["b"]], {("a", "b"): -1})),
    (errors.DataRefused, lambda: estimation.crossed("both", [["a"], ["b", "c"]], {("a", "b"): 1})),
    (errors.DataRefused, lambda: estimation.crossed("both", [], {})),
    (errors.WeightsRefused, lambda: estimation.collapse_margin(AGES, np.ones(2))),
    (errors.DataRefused, lambda: estimation.calibrate([1.0], [[1.0, 2.0]], [1.0])),
    (errors.RangeRefused, lambda: estimation.calibrate([1.0], [[1.0]], [1.0], bounds=(1.1, 2))),
    (estimation.CalibrationFailed, lambda: estimation.calibrate([1.0, 1.0], [[1.0], [1.0]], [9], bounds=(0.9, 1.1))),
    (errors.WeightsRefused, lambda: estimation.sample_design([])),
    (errors.DesignRefused, lambda: estimation.sample_design([1.0, 1.0], strata=["a"])),
    (errors.DesignRefused, lambda: estimation.sample_design([1.0, 1.0], populations=[[9]])),
    (errors.DesignRefused, lambda: estimation.sample_design([1.0, 1.0], populations=[[NAN, NAN]])),
    (errors.DesignRefused, lambda: estimation.sample_design([1.0, 1.0], populations=[[1, 1]])),
    (errors.DesignRefused, lambda: DESIGN.calibrated(np.ones(2), AGES)),  # type: ignore[arg-type]
    (errors.DataRefused, lambda: estimation.mean([1.0], DESIGN)),
    (errors.DataRefused, lambda: estimation.mean([1.0, 2.0, 3.0], DESIGN, domain=[True])),
    (errors.DataRefused, lambda: estimation.domain_means([1.0, 2.0, 3.0], ["a"], DESIGN)),
    (errors.DataRefused, lambda: estimation.shares(["a"], DESIGN)),
    (errors.TooFewData, lambda: estimation.total([NAN] * 3, DESIGN)),
    (errors.TooFewData, lambda: estimation.ratio([1.0, 2.0, 3.0], [0.0] * 3, DESIGN)),
    (errors.RangeRefused, lambda: estimation.quantile([1.0, 2.0, 3.0], 1.5, DESIGN)),
    (errors.DataRefused, lambda: estimation.mean_of_means({}, {})),
    (errors.DataRefused, lambda: estimation.mean_of_means({"a": estimation.mean([1, 2, 3], DESIGN)}, {"b": 3})),
    (estimation.LonelySamplingUnit, lambda: estimation.mean([1.0], estimation.sample_design([1.0]))),
    (errors.DesignRefused, lambda: estimation.jackknife(estimation.sample_design([1.0]), lambda w: float(w.sum()))),
    (errors.WeightsRefused, lambda: estimation.replicated([1.0], [[1.0]], lambda w: float(w.sum()), factor=1)),
    (errors.DesignRefused, lambda: estimation.half_samples(DESIGN)),
    (errors.TooFewData, lambda: estimation.chi_square(["a"] * 3, ["b", "c", "c"], DESIGN)),
    (errors.DataRefused, lambda: estimation.impute_mass([1.0], [[1.0, 1.0]], [[1.0]] * 3, DESIGN)),
    (errors.TooFewData, lambda: estimation.rectified_mean([], [1.0], [1.0], span=100)),
    (errors.RangeRefused, lambda: estimation.rectified_mean([], [1.0, 1.0], [1.0, 1.0], span=-1)),
    (errors.RangeRefused, lambda: estimation.rectified_mean([], [1.0, 1.0], [1.0, 1.0], span=1, tuning=2)),
    (errors.CountsRefused, lambda: estimation.rectified_from_counts({"good": -1}, {("good", "good"): 3}, POINTS)),
    (errors.CountsRefused, lambda: estimation.rectified_from_counts({}, {("good", "good"): 3}, {})),
    (errors.EstimateRefused, lambda: estimation.blend(NOBODY, SOMEBODY)),
    (errors.EstimateRefused, lambda: estimation.measure_drift(SOMEBODY, NOBODY)),
    (errors.PolicyRefused, lambda: estimation.ChannelPolicy(weights={"web": Decimal("0.5")}, floors={})),
    (errors.TooFewData, lambda: estimation.mode_offset([SOMEBODY], [SOMEBODY])),
    (errors.EstimateRefused, lambda: estimation.mode_offset([SOMEBODY] * 3, [SOMEBODY, SOMEBODY, NOBODY])),
    (errors.DataRefused, lambda: estimation.index_scores([[11.0]], [1.0], low=1, high=10)),
    (errors.DataRefused, lambda: estimation.rank_table([], [])),
    (errors.EstimateRefused, lambda: estimation.tiers([80.0, 90.0], [1.0, 0.0])),
    (errors.RangeRefused, lambda: estimation.tiers([80.0, 90.0], [1.0, 1.0], draws=0)),
    (errors.RangeRefused, lambda: estimation.tiers([80.0, 90.0], [1.0, 1.0], confidence=95)),
    (errors.TooFewData, lambda: estimation.shrink([1.0], [1.0])),
    (errors.EstimateRefused, lambda: estimation.shrink([1.0, INF], [1.0, 1.0])),
    (errors.TooFewData, lambda: estimation.burst(3, [1, 2, 3])),
    (errors.CountsRefused, lambda: estimation.burst(-3, [1, 2, 3, 4])),
    (errors.DataRefused, lambda: estimation.cluster([1.0, NAN], window=1, start=0, end=9)),
    (errors.TooFewData, lambda: estimation.regularity([1.0] * 19)),
    (errors.RangeRefused, lambda: estimation.one_source(3, 2, usual_share=0.5)),
    (errors.CountsRefused, lambda: estimation.shape_against_peers({"good": -1}, [POINTS] * 5, "good")),
    (errors.TooFewData, lambda: estimation.shape_against_peers({}, [POINTS] * 5, "good")),
    (errors.CountsRefused, lambda: estimation.more_than_served(-1, 3)),
    (errors.RangeRefused, lambda: estimation.flag_by_fdr([1.2])),
    (errors.DataRefused, lambda: estimation.longest_runs([1.0, 2.0])),
    (errors.DataRefused, lambda: estimation.even_odd_inconsistency([[1.0, 2.0]], [])),
    (errors.DataRefused, lambda: estimation.notice_carelessness([[1.0, 2.0]], [1.0, 2.0], text_length=9)),
    (errors.RangeRefused, lambda: estimation.straight_line_chance([], 3)),
    (errors.RangeRefused, lambda: estimation.QualityRules(reading_speed=0)),
    (
        errors.RangeRefused,
        lambda: estimation.watch_shares([estimation.MonthlyShare(month="1", hits=1, n=40)] * 2, figures=0),
    ),
    (errors.DataRefused, lambda: estimation.mean(["good", "bad", "bad"], DESIGN)),
    (errors.DataRefused, lambda: estimation.longest_runs([[1.0], [1.0, 2.0]])),
    (errors.DataRefused, lambda: estimation.page_speed_index([[0.0, 1.0], [0.0, 2.0]])),
    (errors.DataRefused, lambda: estimation.index_scores([[1, 2], [1, 3]], [1, 1], low=1, high=3, standardised=True)),
    (errors.CountsRefused, lambda: estimation.score_from_counts({"good": 1}, {"good": NAN})),
    (errors.RangeRefused, lambda: estimation.bca_score_interval({"bad": 3, "good": 2}, POINTS, draws=0)),
    (errors.RangeRefused, lambda: estimation.flag_by_fdr([0.1], rate=3)),
    (errors.SuppressionRefused, lambda: estimation.suppress({"a": 5}, [], least=0)),
    (errors.RangeRefused, lambda: simulation.measure_coverage(0, 1)),
    (errors.RangeRefused, lambda: simulation.measure_fraud(1, -1)),
    (errors.RangeRefused, lambda: simulation.few_against_many(0, 1)),
    (errors.RangeRefused, lambda: simulation.stuff({}, share=1.0, verdict="good")),
    (sampling.SampleTooLarge, lambda: sampling.draw_stratified(FRAME, {"east": 2}, seed="s")),
    (errors.SampleRefused, lambda: sampling.draw_stratified(FRAME, {"east": -1}, seed="s")),
    (sampling.SampleTooLarge, lambda: sampling.draw_systematic([], 0, seed="s")),
    (errors.SampleRefused, lambda: sampling.draw_in_stages({}, (1,), seed="s")),
    (sampling.SampleTooLarge, lambda: sampling.allocate(3, FRAME.sizes)),
    (errors.SampleRefused, lambda: sampling.allocate(-1, FRAME.sizes)),
    (errors.SampleRefused, lambda: sampling.allocate(1, FRAME.sizes, rule=sampling.Allocation.NEYMAN)),
    (
        errors.SampleRefused,
        lambda: sampling.allocate(1, FRAME.sizes, rule=sampling.Allocation.NEYMAN, deviations={"east": 1.0}),
    ),
    (errors.FrameRefused, lambda: sampling.segment_frame({"１３８００１": "east"})),
    (errors.FrameRefused, lambda: sampling.segment_frame({"138001": "east", "1380012": "west"})),
    (sampling.KeyInTwoStrata, lambda: sampling.roster_frame([("a", "east"), ("a", "west")])),
    (errors.PlanRefused, lambda: sampling.completes_for_share(NAN)),
    (errors.PlanRefused, lambda: sampling.completes_for_mean(1.0, deviation=INF)),
    (errors.PlanRefused, lambda: sampling.margin_of_share(10, share=1.5)),
    (errors.PlanRefused, lambda: sampling.plan_dialling(100, {"R": 5})),
    (errors.QuotaRefused, lambda: sampling.Quota(name="q", matches={}, target=2, most=1)),
    (errors.OutcomesRefused, lambda: sampling.outcome_rates({"X": 1})),
    (errors.RangeRefused, lambda: sampling.outcome_rates({"I": 1}, e=NAN)),
    (sampling.UnknownDisposition, lambda: sampling.get_disposition("I")),
    (questionnaire.UnknownCode, lambda: questionnaire.get_score_map("M6")),
    (errors.EvidenceRefused, lambda: assessment.roll_up_year([assessment.NO_SCORE], assessment.YearRule())),
    (errors.RuleRefused, lambda: assessment.AppealTerms(raise_within=0, decide_within=1)),
    (errors.RuleRefused, lambda: assessment.WorkingDays().deadline(date(2026, 1, 1), 0)),
    (
        errors.EvidenceRefused,
        lambda: assessment.grade_people(
            [], assessment.GradeLimits(excellent=Decimal(90), competent=Decimal(75), basic=Decimal(60)), -1
        ),
    ),
]


@pytest.mark.parametrize(("kind", "ask"), CASES, ids=range(1, len(CASES) + 1))
def test_what_cannot_be_answered_is_refused_by_name(kind: type[errors.SurveyError], ask: Callable[[], object]) -> None:
    with pytest.raises(kind) as refused:
        ask()
    assert refused.type is kind
    assert str(refused.value)
