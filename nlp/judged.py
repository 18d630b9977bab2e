"""Which of the bodies named in a message is the one judged.

What each sign of a body (`nlp.candidates`) counts is learnt from labelled messages (`nlp.choosing`): the judged one
among the bodies of a message, a conditional logit (McFadden 1974).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nlp.candidates import Candidates, sign_names
from nlp.mentions import Mention
from nlp.segments import best_of

_LIKELY = 0.2
_PRIOR: Mapping[str, float] = {
    "generic": -0.9,
    "known": 1.0,
    "length": 0.8,
    "is_leader": -1.6,
    "is_staff": -1.0,
    "is_sight": -1.0,
    "addressed": -1.5,
    "wished": -1.5,
    "place": -1.5,
    "turned_to": 0.4,
    "acted": 0.4,
    "ahead": 1.0,
    "clause_weight": 0.7,
    "judging_within": 0.4,
    "order": 1.0,
}
"""What signs count for a model that has seen no judged body."""


def likely_themes(themes: Sequence[tuple[str, float]]) -> frozenset[str]:
    """Return the names of the themes that are likely enough to tell which kinds of body are meant.

    >>> sorted(likely_themes([("政法", 0.7), ("民政", 0.25), ("国土资源", 0.05)]))
    ['政法', '民政']
    """
    return frozenset(name for name, share in themes if share >= _LIKELY)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The naming of the judged body; merely asked where every naming of it is a greeting or a wish."""

    mention: Mention
    is_merely_asked: bool


def prior() -> tuple[float, ...]:
    """Return what every sign counts for a model that learnt nothing of bodies."""
    return tuple(_PRIOR.get(name, 0.0) for name in sign_names())


def find_judged(candidates: Candidates, points: Sequence[float] = ()) -> dict[int, Judged]:
    """Return by record the fullest naming of the judged body, no entry where no body is named.

    `points` say what each sign counts.
    """
    best = best_of(candidates.strengths @ np.array(points or prior()), candidates.rows)
    rows, are_merely_asked = candidates.rows[best].tolist(), candidates.are_merely_asked[best].tolist()
    return {
        row: Judged(mention=candidates.fullest(body), is_merely_asked=is_merely_asked)
        for row, body, is_merely_asked in zip(rows, best.tolist(), are_merely_asked, strict=True)
    }
