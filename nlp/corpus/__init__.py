"""Labelled messages: our own, written for this project, and a city's own, read from its files.

One JSON object a line, the fields of the annotation guide: text, valid, reason, level, aspects, theme, body; our own
lines also say who wrote them, when, and why where a label is open to doubt. A label that is absent is not learnt.
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

from nlp.aspects import Aspect
from nlp.level import LEVELS
from nlp.record_lines import LineFlawed, parse_record, text_of
from nlp.structure import theme_names
from nlp.validity import VALID, Reason

_ON_SKELETONS = re.compile(r"d\d+")
"""Batches written on the skeletons of real messages: of several bodies their writers marked one by habits of their own,
and learning whom a message judges from them does worse than without (decision 29)."""


class CorpusFlawed(ValueError):
    """Some lines cannot be learnt from; `problems` names each with file, line and reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems[:20]) + (f"; and {len(problems) - 20} more" if len(problems) > 20 else ""))
        self.problems = problems


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A message and the labels somebody gave it; None where nobody did.

    `origin` names the batch it was written in: who writes many messages in one go writes them alike.
    """

    text: str
    kind: str | None = None
    level: int | None = None
    aspects: frozenset[Aspect] | None = None
    theme: str | None = None
    body: str | None = None
    weight: float = 1.0
    origin: str | None = None


def own_examples() -> list[Example]:
    """Return the sentences shipped with the product."""
    problems: list[str] = []
    examples = [
        _of_batch(path.name.split("_")[0], example)
        for path in sorted(files(__name__).iterdir(), key=lambda entry: entry.name)
        if path.name.endswith(".jsonl")
        for example in _from_lines(path.read_text(encoding="utf-8").splitlines(), path.name, problems)
    ]
    if problems:
        raise CorpusFlawed(problems)
    return examples


def _of_batch(origin: str, example: Example) -> Example:
    """Tell whence the message is; what its batch labelled by other habits than the guide's is not learnt."""
    if _ON_SKELETONS.fullmatch(origin):
        return replace(example, origin=origin, body=None)
    return replace(example, origin=origin)


def own_files() -> dict[str, str]:
    """Return the shipped corpus files, each with the SHA-256 of its content."""
    return {
        entry.name: hashlib.sha256(entry.read_bytes()).hexdigest()
        for entry in sorted(files(__name__).iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".jsonl")
    }


def read_examples(path: Path) -> list[Example]:
    """Read a city's labels: JSONL with the guide's fields, or CSV with label (theme), subject, detail.

    Raises CorpusFlawed with every bad line.
    """
    problems: list[str] = []
    read = _from_table if path.suffix == ".csv" else _from_lines
    examples = list(read(StringIO(_decoded(path), newline=""), path.name, problems))
    if problems:
        raise CorpusFlawed(problems)
    return examples


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as flaw:
        line = content.count(b"\n", 0, flaw.start) + 1
        raise CorpusFlawed([f"{path.name}:{line}: not UTF-8"]) from flaw


def fingerprint(examples: Iterable[Example]) -> str:
    """Return a digest of texts and labels, to tell which data a model was made of."""
    digest = hashlib.sha256()
    for example in examples:
        aspects = sorted(example.aspects) if example.aspects is not None else None
        row = [example.text, example.kind, example.level, aspects, example.theme, example.body, example.weight]
        digest.update(json.dumps(row, ensure_ascii=False).encode())
    return digest.hexdigest()


def _from_lines(lines: Iterable[str], name: str, problems: list[str]) -> Iterator[Example]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _example(parse_record(line))
        except LineFlawed as flaw:
            problems.append(f"{name}:{number}: {flaw}")


def _from_table(lines: Iterable[str], name: str, problems: list[str]) -> Iterator[Example]:
    table = csv.DictReader(lines)
    missing = {"label", "subject", "detail"} - set(table.fieldnames or ())
    if missing:
        problems.append(f"{name}:1: missing column {', '.join(sorted(missing))}")
        return
    for number, row in enumerate(table, start=2):
        if row["label"] in theme_names():
            yield Example(text=f"{row['subject']}\n{row['detail']}", theme=row["label"])
        else:
            problems.append(f"{name}:{number}: unknown theme {row['label']!r}")


def _example(record: dict[str, Any]) -> Example:
    """Return a record as an example; LineFlawed where a label is none of the guide's."""
    kind, level, theme, body = _kind(record), record.get("level"), record.get("theme"), record.get("body")
    if level is not None and level not in LEVELS:
        raise LineFlawed(f"level {level!r} is not 1 to 5")
    if theme is not None and theme not in list(theme_names()):
        raise LineFlawed(f"unknown theme {theme!r}")
    if body is not None and not isinstance(body, str):
        raise LineFlawed(f"body {body!r} is not a string")
    return Example(
        text=text_of(record),
        kind=kind,
        level=level,
        aspects=_aspects(record) if kind == VALID else None,
        theme=theme,
        body=body or None,
    )


def _kind(record: dict[str, Any]) -> str | None:
    if record.get("valid") is None:
        return None
    if record["valid"]:
        return VALID
    reason = record.get("reason") or record.get("reason_not_valid")
    if reason is None:
        raise LineFlawed("it is not valid, and the field reason is missing")
    if reason not in list(Reason):
        raise LineFlawed(f"unknown reason {reason!r}; known are {', '.join(Reason)}")
    return Reason(reason).value


def _aspects(record: dict[str, Any]) -> frozenset[Aspect] | None:
    aspects = record.get("aspects")
    if aspects is None:
        return None
    if not isinstance(aspects, list):
        raise LineFlawed(f"aspects {aspects!r} are not a list")
    if unknown := [aspect for aspect in aspects if aspect not in list(Aspect)]:
        raise LineFlawed(f"unknown aspect {unknown[0]!r}; known are {', '.join(Aspect)}")
    return frozenset(map(Aspect, aspects))
