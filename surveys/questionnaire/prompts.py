"""A questionnaire cut into steps that one message each can ask, and the words of those messages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from surveys.questionnaire.answers import is_required
from surveys.questionnaire.definition import Definition
from surveys.questionnaire.logic import Answers, holds
from surveys.questionnaire.piping import as_plain, fill
from surveys.questionnaire.questions import Question, QuestionKind
from surveys.questionnaire.replies import Choice
from surveys.questionnaire.scales import LABELS, Verdict
from surveys.questionnaire.texts import EMPTY, PRIMARY_LANGUAGE, Text, bilingual

FREE_WORDS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
_NOT_KEYED = FREE_WORDS | {QuestionKind.DATE}
_NON_RATING_KEYS = {Verdict.DONT_KNOW: "0", Verdict.REFUSED: "9", Verdict.ABSTAINED: "8"}


class Medium(StrEnum):
    """How the conversation is held."""

    TEXT = "text"
    KEYPAD = "keypad"


@dataclass(frozen=True, kw_only=True)
class Script:
    """Everything about a conversation that does not change while it is held.

    ``targets`` are the units that a matrix rates, their names by code; ``facts`` is what conditions may know of the
    campaign.
    """

    definition: Definition
    medium: Medium = Medium.TEXT
    language: str = PRIMARY_LANGUAGE
    targets: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to ask: a question, the reasons under a level chosen, or one cell of a matrix."""

    question: Question
    field: str
    heading: Text = EMPTY

    @property
    def is_reasons(self) -> bool:
        """Say whether this asks for the reasons behind the level chosen."""
        return self.field == self.question.options_field

    @property
    def is_verdict(self) -> bool:
        """Say whether this asks for a level."""
        return self.question.rules.is_rating and not self.is_reasons


def list_steps(script: Script) -> list[Step]:
    """Return the steps of a questionnaire in their order, whether or not they will be asked."""
    return [step for question in script.definition.questions for step in _steps_of(question, script.targets)]


def _steps_of(question: Question, targets: Mapping[str, str]) -> Iterator[Step]:
    if question.kind is QuestionKind.MATRIX:
        for target, name in targets.items():
            for criterion in question.criteria:
                heading = {language: f"{name}：{text}" for language, text in criterion.text.versions.items()}
                yield Step(
                    question=question,
                    field=question.cell_field(target, criterion.code),
                    heading=Text(versions=heading),
                )
        return
    yield Step(question=question, field=question.code)
    if question.kind is QuestionKind.SATISFACTION and question.options:
        yield Step(question=question, field=question.options_field)


def is_asked(step: Step, script: Script, answers: Answers) -> bool:
    """Say whether a step is to be asked of this person by this medium."""
    question = step.question
    if question.show_if is not None and not holds(question.show_if, answers, script.facts):
        return False
    if script.medium is Medium.KEYPAD and question.kind in _NOT_KEYED:
        return False
    return not step.is_reasons or bool(choices_of(step, answers))


def is_step_required(step: Step, script: Script, answers: Answers) -> bool:
    """Say whether a step may not be passed over."""
    return not step.is_reasons and is_required(step.question, answers, script.facts)


def choices_of(step: Step, answers: Answers) -> list[Choice]:
    """Return what can be chosen at a step; the best level has the highest key, as on the national scale of stars."""
    question = step.question
    if step.is_verdict:
        return _levels(question)
    if question.kind is QuestionKind.CONSENT:
        return [Choice(key="1", value="yes", label=_WILLING), Choice(key="2", value="no", label=_UNWILLING)]
    options = question.options
    if step.is_reasons:
        options = question.options_at(next(iter(answers.get(question.code, ())), ""))
    return [
        Choice(key=str(place), value=option.code, label=option.text) for place, option in enumerate(options, start=1)
    ]


def _levels(question: Question) -> list[Choice]:
    levels = question.scale.levels if question.scale else ()
    keyed = [(str(len(levels) - place), verdict) for place, verdict in enumerate(levels)]
    keyed += [(_NON_RATING_KEYS[verdict], verdict) for verdict in question.offers if verdict in _NON_RATING_KEYS]
    return [Choice(key=key, value=str(verdict), label=LABELS[verdict]) for key, verdict in keyed]


_WILLING, _UNWILLING = bilingual("愿意", "Yes", traditional="願意"), bilingual("不愿意", "No", traditional="不願意")
_SEVERAL = bilingual("可多选，如：1、2", "several allowed, e.g. 1, 2", traditional="可多選，如：1、2")
_MAY_SKIP = bilingual("可回复“跳过”", "reply SKIP to pass", traditional="可回覆「跳過」")
_WHY = bilingual("主要是因为什么？", "What is the main reason?", traditional="主要是因為什麼？")
_PRESS = bilingual("{label}请按{key}", "press {key} for {label}", traditional="{label}請按{key}")
_WRITE = bilingual("{key}{label}", "{key} {label}")


def prompt_of(step: Step, script: Script, answers: Answers, *, number: int) -> str:
    """Return the message that asks a step; ``number`` is how many have been asked by then, this one included."""
    language = script.language
    question = step.question
    asked = fill(question.text, script.definition.questions, answers, language=language, escape=as_plain)
    words = _WHY.in_language(language) if step.is_reasons else asked
    heading = step.heading.in_language(language)
    choices = _shown_choices(choices_of(step, answers), script)
    remarks = "" if script.medium is Medium.KEYPAD else _remarks(step, script, answers)
    return " ".join(part for part in (f"{number}.", heading, words, choices, remarks) if part)


def _shown_choices(choices: Sequence[Choice], script: Script) -> str:
    pattern = (_PRESS if script.medium is Medium.KEYPAD else _WRITE).in_language(script.language)
    shown = [pattern.format(key=choice.key, label=choice.label.in_language(script.language)) for choice in choices]
    return ("，" if script.medium is Medium.KEYPAD else " ").join(shown)


def _remarks(step: Step, script: Script, answers: Answers) -> str:
    is_several = step.is_reasons or step.question.kind is QuestionKind.MULTIPLE
    remarks = [_SEVERAL] if is_several else []
    if not is_step_required(step, script, answers):
        remarks.append(_MAY_SKIP)
    return f"（{'；'.join(remark.in_language(script.language) for remark in remarks)}）" if remarks else ""
