"""Ballot codes: 60 random bits that people can type from a slip of paper.

A room of its own because nothing in it knows a database. The alphabet is Crockford's base 32, which has no letters that
look like digits; what people mistake anyway is read as what was meant.
"""

import secrets
import unicodedata

from feedback_app.gateways.pseudonyms import pseudonym

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
GROUP_LENGTH = 4
PURPOSE = "ballot code"

_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code() -> str:
    """Return a fresh code as it is printed: ``7K3M-0Q9T-XB42``."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, LENGTH, GROUP_LENGTH))


def read_code(written: str) -> str | None:
    """Return the letters of a code however it was typed, or None when it can be none.

    >>> read_code(" 7k3m oq9t－xb4l "), read_code("7K3M")
    ('7K3M0Q9TXB41', None)
    """
    folded = unicodedata.normalize("NFKC", written).upper()
    letters = "".join(letter for letter in folded if letter.isalnum()).translate(_MEANT)
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else None


def hash_code(letters: str, *, key: str) -> str:
    """Return what is kept of a code. Keyed, because 60 bits alone could be tried by whoever steals the table."""
    return pseudonym(key, PURPOSE, letters)
