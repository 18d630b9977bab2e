"""Seeded chance: one independent stream for each purpose, so that drawing more of one thing changes no other."""

import random
from collections.abc import Mapping
from typing import TypeVar

Drawn = TypeVar("Drawn")


def dice(seed: int, *purpose: str) -> random.Random:
    """Return the stream of a purpose; the same on every machine, because it is seeded by text."""
    return random.Random("/".join((str(seed), *purpose)))


def draw(stream: random.Random, shares: Mapping[Drawn, float]) -> Drawn:
    """Draw one key with a chance in proportion to its share."""
    return stream.choices(list(shares), list(shares.values()))[0]
