"""Who is asked and what became of it: frames, draws, quotas, sample sizes and final dispositions.

frames        roster_frame, segment_frame                      who can be drawn
draw          draw_simple, draw_stratified, draw_systematic,
              draw_growing, allocate                           who is drawn, repeatably from a public seed
clusters      draw_two_stage, draw_in_stages                   places first, to any depth, then people in them
quotas        Quota, admit, may_finish                         whether one more may come in
planning      completes_for_share, plan_dialling               how many to ask, how many numbers to load
dispositions  outcome_rates, get_disposition                   what became of every case
"""

from surveys.sampling.clusters import ClusteredCase, draw_in_stages, draw_two_stage
from surveys.sampling.dispositions import (
    DISPOSITIONS,
    Disposition,
    DispositionClass,
    OutcomeRates,
    UnknownDisposition,
    count_outcomes,
    eligible_share,
    get_disposition,
    outcome_rates,
)
from surveys.sampling.draw import (
    Allocation,
    Drawn,
    Sample,
    SampleTooLarge,
    allocate,
    draw_growing,
    draw_simple,
    draw_stratified,
    draw_systematic,
)
from surveys.sampling.frames import Frame, KeyInTwoStrata, roster_frame, segment_frame
from surveys.sampling.planning import (
    DialPlan,
    completes_for_mean,
    completes_for_share,
    margin_of_share,
    plan_dialling,
)
from surveys.sampling.quotas import Admission, Quota, Tally, admit, are_all_met, count_completes, list_full, may_finish

__all__ = [
    "DISPOSITIONS",
    "Admission",
    "Allocation",
    "ClusteredCase",
    "DialPlan",
    "Disposition",
    "DispositionClass",
    "Drawn",
    "Frame",
    "KeyInTwoStrata",
    "OutcomeRates",
    "Quota",
    "Sample",
    "SampleTooLarge",
    "Tally",
    "UnknownDisposition",
    "admit",
    "allocate",
    "are_all_met",
    "completes_for_mean",
    "completes_for_share",
    "count_completes",
    "count_outcomes",
    "draw_growing",
    "draw_in_stages",
    "draw_simple",
    "draw_stratified",
    "draw_systematic",
    "draw_two_stage",
    "eligible_share",
    "get_disposition",
    "list_full",
    "margin_of_share",
    "may_finish",
    "outcome_rates",
    "plan_dialling",
    "roster_frame",
    "segment_frame",
]
