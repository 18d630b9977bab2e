"""Lessons in who is judged, out of labelled messages: which of the bodies they name is the one of the label."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from nlp.answers import answers_of
from nlp.choosing import Choice, learn_points
from nlp.corpus import Example
from nlp.features import CHUNK, lay_out
from nlp.judged import Signs, candidates, likely_themes, prior, sign_names
from nlp.linear import LinearModel
from nlp.mentions import find_mentions
from nlp.normalize import normalise
from nlp.privacy import safe_texts
from nlp.spans import Span, clauses_of
from nlp.structure import judging_places
from nlp.validity import VALID


def learn_bodies(model: LinearModel, examples: Sequence[Example]) -> tuple[float, ...]:
    """Return what each sign of the judged body counts; none where the model or the examples tell nothing of it.

    No labelled message knows a city's own list of bodies, so what a known name counts stays as it was thought out.
    """
    named = [example for example in examples if example.body and example.kind == VALID]
    if model.find_head("kind") is None:
        return ()
    choices = [
        choice
        for start in range(0, len(named), CHUNK)
        for choice in _choices(model, named[start : start + CHUNK])
        if choice.tells
    ]
    points = learn_points(choices)
    known = sign_names().index("known")
    return (*points[:known], prior()[known], *points[known + 1 :]) if points else ()


def _choices(model: LinearModel, examples: Sequence[Example]) -> Iterator[Choice]:
    texts = safe_texts([example.text for example in examples])
    reading, head = model.read(lay_out(texts)), model.find_head("kind")
    column = 0 if head is None else head.first + head.labels.index(VALID)
    clauses = clauses_of(model, reading, column, np.arange(len(texts)))
    judging = judging_places(reading.hits)
    bounds = np.searchsorted(judging, reading.chunk.starts)
    answers = answers_of(model, reading)
    for row, ((first, last), answer) in enumerate(zip(pairwise(bounds.tolist()), answers, strict=True)):
        text, own = texts[row], clauses(row)
        signs = Signs(
            clauses=own,
            judging=(judging[first:last] - reading.chunk.starts[row]).tolist(),
            themes=likely_themes(answer.themes),
        )
        found = candidates(text, find_mentions(text), signs)
        if len(found) > 1:
            label = normalise(examples[row].body or "")
            right = [overlaps(text, (one.fullest.start, one.fullest.end), label) for one in found]
            yield Choice(
                strengths=np.array([one.strengths for one in found], dtype=np.float64),
                right=np.array(right),
                weight=examples[row].weight,
            )


def overlaps(text: str, span: Span, body: str) -> bool:
    """Whether the span shares a character with some occurrence of the labelled body in the text."""
    start, end = span
    places = (at for at in range(len(text)) if text.startswith(body, at)) if body else ()
    return any(at < end and start < at + len(body) for at in places)
