"""Definitions as text: YAML that people write, or the JSON that a program froze, parsed without trusting either."""

import json
import re
from typing import Any

import yaml

from surveys.questionnaire.consistency import WHOLE_FILE, DefinitionProblem, DefinitionProblems
from surveys.reasons import Reason

_STATED = re.compile(r"line (\d+), column \d+")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class _StrictLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice, which plain YAML would silently settle in favour of the second."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _value in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, Reason("the key '{key}' is written twice", key=key), key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def parse_document(text: str, *, source: str = "") -> Any:
    """Return the mappings, lists and scalars of a definition.

    Args:
        text: YAML, or JSON when it begins with ``{``.
        source: name of the file, for the problem.

    Raises:
        DefinitionProblems: the text is neither; one problem with its line and column.
    """
    try:
        return json.loads(text) if text.startswith("{") else yaml.load(text, _StrictLoader)  # noqa: S506  # a SafeLoader
    except (yaml.YAMLError, json.JSONDecodeError, RecursionError, TypeError) as error:
        mark = getattr(error, "problem_mark", None)
        path = f"line {mark.line + 1}, column {mark.column + 1}" if mark else WHOLE_FILE
        said = getattr(error, "problem", None) or str(error)
        reason = said if isinstance(said, Reason) else Reason("cannot be parsed: {said}", said=said)
        raise DefinitionProblems([DefinitionProblem(path=path, reason=reason)], source=source) from error


def line_of(text: str, path: str) -> int | None:
    """Return the line on which a path of a YAML definition stands, or the nearest part of it that is there.

    Args:
        text: the definition; lines count from 1.
        path: as in a problem: ``tree.children[2].score_map``, or ``line 7, column 3``.

    >>> line_of("a: 1\\ntree:\\n  children:\\n  - code: x\\n", "tree.children[0].weight")
    4
    """
    if stated := _STATED.match(path):
        return int(stated[1])
    try:
        node = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    line = None
    for key, place in _STEP.findall(path):
        found = _entry(node, int(place)) if place else _value(node, key)
        if found is None:
            break
        line, node = found
    return line


def _value(node: yaml.Node | None, key: str) -> tuple[int, yaml.Node] | None:
    """Return what stands under a key of a mapping, with the line of the key."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next(((name.start_mark.line + 1, value) for name, value in pairs if name.value == key), None)


def _entry(node: yaml.Node | None, place: int) -> tuple[int, yaml.Node] | None:
    entries = node.value if isinstance(node, yaml.SequenceNode) else []
    return (entries[place].start_mark.line + 1, entries[place]) if place < len(entries) else None
