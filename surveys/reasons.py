"""Reasons: English sentences for whoever wrote a file, which a program can say in another language.

A sentence alone could only be shown as it is. A `Reason` is that sentence, and remembers what it was made of.
"""

from collections.abc import Mapping


class Reason(str):
    """A sentence made of a pattern and facts; ``facts`` holds texts, lists of texts, or further reasons.

    >>> why = Reason("must be one of {words}", words=("web", "phone"))
    >>> why, why.pattern, why.facts
    ('must be one of web, phone', 'must be one of {words}', {'words': ('web', 'phone')})
    """

    pattern: str
    facts: Mapping[str, str | tuple[str, ...]]

    def __new__(cls, pattern: str, **facts: object) -> "Reason":
        """Make the sentence; whatever is neither a text nor a tuple of them is written as a text."""
        kept = {name: _as_text(fact) for name, fact in facts.items()}
        spoken = {name: ", ".join(fact) if isinstance(fact, tuple) else fact for name, fact in kept.items()}
        made = super().__new__(cls, pattern.format(**spoken))
        made.pattern, made.facts = pattern, kept
        return made


def _as_text(fact: object) -> str | tuple[str, ...]:
    if isinstance(fact, tuple):
        return tuple(map(str, fact))
    return fact if isinstance(fact, str) else str(fact)
