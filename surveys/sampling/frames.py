"""Who can be drawn: a roster of people, or the number segments of mobile networks, less those to be left alone.

Keys are whatever names a person without saying who it is: a case number, a keyed hash, or a number to dial.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from surveys.errors import FrameRefused

_DIGITS = "0123456789"


@dataclass(frozen=True, eq=False, kw_only=True)
class Frame:
    """The keys of each stratum, sorted, so that the order in which a list arrived cannot change a draw.

    duplicates, excluded   how many entries were dropped and why, for the record of the draw
    """

    strata: Mapping[str, tuple[str, ...]]
    duplicates: int = 0
    excluded: int = 0

    @property
    def sizes(self) -> dict[str, int]:
        """Stratum → number of keys."""
        return {stratum: len(keys) for stratum, keys in self.strata.items()}

    @property
    def size(self) -> int:
        """Keys in all."""
        return sum(self.sizes.values())


class KeyInTwoStrata(FrameRefused):
    """Keys that are listed under more than one stratum; they would have two chances."""

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(f"{len(keys)} keys stand in more than one stratum")
        self.keys = tuple(sorted(keys))


def roster_frame(entries: Iterable[tuple[str, str]], *, excluded: Collection[str] = ()) -> Frame:
    """A frame from a list of (key, stratum): service recipients, callers, enterprises.

    A key listed twice counts once: who came ten times is one person with one chance. Excluded keys (opt-outs, staff,
    asked in the last half-year) are dropped.

    Raises:
        KeyInTwoStrata: with every key that is listed under two.
    """
    barred = excluded if isinstance(excluded, (set, frozenset)) else set(excluded)
    place: dict[str, str] = {}
    twice: set[str] = set()
    listed = dropped = 0
    for key, stratum in entries:
        if key in barred:
            dropped += 1
            continue
        listed += 1
        if place.setdefault(key, stratum) != stratum:
            twice.add(key)
    if twice:
        raise KeyInTwoStrata(twice)
    return Frame(strata=_sorted_by_stratum(place), duplicates=listed - len(place), excluded=dropped)


def segment_frame(segments: Mapping[str, str], *, length: int = 11, excluded: Collection[str] = ()) -> Frame:
    """A frame of all numbers behind the given prefixes: random-digit dialling.

    segments   prefix (e.g. seven digits) → stratum; length: digits of a whole number. At most a million numbers per
               prefix; overlapping prefixes are refused.

    Raises:
        FrameRefused: a prefix that is none, or that lies within another.
    """
    for prefix in segments:
        if not (prefix.isascii() and prefix.isdecimal()) or not 1 <= length - len(prefix) <= 6:
            raise FrameRefused(f"{prefix!r} is not a prefix that leaves one to six digits")
        if any(other != prefix and other.startswith(prefix) for other in segments):
            raise FrameRefused(f"another segment lies within {prefix}")
    place = {
        prefix + "".join(rest): stratum
        for prefix, stratum in segments.items()
        for rest in product(_DIGITS, repeat=length - len(prefix))
    }
    barred = [key for key in excluded if place.pop(key, None) is not None]
    return Frame(strata=_sorted_by_stratum(place), excluded=len(barred))


def _sorted_by_stratum(place: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    members: dict[str, list[str]] = {}
    for key, stratum in place.items():
        members.setdefault(stratum, []).append(key)
    return {stratum: tuple(sorted(members[stratum])) for stratum in sorted(members)}
