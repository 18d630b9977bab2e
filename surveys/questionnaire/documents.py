"""Definitions as text: YAML that people write, or the JSON that a program froze, parsed without trusting either."""

import json
from typing import Any

import yaml

from surveys.questionnaire.consistency import DefinitionProblem, DefinitionProblems


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
                    None, None, f"the key {key!r} is written twice", key_node.start_mark
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
        path = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "(file)"
        reason = getattr(error, "problem", None) or str(error)
        raise DefinitionProblems([DefinitionProblem(path=path, reason=reason)], source=source) from error
