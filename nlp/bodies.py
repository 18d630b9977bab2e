"""Who is judged: a named span, resolved against the city's own list of public bodies.

A guess is never presented as a fact: every candidate says on what it rests, and only a name or an alias that belongs
to one body alone resolves the message to that body.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from nlp.trie import trie_pattern

LEAST_SURE = 0.9
"""A candidate at or above this confidence resolves the message; below it, a person chooses."""
MOST_CANDIDATES = 3
_PART_SURE = 0.7
_LEVEL = re.compile(r"[省市州区县旗镇乡]")
_DISTRICTS = "区县旗镇乡"
_OTHER_PLACE = re.compile(rf"[一-龥A-Z0-9]{{1,3}}(?<![小社校片地园景辖全各该本我])[{_DISTRICTS}]$")


class Basis(StrEnum):
    """What a candidate rests on, strongest first."""

    NAME = "name"
    ALIAS = "alias"
    PART = "part"  # the text names part of the name: 教育局 of 东湖区教育局
    DUTY = "duty"  # the text speaks of what the body answers for


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A public body of the city: `duties` are words for which it answers (路灯, 学位, 停水)."""

    code: str
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class BodyCandidate:
    """A body that may be meant; `confidence` from 0 to 1."""

    code: str
    confidence: float
    basis: Basis


@dataclass(frozen=True)
class Gazetteer:
    """The city's bodies, indexed by every word that may point to one of them."""

    bodies: tuple[Body, ...]

    def candidates(self, mention: str | None, text: str) -> tuple[BodyCandidate, ...]:
        """Return at most three bodies, best first, that the mention (or, failing it, the text) points to."""
        best: dict[str, BodyCandidate] = {}
        for candidate in (*self._named(mention or ""), *self._partly_named(mention or ""), *self._answerable(text)):
            known = best.get(candidate.code)
            if known is None or candidate.confidence > known.confidence:
                best[candidate.code] = candidate
        ranked = sorted(best.values(), key=lambda candidate: (-candidate.confidence, candidate.code))
        return tuple(ranked[:MOST_CANDIDATES])

    def named_in(self, text: str) -> list[tuple[int, int]]:
        """Return the places of all names, short names and aliases in the text, the longest first at each place."""
        return [found.span() for found in self._calling.finditer(text)] if self._by_call else []

    def _named(self, mention: str) -> list[BodyCandidate]:
        found = self._calling.search(mention) if mention and self._by_call else None
        if found is None:
            return []
        owners = self._by_call[found[0]]
        place = _OTHER_PLACE.search(mention[: found.start() + (found[0][0] in _DISTRICTS)])
        return [
            BodyCandidate(code=code, confidence=round(_PART_SURE / len(owners), 4), basis=Basis.PART)
            if place and self._is_elsewhere(code, place[0])
            else BodyCandidate(code=code, confidence=round(sure / len(owners), 4), basis=basis)
            for code, (sure, basis) in owners.items()
        ]

    def _is_elsewhere(self, code: str, place: str) -> bool:
        """Whether the place right before a name is another than the body's own: 东湖区教育局 is not the city's."""
        names = self._names[code]
        return any(_LEVEL.search(name) for name in names) and not any(place in name for name in names)

    def _partly_named(self, mention: str) -> list[BodyCandidate]:
        if len(mention) < 3:
            return []
        codes = {body.code for body in self.bodies if any(mention in name for name in body.names)}
        return [
            BodyCandidate(code=code, confidence=round(_PART_SURE / len(codes), 4), basis=Basis.PART) for code in codes
        ]

    def _answerable(self, text: str) -> list[BodyCandidate]:
        if not self._by_duty:
            return []
        scores: defaultdict[str, float] = defaultdict(float)
        for duty in set(self._duties.findall(text)):
            for code in self._by_duty[duty]:
                scores[code] += len(duty) / len(self._by_duty[duty])
        whole = sum(scores.values()) + 2.0  # so that a single short word never looks certain
        return [
            BodyCandidate(code=code, confidence=round(0.6 * score / whole, 4), basis=Basis.DUTY)
            for code, score in scores.items()
        ]

    @cached_property
    def _by_call(self) -> Mapping[str, dict[str, tuple[float, Basis]]]:
        owners: defaultdict[str, dict[str, tuple[float, Basis]]] = defaultdict(dict)
        for body in self.bodies:
            for alias in body.aliases:
                owners[alias][body.code] = (0.92, Basis.ALIAS)
            for name in body.names:
                owners[name][body.code] = (0.97, Basis.NAME)
        return owners

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        return {body.code: body.names for body in self.bodies}

    @cached_property
    def _by_duty(self) -> Mapping[str, set[str]]:
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for body in self.bodies:
            for duty in body.duties:
                owners[duty].add(body.code)
        return owners

    @cached_property
    def _calling(self) -> re.Pattern[str]:
        return _any_of(self._by_call)

    @cached_property
    def _duties(self) -> re.Pattern[str]:
        return _any_of(self._by_duty)


def resolved(candidates: Sequence[BodyCandidate]) -> str | None:
    """Return the code of the body that the text names beyond doubt, or None.

    >>> resolved([BodyCandidate(code="D01", confidence=0.97, basis=Basis.NAME)])
    'D01'
    """
    sure = [candidate for candidate in candidates if candidate.confidence >= LEAST_SURE]
    return sure[0].code if len(sure) == 1 and sure[0].basis in {Basis.NAME, Basis.ALIAS} else None


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    known = [word for word in words if word]
    return re.compile(trie_pattern(known) if known else r"(?!)")
