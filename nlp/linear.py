"""The linear model: one table of weights, several heads, one pass.

Every text is featurised once; all heads are columns of the same product. A head's margins become probabilities by one
temperature (softmax for exclusive labels, logistic for labels that may stand together).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from nlp import fused
from nlp.features import Chunk, Grams, Tally, hash_grams, sort_grams, weigh
from nlp.packed import Packed, unpacked
from nlp.structure import Hits, dense_features, find_cues

Floats = NDArray[np.float32]
HeadName = Literal["kind", "level", "aspects", "theme"]


@dataclass(frozen=True, kw_only=True)
class Head:
    """A group of columns that answers one question.

    `accept_at[i]` is the least probability at which label i may stand without a person: chosen so that the lower
    binomial bound of its precision reaches the target on held-out folds; above 1 where no probability reaches it.
    Labels of one group may be confused without harm enough to ask a person (very dissatisfied, dissatisfied).

    The columns of an `ordered` head answer not "is it this label" but "is it beyond this label", for all but the last
    (Frank and Hall 2001); its answer is the median, which errs by fewer steps than the likeliest label.

    `odds` say how much more common each label is in real traffic than in what was learnt from; none, if as common.
    They change how sure an answer is, not the answer: who praises at a counter is not read as complaining because
    hotlines hear little praise.

    `agreement` is how often those who label real messages can be expected to agree with those who labelled the lessons:
    no answer is surer than that.
    """

    name: HeadName
    labels: tuple[str, ...]
    first: int
    exclusive: bool
    temperature: float
    accept_at: tuple[float, ...]
    groups: tuple[int, ...]
    ordered: bool = False
    odds: tuple[float, ...] = ()
    agreement: float = 1.0

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.labels) - self.ordered

    def probabilities(self, margins: Floats) -> Floats:
        """Return (records, labels) from the model's margins; rows add up to one where labels exclude each other."""
        scaled = margins[:, self.first : self.first + self.width] / self.temperature
        if self.ordered:
            return shares_of_steps(logistic(scaled))
        return tempered(softmax(scaled), self.agreement) if self.exclusive else logistic(scaled)

    def sureness(self, probabilities: Floats) -> Floats:
        """Return (records, labels): how probable each label's group is, labels as common as in real traffic."""
        groups = np.array(self.groups)
        result: Floats = tilted(probabilities, self.odds) @ (groups[:, np.newaxis] == groups)
        return result

    def choose(self, probabilities: Floats) -> NDArray[np.int64]:
        """Return the place of each record's answer among the labels: the likeliest, or the median of ordered ones."""
        return chosen(probabilities, ordered=self.ordered)


@dataclass(frozen=True, kw_only=True)
class LinearModel:
    """Weights of hashed grams (2**bits, columns) and of dense features (width, columns), and what they answer.

    `title_ratios` say per column how much a gram of the title block counts against one of the text; `body_points` what
    each sign of the judged body counts (`nlp.judged`), none where no judged body was ever seen.
    """

    bits: int
    idf: Floats
    gram_weights: Floats
    dense_weights: Floats
    intercepts: Floats
    title_ratios: Floats
    heads: tuple[Head, ...]
    version: str
    body_points: tuple[float, ...] = ()

    def find_head(self, name: HeadName) -> Head | None:
        """Return the head of that name, None if the model never learnt it."""
        return next((head for head in self.heads if head.name == name), None)

    def read(self, chunk: Chunk, *, looped: bool | None = None) -> "Reading":
        """Featurise the chunk and compute the margins of all columns.

        `looped` asks for the compiled loop, or for the matrices that define it; without it, what suits the chunk.
        """
        grams, hits = hash_grams(chunk.codes, self.bits), find_cues(chunk)
        of_grams = self.weigh_grams(chunk, grams, looped=looped)
        dense = dense_features(chunk, hits)
        with _libraries().limit(limits=1, user_api="blas"):  # a second thread costs five times what it saves here
            margins = of_grams + dense @ self.dense_weights + self.intercepts
        return Reading(chunk=chunk, grams=grams, hits=hits, margins=np.asarray(margins, dtype=np.float32))

    def weigh_grams(self, chunk: Chunk, grams: Grams, *, looped: bool | None = None) -> Floats:
        """Return what the grams of each text, and of its title, add to all columns, (records, columns)."""
        tally = sort_grams(chunk, grams, self.bits)
        if fused.is_worth_it(chunk) if looped is None else looped:
            margins = fused.margins_of(tally, self.idf, self._packed)
        else:
            margins = multiplied(tally, self.idf, self._unpacked)
        margins = margins[:, : len(self.intercepts)]
        result: Floats = margins[: len(chunk)] + margins[len(chunk) :] * self.title_ratios
        return result

    def weights_of(self, column: int) -> Floats:
        """Return what one more gram of each bucket adds to a column, lengths of texts left aside."""
        if column not in self._weights:
            self._weights[column] = self.gram_weights[:, column] * self.idf
        return self._weights[column]

    @cached_property
    def _weights(self) -> dict[int, Floats]:
        return {}

    @cached_property
    def _packed(self) -> Packed:
        """The weights of grams as the compiled loop reads them."""
        return Packed.of(self.gram_weights)

    @cached_property
    def _unpacked(self) -> Floats:
        """The very same for the matrices: whoever has no compiler answers alike."""
        return unpacked(self.gram_weights)


def multiplied(tally: Tally, idf: Floats, weights: Floats) -> Floats:
    """Return what the grams of every row add to each column, (rows, columns)."""
    counts = tally.counts()
    lengths = weigh(counts, idf)
    margins: Floats = counts @ weights
    margins /= lengths[:, np.newaxis]
    return margins


@cache
def _libraries() -> ThreadpoolController:
    """The libraries of this process that calculate in threads of their own."""
    return ThreadpoolController()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A chunk with what was found in it: grams and cues with their places, margins of all columns."""

    chunk: Chunk
    grams: Grams
    hits: Hits
    margins: Floats


def chosen(probabilities: Floats, *, ordered: bool) -> NDArray[np.int64]:
    """Return the place of each row's median label where labels are ordered, of its likeliest otherwise."""
    if not ordered:
        likeliest: NDArray[np.int64] = probabilities.argmax(axis=1)
        return likeliest
    below = np.cumsum(probabilities, axis=1)[:, :-1] < 0.5
    median: NDArray[np.int64] = below.sum(axis=1)
    return median


def shares_of_steps(beyond: Floats) -> Floats:
    """Return (records, labels) from the probabilities of lying beyond each label but the last."""
    falling = np.minimum.accumulate(beyond, axis=1)
    edge = np.ones((len(beyond), 1), dtype=np.float32)
    result: Floats = np.hstack([edge, falling]) - np.hstack([falling, 0 * edge])
    return result


def tilted(shares: Floats, odds: Sequence[float]) -> Floats:
    """Return the shares for labels that are `odds` times as common as where the shares were learnt (Elkan 2001)."""
    if not odds:
        return shares
    weighed = shares * np.array(odds, dtype=np.float32)
    result: Floats = weighed / np.maximum(weighed.sum(axis=1, keepdims=True), np.float32(1e-9))
    return result


def tempered(shares: Floats, agreement: float) -> Floats:
    """Return the shares that labels have where whoever gives them agrees so often, and gives any label otherwise."""
    result: Floats = np.float32(agreement) * shares + np.float32((1 - agreement) / shares.shape[1])
    return result


def softmax(scores: Floats) -> Floats:
    """Return rows of probabilities that add up to one."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = powers / powers.sum(axis=1, keepdims=True)
    return result


def logistic(scores: Floats) -> Floats:
    """Return 1 / (1 + exp(-score)) without overflow."""
    result: Floats = np.float32(0.5) * (1 + np.tanh(scores / 2))
    return result
