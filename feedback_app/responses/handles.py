"""What pages call one evaluation: a handle from which neither its response's key nor its receipt follows.

Whoever could read a response's key off a page could work out its receipt, and so join the receipt a rater showed them
to that rater's ballot. A handle is the key and the ordinal, enciphered: a Feistel network of four rounds with HMAC
(RFC 2104) over SHA-256 in each, which Luby and Rackoff (1988) proved to look random to all but the holder of the key.
Every evaluation of a ballot has a handle unlike those of its siblings, and nothing more has to be stored.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from feedback_app.config import settings
from feedback_app.errors import NotFound
from feedback_app.responses.models import Evaluation

Key = tuple[UUID, int]
HANDLE_LENGTH = 24
MOST_EVALUATIONS = 1 << 16  # of one response; the largest ballot holds a thousand
_HALF = 9  # bytes: a key of 16 and an ordinal of 2 make two halves
_ROUNDS = range(4)


def seal(key: Key, *, secret: str) -> str:
    """Return the handle of an evaluation's response and ordinal.

    >>> handle = seal((UUID(int=7), 3), secret="s" * 32)
    >>> len(handle), unseal(handle, secret="s" * 32) == (UUID(int=7), 3), unseal(handle, secret="t" * 32) is None
    (24, True, False)
    """
    response_id, ordinal = key
    left, right = _halves(response_id.bytes + ordinal.to_bytes(2, "big"))
    for number in _ROUNDS:
        left, right = right, _mixed(left, right, number, secret)
    return urlsafe_b64encode(left + right).decode("ascii")


def unseal(handle: str, *, secret: str) -> Key | None:
    """Return what a handle was made from, or None where it has not the form of one; a forged one leads to nothing."""
    try:
        enciphered = urlsafe_b64decode(handle.encode("ascii"))
    except ValueError:
        return None
    if len(handle) != HANDLE_LENGTH or len(enciphered) != 2 * _HALF:
        return None
    left, right = _halves(enciphered)
    for number in reversed(_ROUNDS):
        left, right = _mixed(right, left, number, secret), left
    plain = left + right
    return UUID(bytes=plain[:16]), int.from_bytes(plain[16:], "big")


def _halves(block: bytes) -> tuple[bytes, bytes]:
    return block[:_HALF], block[_HALF:]


def _mixed(one: bytes, other: bytes, number: int, secret: str) -> bytes:
    """Return one half, changed by what the key makes of the other half in this round."""
    noise = hmac.digest(secret.encode(), f"evaluation handle {number}\x1f".encode() + other, "sha256")
    return bytes(a ^ b for a, b in zip(one, noise, strict=False))


def handle_of(evaluation: Evaluation) -> str:
    """Return what pages call an evaluation."""
    return handle_of_key((evaluation.response_id, evaluation.ordinal))


def handle_of_key(key: Key) -> str:
    """Return what pages call the evaluation of a response and ordinal."""
    return seal(key, secret=settings().pseudonym_key)


def find_key(handle: str) -> Key | None:
    """Return the response and ordinal that a handle stands for, or None where it is no handle."""
    return unseal(handle, secret=settings().pseudonym_key)


def get_key(handle: str) -> Key:
    """Return the response and ordinal that a handle stands for.

    Raises:
        NotFound: it is no handle.
    """
    key = find_key(handle)
    if key is None:
        raise NotFound(kind="evaluation", key=handle)
    return key
