"""How good the answers are, measured on labelled messages the model has not learnt from.

A figure without its denominator is a boast: every measure stands with the number of messages it rests on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score, roc_auc_score

from nlp.calibration import expected_calibration_error
from nlp.corpus import Example
from nlp.extraction import Extraction
from nlp.validity import KINDS, VALID


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """One figure: what, how much, on how many messages."""

    name: str
    value: float
    count: int


def measure(examples: Sequence[Example], answers: Sequence[Extraction]) -> list[Measure]:
    """Compare the answers with the labels; a task without labels, or without answers, is left out."""
    pairs = list(zip(examples, answers, strict=True))
    kinds = [pair for pair in pairs if pair[0].kind is not None and pair[1].valid is not None]
    levels = [pair for pair in pairs if pair[0].level is not None]
    themes = [pair for pair in pairs if pair[0].theme is not None and pair[1].theme is not None]
    bodies = [pair for pair in pairs if pair[0].body]
    found = [*_kinds(kinds), *_levels(levels), *_themes(themes), *_bodies(bodies)]
    return [Measure(name=name, value=float(value), count=count) for name, value, count in found]


_Pairs = Sequence[tuple[Example, Extraction]]
_Figures = list[tuple[str, float, int]]


def _kinds(pairs: _Pairs) -> _Figures:
    if not pairs:
        return []
    truth = [example.kind == VALID for example, _ in pairs]
    said = [bool(answer.valid) for _, answer in pairs]
    kinds, given = [example.kind for example, _ in pairs], [answer.reason or VALID for _, answer in pairs]
    sure = [i for i, (_, answer) in enumerate(pairs) if not answer.abstained]
    likely = np.array([answer.p_valid for _, answer in pairs], dtype=np.float32)
    agreed = (likely >= 0.5) == np.array(truth)
    figures = [
        ("valid: F1", f1_score(truth, said, zero_division=0), len(pairs)),
        ("valid: precision", precision_score(truth, said, zero_division=0), sum(said)),
        ("valid: recall", recall_score(truth, said, zero_division=0), sum(truth)),
        ("valid: ECE", expected_calibration_error(np.maximum(likely, 1 - likely), agreed), len(pairs)),
        ("kinds: macro-F1", _macro_f1(kinds, given, [kind for kind in KINDS if kind in kinds]), len(pairs)),
        ("not abstained: share", len(sure) / len(pairs), len(pairs)),
        ("not abstained: valid right", sum(truth[i] == said[i] for i in sure) / max(len(sure), 1), len(sure)),
    ]
    if len(set(truth)) == 2:
        figures.insert(1, ("valid: AUC", roc_auc_score(truth, likely), len(pairs)))
    return figures


def _levels(pairs: _Pairs) -> _Figures:
    """Compare levels where both the label and the answer hold the message for a judgement."""
    both = [(example.level or 0, answer.level) for example, answer in pairs if answer.level is not None]
    if len(both) < 2:
        return []
    truth, said = (list(column) for column in zip(*both, strict=True))
    true_signs, said_signs = ([int(np.sign(level - 3)) for level in column] for column in (truth, said))
    return [
        ("level: quadratic kappa", cohen_kappa_score(truth, said, weights="quadratic"), len(both)),
        ("level: sign macro-F1", _macro_f1(true_signs, said_signs, sorted(set(true_signs))), len(both)),
    ]


def _themes(pairs: _Pairs) -> _Figures:
    if not pairs:
        return []
    truth, said = [example.theme for example, _ in pairs], [answer.theme for _, answer in pairs]
    sure = np.array([answer.confidence.theme for _, answer in pairs], dtype=np.float32)
    right = np.array(truth) == np.array(said)
    second = [example.theme in [name for name, _ in answer.theme_top[:2]] for example, answer in pairs]
    return [
        ("theme: macro-F1", _macro_f1(truth, said, sorted({theme for theme in truth if theme})), len(pairs)),
        ("theme: top two", float(np.mean(second)), len(pairs)),
        ("theme: ECE", expected_calibration_error(sure, right), len(pairs)),
    ]


def _bodies(pairs: _Pairs) -> _Figures:
    named = [(example, answer) for example, answer in pairs if answer.valid]
    if not named:
        return []
    share = sum(overlaps(answer, example.body or "") for example, answer in named) / len(named)
    return [("judged body: spans overlap", share, len(named))]


def overlaps(answer: Extraction, body: str) -> bool:
    """Whether the span found shares a character with some occurrence of the labelled body."""
    if answer.body_span is None or not body:
        return False
    start, end = answer.body_span
    places = (at for at in range(len(answer.text)) if answer.text.startswith(body, at))
    return any(at < end and start < at + len(body) for at in places)


def _macro_f1(truth: Sequence[object], said: Sequence[object], labels: Sequence[object]) -> float:
    return float(f1_score(truth, said, labels=labels, average="macro", zero_division=0))
