"""The schemes that come with the product, as data in ``surveys/definitions``."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from surveys.assessment.loader import load_scheme
from surveys.assessment.scheme import Scheme
from surveys.questionnaire.scales import UnknownCode

_FIRST_KEY = "scheme: "  # what tells a scheme from the other definitions in the folder


@cache
def _shipped() -> dict[str, Traversable]:
    entries = sorted((files("surveys") / "definitions").iterdir(), key=lambda entry: entry.name)
    schemes = (e for e in entries if e.name.endswith(".yaml") and e.read_text(encoding="utf-8").startswith(_FIRST_KEY))
    return {entry.name.removesuffix(".yaml"): entry for entry in schemes}


def list_shipped_schemes() -> list[str]:
    """Return the codes of the shipped schemes, in alphabetical order."""
    return list(_shipped())


@cache
def load_shipped_scheme(code: str) -> Scheme:
    """Return a shipped scheme.

    Raises:
        UnknownCode: none is shipped under this code.
    """
    if code not in _shipped():
        raise UnknownCode("shipped scheme", code)
    return load_scheme(_shipped()[code].read_text(encoding="utf-8"), source=f"{code}.yaml")
