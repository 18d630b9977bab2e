"""Word lists written for this project, as text that a clerk can review: `== name ==`, then one pattern a line."""

from functools import cache
from importlib.resources import files


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return the sections of a list in their order, each with its lines; comments (#) and blank lines dropped."""
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            current = found.setdefault(line.strip("= "), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return {section: tuple(lines) for section, lines in found.items()}


def alternation(name: str, section: str) -> str:
    """Return one regular expression for a section: any of its lines."""
    return "|".join(sections(name)[section])
