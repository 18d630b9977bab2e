"""Any questionnaire as a conversation by text or keypad: what was heard and where it stands in, the next message out.

Nothing is remembered here: the caller keeps the :class:`Conversation` and hands it back with the next reply. When it
is complete, its answers go to :func:`surveys.questionnaire.answers.check` like those of any form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from surveys.questionnaire.logic import holds
from surveys.questionnaire.prompts import (
    FREE_WORDS,
    Medium,
    Script,
    Step,
    choices_of,
    is_asked,
    is_step_required,
    list_steps,
    prompt_of,
)
from surveys.questionnaire.questions import QuestionKind
from surveys.questionnaire.readers import READERS, Refused
from surveys.questionnaire.replies import (
    TRADITIONAL,
    find_choice,
    find_choices,
    find_consent,
    find_label,
    find_non_rating,
    find_number,
    is_call_for_help,
    is_skip,
    is_stop,
)
from surveys.questionnaire.texts import EMPTY, Text, bilingual

MOST_TRIES = 2
LONGEST_LABEL = 8  # characters; where words are asked for, a longer reply is a remark and no late answer


class Phase(StrEnum):
    """How far a conversation has come."""

    OPEN = "open"
    COMPLETE = "complete"
    DECLINED = "declined"
    STOPPED = "stopped"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """Where a conversation stands.

    ``answers`` holds canonical values by field; ``asked`` the fields asked so far, the last one being what is open;
    ``passed`` those that were left without an answer; ``tries`` how often the open one was asked in vain.
    """

    phase: Phase = Phase.OPEN
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    tries: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the conversation as a JSON document."""
        return {
            "phase": str(self.phase),
            "answers": {name: list(values) for name, values in self.answers.items()},
            "asked": list(self.asked),
            "passed": list(self.passed),
            "tries": self.tries,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Conversation":
        """Return the conversation that :meth:`as_json` wrote."""
        return cls(
            phase=Phase(kept["phase"]),
            answers={name: tuple(values) for name, values in kept["answers"].items()},
            asked=tuple(kept["asked"]),
            passed=tuple(kept["passed"]),
            tries=int(kept["tries"]),
        )


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What follows from one reply: where the conversation stands now, and the messages to send."""

    conversation: Conversation
    messages: tuple[str, ...] = ()


_AGAIN = bilingual(
    "没有看懂您的回复，请再回复一次。",
    "Sorry, that was not understood. Please reply once more.",
    traditional="沒有看懂您的回覆，請再回覆一次。",
)
_ON = bilingual("这一题先跳过。", "We will leave that one.", traditional="這一題先跳過。")
_LATE = bilingual(
    "已记下您对前面一题的回答。",
    "Your answer to an earlier question was noted.",
    traditional="已記下您對前面一題的回答。",
)
_THANKS = bilingual("问题已问完，谢谢您。", "That was all. Thank you.", traditional="問題已問完，謝謝您。")
_ALREADY = bilingual(
    "您的回答此前已收到，谢谢您。",
    "Your answers have already been received. Thank you.",
    traditional="您的回答此前已收到，謝謝您。",
)
_STOPPED = bilingual(
    "已退订，不会再向您发送。",
    "You are unsubscribed and will get no more messages.",
    traditional="已退訂，不會再向您發送。",
)
_DECLINED = bilingual(
    "好的，不再打扰您。", "All right, we will not disturb you again.", traditional="好的，不再打擾您。"
)
_EXPIRED = bilingual(
    "本次调查已经结束，谢谢您。", "This survey has ended. Thank you.", traditional="本次調查已經結束，謝謝您。"
)


def begin(script: Script) -> Turn:
    """Return the first turn: the introduction, and the first question."""
    introduction = script.definition.introduction.in_language(script.language)
    turn = _proceed(script, Conversation())
    return replace(turn, messages=(introduction, *turn.messages) if introduction else turn.messages)


def hear(
    script: Script, conversation: Conversation, reply: str, *, now: datetime, ends_at: datetime | None = None
) -> Turn:
    """Take one reply.

    A wish to stop is heard at any time. Whoever has stopped is never written to again; a reply after the end is
    thanked for and not taken.

    Args:
        script: what the conversation is about; the same at every turn.
        conversation: where it stood.
        reply: the words or keys as they came.
        now: the moment of the reply.
        ends_at: when the campaign stops taking answers; None where it does not.
    """
    if is_stop(reply) and script.medium is Medium.TEXT:
        first_time = conversation.phase is not Phase.STOPPED
        return _end(script, conversation, Phase.STOPPED, *([_STOPPED] if first_time else []))
    if conversation.phase is not Phase.OPEN:
        return _say(script, conversation, *([_ALREADY] if conversation.phase is Phase.COMPLETE else []))
    if ends_at is not None and now >= ends_at:
        return _end(script, conversation, Phase.EXPIRED, _EXPIRED)
    return _take(script, conversation, reply)


def _take(script: Script, conversation: Conversation, reply: str) -> Turn:
    step = _step(script, conversation.asked[-1])
    if is_call_for_help(reply):
        return _repeat(script, conversation)
    corrected = _corrected(script, conversation, reply) or _late(script, conversation, step, reply)
    if corrected is not None:
        return corrected
    if step.question.kind is QuestionKind.CONSENT and find_consent(reply) is False:
        return _without_consent(script, conversation, step)
    values = _read(step, script, conversation.answers, reply)
    if values is not None:
        return _proceed(script, replace(_answered(conversation, step.field, values), tries=0))
    return _not_read(script, conversation, step, reply)


def _read(step: Step, script: Script, answers: Mapping[str, tuple[str, ...]], reply: str) -> tuple[str, ...] | None:
    """Return the canonical values of a reply at a step, or None where it cannot be taken."""
    values = _values(step, answers, reply)
    if values is None or step.is_reasons or step.is_verdict:
        return values if values is None or _is_allowed(step, script, answers, values) else None
    try:
        fields = READERS[step.question.kind](step.question, {step.field: values}, ())
    except Refused:
        return None
    kept = fields.get(step.field)
    return kept if kept and _is_allowed(step, script, answers, kept) else None


def _values(step: Step, answers: Mapping[str, tuple[str, ...]], reply: str) -> tuple[str, ...] | None:
    choices = choices_of(step, answers)
    non_rating = find_non_rating(reply)
    if non_rating is not None and any(choice.value == non_rating for choice in choices):
        return (str(non_rating),)
    if step.is_reasons:
        several = find_choices(reply, choices)
        return several if several and len(several) <= (step.question.max_choices or len(several)) else None
    match step.question.kind:
        case QuestionKind.MULTIPLE:
            return find_choices(reply, choices)
        case QuestionKind.CONSENT:
            return ("yes",) if find_consent(reply) else None
        case QuestionKind.NUMBER | QuestionKind.ZERO_TO_TEN:
            return _maybe(find_number(reply))
    return _maybe(find_choice(reply, choices)) if choices else (reply,)


def _maybe(value: str | None) -> tuple[str, ...] | None:
    return None if value is None else (value,)


def _is_allowed(step: Step, script: Script, answers: Mapping[str, tuple[str, ...]], values: tuple[str, ...]) -> bool:
    constraint = step.question.constraint
    return constraint is None or holds(constraint.that, {**answers, step.field: values}, script.facts)


_NAMED = re.compile(r"\s*第\s*(\d{1,3})\s*[题问][:：,，、.\s]*(?:是|应该?是|改[为成]?|选)?\s*(.+)", re.DOTALL)


def _corrected(script: Script, conversation: Conversation, reply: str) -> Turn | None:
    """Take an answer that names its question: ``第1题改成4``."""
    named = _NAMED.fullmatch(reply.translate(TRADITIONAL))
    place = int(named[1]) - 1 if named else -1
    if named is None or not 0 <= place < len(conversation.asked) - 1:
        return None
    step = _step(script, conversation.asked[place])
    values = _read(step, script, conversation.answers, named[2])
    if values is None:
        return None
    return _proceed(script, _pruned(script, _answered(conversation, step.field, values)), _LATE)


def _late(script: Script, conversation: Conversation, step: Step, reply: str) -> Turn | None:
    """Take words that do not answer the open question but one that was given up: the answer came too late for it."""
    is_open_to_words = step.question.kind in FREE_WORDS
    is_remark = len(reply) > LONGEST_LABEL
    if is_remark if is_open_to_words else _read(step, script, conversation.answers, reply) is not None:
        return None
    for missed in reversed(conversation.passed):
        earlier = _step(script, missed)
        if is_open_to_words and not earlier.is_verdict:
            continue
        value = find_label(reply, choices_of(earlier, conversation.answers))
        if value is not None and value != "no" and _is_allowed(earlier, script, conversation.answers, (value,)):
            return _proceed(script, _pruned(script, _answered(conversation, missed, (value,))), _LATE)
    return None


def _answered(conversation: Conversation, name: str, values: tuple[str, ...]) -> Conversation:
    passed = tuple(other for other in conversation.passed if other != name)
    return replace(conversation, answers={**conversation.answers, name: values}, passed=passed)


def _pruned(script: Script, conversation: Conversation) -> Conversation:
    """Drop answers to what, after a change of mind, would not have been asked."""
    kept: dict[str, tuple[str, ...]] = {}
    for step in list_steps(script):
        if step.field in conversation.answers and is_asked(step, script, kept):
            values = conversation.answers[step.field]
            offered = {choice.value for choice in choices_of(step, kept)}
            if not step.is_reasons or offered.issuperset(values):
                kept[step.field] = values
    return replace(conversation, answers=kept)


def _not_read(script: Script, conversation: Conversation, step: Step, reply: str) -> Turn:
    is_optional = not is_step_required(step, script, conversation.answers)
    is_passing = is_skip(reply, is_free_words=step.question.kind in FREE_WORDS) or find_non_rating(reply) is not None
    if is_optional and is_passing:
        return _give_up(script, conversation, step)
    if conversation.tries + 1 < MOST_TRIES:
        return _repeat(script, replace(conversation, tries=conversation.tries + 1), _complaint(step, script), _AGAIN)
    if step.question.kind is QuestionKind.CONSENT:
        return _without_consent(script, conversation, step)
    return _give_up(script, conversation, step, _ON)


def _complaint(step: Step, script: Script) -> Text:
    """Return what a constraint has to say; nothing where there is none."""
    constraint = step.question.constraint
    return constraint.message if constraint is not None else EMPTY


def _without_consent(script: Script, conversation: Conversation, step: Step) -> Turn:
    if is_step_required(step, script, conversation.answers):
        return _end(script, conversation, Phase.DECLINED, _DECLINED)
    return _give_up(script, conversation, step)


def _give_up(script: Script, conversation: Conversation, step: Step, *said: Text) -> Turn:
    return _proceed(script, replace(conversation, passed=(*conversation.passed, step.field), tries=0), *said)


def _proceed(script: Script, conversation: Conversation, *said: Text) -> Turn:
    """Ask what is next, or end."""
    for step in list_steps(script):
        is_done = step.field in conversation.answers or step.field in conversation.passed
        if not is_done and is_asked(step, script, conversation.answers):
            open_one = conversation.asked[-1:] == (step.field,)
            asked = conversation.asked if open_one else (*conversation.asked, step.field)
            return _repeat(script, replace(conversation, asked=asked), *said)
    closing = script.definition.closing
    return _end(script, conversation, Phase.COMPLETE, *said, closing or _THANKS)


def _repeat(script: Script, conversation: Conversation, *said: Text) -> Turn:
    step = _step(script, conversation.asked[-1])
    prompt = prompt_of(step, script, conversation.answers, number=len(conversation.asked))
    said_before = tuple(text.in_language(script.language) for text in said if text)
    return Turn(conversation=conversation, messages=(*said_before, prompt))


def _end(script: Script, conversation: Conversation, phase: Phase, *said: Text) -> Turn:
    return _say(script, replace(conversation, phase=phase, tries=0), *said)


def _say(script: Script, conversation: Conversation, *said: Text) -> Turn:
    return Turn(conversation=conversation, messages=tuple(text.in_language(script.language) for text in said if text))


def _step(script: Script, name: str) -> Step:
    return next(step for step in list_steps(script) if step.field == name)
