"""Assessment: from a weighting scheme and the evidence on a unit to a total that explains itself, and what follows.

Totals        scheme and tree (loader, rules, shipped, comparison), evidence, totals, standings, rounding
The year      periods (months to half-years to the year), individuals, grades
What follows  appeals, rectification, progress (four colours), working_days (with 调休), proceedings (steps in terms)
Burden        burden (the ledger of forms asked of the grassroots)
"""

from surveys.assessment.appeals import HANGZHOU, JINAN, AppealStep, AppealTerms, follow_appeal, last_day_to_object
from surveys.assessment.borrowing import PeriodAudit
from surveys.assessment.burden import (
    BurdenChange,
    BurdenLine,
    FormRequest,
    burden_by_department,
    burden_by_unit,
    compare_burden,
    total_burden,
)
from surveys.assessment.channels import UnpricedVerdict
from surveys.assessment.comparison import ComparedLine, Fact, LineChange, compare_schemes
from surveys.assessment.evidence import (
    Adjustment,
    AdjustmentKind,
    AuditedShare,
    AuditState,
    Ballot,
    GroupBallots,
    UnitEvidence,
    VerdictCount,
)
from surveys.assessment.grades import (
    Candidate,
    Grade,
    Graded,
    GradeLimits,
    GradeRule,
    QuotaBand,
    QuotaRule,
    grade_people,
)
from surveys.assessment.individuals import (
    COEFFICIENTS,
    IndividualRule,
    IndividualScore,
    Load,
    MonthRule,
    Task,
    TaskProblem,
    TasksFlawed,
    score_individuals,
)
from surveys.assessment.lines import Basis, LineKind, LineReason, Move, ScoreLine
from surveys.assessment.loader import dump_scheme, load_scheme, write_scheme
from surveys.assessment.periods import NO_SCORE, RollUp, Score, Year, YearRule, roll_up, roll_up_year
from surveys.assessment.proceedings import Stage, Standing, Step, StepRefused
from surveys.assessment.progress import (
    Colour,
    DeadlineLimits,
    Milestone,
    ProgressLimits,
    ProgressWarning,
    Schedule,
    WarningRule,
    warn_of_deadline,
    warn_of_progress,
)
from surveys.assessment.rectification import (
    RectificationStep,
    RectificationTerms,
    follow_rectification,
    warn_of_rectification,
)
from surveys.assessment.reweighing import (
    GENERAL,
    WeightLine,
    WeightProblem,
    Weights,
    list_weight_problems,
    reweigh,
    totals_of,
    weight_lines,
    weights_in_use,
    weights_of_lines,
)
from surveys.assessment.rounding import publish, settle
from surveys.assessment.scheme import Scheme
from surveys.assessment.shipped import list_shipped_schemes, load_shipped_scheme
from surveys.assessment.standings import Place, rank_units
from surveys.assessment.totals import RULES_VERSION, Assessment, assess, assess_period
from surveys.assessment.tree import (
    ChannelNode,
    CitizenChannel,
    ImportedNode,
    ReverseNode,
    SchemeNode,
    TieRule,
    WeightedNode,
)
from surveys.assessment.working_days import Deadline, WorkingDays

__all__ = [
    "COEFFICIENTS",
    "GENERAL",
    "HANGZHOU",
    "JINAN",
    "NO_SCORE",
    "RULES_VERSION",
    "Adjustment",
    "AdjustmentKind",
    "AppealStep",
    "AppealTerms",
    "Assessment",
    "AuditState",
    "AuditedShare",
    "Ballot",
    "Basis",
    "BurdenChange",
    "BurdenLine",
    "Candidate",
    "ChannelNode",
    "CitizenChannel",
    "Colour",
    "ComparedLine",
    "Deadline",
    "DeadlineLimits",
    "Fact",
    "FormRequest",
    "Grade",
    "GradeLimits",
    "GradeRule",
    "Graded",
    "GroupBallots",
    "ImportedNode",
    "IndividualRule",
    "IndividualScore",
    "LineChange",
    "LineKind",
    "LineReason",
    "Load",
    "Milestone",
    "MonthRule",
    "Move",
    "PeriodAudit",
    "Place",
    "ProgressLimits",
    "ProgressWarning",
    "QuotaBand",
    "QuotaRule",
    "RectificationStep",
    "RectificationTerms",
    "ReverseNode",
    "RollUp",
    "Schedule",
    "Scheme",
    "SchemeNode",
    "Score",
    "ScoreLine",
    "Stage",
    "Standing",
    "Step",
    "StepRefused",
    "Task",
    "TaskProblem",
    "TasksFlawed",
    "TieRule",
    "UnitEvidence",
    "UnpricedVerdict",
    "VerdictCount",
    "WarningRule",
    "WeightLine",
    "WeightProblem",
    "WeightedNode",
    "Weights",
    "WorkingDays",
    "Year",
    "YearRule",
    "assess",
    "assess_period",
    "burden_by_department",
    "burden_by_unit",
    "compare_burden",
    "compare_schemes",
    "dump_scheme",
    "follow_appeal",
    "follow_rectification",
    "grade_people",
    "last_day_to_object",
    "list_shipped_schemes",
    "list_weight_problems",
    "load_scheme",
    "load_shipped_scheme",
    "publish",
    "rank_units",
    "reweigh",
    "roll_up",
    "roll_up_year",
    "score_individuals",
    "settle",
    "total_burden",
    "totals_of",
    "warn_of_deadline",
    "warn_of_progress",
    "warn_of_rectification",
    "weight_lines",
    "weights_in_use",
    "weights_of_lines",
    "write_scheme",
]
