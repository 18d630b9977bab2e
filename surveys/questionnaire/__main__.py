"""``python -m surveys.questionnaire``: lint questionnaires, and write the JSON Schema of their files."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from surveys.questionnaire.burden import estimate_burden
from surveys.questionnaire.consistency import DefinitionProblems
from surveys.questionnaire.definition import Definition
from surveys.questionnaire.lint import lint
from surveys.questionnaire.loader import load_definition
from surveys.questionnaire.schema import questionnaire_schema
from surveys.questionnaire.shipped import list_shipped, load_shipped
from surveys.questionnaire.wording import list_missing_wordings

USAGE = "usage: python -m surveys.questionnaire lint [FILE ...] | schema"


def _say(line: object) -> None:
    sys.stdout.write(f"{line}\n")


def _lint(names: list[str]) -> int:
    """Lint the named files, or everything shipped; return how many findings there were."""
    definitions = [_read(Path(name)) for name in names] or [load_shipped(code) for code in list_shipped()]
    return sum(_report(definition) for definition in definitions)


def _read(path: Path) -> Definition:
    return load_definition(path.read_text(encoding="utf-8"), source=path.name)


def _report(definition: Definition) -> int:
    _say(f"{definition.code}: {estimate_burden(definition).minutes:.1f} min")
    found = [*lint(definition), *list_missing_wordings(definition)]
    for finding in found:
        _say(f"  {finding}")
    return len(found)


def _schema(_names: list[str]) -> int:
    _say(json.dumps(questionnaire_schema(), ensure_ascii=False, indent=2))
    return 0


COMMANDS: Mapping[str, Callable[[list[str]], int]] = {"lint": _lint, "schema": _schema}


def main(words: list[str]) -> int:
    """Run one command; the exit status is 1 where something was found, 2 where nothing could be done."""
    if not words or words[0] not in COMMANDS:
        _say(USAGE)
        return 2
    try:
        return min(COMMANDS[words[0]](words[1:]), 1)
    except (DefinitionProblems, FileNotFoundError, IsADirectoryError, PermissionError) as problem:
        _say(problem)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
