"""Between a checked sheet and the door: what a person is told who filled it in wrongly, and what is kept of it."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nlp.normalize import normalise
from nlp.privacy import mask
from surveys.questionnaire import AnswerFault, AnswerProblem, Definition, QuestionKind, Sheet, personal_fields

_WRITTEN = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})

SENTENCES: Mapping[AnswerFault, LazyString] = {
    AnswerFault.REQUIRED: _l("这一项必须填写"),
    AnswerFault.INCOMPLETE: _l("还有没评完的项目"),
    AnswerFault.TOO_MANY: _l("最多可选 %(limit)s 项，这里有 %(given)s 项"),
    AnswerFault.UNKNOWN_OPTION: _l("没有这个选项"),
    AnswerFault.EXCLUSIVE: _l("所选的选项不能与其他选项同时选择"),
    AnswerFault.NOT_A_NUMBER: _l("不是数字"),
    AnswerFault.OUT_OF_RANGE: _l("应在 %(limit)s 之间"),
    AnswerFault.TOO_LONG: _l("最多 %(limit)s 个字，这里有 %(given)s 个字"),
    AnswerFault.NOT_A_DATE: _l("不是日期，请写成 2026-03-05 这样"),
    AnswerFault.NOT_A_DIVISION: _l("不是 6、9 或 12 位行政区划代码"),
    AnswerFault.NOT_A_PHONE: _l("不是电话号码"),
    AnswerFault.NOT_WHOLE: _l("应是整数"),
    AnswerFault.CONSTRAINT: _l("与前后的回答不符：%(limit)s"),
}


def sentence_of(problem: AnswerProblem) -> str:
    """Return why an answer cannot be taken, in the language of this moment."""
    return str(SENTENCES[problem.fault]) % {"given": problem.given, "limit": problem.limit}


def unidentified(definition: Definition, sheet: Sheet) -> dict[str, list[str]]:
    """Return a sheet's answers without what identifies a person: such fields are dropped, written words are masked."""
    written = {question.code for question in definition.questions if question.kind in _WRITTEN}
    dropped = personal_fields(definition)
    return {
        field: [masked(words) for words in values] if field in written else values
        for field, values in sheet.as_json().items()
        if field not in dropped
    }


def masked(words: str) -> str:
    """Mask names and numbers; words that hold none stay exactly as written."""
    found = mask(normalise(words))
    return found.text if found.found else words
