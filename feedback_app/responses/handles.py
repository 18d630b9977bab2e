"""What pages call one evaluation: a handle from which neither its response's key nor its receipt follows.

Whoever could read a response's key off a page could work out its receipt, and so join the receipt a rater showed them
to that rater's ballot. A handle is the key and the ordinal, enciphered with AES-SIV (RFC 5297): the same every time,
unlike those of its siblings in a ballot, and none can be made up. Nothing more has to be stored.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from feedback_app.config import settings
from feedback_app.errors import NotFound
from feedback_app.responses.models import Evaluation

Key = tuple[UUID, int]
_PURPOSE = b"evaluation handle"
_KEY_BYTES = 64  # two keys of AES-256
_PADDING = "=="


def seal(key: Key, *, secret: str) -> str:
    """Return the handle of an evaluation's response and ordinal.

    >>> handle = seal((UUID(int=7), 3), secret="s" * 32)
    >>> unseal(handle, secret="s" * 32) == (UUID(int=7), 3), unseal(handle, secret="t" * 32) is None
    (True, True)
    """
    response_id, ordinal = key  # two bytes hold any ordinal: the largest ballot has a thousand evaluations
    sealed = _cipher(secret).encrypt(response_id.bytes + ordinal.to_bytes(2, "big"), None)
    return urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def unseal(handle: str, *, secret: str) -> Key | None:
    """Return what a handle was made from, or None where it was not made with this secret."""
    try:
        plain = _cipher(secret).decrypt(urlsafe_b64decode(f"{handle}{_PADDING}".encode("ascii")), None)
    except (ValueError, InvalidTag):
        return None
    return UUID(bytes=plain[:16]), int.from_bytes(plain[16:], "big")


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(HKDF(SHA256(), _KEY_BYTES, salt=None, info=_PURPOSE).derive(secret.encode()))


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
