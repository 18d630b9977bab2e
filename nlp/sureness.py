"""How sure real messages let the model be of a judgement: the scale they ask for, and its error on messages apart.

The scale of the shipped model (`Task.reality`) was read off development messages, on which its own calibration error
would flatter. So it is fitted here on four folds of them and measured on the fifth.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from nlp.calibration import Scale, expected_calibration_error, fit_scale, scaled
from nlp.corpus import Example
from nlp.features import lay_out
from nlp.linear import Floats, LinearModel, softmax
from nlp.privacy import safe_texts
from nlp.training import folds_of
from nlp.validity import KINDS, VALID
from nlp.voices import heard_texts

_DRAWS, _FEWEST = 400, 50


def report_sureness(model: LinearModel, examples: Sequence[Example]) -> Iterator[str]:
    """Yield lines on the scale that labelled messages ask for, and the calibration error where it is fitted apart."""
    head = model.find_head("kind")
    if head is None or len(examples) < _FEWEST:
        return
    chunk = lay_out(heard_texts(safe_texts([example.text for example in examples])))
    margins = model.read(chunk).margins[:, head.first : head.first + head.width] / np.float32(head.temperature)
    truth = np.array([[example.kind == kind for kind in KINDS] for example in examples], dtype=np.float32)
    asked, apart = fit_scale(margins, truth), _fitted_apart(margins, truth)
    judged = truth[:, KINDS.index(VALID)] > 0
    yield f"\nThese messages ask for {asked.temperature:.2f} times the temperature, and a lift of {asked.lift:+.2f}."
    yield f"Fitted on four fifths and measured on the fifth: ECE {_error(apart, judged):.3f}; were every probability"
    low, high = np.quantile(_errors_of_truth(apart), [0.05, 0.95])
    yield f"exactly right, so many messages would still show {low:.3f} to {high:.3f}."


def _fitted_apart(margins: Floats, truth: Floats) -> Floats:
    """Return each message's probability of a judgement by the scale of the other folds."""
    folds = folds_of(truth.argmax(axis=1), seed=0)
    likely = np.zeros(len(truth), dtype=np.float32)
    for fold in np.unique(folds):
        unseen = folds == fold
        likely[unseen] = _likely(margins[unseen], fit_scale(margins[~unseen], truth[~unseen]))
    return likely


def _likely(margins: Floats, scale: Scale) -> Floats:
    shares: Floats = softmax(scaled(margins, scale))[:, KINDS.index(VALID)]
    return shares


def _error(likely: Floats, judged: NDArray[np.bool_]) -> float:
    return expected_calibration_error(np.maximum(likely, 1 - likely), (likely >= 0.5) == judged)


def _errors_of_truth(likely: Floats) -> list[float]:
    """Return the errors that messages drawn by exactly these probabilities show."""
    dice = np.random.default_rng(0)
    return [_error(likely, dice.random(len(likely)) < likely) for _ in range(_DRAWS)]
