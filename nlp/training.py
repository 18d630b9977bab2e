"""Learn the linear model from labelled messages.

Per column, one against the rest, a LinearSVC, or logistic regression where probabilities matter more than the answer;
for ordered labels logistic regression, one column per step. Both descend on the dual, which on sparse rows of many
columns is some three to six times as fast as Newton's method on the primal (Yu, Huang and Lin 2011), for the same line.
One temperature per head and the acceptance thresholds come from held-out folds of the same examples: whole batches of
our own messages, which are easy to tell for whoever has seen their like, and of these the long ones, as real messages
are. The same examples and seed give the same model with the same library versions.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from nlp.acceptance import accept_thresholds
from nlp.body_lessons import learn_bodies
from nlp.calibration import Scale, fit_scale, fit_temperature, steadied
from nlp.corpus import Example
from nlp.lessons import Features, Labelled, featurise, labelled, lessons_of
from nlp.linear import Floats, Head, LinearModel, tilted
from nlp.structure import feature_blocks, feature_names
from nlp.tasks import TASKS, Task

BITS = 18
_HELD_OUT = 3
_TOLERANCE = 0.1
"""Weights then differ from exact ones by less than a hundredth, and take half the time."""
_REALISTIC, _ENOUGH = 100, 200
_KNOWN = 400
"""As many labels of a city as this count as much for its temperature as what is known of real messages elsewhere."""
_SURE = 10.0  # margin of a label that all examples have; minus that of one that none has


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The weights of one head."""

    grams: Floats
    dense: Floats
    intercepts: Floats
    title_ratios: Floats


def train(
    examples: Sequence[Example], *, seed: int = 0, bits: int = BITS, tasks: Sequence[Task] = TASKS
) -> LinearModel:
    """Fit all heads for which the examples carry labels; ValueError where they carry none."""
    lessons = lessons_of(examples, seed=seed)
    features = featurise([example.text for example in lessons.examples], bits, counted=len(examples))
    heads: list[Head] = []
    columns: list[Columns] = []
    for task in tasks:
        taught = labelled(lessons, features, task)
        if taught is not None:
            first = sum(head.width for head in heads)
            head, fitted = _fit_head(task, taught, first=first, seed=seed)
            heads.append(head)
            columns.append(fitted)
    if not heads:
        raise ValueError("no example carries a label")
    model = LinearModel(
        bits=bits,
        idf=features.idf,
        gram_weights=np.hstack([part.grams for part in columns]),
        dense_weights=np.hstack([part.dense for part in columns]),
        intercepts=np.concatenate([part.intercepts for part in columns]),
        title_ratios=np.concatenate([part.title_ratios for part in columns]),
        heads=tuple(heads),
        version="",
    )
    model = replace(model, body_points=learn_bodies(model, examples))
    return replace(model, version=_version(model))


def _version(model: LinearModel) -> str:
    """Name a model by what it answers with: the same examples learnt from in another way make another model."""
    digest = hashlib.sha256(repr((model.heads, model.body_points)).encode())
    for block in (model.idf, model.gram_weights, model.dense_weights, model.intercepts, model.title_ratios):
        digest.update(block.tobytes())
    return digest.hexdigest()[:12]


def _fit_head(task: Task, taught: Labelled, *, first: int, seed: int) -> tuple[Head, Columns]:
    held, odds = _held_out(task, taught, seed=seed), _odds(task, taught)
    scale = _scale(task, held, odds)
    lift = np.zeros(held.margins.shape[1], dtype=np.float32)
    lift[0] = scale.lift * scale.temperature
    head = Head(
        name=task.name,
        labels=task.labels,
        first=0,
        exclusive=task.exclusive,
        temperature=scale.temperature,
        accept_at=tuple(0.5 for _ in task.labels),
        groups=task.groups or tuple(range(len(task.labels))),
        ordered=task.ordered,
        odds=odds,
        agreement=1 - (1 - task.agreement) * _share_of_own(taught),
    )
    if task.exclusive:
        shares = head.probabilities(held.margins + lift)
        answers, labels = head.choose(shares), held.truth.argmax(axis=1).tolist()
        asked = (0,) * len(task.labels) if task.is_pooled else None
        proven = accept_thresholds(tilted(shares, odds), answers, labels, head.groups, task.precision, asked)
        head = replace(head, accept_at=proven)
    columns = _fit_columns(task, taught, seed=seed)
    return replace(head, first=first), replace(columns, intercepts=columns.intercepts + lift)


def _scale(task: Task, held: "HeldOut", odds: Sequence[float]) -> Scale:
    """Return how margins become shares: by ours and what is known of real messages, and by enough of a city's own."""
    temperature = fit_temperature(
        held.margins,
        _targets(task, held.truth),
        exclusive=task.exclusive and not task.ordered,
        weights=held.truth @ np.array(odds) if odds else None,
    )
    further = task.reality or Scale(1.0, 0.0)
    known, count = Scale(temperature * further.temperature, further.lift), int(held.local.sum())
    if task.reality is None or count < _ENOUGH:
        return known
    own = held.take(held.local)
    return steadied(fit_scale(own.margins, own.truth), known.temperature, count / (count + _KNOWN))


def _odds(task: Task, taught: Labelled) -> tuple[float, ...]:
    """Return how much more common each label is in real traffic than in the lessons.

    Our own messages stand for the shares of real traffic, whatever theirs are, and a city's own labels for themselves.
    """
    if not task.real_shares:
        return ()
    is_own = np.array([origin is not None for origin in taught.origins])
    every, own = (taught.weights * part @ taught.truth for part in (np.ones(len(is_own)), is_own))
    groups = np.array(task.groups)
    of_group = (groups[:, np.newaxis] == groups) @ own
    meant = np.array(task.real_shares)[groups] * own.sum() * own / np.maximum(of_group, 1e-9)
    return tuple(float(odds) for odds in (meant + every - own + 1e-9) / (every + 1e-9))


def _share_of_own(taught: Labelled) -> float:
    """Return what share of all that is learnt from are messages of our own, by weight."""
    return float(taught.weights @ [origin is not None for origin in taught.origins] / taught.weights.sum())


def _targets(task: Task, truth: Floats) -> Floats:
    """Return what the columns learn: each label, or for ordered labels whether the message lies beyond each."""
    if not task.ordered:
        return truth
    beyond: Floats = np.cumsum(truth[:, ::-1], axis=1)[:, ::-1][:, 1:]
    return beyond


class HeldOut(NamedTuple):
    """Margins and labels of messages, each from a model that saw no part of it, and which are a city's own."""

    margins: Floats
    truth: Floats
    local: NDArray[np.bool_]

    def take(self, rows: NDArray[np.bool_]) -> "HeldOut":
        """Return these messages only."""
        return HeldOut(self.margins[rows], self.truth[rows], self.local[rows])


def _held_out(task: Task, taught: Labelled, *, seed: int) -> HeldOut:
    """Hold messages out, as they are: a city's own, and of ours those as long as real ones; all, if those are few."""
    single = np.array([row for row, sources in enumerate(taught.sources) if len(sources) == 1])
    local = np.array([taught.origins[row] is None for row in single])
    folds = _batches(taught, single, seed)
    if task.learns_joined and not 0 < local.sum() < _HELD_OUT * _ENOUGH:
        # Of the many joined messages the last fold costs half a training, and tells little more.
        single, local, folds = (known[folds < _HELD_OUT - 1] for known in (single, local, folds))
    margins = np.zeros((len(single), taught.truth.shape[1] - task.ordered), dtype=np.float32)
    for unseen in (np.flatnonzero(folds == fold) for fold in np.unique(folds)):
        hidden = frozenset().union(*(taught.sources[single[place]] for place in unseen))
        seen = [row for row, sources in enumerate(taught.sources) if not sources & hidden]
        if seen:
            fitted = _fit_columns(task, taught.take(np.array(seen)), seed=seed)
            margins[unseen] = _margins(fitted, taught.take(single[unseen]).features)
    held = HeldOut(margins, taught.truth[single], local)
    real = local | (taught.lengths[single] >= _REALISTIC)
    return held.take(real) if real.sum() >= _ENOUGH else held


def _batches(taught: Labelled, rows: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return a fold for each row: that of its batch, or any for a message of no batch."""
    folds = folds_of(taught.truth[rows].argmax(axis=1), seed=seed, count=_HELD_OUT)
    origins = [taught.origins[row] for row in rows]
    known = sorted({origin for origin in origins if origin is not None})
    if len(known) < _HELD_OUT:
        return folds
    return np.array(
        [
            fold if origin is None else known.index(origin) % _HELD_OUT
            for fold, origin in zip(folds, origins, strict=True)
        ]
    )


def folds_of(classes: NDArray[np.int64], *, seed: int, count: int = 5) -> NDArray[np.int64]:
    """Return a fold for each row, every class spread over the folds as evenly as it can be, however few there are."""
    order = np.lexsort((np.random.default_rng(seed).permutation(len(classes)), classes))
    folds = np.empty(len(classes), dtype=np.int64)
    folds[order] = np.arange(len(classes)) % count
    return folds


def _margins(columns: Columns, features: Features) -> Floats:
    of_titles = (features.titles @ columns.grams) * columns.title_ratios
    margins = features.grams @ columns.grams + of_titles + features.dense @ columns.dense + columns.intercepts
    return np.asarray(margins, dtype=np.float32)


def _fit_columns(task: Task, taught: Labelled, *, seed: int) -> Columns:
    width = len(feature_names())
    emphasis = 1 + (task.own_emphasis - 1) * _share_of_own(taught)
    scale = np.repeat(np.array(task.dense_scales, dtype=np.float32) * np.float32(emphasis), feature_blocks())
    features = taught.features
    grams = features.grams
    if task.title_scale:
        grams = grams + features.titles * np.float32(task.title_scale)
    matrix = hstack([grams, csr_array(features.dense * scale)], format="csr")
    matrix.eliminate_zeros()  # grams of one message alone
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    columns = _targets(task, taught.truth).T
    fitted = [_fit_column(task, matrix, column, taught.weights, seed) for column in columns]
    coefficients = np.array([coefficients for coefficients, _ in fitted], dtype=np.float32).T
    return Columns(
        grams=coefficients[:-width],
        dense=coefficients[-width:] * scale[:, np.newaxis],
        intercepts=np.array([intercept for _, intercept in fitted], dtype=np.float32),
        title_ratios=np.full(len(fitted), task.title_scale, dtype=np.float32),
    )


def _fit_column(
    task: Task, matrix: csr_array, truth: NDArray[np.float32], weights: NDArray[np.float64], seed: int
) -> tuple[NDArray[np.float64], float]:
    """Fit one label against the rest; a label without positive (or negative) examples is surely never (always) so."""
    share = float(truth.mean())
    if share in (0.0, 1.0):
        return np.zeros(matrix.shape[1]), _SURE * (2 * share - 1)
    balanced = weights
    if not task.ordered:
        balanced = weights * np.where(truth > 0, min(0.5 / share, 20.0) ** 0.5, (0.5 / (1 - share)) ** 0.5)
    machine = (
        LogisticRegression(
            C=task.penalty, solver="liblinear", dual=True, random_state=seed, intercept_scaling=3.0, tol=_TOLERANCE
        )
        if task.logistic
        else LinearSVC(C=task.penalty, random_state=seed, intercept_scaling=3.0, max_iter=4000, tol=_TOLERANCE)
    )
    machine.fit(matrix, truth > 0, sample_weight=balanced)
    return machine.coef_[0], float(machine.intercept_[0])
