"""The rules of good wording by code, and the reasons in a file why one of them does not bind there."""

from collections.abc import Iterator, Mapping
from enum import StrEnum


class LintCode(StrEnum):
    """A rule that :func:`surveys.questionnaire.lint.lint` keeps; the value is what a file waives."""

    LEADING = "leading"
    COACHING = "coaching"
    UNBALANCED = "unbalanced"
    MISSING_DONT_KNOW = "missing_dont_know"
    DOUBLE_BARRELLED = "double_barrelled"
    DOUBLE_NEGATIVE = "double_negative"
    LONG_QUESTION = "long_question"
    ASKS_IDENTITY = "asks_identity"
    OVERLAPPING_RANGES = "overlapping_ranges"
    GENERAL_AFTER_SPECIFIC = "general_after_specific"
    BURDEN = "burden"
    PROMISED_TIME = "promised_time"
    NEEDLESS_WAIVER = "needless_waiver"


def waiver_faults(waived: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Return what is wrong with waivers, each with the code it stands under."""
    for code, reason in waived.items():
        if code not in set(LintCode) - {LintCode.NEEDLESS_WAIVER}:
            yield code, "is not a rule that can be waived"
        elif not reason.strip():
            yield code, "a waiver needs a reason"
