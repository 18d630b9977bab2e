"""Two models on the same messages, which neither has learnt from."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from feedback_app.channels.hotline.engines.folders import ModelFolder
from nlp.corpus import Example
from nlp.extraction import Extraction
from nlp.pipeline import Pipeline
from nlp.validity import VALID
from surveys.estimation import ClassQuality, MeasuredShare, class_quality, share_of
from surveys.estimation.distributions import binomial_tail

LEAST = 30
"""Fewer held-out records than this decide nothing."""


@dataclass(frozen=True, kw_only=True)
class Scores:
    """One model's answers: what an evaluation is, and level and theme of those that it found.

    right   the first question, right or wrong, over all records; sure: over those that it does not leave to people
    """

    model: str
    valid: ClassQuality
    right: MeasuredShare
    sure: MeasuredShare
    level: MeasuredShare
    theme: MeasuredShare


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Old and new side by side.

    gained, lost   records whose first question only the new, or only the old, answers rightly
    chance         probability of so unequal a split if both were equally good (two-sided sign test, McNemar's exact)
    """

    n: int
    old: Scores
    new: Scores
    gained: int
    lost: int
    chance: float

    def plain(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """A name for exactly these figures, to prove which of them somebody has seen."""
        return hashlib.sha256(json.dumps(self.plain(), sort_keys=True).encode()).hexdigest()[:16]


def compare(old: ModelFolder, new: ModelFolder, held_out: Sequence[Example]) -> Comparison:
    """Let two models read the held-out messages; takes seconds for thousands.

    Raises:
        ModelDamaged
    """
    answers = {folder.name: read_with(folder, held_out) for folder in (old, new)}
    hits = [_hits(held_out, answers[folder.name]) for folder in (old, new)]
    gained = sum(after and not before for before, after in zip(*hits, strict=True))
    lost = sum(before and not after for before, after in zip(*hits, strict=True))
    return Comparison(
        n=len(held_out),
        old=score(old.name, held_out, answers[old.name]),
        new=score(new.name, held_out, answers[new.name]),
        gained=gained,
        lost=lost,
        chance=sign_test(gained, lost),
    )


def read_with(folder: ModelFolder, examples: Sequence[Example]) -> list[Extraction]:
    """Let a model read messages; which unit is meant does not matter here."""
    return Pipeline(model=folder.load()).extract_many([one.text for one in examples])


def score(model: str, examples: Sequence[Example], answers: Sequence[Extraction]) -> Scores:
    """Measure a model's answers to messages whose kind people know."""
    pairs = list(zip(examples, answers, strict=True))
    hits = _hits(examples, answers)
    sure = [hit for hit, answer in zip(hits, answers, strict=True) if not answer.abstained]
    found = [(truth, answer) for truth, answer in pairs if truth.kind == VALID and answer.valid]
    named = [(_name(answer.valid), _name(truth.kind == VALID)) for truth, answer in pairs]
    return Scores(
        model=model,
        valid=class_quality(named, [VALID])[0],
        right=share_of(sum(hits), len(hits)),
        sure=share_of(sum(sure), len(sure)),
        level=_share(found, lambda truth, answer: truth.level == answer.level),
        theme=_share(found, lambda truth, answer: truth.theme == answer.theme),
    )


def sign_test(gained: int, lost: int) -> float:
    """Return how likely so unequal a split is by chance.

    >>> round(sign_test(5, 0), 6), sign_test(3, 3)
    (0.0625, 1.0)
    """
    return min(1.0, 2.0 * binomial_tail(max(gained, lost), gained + lost, 0.5)) if gained + lost else 1.0


def _share(
    pairs: Sequence[tuple[Example, Extraction]], is_right: Callable[[Example, Extraction], bool]
) -> MeasuredShare:
    return share_of(sum(is_right(truth, answer) for truth, answer in pairs), len(pairs))


def _hits(examples: Sequence[Example], answers: Sequence[Extraction]) -> list[bool]:
    return [(one.kind == VALID) == bool(answer.valid) for one, answer in zip(examples, answers, strict=True)]


def _name(is_valid: bool | None) -> str:
    return VALID if is_valid else "not"
