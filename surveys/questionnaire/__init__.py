"""Questionnaires: what is asked, what may be answered, and what an answer counts as."""

from surveys.questionnaire.answers import (
    AnswerProblem,
    AnswerProblems,
    Rating,
    Sheet,
    check,
    is_required,
    personal_fields,
    ratings,
)
from surveys.questionnaire.consistency import DefinitionProblem, DefinitionProblems
from surveys.questionnaire.definition import Approval, Definition
from surveys.questionnaire.loader import dump_definition, load_definition
from surveys.questionnaire.questions import Criterion, Option, Question, QuestionKind
from surveys.questionnaire.readers import AnswerFault
from surveys.questionnaire.scales import (
    FIVE_LEVEL,
    FOUR_LEVEL,
    GB39046,
    HCP,
    LABELS,
    NON_RATINGS,
    SCORE_MAPS,
    THREE_LEVEL,
    Numbering,
    Scale,
    ScoreMap,
    UnknownCode,
    Verdict,
    get_numbering,
    get_scale,
    get_score_map,
)
from surveys.questionnaire.shipped import list_shipped, load_shipped
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text

__all__ = [
    "FIVE_LEVEL",
    "FOUR_LEVEL",
    "GB39046",
    "HCP",
    "LABELS",
    "NON_RATINGS",
    "PRIMARY_LANGUAGE",
    "SCORE_MAPS",
    "THREE_LEVEL",
    "AnswerFault",
    "AnswerProblem",
    "AnswerProblems",
    "Approval",
    "Criterion",
    "Definition",
    "DefinitionProblem",
    "DefinitionProblems",
    "Numbering",
    "Option",
    "Question",
    "QuestionKind",
    "Rating",
    "Scale",
    "ScoreMap",
    "Sheet",
    "Text",
    "UnknownCode",
    "Verdict",
    "check",
    "dump_definition",
    "get_numbering",
    "get_scale",
    "get_score_map",
    "is_required",
    "list_shipped",
    "load_definition",
    "load_shipped",
    "personal_fields",
    "ratings",
]
