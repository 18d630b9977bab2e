"""What is learnt from: labelled messages as rows of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from nlp.composition import composed
from nlp.corpus import Example
from nlp.features import hash_grams, lay_out, sort_grams, weigh
from nlp.linear import Floats
from nlp.privacy import safe_texts
from nlp.structure import dense_features, find_cues
from nlp.tasks import Task
from nlp.voices import heard_texts

_HALF_LOCAL = 2000
"""A city's own labels of a task that halve what ours weigh: by then its own messages tell more."""


@dataclass(frozen=True, kw_only=True)
class Features:
    """Every example as one row: hashed grams of the text and of its title, and the dense columns beside them."""

    grams: csr_array
    titles: csr_array
    dense: Floats
    idf: Floats

    def take(self, rows: NDArray[np.int64]) -> "Features":
        """Return these rows only."""
        return Features(grams=self.grams[rows], titles=self.titles[rows], dense=self.dense[rows], idf=self.idf)


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """Everything learnt from: messages as they are, then joined ones; `sources` are the places each was made of."""

    examples: tuple[Example, ...]
    sources: tuple[frozenset[int], ...]


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """The lessons that carry one task's labels: features, labels as 0/1 (rows, labels), weights, sources."""

    features: Features
    truth: Floats
    weights: NDArray[np.float64]
    sources: tuple[frozenset[int], ...]
    origins: tuple[str | None, ...]
    lengths: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> "Labelled":
        """Return these rows only."""
        kept = self.features.take(rows)
        sources = tuple(self.sources[row] for row in rows)
        return Labelled(
            features=kept,
            truth=self.truth[rows],
            weights=self.weights[rows],
            sources=sources,
            origins=tuple(self.origins[row] for row in rows),
            lengths=self.lengths[rows],
        )


def lessons_of(examples: Sequence[Example], *, seed: int) -> Lessons:
    """Return the messages as they are, and behind them joined ones."""
    joined = composed(examples, seed=seed)
    return Lessons(
        examples=(*examples, *(one.example for one in joined)),
        sources=(*(frozenset({place}) for place in range(len(examples))), *(one.sources for one in joined)),
    )


def featurise(texts: Sequence[str], bits: int, *, counted: int) -> Features:
    """Normalise, mask and count the texts; rarity is that among the first `counted` of them.

    A gram of one text alone is dropped: it can only be learnt by heart."""
    chunk = lay_out(heard_texts(safe_texts(texts)))
    grams = hash_grams(chunk.codes, bits)
    both = sort_grams(chunk, grams, bits).counts()
    seen = np.bincount(both.col[both.row % len(texts) < counted], minlength=1 << bits)
    idf = np.where(seen >= 2, np.log((1 + counted) / (1 + np.minimum(seen, counted))) + 1, 0).astype(np.float32)
    lengths = weigh(both, idf)
    both.data /= lengths[both.row]
    rows = both.tocsr()
    dense = dense_features(chunk, find_cues(chunk))
    return Features(grams=rows[: len(texts)], titles=rows[len(texts) :], dense=dense, idf=idf)


def labelled(lessons: Lessons, features: Features, task: Task) -> Labelled | None:
    """Return what carries the task's labels, None where nothing does."""
    known = [
        (row, labels)
        for row, (one, sources) in enumerate(zip(lessons.examples, lessons.sources, strict=True))
        if (task.learns_joined or len(sources) == 1) and (labels := task.truth(one)) is not None
    ]
    if not known:
        return None
    rows = np.array([row for row, _ in known], dtype=np.int64)
    return Labelled(
        features=features.take(rows),
        truth=np.array([[label in labels for label in task.labels] for _, labels in known], dtype=np.float32),
        weights=weights_of([lessons.examples[row] for row in rows], task.own_weight),
        sources=tuple(lessons.sources[row] for row in rows),
        origins=tuple(lessons.examples[row].origin for row in rows),
        lengths=np.array([len(lessons.examples[row].text) for row in rows]),
    )


def weights_of(examples: Sequence[Example], own_weight: float = 1.0) -> NDArray[np.float64]:
    """Return what each example weighs: our own (of a batch) the less, the more of a city's own there are."""
    local = sum(example.origin is None for example in examples)
    share = own_weight * _HALF_LOCAL / (_HALF_LOCAL + local)
    return np.array([example.weight * (1.0 if example.origin is None else share) for example in examples])
