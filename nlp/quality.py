"""How good the answers are, measured on labelled messages the model has not learnt from.

A figure without its denominator is a boast: every measure stands with the number of messages it rests on, and with
the spread it would have on other messages like these (percentile bootstrap; Efron and Tibshirani 1993).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score, roc_auc_score

from nlp.body_lessons import overlaps
from nlp.calibration import expected_calibration_error
from nlp.corpus import Example
from nlp.extraction import Extraction
from nlp.normalize import normalise
from nlp.validity import KINDS, VALID

RESAMPLES = 200
_MIXED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """One figure: what, how much, on how many messages, and the middle 95 % of it over resampled messages."""

    name: str
    value: float
    count: int
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pair:
    """A label and an answer side by side; None where either is absent."""

    kind: str | None
    said: str | None
    likely: float
    abstained: bool
    level: int | None
    said_level: int | None
    level_sure: float
    theme: str | None
    said_theme: str | None
    is_second: bool
    theme_sure: float
    has_kinds: bool
    body: bool | None


_Figures = Iterator[tuple[str, float, int]]
_Pairs = Sequence[_Pair]


def measure(
    examples: Sequence[Example], answers: Sequence[Extraction], *, resamples: int = RESAMPLES, seed: int = 0
) -> list[Measure]:
    """Compare the answers with the labels; a task without labels, or without answers, is left out."""
    pairs = [_pair(example, answer) for example, answer in zip(examples, answers, strict=True)]
    dice = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {}
    for _ in range(resamples):
        for name, value, _ in _figures([pairs[place] for place in dice.integers(0, len(pairs), len(pairs))]):
            drawn.setdefault(name, []).append(value)
    return [
        Measure(name=name, value=float(value), count=count, low=low, high=high)
        for name, value, count in _figures(pairs)
        for low, high in [_middle(drawn.get(name, [value]))]
    ]


def _middle(values: Sequence[float]) -> tuple[float, float]:
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


def _pair(example: Example, answer: Extraction) -> _Pair:
    has_kind = example.kind is not None and answer.valid is not None
    named = bool(example.body) and example.kind == VALID and answer.valid is not None
    is_found = answer.body_span is not None and overlaps(answer.text, answer.body_span, normalise(example.body or ""))
    return _Pair(
        kind=example.kind if has_kind else None,
        said=(answer.reason or VALID) if has_kind else None,
        likely=answer.p_valid or 0.0,
        abstained=answer.abstained,
        level=example.level,
        said_level=answer.level,
        level_sure=answer.confidence.level or 0.0,
        theme=example.theme if answer.theme is not None else None,
        said_theme=answer.theme,
        is_second=example.theme in [name for name, _ in answer.theme_top[:2]],
        theme_sure=answer.confidence.theme or 0.0,
        has_kinds=answer.valid is not None,
        body=is_found if named else None,
    )


def _figures(pairs: _Pairs) -> _Figures:
    kinds = [pair for pair in pairs if pair.kind is not None]
    levels = [pair for pair in pairs if pair.level is not None and pair.said_level is not None]
    themes = [pair for pair in pairs if pair.theme is not None]
    bodies = [pair for pair in pairs if pair.body is not None]
    parts: tuple[tuple[_Pairs, Callable[[_Pairs], _Figures]], ...] = (
        (kinds, _kinds),
        (levels if len(levels) > 1 else [], _levels),
        (themes, _themes),
        (bodies, _bodies),
    )
    for found, tell in parts:
        if found:
            yield from tell(found)


def _kinds(pairs: _Pairs) -> _Figures:
    truth = [pair.kind == VALID for pair in pairs]
    said = [pair.said == VALID for pair in pairs]
    likely = np.array([pair.likely for pair in pairs], dtype=np.float32)
    kinds = [pair.kind for pair in pairs]
    count, agreed = len(pairs), (likely >= 0.5) == np.array(truth)
    sure = [pair for pair in pairs if not pair.abstained]
    yield "valid: F1", f1_score(truth, said, zero_division=0), count
    if len(set(truth)) == 2:
        yield "valid: AUC", roc_auc_score(truth, likely), count
    yield "valid: precision", precision_score(truth, said, zero_division=0), sum(said)
    yield "valid: recall", recall_score(truth, said, zero_division=0), sum(truth)
    yield "valid: kappa", _kappa(truth, said), count
    yield "valid: ECE", expected_calibration_error(np.maximum(likely, 1 - likely), agreed), count
    known = [kind for kind in KINDS if kind in kinds]
    yield "kinds: macro-F1", _macro_f1(kinds, [pair.said for pair in pairs], known), count
    yield "not abstained: share", len(sure) / count, count
    right = sum((pair.kind == VALID) == (pair.said == VALID) for pair in sure)
    yield "not abstained: valid right", right / max(len(sure), 1), len(sure)


def _levels(pairs: _Pairs) -> _Figures:
    """Compare levels where both the label and the answer hold the message for a judgement."""
    truth, said = np.array([pair.level for pair in pairs]), np.array([pair.said_level for pair in pairs])
    steps, said_steps = np.minimum(truth, _MIXED), np.minimum(said, _MIXED)
    signs, said_signs = np.sign(truth - _MIXED).tolist(), np.sign(said - _MIXED).tolist()
    sure = np.array([pair.level_sure for pair in pairs], dtype=np.float32)
    agreed = np.array([one == other for one, other in zip(signs, said_signs, strict=True)])
    yield (
        "level 1, 2, 3+: quadratic kappa",
        _kappa(steps.tolist(), said_steps.tolist(), weights="quadratic"),
        len(pairs),
    )
    yield "level: sign macro-F1", _macro_f1(signs, said_signs, sorted(set(signs))), len(pairs)
    yield "level: ECE of the sign", expected_calibration_error(sure, agreed), len(pairs)


def _themes(pairs: _Pairs) -> _Figures:
    truth, said = [pair.theme for pair in pairs], [pair.said_theme for pair in pairs]
    sure = np.array([pair.theme_sure for pair in pairs], dtype=np.float32)
    right = np.array([one == other for one, other in zip(truth, said, strict=True)])
    yield "theme: macro-F1", _macro_f1(truth, said, sorted({theme for theme in truth if theme})), len(pairs)
    yield "theme: top two", float(np.mean([pair.is_second for pair in pairs])), len(pairs)
    yield "theme: ECE", expected_calibration_error(sure, right), len(pairs)
    if not any(pair.has_kinds for pair in pairs):  # then abstaining is the theme's alone
        accepted = np.array([not pair.abstained for pair in pairs])
        yield "theme: accepted without a person", float(accepted.mean()), len(pairs)
        yield "theme: accepted and right", float(right[accepted].mean()) if accepted.any() else 0.0, int(accepted.sum())


def _bodies(pairs: _Pairs) -> _Figures:
    judged = [pair.body for pair in pairs if pair.said == VALID]
    if judged:
        yield "judged body: spans overlap where held valid", sum(map(bool, judged)) / len(judged), len(judged)
    yield "judged body: spans overlap of all labelled", sum(bool(pair.body) for pair in pairs) / len(pairs), len(pairs)


def _macro_f1(truth: Sequence[object], said: Sequence[object], labels: Sequence[object]) -> float:
    return float(f1_score(truth, said, labels=labels, average="macro", zero_division=0))


def _kappa(truth: Sequence[object], said: Sequence[object], *, weights: str | None = None) -> float:
    """Return Cohen's kappa, 0 where all labels and answers are one."""
    if len({*truth, *said}) < 2:
        return 0.0
    return float(cohen_kappa_score(truth, said, weights=weights))
