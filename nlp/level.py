"""How satisfied the citizen is, from 1 (very dissatisfied) to 5 (very satisfied)."""

LEVELS: tuple[int, ...] = (1, 2, 3, 4, 5)

# The house's five-level verdict codes are names, because two official numberings run in opposite directions.
_VERDICTS = {
    1: "very_dissatisfied",
    2: "dissatisfied",
    3: "basically_satisfied",
    4: "satisfied",
    5: "very_satisfied",
}


def verdict_of(level: int) -> str:
    """Return the five-level verdict code of a level; KeyError for a number that is no level.

    >>> verdict_of(1)
    'very_dissatisfied'
    """
    return _VERDICTS[level]
