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
from surveys.questionnaire.burden import Burden, Mode, estimate_burden
from surveys.questionnaire.consistency import DefinitionProblem, DefinitionProblems
from surveys.questionnaire.definition import Approval, Definition
from surveys.questionnaire.dialogue import Conversation, Phase, Turn, begin, hear
from surveys.questionnaire.facts import FACTS, Fact, FactKind
from surveys.questionnaire.lint import Finding, lint, lint_wording
from surveys.questionnaire.loader import dump_definition, load_definition
from surveys.questionnaire.piping import as_plain, fill
from surveys.questionnaire.prompts import Medium, Script
from surveys.questionnaire.questions import Constraint, Criterion, Option, Question, QuestionKind
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
from surveys.questionnaire.schema import questionnaire_schema
from surveys.questionnaire.shipped import list_shipped, load_shipped
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text
from surveys.questionnaire.waivers import LintCode
from surveys.questionnaire.wording import MissingWording, list_languages, list_missing_wordings

__all__ = [
    "FACTS",
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
    "Burden",
    "Constraint",
    "Conversation",
    "Criterion",
    "Definition",
    "DefinitionProblem",
    "DefinitionProblems",
    "Fact",
    "FactKind",
    "Finding",
    "LintCode",
    "Medium",
    "MissingWording",
    "Mode",
    "Numbering",
    "Option",
    "Phase",
    "Question",
    "QuestionKind",
    "Rating",
    "Scale",
    "ScoreMap",
    "Script",
    "Sheet",
    "Text",
    "Turn",
    "UnknownCode",
    "Verdict",
    "as_plain",
    "begin",
    "check",
    "dump_definition",
    "estimate_burden",
    "fill",
    "get_numbering",
    "get_scale",
    "get_score_map",
    "hear",
    "is_required",
    "lint",
    "lint_wording",
    "list_languages",
    "list_missing_wordings",
    "list_shipped",
    "load_definition",
    "load_shipped",
    "personal_fields",
    "questionnaire_schema",
    "ratings",
]
