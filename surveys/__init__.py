"""Survey methodology as a pure library: from a questionnaire to a sample to weighted estimates to assessment totals.

No room reads a clock, a file that it was not handed (its shipped definitions apart), an environment or a network, and
every draw has a seed: the same input gives the same digits. A room is loaded when it is first named; its own page
(``help(surveys.estimation)``) lists all that it offers, and these are the entrances.

questionnaire.load_definition           YAML → a definition, or every problem with its path and reason
questionnaire.load_shipped              a definition that comes along: list_shipped names them
questionnaire.questionnaire_schema      the JSON Schema of a definition
questionnaire.lint                      leading, unbalanced, double-barrelled or coaching wording
questionnaire.estimate_burden           minutes that answering takes
questionnaire.check                     what was sent in → a sheet, or every problem beside its question
questionnaire.ratings                   what a sheet says about whom
questionnaire.begin                     the same definition as a conversation by text or keypad; hear goes on with it
questionnaire.get_score_map             verdict → Decimal points, by the code of a published map
questionnaire.xlsform.import_xlsform    a definition from an XLSForm workbook; export_xlsform is the way back
sampling.roster_frame                   who can be drawn, from a list; segment_frame: from blocks of phone numbers
sampling.allocate                       how a sample is divided among strata
sampling.draw_stratified                who is drawn, with reserves, repeatably from a public seed
sampling.draw_in_stages                 places first, to any depth, then people in them; draw_two_stage: one step
sampling.plan_dialling                  how many numbers to load for so many completes
sampling.admit                          whether a quota lets one more in
sampling.outcome_rates                  AAPOR and Chinese rates from final dispositions
estimation.score_from_counts            verdict counts → mean score, error, interval
estimation.wilson                       the interval of a share; share_interval: of a weighted one
estimation.poststratify                 weights by one known distribution
estimation.rake                         weights by several
estimation.calibrate                    weights by known totals of numbers (GREG, bounded or not)
estimation.trim                         weights without extremes, their sum kept
estimation.sample_design                strata, clusters, stages, finite populations
estimation.mean                         also total, ratio, shares, difference, domain_means: with linearised errors
estimation.chi_square                   whether two classifications hang together, the design respected
estimation.balanced_half_samples        errors by replication; jackknife, and replicated for weights that came along
estimation.combine_channels             the official composite of channels, its floors and what was moved
estimation.rectified_mean               machine labels, made valid by an audited share
estimation.pool_audits                  the same for units with few audited records, which borrow from all
estimation.doubly_robust                self-chosen answers, adjusted by a reference sample
estimation.rank_table                   between which places each unit surely stands, and its tier
estimation.shrink                       empirical Bayes; fay_herriot: small areas
estimation.suppress                     which cells to hide so that no hidden one can be computed
estimation.find_exposed                 whether all released figures together single out a few people
estimation.notice_carelessness          straight lines, speeding, contradictions
estimation.shape_against_peers          one sign of stuffing, with a true rate of false alarms; burst, cluster,
                                        one_source, one_device, out_of_hours, regularity, no_dissent are others
assessment.load_scheme                  YAML → a scheme of components and weights, or every problem
assessment.assess                       a scheme and the evidence on one unit → its total, explained line by line;
                                        assess_period: on all, who then borrow from one another's audits
assessment.rank_units                   ranks, rank intervals and tiers of totals
assessment.roll_up_year                 months to half-years to a year
assessment.score_individuals            people's scores from tasks, shares and workload
assessment.grade_people                 grades within the limits and quotas of a published rule
assessment.warn_of_progress             four colours from progress against schedule
assessment.follow_appeal                where an objection stands, its terms in Chinese working days
assessment.follow_rectification         the same for what must be put right
assessment.total_burden                 the hours that forms cost the grassroots
simulation.measure_coverage             how often intervals hold the truth of a simulated city
simulation.measure_pooling              the same for units that few audited records concern
simulation.measure_fraud                what stuffed ratings do to a score, and how often that is noticed
errors.SurveyError                      whatever is refused; its page names every refusal, all of them ValueError too

A poll of 40 out of 1,000, brought to the known ages:

>>> import surveys
>>> frame = surveys.sampling.roster_frame((f"case{n:03}", "east" if n < 600 else "west") for n in range(1000))
>>> sizes = surveys.sampling.allocate(40, frame.sizes)
>>> sizes
{'east': 24, 'west': 16}
>>> sample = surveys.sampling.draw_stratified(frame, sizes, seed="2026 draw")
>>> weights = surveys.estimation.design_weights([case.inclusion_probability for case in sample.cases])
>>> ages = surveys.estimation.margin("age", ["young"] * 30 + ["old"] * 10, {"young": 550, "old": 450})
>>> fitted = surveys.estimation.rake(weights, [ages])
>>> points = surveys.questionnaire.get_score_map("M5A").points
>>> scores = [float(points["satisfied"])] * 30 + [float(points["very_satisfied"])] * 10
>>> strata = [case.stratum for case in sample.cases]
>>> design = surveys.estimation.sample_design(weights, strata=strata).calibrated(fitted.weights, fitted.auxiliaries)
>>> round(surveys.estimation.mean(scores, design).value, 2)
89.0
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveys import assessment, errors, estimation, questionnaire, sampling, simulation

__all__ = ["assessment", "errors", "estimation", "questionnaire", "sampling", "simulation"]


def __getattr__(name: str) -> ModuleType:
    """Load a room when it is first named: whoever wants the questionnaires alone need not wait for numpy."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    """Return the rooms beside what is loaded, so that completion finds them."""
    return sorted({*globals(), *__all__})
