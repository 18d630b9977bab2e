"""Longer messages out of short ones, for learning: a message is an evaluation if any part of it is.

Citizens tell a story, judge, ask and thank in one message; sentences written one by one do not. Joining a judgement
with a request of the same theme gives a judgement that also asks, and two enquiries stay an enquiry: so the model
learns not to take the asking, the thanking or the mere length for a sign of either.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.corpus import Example
from nlp.validity import VALID, Reason

_ABSORBED: dict[str, tuple[str, ...]] = {
    VALID: (Reason.REQUEST, Reason.ENQUIRY, Reason.PRIVATE, Reason.SUGGEST, Reason.REQUEST),
    Reason.ENQUIRY: (Reason.ENQUIRY,),
    Reason.REQUEST: (Reason.REQUEST, Reason.REQUEST),
    Reason.SUGGEST: (Reason.SUGGEST, Reason.REQUEST),
    Reason.PRIVATE: (Reason.PRIVATE, Reason.REQUEST),
}
"""What may be added to a message of a kind without changing its kind."""


LONGEST = 250
"""Messages of more characters are whole stories already, and are not joined."""
_TIMES = {VALID: 1}
_TIMES_OTHERWISE = 3
_WEIGHT = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Joined:
    """A message made of others, and the places of those others, so that no fold tests on what it learnt from."""

    example: Example
    sources: frozenset[int]


def composed(examples: Sequence[Example], *, seed: int) -> list[Joined]:
    """Return joined messages, each with the labels of its first part; kinds that tell less are joined more often."""
    chance = random.Random(seed)  # noqa: S311  a seeded shuffle, no secret
    pool: defaultdict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for place, example in enumerate(examples):
        if len(example.text) <= LONGEST:
            pool[example.kind, example.theme].append(place)
    return [
        joined
        for place, example in enumerate(examples)
        if len(example.text) <= LONGEST and example.theme is not None
        for _ in range(_TIMES.get(example.kind or "", _TIMES_OTHERWISE))
        for joined in _joined(examples, place, pool, chance)
    ]


def _joined(
    examples: Sequence[Example],
    place: int,
    pool: Mapping[tuple[str | None, str | None], list[int]],
    chance: random.Random,
) -> Iterator[Joined]:
    """Yield the message at this place joined with one (judgements) or up to three others (the rest) of its theme."""
    first = examples[place]
    absorbed = _ABSORBED.get(first.kind or "")
    if absorbed is None:
        return
    others = [other for other in pool.get((chance.choice(absorbed), first.theme), ()) if other != place]
    if not others:
        return
    wanted = 1 if first.kind == VALID else chance.choice((1, 2, 3))
    places = [place, *chance.sample(others, k=min(len(others), wanted))]
    if chance.random() < 0.4:
        chance.shuffle(places)
    text = "\n".join(examples[one].text for one in places)
    yield Joined(example=replace(first, text=text, weight=first.weight * _WEIGHT), sources=frozenset(places))
