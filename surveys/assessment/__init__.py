"""Assessment: from a weighting scheme and the evidence on a unit to a total that explains itself."""

from surveys.assessment.channels import UnpricedVerdict
from surveys.assessment.evidence import (
    Adjustment,
    AdjustmentKind,
    Ballot,
    GroupBallots,
    UnitEvidence,
    VerdictCount,
)
from surveys.assessment.lines import LineKind, LineReason, Move, ScoreLine
from surveys.assessment.loader import dump_scheme, load_scheme
from surveys.assessment.rounding import publish, settle
from surveys.assessment.scheme import Scheme
from surveys.assessment.shipped import list_shipped_schemes, load_shipped_scheme
from surveys.assessment.standings import Place, rank_units
from surveys.assessment.totals import RULES_VERSION, Assessment, assess
from surveys.assessment.tree import (
    ChannelNode,
    CitizenChannel,
    ImportedNode,
    ReverseNode,
    SchemeNode,
    TieRule,
    WeightedNode,
)

__all__ = [
    "RULES_VERSION",
    "Adjustment",
    "AdjustmentKind",
    "Assessment",
    "Ballot",
    "ChannelNode",
    "CitizenChannel",
    "GroupBallots",
    "ImportedNode",
    "LineKind",
    "LineReason",
    "Move",
    "Place",
    "ReverseNode",
    "Scheme",
    "SchemeNode",
    "ScoreLine",
    "TieRule",
    "UnitEvidence",
    "UnpricedVerdict",
    "VerdictCount",
    "WeightedNode",
    "assess",
    "dump_scheme",
    "list_shipped_schemes",
    "load_scheme",
    "load_shipped_scheme",
    "publish",
    "rank_units",
    "settle",
]
