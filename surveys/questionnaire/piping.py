"""Earlier answers inside a later wording: ``您刚才选了${overall}，主要原因是？``.

What was answered is a stranger's words: it is put on one line, shortened, and escaped together with the wording
around it, so that the result is safe by construction wherever it is shown.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from surveys.questionnaire.conditions import find_owner
from surveys.questionnaire.questions import Question, QuestionKind
from surveys.questionnaire.scales import LABELS, Verdict
from surveys.questionnaire.texts import Text

UNANSWERED = "……"
LONGEST = 60
_MARK = re.compile(r"\$\{([^{}]*)\}")


def piped_fields(text: Text) -> list[str]:
    """Return the answer fields that a text quotes in any language, each once."""
    return list(dict.fromkeys(field for wording in text.versions.values() for field in _MARK.findall(wording)))


def piping_faults(text: Text, earlier: Sequence[Question]) -> Iterator[str]:
    """Return why a text cannot quote what it quotes."""
    for field in piped_fields(text):
        question = find_owner(field, earlier)
        if question is None or field != question.code:
            yield f"quotes {field!r}, which is not an earlier question"
        elif question.rules.is_personal or question.kind is QuestionKind.MATRIX:
            yield f"quotes {field!r}, which is {'personal' if question.rules.is_personal else 'a matrix'}"


def as_plain(text: str) -> str:
    """Leave a text as it is: for messages, and for templates that escape everything themselves."""
    return text


def fill(
    text: Text,
    questions: Sequence[Question],
    answers: Mapping[str, Sequence[str]],
    *,
    language: str,
    escape: Callable[[str], str] = html.escape,
) -> str:
    """Return a wording with the answers that it quotes.

    Args:
        text: the wording; ``${code}`` stands for the answer to the question of that code.
        questions: those of the questionnaire.
        answers: checked answers by field.
        language: BCP 47 tag.
        escape: applied to the wording and to each answer; HTML unless told otherwise.
    """
    pieces = _MARK.split(text.in_language(language))
    quoted = {field: _quoted(find_owner(field, questions), answers, language) for field in pieces[1::2]}
    return "".join(escape(quoted[piece] if place % 2 else piece) for place, piece in enumerate(pieces))


def _quoted(question: Question | None, answers: Mapping[str, Sequence[str]], language: str) -> str:
    if question is None or question.rules.is_personal:
        return UNANSWERED
    shown = "、".join(_label(question, value, language) for value in answers.get(question.code, ()))
    line = " ".join(shown.split())
    return (line if len(line) <= LONGEST else f"{line[:LONGEST]}…") or UNANSWERED


def _label(question: Question, value: str, language: str) -> str:
    if question.rules.is_rating and value in set(Verdict):
        return LABELS[Verdict(value)].in_language(language)
    labels = {option.code: option.text.in_language(language) for option in question.options}
    return labels.get(value, value)
