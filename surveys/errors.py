"""What this package refuses, each refusal named for what is wrong: all of them are `SurveyError`, and `ValueError` too.

The message is one English sentence for whoever calls; what a program must know to go on is in attributes, where there
is such a thing (`CalibrationFailed.gap`, `SampleTooLarge.shortages`, every `problems`). Those with attributes stand
beside what raises them and are offered by that room; the others stand here. Nothing is raised that is not listed:

SurveyError             whatever this package refuses
    DefinitionProblems  [questionnaire] a definition or a scheme that cannot be, every problem with its path
    XlsFormProblems     [questionnaire.xlsform] a workbook that cannot be taken over, every problem with its cell
    AnswerProblems      [questionnaire] a sheet that was filled in wrongly, every problem with its question
    UnknownCode         [questionnaire] a catalogue has nothing under a code
    ScaleRefused        levels or points that make no scale
    FrameRefused        a list of people or number segments that cannot be drawn from
        KeyInTwoStrata  [sampling] keys with two chances
    SampleRefused       a draw or an allocation that cannot be made
        SampleTooLarge  [sampling] more wanted than there is
    QuotaRefused        limits of a quota that contradict each other
    PlanRefused         a sample size or a plan of dialling that rests on impossible figures
    OutcomesRefused     final dispositions that no rates can be computed from
        UnknownDisposition  [sampling] a code that the table does not know
    CountsRefused       counts of answers that cannot be: below zero, more than all, without points
    RangeRefused        a share, a confidence, a factor or a bound outside of what it can be
    DataRefused         lists that do not fit together, or have gaps or strangers in them
    TooFewData          less than an estimate needs to say anything
    DesignRefused       strata, clusters or populations that describe no sample
        LonelySamplingUnit  [estimation] strata that show no spread
    WeightsRefused      weights that cannot be, or cannot be brought to what is wanted
        MarginsRefused      [estimation] known totals that cannot be weighted to
        CalibrationFailed   [estimation] totals that no weights reproduce
    NoOverlap           [estimation] covariates that tell the samples apart, so that nothing can be adjusted
    IntervalRefused     bounds or standard errors that make no interval
    EstimateRefused     an estimate without the mean or the error that is needed of it
    PolicyRefused       weights, floors or heirs of channels that make no policy
    SuppressionRefused  thresholds, sums or groups that cannot be protected
    RuleRefused         a rule of assessment that contradicts itself: limits, quotas, terms, shares, schedules
    EvidenceRefused     facts of an assessment that cannot be
        TasksFlawed     [assessment] tasks that cannot be shared out
        UnpricedVerdict  [assessment] a verdict that the score map has no points for
    StepRefused         [assessment] a step that cannot follow the one before it
"""

__all__ = [
    "CountsRefused",
    "DataRefused",
    "DesignRefused",
    "EstimateRefused",
    "EvidenceRefused",
    "FrameRefused",
    "IntervalRefused",
    "OutcomesRefused",
    "PlanRefused",
    "PolicyRefused",
    "QuotaRefused",
    "RangeRefused",
    "RuleRefused",
    "SampleRefused",
    "ScaleRefused",
    "SuppressionRefused",
    "SurveyError",
    "TooFewData",
    "WeightsRefused",
]


class SurveyError(ValueError):
    """Whatever this package refuses; catch it to catch all."""


class ScaleRefused(SurveyError):
    """Levels or points that make no scale."""


class FrameRefused(SurveyError):
    """A list of people or number segments that cannot be drawn from."""


class SampleRefused(SurveyError):
    """A draw or an allocation that cannot be made."""


class QuotaRefused(SurveyError):
    """Limits of a quota that contradict each other."""


class PlanRefused(SurveyError):
    """A sample size or a plan of dialling that rests on impossible figures."""


class OutcomesRefused(SurveyError):
    """Final dispositions that no rates can be computed from."""


class CountsRefused(SurveyError):
    """Counts of answers that cannot be: below zero, more than all, without points."""


class RangeRefused(SurveyError):
    """A share, a confidence, a factor or a bound outside of what it can be."""


class DataRefused(SurveyError):
    """Lists that do not fit together, or have gaps or strangers in them."""


class TooFewData(SurveyError):
    """Less than an estimate needs to say anything."""


class DesignRefused(SurveyError):
    """Strata, clusters or populations that describe no sample."""


class WeightsRefused(SurveyError):
    """Weights that cannot be, or cannot be brought to what is wanted."""


class IntervalRefused(SurveyError):
    """Bounds or standard errors that make no interval."""


class EstimateRefused(SurveyError):
    """An estimate without the mean or the error that is needed of it."""


class PolicyRefused(SurveyError):
    """Weights, floors or heirs of channels that make no policy."""


class SuppressionRefused(SurveyError):
    """Thresholds, sums or groups that cannot be protected."""


class RuleRefused(SurveyError):
    """A rule of assessment that contradicts itself: limits, quotas, terms, shares, schedules; ``reasons`` say how."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


class EvidenceRefused(SurveyError):
    """Facts of an assessment that cannot be."""
