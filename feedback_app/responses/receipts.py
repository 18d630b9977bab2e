"""What a response is called: its key follows from what was sent, its receipt from its key.

Nothing but the key has to be unique, so an answer that is sent again meets its own row, and a receipt finds its
response, without any further index to keep.
"""

from hashlib import sha256
from uuid import UUID

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
RECEIPT_LENGTH = 12
_BITS_A_LETTER = 5
RECEIPT_DIGITS = RECEIPT_LENGTH * _BITS_A_LETTER // 4  # of the key, written in hexadecimal
_BITS_LEFT = 128 - RECEIPT_LENGTH * _BITS_A_LETTER
_FORGIVEN = str.maketrans("OIL", "011")


def response_id(campaign_id: int, idempotency_key: str) -> UUID:
    """Return the key of the response that a campaign's answer with this idempotency key is or will be.

    The first 128 bits of a SHA-256: random to whoever does not hold the idempotency key, which is not stored.
    """
    return UUID(bytes=sha256(f"{campaign_id}:{idempotency_key}".encode()).digest()[:16])


def receipt_of(key: UUID) -> str:
    """Return the receipt of a response: the first 60 bits of its key in letters that people can copy."""
    leading = key.int >> _BITS_LEFT
    return "".join(
        LETTERS[leading >> shift & 31] for shift in range((RECEIPT_LENGTH - 1) * _BITS_A_LETTER, -1, -_BITS_A_LETTER)
    )


def keys_of(receipt: str) -> tuple[UUID, UUID] | None:
    """Return the first and last key that a receipt can stand for, or None where it is none.

    Blanks, dashes and small letters are forgiven, and O, I and L are read as the digits they were meant for.
    """
    written = "".join(receipt.split()).replace("-", "").upper().translate(_FORGIVEN)
    if len(written) != RECEIPT_LENGTH or not set(written) <= set(LETTERS):
        return None
    leading = 0
    for letter in written:
        leading = leading << _BITS_A_LETTER | LETTERS.index(letter)
    first = leading << _BITS_LEFT
    return UUID(int=first), UUID(int=first | (1 << _BITS_LEFT) - 1)
