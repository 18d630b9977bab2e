"""What the heads of a model say about every record of a chunk; nothing where the model lacks the head."""

from collections.abc import Iterator
from functools import partial
from itertools import compress, product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.aspects import Aspect
from nlp.linear import Floats, Head, HeadName, LinearModel, Reading
from nlp.validity import VALID, decide

_TOP_THEMES = 3
_DIGITS = 4


class Choice(NamedTuple):
    """The label that a head chose: `unsure` where it is too unlikely to stand without a person."""

    label: str
    confidence: float
    unsure: bool


class Answer(NamedTuple):
    """What all heads say about one record; None (no themes, no aspects) where the model never learnt to.

    A tuple, like a choice, because every record has them and a frozen dataclass takes three times as long to make.
    """

    kind: Choice | None
    p_valid: float | None
    level: Choice | None
    aspects: tuple[Aspect, ...]
    themes: tuple[tuple[str, float], ...]
    theme_unsure: bool


# What their _make does, without a Python call for each of thousands.
_choice, _answer = partial(tuple.__new__, Choice), partial(tuple.__new__, Answer)


def answers_of(model: LinearModel, reading: Reading) -> Iterator[Answer]:
    """Yield what the heads say about each record of the chunk, in order."""
    kinds, levels, themes = _kinds(model, reading), _levels(model, reading), _themes(model, reading)
    return map(_answer, zip(*kinds, levels, _aspects(model, reading), *themes, strict=True))


def _probabilities(model: LinearModel, name: HeadName, reading: Reading) -> tuple[Head, Floats] | None:
    head = model.find_head(name)
    return None if head is None else (head, head.probabilities(reading.margins))


def _kinds(model: LinearModel, reading: Reading) -> tuple[list[Choice | None], list[float | None]]:
    known = _probabilities(model, "kind", reading)
    if known is None:
        return [None] * len(reading.chunk), [None] * len(reading.chunk)
    head, shares = known
    return _choices(head, decide(shares), shares), _rounded(shares[:, head.labels.index(VALID)])


def _levels(model: LinearModel, reading: Reading) -> list[Choice | None]:
    known = _probabilities(model, "level", reading)
    if known is None:
        return [None] * len(reading.chunk)
    head, shares = known
    return _choices(head, head.choose(shares), head.sureness(shares))


def _choices(head: Head, chosen: NDArray[np.int64], sureness: Floats) -> list[Choice | None]:
    """Return the chosen labels, each with its `sureness`, which must reach what the head asks to stand alone.

    Of a level that is the share of all levels of its sign: whether praise is taken for blame decides, not its degree.
    """
    sure = sureness[np.arange(len(chosen)), chosen]
    unsure = sure < np.array(head.accept_at)[chosen]
    labels = [head.labels[place] for place in chosen.tolist()]
    return list(map(_choice, zip(labels, _rounded(sure), unsure.tolist(), strict=True)))


def _aspects(model: LinearModel, reading: Reading) -> list[tuple[Aspect, ...]]:
    """Choose the aspects more likely than not, or at least the likeliest: a valid evaluation judges something."""
    known = _probabilities(model, "aspects", reading)
    if known is None:
        return [()] * len(reading.chunk)
    head, shares = known
    chosen = shares >= 0.5
    chosen[np.arange(len(shares)), shares.argmax(axis=1)] = True
    every = [Aspect(label) for label in head.labels]
    sets = [tuple(compress(every, reversed(flags))) for flags in product((False, True), repeat=len(every))]
    return [sets[number] for number in (chosen @ (1 << np.arange(len(every)))).tolist()]


def _themes(model: LinearModel, reading: Reading) -> tuple[list[tuple[tuple[str, float], ...]], list[bool]]:
    """Return the likeliest themes of each record, best first, and whether the first is unsure."""
    known = _probabilities(model, "theme", reading)
    if known is None:
        return [()] * len(reading.chunk), [True] * len(reading.chunk)
    head, shares = known
    best = np.argsort(-shares, axis=1, kind="stable")[:, :_TOP_THEMES]
    found = np.take_along_axis(shares, best, axis=1)
    unsure = found[:, 0] < np.array(head.accept_at)[best[:, 0]]
    ranks = [
        zip([head.labels[label] for label in labels], sure, strict=True)
        for labels, sure in zip(best.T.tolist(), _rounded(found.T), strict=True)
    ]
    return list(zip(*ranks, strict=True)), unsure.tolist()


def _rounded(shares: Floats) -> list[Any]:
    """Return shares of all records rounded, as `round` does of one, in lists as deep as the array."""
    rounded: list[Any] = np.round(shares.astype(np.float64), _DIGITS).tolist()
    return rounded
