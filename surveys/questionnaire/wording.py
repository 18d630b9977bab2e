"""Every wording of a questionnaire with its place, and the languages in which one is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.questionnaire.definition import Definition
from surveys.questionnaire.questions import Question
from surveys.questionnaire.texts import PRIMARY_LANGUAGE, Text


@dataclass(frozen=True, kw_only=True)
class MissingWording:
    """A wording that a language lacks; ``path`` is where it belongs, such as ``questions[2].hint``."""

    path: str
    language: str

    def __str__(self) -> str:
        return f"{self.path}: there is no wording in {self.language}"


def list_texts(definition: Definition) -> list[tuple[str, Text]]:
    """Return every text of a questionnaire that has any wording, with its path in the file."""
    heads = (("title", definition.title), ("introduction", definition.introduction))
    questions = (
        (f"questions[{place}].{part}", text)
        for place, question in enumerate(definition.questions)
        for part, text in question_texts(question)
    )
    return [(path, text) for path, text in (*heads, *questions, ("closing", definition.closing)) if text]


def question_texts(question: Question) -> Iterator[tuple[str, Text]]:
    """Return every text of a question with its path inside the question, the empty ones too."""
    yield "text", question.text
    yield "hint", question.hint
    for place, option in enumerate(question.options):
        yield f"options[{place}].text", option.text
    for place, criterion in enumerate(question.criteria):
        yield f"criteria[{place}].text", criterion.text
    if question.constraint is not None:
        yield "constraint.message", question.constraint.message


def list_languages(definition: Definition) -> list[str]:
    """Return every language that some wording is in, the primary one first."""
    found = {language for _path, text in list_texts(definition) for language in text.versions}
    return [PRIMARY_LANGUAGE, *sorted(found - {PRIMARY_LANGUAGE})]


def list_missing_wordings(definition: Definition, languages: Sequence[str] = ()) -> list[MissingWording]:
    """Return what a reader of some languages would see in Chinese instead.

    Args:
        definition: the questionnaire.
        languages: BCP 47 tags such as ``zh-Hant``; without any, every language that the file uses somewhere.
    """
    wanted = languages or list_languages(definition)
    return [
        MissingWording(path=path, language=language)
        for path, text in list_texts(definition)
        for language in wanted
        if not text.versions.get(language, "").strip()
    ]
