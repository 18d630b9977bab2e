"""Random numbers that anybody can compute again: a keyed hash of a public seed and a name."""

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence

RANGE = 1 << 64


def in_order(keys: Sequence[str], seed: str, most: int) -> list[str]:
    """The first `most` keys by their seeded numbers; ties, which need 2^32 keys to be likely, go by the key."""
    # Numbers are even over their range, so that the few smallest are nearly always found below a known limit, which
    # spares sorting the others; where they are not, everybody is sorted.
    near = (most + 8 * math.sqrt(most) + 16) / max(len(keys), 1)
    limit = int(min(near, 1.0) * RANGE)
    numbered = sorted(pair for pair in _numbered(keys, seed) if pair[0] < limit)
    if len(numbered) < min(most, len(keys)):
        numbered = sorted(_numbered(keys, seed))
    return [key for _, key in numbered[:most]]


def number(seed: str, purpose: str) -> int:
    """A whole number from 0 to below `RANGE`, for one purpose under a seed."""
    ((found, _),) = _numbered([purpose], seed)
    return found


def _numbered(names: Iterable[str], seed: str) -> Iterator[tuple[int, str]]:
    keyed = hashlib.blake2b(key=hashlib.blake2b(seed.encode(), digest_size=32).digest(), digest_size=8)
    for name in names:
        hashed = keyed.copy()
        hashed.update(name.encode())
        yield int.from_bytes(hashed.digest()), name
