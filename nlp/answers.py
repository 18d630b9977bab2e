"""What the heads of a model say about every record of a chunk; nothing where the model lacks the head."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.aspects import Aspect
from nlp.linear import Floats, Head, HeadName, LinearModel, Reading
from nlp.validity import VALID, decide

_TOP_THEMES = 3


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


def answers_of(model: LinearModel, reading: Reading) -> Iterator[Answer]:
    """Yield what the heads say about each record of the chunk, in order."""
    kinds, shares = _kinds(model, reading)
    levels, aspects, themes = _levels(model, reading), _aspects(model, reading), _themes(model, reading)
    for kind, share, level, some, (top, unsure) in zip(kinds, shares, levels, aspects, themes, strict=True):
        yield Answer(kind, share, level, some, top, unsure)


def _probabilities(model: LinearModel, name: HeadName, reading: Reading) -> tuple[Head, Floats] | None:
    head = model.find_head(name)
    return None if head is None else (head, head.probabilities(reading.margins))


def _kinds(model: LinearModel, reading: Reading) -> tuple[list[Choice | None], list[float | None]]:
    known = _probabilities(model, "kind", reading)
    if known is None:
        return [None] * len(reading.chunk), [None] * len(reading.chunk)
    head, shares = known
    valid = shares[:, head.labels.index(VALID)].tolist()
    return list(_choices(head, decide(shares), shares)), [round(share, 4) for share in valid]


def _levels(model: LinearModel, reading: Reading) -> list[Choice | None]:
    known = _probabilities(model, "level", reading)
    if known is None:
        return [None] * len(reading.chunk)
    head, shares = known
    return list(_choices(head, head.choose(shares), head.sureness(shares)))


def _choices(head: Head, chosen: NDArray[np.int64], sureness: Floats) -> Iterator[Choice | None]:
    """Yield the chosen labels, each with its `sureness`, which must reach what the head asks to stand alone.

    Of a level that is the share of all levels of its sign: whether praise is taken for blame decides, not its degree.
    """
    rows = np.arange(len(chosen))
    unsure = sureness[rows, chosen] < np.array(head.accept_at)[chosen]
    for label, sure, doubt in zip(chosen.tolist(), sureness[rows, chosen].tolist(), unsure.tolist(), strict=True):
        yield Choice(head.labels[label], round(sure, 4), doubt)


def _aspects(model: LinearModel, reading: Reading) -> list[tuple[Aspect, ...]]:
    """Choose the aspects more likely than not, or at least the likeliest: a valid evaluation judges something."""
    known = _probabilities(model, "aspects", reading)
    if known is None:
        return [()] * len(reading.chunk)
    head, shares = known
    chosen = shares >= 0.5
    chosen[np.arange(len(shares)), shares.argmax(axis=1)] = True
    every = [Aspect(label) for label in head.labels]
    return [tuple(aspect for aspect, is_chosen in zip(every, row, strict=True) if is_chosen) for row in chosen.tolist()]


def _themes(model: LinearModel, reading: Reading) -> list[tuple[tuple[tuple[str, float], ...], bool]]:
    known = _probabilities(model, "theme", reading)
    if known is None:
        return [((), True)] * len(reading.chunk)
    head, shares = known
    best = np.argsort(-shares, axis=1, kind="stable")[:, :_TOP_THEMES]
    found = np.take_along_axis(shares, best, axis=1)
    unsure = found[:, 0] < np.array(head.accept_at)[best[:, 0]]
    return [
        (tuple((head.labels[label], round(share, 4)) for label, share in zip(labels, row, strict=True)), doubt)
        for labels, row, doubt in zip(best.tolist(), found.tolist(), unsure.tolist(), strict=True)
    ]
