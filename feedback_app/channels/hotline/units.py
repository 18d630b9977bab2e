"""The city's units as the import needs them: what each is called, and what the text engine should know of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from feedback_app.gateways.spreadsheets.parsing import fold
from nlp.bodies import Body


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownUnit:
    """A unit by its number and code, with every name that people give it and every duty that it answers for."""

    id: int
    code: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitBook:
    """All active units, found by code or by any name that belongs to one of them alone."""

    units: tuple[KnownUnit, ...]

    def find(self, called: str) -> int | None:
        """Return the number of the unit that is called so, or None when there is none, or more than one.

        >>> UnitBook((KnownUnit(id=7, code="JYJ", name="市教育局"),)).find(" 市教育局")
        7
        """
        owners = self._owners.get(_plain(called), frozenset())
        return next(iter(owners)) if len(owners) == 1 else None

    def by_code(self, code: str | None) -> int | None:
        """Return the number of the unit with a code."""
        return None if code is None else self._by_code.get(code)

    def code_of(self, unit_id: int | None) -> str | None:
        """Return the code of a unit's number."""
        return None if unit_id is None else self._codes.get(unit_id)

    def bodies(self) -> list[Body]:
        """Return the units as the text engine knows public bodies."""
        return [
            Body(
                code=unit.code,
                names=tuple(filter(None, (unit.name, unit.short_name))),
                aliases=unit.aliases,
                duties=unit.duties,
            )
            for unit in self.units
        ]

    @cached_property
    def _owners(self) -> dict[str, frozenset[int]]:
        owners: defaultdict[str, set[int]] = defaultdict(set)
        for unit in self.units:
            for name in (unit.code, unit.name, unit.short_name, *unit.aliases):
                if name:
                    owners[_plain(name)].add(unit.id)
        return {name: frozenset(ids) for name, ids in owners.items()}

    @cached_property
    def _by_code(self) -> dict[str, int]:
        return {unit.code: unit.id for unit in self.units}

    @cached_property
    def _codes(self) -> dict[int, str]:
        return {unit.id: unit.code for unit in self.units}


def suggest(book: UnitBook, codes: Sequence[str]) -> list[KnownUnit]:
    """Return the units of some codes, in the order of the codes; unknown codes are left out."""
    by_code = {unit.code: unit for unit in book.units}
    return [by_code[code] for code in dict.fromkeys(codes) if code in by_code]


def _plain(name: str) -> str:
    return "".join(fold(name).casefold().split())
