"""A text in several languages; simplified Chinese is always there."""

from collections.abc import Mapping
from dataclasses import dataclass

PRIMARY_LANGUAGE = "zh-Hans"


@dataclass(frozen=True, kw_only=True)
class Text:
    """One wording per BCP 47 language tag; the empty text has none."""

    versions: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """Return the wording in a language, else the Chinese one, else nothing."""
        return self.versions.get(language) or self.versions.get(PRIMARY_LANGUAGE, "")

    def __bool__(self) -> bool:
        return any(self.versions.values())

    def __str__(self) -> str:
        return self.in_language(PRIMARY_LANGUAGE)


EMPTY = Text(versions={})


def bilingual(chinese: str, english: str, *, traditional: str = "") -> Text:
    """Build a text in the two languages that everything shipped speaks; ``traditional`` where it is written otherwise.

    Without it the same characters serve readers of traditional Chinese.
    """
    versions = {PRIMARY_LANGUAGE: chinese, "en": english}
    return Text(versions=versions | {"zh-Hant": traditional} if traditional else versions)
