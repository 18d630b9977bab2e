"""Lessons in who is judged, out of labelled messages: which of the bodies they name is the one of the label."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from nlp.answers import answers_of
from nlp.candidates import Signs, find_candidates, sign_names
from nlp.choosing import Choice, learn_points
from nlp.corpus import Example
from nlp.features import CHUNK, lay_out
from nlp.judged import likely_themes, prior
from nlp.linear import LinearModel
from nlp.mentions import find_mentions
from nlp.normalize import normalise
from nlp.privacy import safe_texts
from nlp.segments import begins_of
from nlp.spans import Span, clauses_of
from nlp.structure import judging_places
from nlp.validity import VALID
from nlp.voices import heard_texts


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
    texts = heard_texts(safe_texts([example.text for example in examples]))
    reading, head = model.read(lay_out(texts)), model.find_head("kind")
    column, chunk = 0 if head is None else head.first + head.labels.index(VALID), reading.chunk
    signs = Signs(
        judging=judging_places(reading.hits),
        clauses=clauses_of(model, reading, column, np.arange(len(texts))),
        themes=[likely_themes(answer.themes) for answer in answers_of(model, reading)],
    )
    found = find_candidates(chunk, find_mentions(chunk.joined), signs)
    for first, last in pairwise([*begins_of(found.rows).tolist(), len(found.rows)]):
        example = examples[row := int(found.rows[first])]
        label, called = normalise(example.body or ""), map(found.fullest, range(first, last))
        yield Choice(
            strengths=found.strengths[first:last],
            right=np.array([overlaps(texts[row], (one.start, one.end), label) for one in called]),
            weight=example.weight,
        )


def overlaps(text: str, span: Span, body: str) -> bool:
    """Whether the span shares a character with some occurrence of the labelled body in the text."""
    start, end = span
    places = (at for at in range(len(text)) if text.startswith(body, at)) if body else ()
    return any(at < end and start < at + len(body) for at in places)
