"""Records as lines of JSON: what a line must hold to be a record, and a sentence about one that does not."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

EXPECTED = 'expected: one JSON object a line, such as {"id": 7, "text": "…"}'
_KINDS = {list: "a list", str: "a string", int: "a number", float: "a number", bool: "true or false"}


class LineFlawed(ValueError):
    """A line is no record, or lacks what a record must have; the message says what is wrong."""


class InputRefused(ValueError):
    """A line of the input cannot be answered; the message is a sentence with its number, the flaw and what is expected.

    Lines that were read before it are not taken back, and those after it are not read.
    """


def parse_record(line: str) -> dict[str, Any]:
    """Return the JSON object of a line; LineFlawed where it is none."""
    try:
        line.encode()
        record = json.loads(line)
    except UnicodeEncodeError as flaw:
        raise LineFlawed("it is not UTF-8") from flaw
    except json.JSONDecodeError as flaw:
        raise LineFlawed(f"it is not valid JSON ({flaw.msg} at column {flaw.colno})") from flaw
    except RecursionError as flaw:
        raise LineFlawed("it is nested too deeply") from flaw
    if not isinstance(record, dict):
        raise LineFlawed(f"it is {_KINDS.get(type(record), 'null')}, not an object")
    return record


def text_of(record: Mapping[str, Any]) -> str:
    """Return the message of a record; LineFlawed where there is none, or no text that UTF-8 can write."""
    text = record.get("text")
    if text is None:
        raise LineFlawed("the field text is missing")
    if not isinstance(text, str):
        raise LineFlawed(f"the field text is {_KINDS.get(type(text), 'an object')}, not a string")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise LineFlawed("the field text holds half a character")
    return text


def read_messages(lines: Iterable[str]) -> Iterator[tuple[Any, str]]:
    """Yield id and text of each line that is not blank; InputRefused at the first that has not both."""
    answered = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _message(parse_record(line))
        except LineFlawed as flaw:
            before = f"records answered before it: {answered}" if answered else "nothing was answered"
            raise InputRefused(f"line {number}: {flaw}; {EXPECTED}; {before}") from flaw
        answered += 1


def batches(messages: Iterable[tuple[Any, str]], size: int) -> Iterator[list[tuple[Any, str]]]:
    """Yield messages by so many; those before a refused line come out first, the refusal after them."""
    batch: list[tuple[Any, str]] = []
    try:
        for message in messages:
            batch.append(message)
            if len(batch) == size:
                yield batch
                batch = []
    except InputRefused:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _message(record: Mapping[str, Any]) -> tuple[Any, str]:
    if record.get("id") is None:
        raise LineFlawed("the field id is missing")
    try:
        json.dumps(record["id"], ensure_ascii=False).encode()
    except UnicodeEncodeError as flaw:
        raise LineFlawed("the field id holds half a character") from flaw
    return record["id"], text_of(record)
