"""The questionnaires that come with the product, as data in ``surveys/definitions``."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from surveys.questionnaire.definition import Definition
from surveys.questionnaire.loader import load_definition
from surveys.questionnaire.scales import UnknownCode

_FIRST_KEY = "questionnaire: "  # what tells a questionnaire from the other definitions in the folder


@cache
def _shipped() -> dict[str, Traversable]:
    found: dict[str, Traversable] = {}
    for entry in sorted((files("surveys") / "definitions").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml") and entry.read_text(encoding="utf-8").startswith(_FIRST_KEY):
            found[entry.name.removesuffix(".yaml")] = entry
    return found


def list_shipped() -> list[str]:
    """Return the codes of the shipped questionnaires, in alphabetical order."""
    return list(_shipped())


@cache
def load_shipped(code: str) -> Definition:
    """Return a shipped questionnaire.

    Raises:
        UnknownCode: none is shipped under this code.
    """
    if code not in _shipped():
        raise UnknownCode("shipped questionnaire", code)
    return load_definition(_shipped()[code].read_text(encoding="utf-8"), source=f"{code}.yaml")
