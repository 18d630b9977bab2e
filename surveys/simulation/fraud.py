"""False ratings of a chosen size, put on top of honest ones."""

from collections.abc import Mapping
from math import ceil

from surveys.errors import RangeRefused


def stuff(counts: Mapping[str, int], *, share: float, verdict: str) -> dict[str, int]:
    """Add false ratings until they are this share of all ratings, rounded up to whole ones.

    counts   verdict code → honest ratings; verdict: what the false ones say

    >>> stuff({"satisfied": 60, "dissatisfied": 30}, share=0.1, verdict="satisfied")
    {'satisfied': 70, 'dissatisfied': 30}

    Raises:
        RangeRefused: a share outside [0, 1).
    """
    if not 0.0 <= share < 1.0:
        raise RangeRefused(f"false ratings are a share from 0 to below 1, not {share}")
    honest = sum(counts.values())
    # Cut binary noise first, or ten false ratings in a hundred would become eleven.
    false = ceil(round(honest * share / (1.0 - share), 9))
    return {**counts, verdict: counts.get(verdict, 0) + false}
