"""Corrupt uploads: whatever bytes arrive, they are read or refused by name, never a crash."""

import io
import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from feedback_app.gateways.spreadsheets import SpreadsheetRefused, open_table, write_csv, write_workbook

HEADERS = ["单位代码", "名称", "电话"]
ROWS = [[f"A{n:03d}", "市教育局，“窗口”", "13800138000"] for n in range(60)]


def csv_file() -> bytes:
    file = io.BytesIO()
    write_csv(file, HEADERS, ROWS)
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    write_workbook(file, HEADERS, ROWS)
    return file.getvalue()


SEEDS = {"utf-8": csv_file(), "gb18030": csv_file().decode("utf-8-sig").encode("gb18030"), "xlsx": workbook()}


def flip(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 20)):
        content[dice.randrange(len(content))] = dice.randrange(256)


def cut(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content)) :]


def drop(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    del content[start : start + dice.randint(1, 200)]


def repeat(content: bytearray, dice: random.Random) -> None:
    start = dice.randrange(len(content))
    content[start:start] = content[start : start + dice.randint(1, 500)] * dice.randint(1, 5)


@pytest.mark.parametrize("damage", [flip, cut, drop, repeat], ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("kind", SEEDS)
def test_damaged_files_are_read_or_refused(kind: str, damage: Callable[[bytearray, random.Random], None]) -> None:
    for seed in range(25):
        content = bytearray(SEEDS[kind])
        damage(content, random.Random(seed))
        with suppress(SpreadsheetRefused):
            for row in open_table(bytes(content), "损坏.xlsx"):
                assert row.line > 0
