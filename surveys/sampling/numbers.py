"""Random numbers that anybody can compute again: a keyed hash of a public seed and a name."""

import hashlib
from collections.abc import Sequence

RANGE = 1 << 64


def in_order(keys: Sequence[str], seed: str) -> list[str]:
    """The keys by their seeded numbers; ties, which need 2^32 keys to be likely, go by the key."""
    secret = hashlib.blake2b(seed.encode(), digest_size=32).digest()
    numbered = [(hashlib.blake2b(key.encode(), key=secret, digest_size=8).digest(), key) for key in keys]
    numbered.sort()
    return [key for _, key in numbered]


def number(seed: str, purpose: str) -> int:
    """A whole number from 0 to below `RANGE`, for one purpose under a seed."""
    secret = hashlib.blake2b(seed.encode(), digest_size=32).digest()
    return int.from_bytes(hashlib.blake2b(purpose.encode(), key=secret, digest_size=8).digest())
