"""Reading a parsed file piece by piece: what does not fit is noted with its path, and reading goes on."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from surveys.questionnaire.consistency import WHOLE_FILE, DefinitionProblem
from surveys.questionnaire.logic import measure
from surveys.questionnaire.texts import EMPTY, PRIMARY_LANGUAGE, Text
from surveys.reasons import Reason

Choice = TypeVar("Choice", bound=StrEnum)

MISSING = object()


@dataclass(frozen=True, kw_only=True)
class Node:
    """One value of the file, its path, and the list that collects every problem of the file."""

    value: Any
    path: str
    problems: list[DefinitionProblem]

    @property
    def is_given(self) -> bool:
        """Say whether the file has this at all."""
        return self.value is not MISSING

    def refuse(self, reason: str) -> None:
        """Note what is wrong here."""
        self.problems.append(DefinitionProblem(path=self.path or WHOLE_FILE, reason=reason))

    def child(self, key: str) -> "Node":
        """Return what stands under a key; a missing one is a node that is not given."""
        value = self.value.get(key, MISSING) if isinstance(self.value, dict) else MISSING
        return Node(value=value, path=f"{self.path}.{key}" if self.path else key, problems=self.problems)

    def children(self) -> "list[Node]":
        """Return the entries of a list; nothing where it is not given."""
        if not self.is_given:
            return []
        if not isinstance(self.value, list):
            self.refuse("must be a list")
            return []
        return [
            Node(value=value, path=f"{self.path}[{place}]", problems=self.problems)
            for place, value in enumerate(self.value)
        ]

    def expect_keys(self, *, needed: Collection[str], known: Collection[str] = ()) -> bool:
        """Note keys that are missing or unknown; say whether this is a mapping at all."""
        if not isinstance(self.value, dict):
            self.refuse("must be a mapping")
            return False
        for key in needed:
            if key not in self.value:
                self.child(key).refuse("is missing")
        for key in self.value:
            if key not in needed and key not in known:
                self.child(str(key)).refuse("is not a known key")
        return True

    def string(self) -> str:
        """Return a string; a number counts as one, because YAML reads the code 510 as a number."""
        if not self.is_given:
            return ""
        if isinstance(self.value, bool) or not isinstance(self.value, (str, int)):
            self.refuse("must be a text")
            return ""
        return str(self.value)

    def strings(self) -> tuple[str, ...]:
        """Return a list of strings."""
        return tuple(node.string() for node in self.children())

    def boolean(self) -> bool:
        """Return true or false; not given is false."""
        if not self.is_given:
            return False
        if not isinstance(self.value, bool):
            self.refuse("must be true or false")
            return False
        return self.value

    def whole_number(self) -> int:
        """Return a whole number above 0; not given is 0."""
        if not self.is_given:
            return 0
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 1:
            self.refuse("must be a whole number above 0")
            return 0
        return self.value

    def decimal(self) -> Decimal | None:
        """Return a decimal number; not given is None."""
        if not self.is_given:
            return None
        try:
            number = Decimal(str(self.value))
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(self.value, bool) or not number.is_finite():
            self.refuse("must be a number")
            return None
        return number

    def measure(self) -> str:
        """Return a number or a day as text, for a comparison; a wrong one is noted and read as 0."""
        if type(self.value) is date:
            return self.value.isoformat()
        written = "" if isinstance(self.value, (bool, dict, list)) else str(self.value).strip()
        found = measure(written)
        if found is None:
            self.refuse("must be a number or a day")
            return "0"
        return str(found)

    def day(self) -> date:
        """Return a calendar day."""
        if type(self.value) is date:
            return self.value
        try:
            return date.fromisoformat(self.string())
        except ValueError:
            if self.is_given:
                self.refuse("must be a day such as 2027-12-31")
            return date.min

    def choice(self, kind: type[Choice], default: Choice) -> Choice:
        """Return one of an enumeration's values; the default stands in where it is not given or wrong."""
        if not self.is_given:
            return default
        found = self.choice_or_none(kind)
        return default if found is None else found

    def choice_or_none(self, kind: type[Choice]) -> Choice | None:
        """Return one of an enumeration's values, or None where it is not given or wrong."""
        if not self.is_given:
            return None
        try:
            return kind(self.value)
        except ValueError:
            self.refuse(Reason("must be one of {words}", words=tuple(kind)))
            return None

    def text(self) -> Text:
        """Return a text: a plain string is Chinese, a mapping has a wording for each language."""
        if not self.is_given:
            return EMPTY
        if isinstance(self.value, str):
            return Text(versions={PRIMARY_LANGUAGE: self.value})
        if not isinstance(self.value, dict) or not self.value:
            self.refuse("must be a text, or a mapping from language to text")
            return EMPTY
        return Text(versions={str(language): self.child(str(language)).string() for language in self.value})
