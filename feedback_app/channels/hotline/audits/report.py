"""What an audit finds: how often the machine is right, answer by answer, and how far its readers agree.

A room of its own because the page, the command and the model page tell the same figures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feedback_app.channels.hotline.audits.models import AuditItem, Coding, Step
from nlp.level import LEVELS
from nlp.structure import theme_names
from surveys.estimation import Agreement, ClassQuality, class_quality, cohen_kappa, naming_quality

VALID, NOT_VALID = "valid", "not"
"""The two classes of the first question, and what a record is called that is in no class of the others."""
LEAST_SETTLED = 20
"""Records below which no share, agreement or calibration is told: Wilson's interval is then some forty points wide."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """Precision and recall of the machine by answer, and the agreement of the two readers before any decision.

    settled     records that the figures of the machine rest on
    sure        the first question among the records of which the machine was sure
    unit        the unit judged: of those the machine named, and of those there are; a wrong one counts against both
    levels, themes   over all records: a missed evaluation counts against the recall of its level and theme
    """

    settled: int
    valid: ClassQuality
    sure: ClassQuality
    unit: ClassQuality
    levels: tuple[ClassQuality, ...]
    themes: tuple[ClassQuality, ...]
    readers_valid: Agreement
    readers_level: Agreement
    readers_theme: Agreement
    readers_unit: Agreement


def report_on(items: Sequence[AuditItem]) -> Report:
    """Return what the items of an audit show so far."""
    known = [(item, truth) for item in items if (truth := item.truth) is not None]
    sure = [(item, truth) for item, truth in known if item.said_surely]
    levels = [(_said(item, item.said_level), _true(truth, truth.level)) for item, truth in known]
    themes = [(_said(item, item.said_theme), _true(truth, truth.theme)) for item, truth in known]
    both = [pair for item in items if (pair := _both_readers(item)) is not None]
    agreed_valid = [(one, other) for one, other in both if one.is_valid and other.is_valid]
    occurring = {name for pair in themes for name in pair}
    return Report(
        settled=len(known),
        valid=_valid_quality(known),
        sure=_valid_quality(sure),
        unit=naming_quality(
            (item.said_unit if item.said_valid else None, truth.unit.code if truth.unit else None)
            for item, truth in known
        ),
        levels=class_quality(levels, [str(level) for level in LEVELS]),
        themes=class_quality(themes, [name for name in theme_names() if name in occurring]),
        readers_valid=_agreement(both, lambda coding: VALID if coding.is_valid else NOT_VALID),
        readers_level=_agreement(agreed_valid, lambda coding: str(coding.level)),
        readers_theme=_agreement(agreed_valid, lambda coding: str(coding.theme)),
        readers_unit=_agreement(agreed_valid, lambda coding: str(coding.unit_id)),
    )


def _valid_quality(known: Sequence[tuple[AuditItem, Coding]]) -> ClassQuality:
    pairs = [(VALID if i.said_valid else NOT_VALID, VALID if t.is_valid else NOT_VALID) for i, t in known]
    return class_quality(pairs, [VALID])[0]


def _said(item: AuditItem, answer: object) -> str:
    return str(answer) if item.said_valid else NOT_VALID


def _true(truth: Coding, answer: object) -> str:
    return str(answer) if truth.is_valid else NOT_VALID


def _both_readers(item: AuditItem) -> tuple[Coding, Coding] | None:
    by_step = {coding.step: coding for coding in item.codings}
    if Step.FIRST in by_step and Step.SECOND in by_step:
        return by_step[Step.FIRST], by_step[Step.SECOND]
    return None


def _agreement(pairs: Sequence[tuple[Coding, Coding]], answer: Callable[[Coding], str]) -> Agreement:
    return cohen_kappa((answer(one), answer(other)) for one, other in pairs)
