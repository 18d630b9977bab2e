"""Kept files: under names of our own, found by their token only, forgotten in time."""

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedback_app.gateways.uploads import KEPT_FOR, UploadGone, clean_name, discard_upload, get_upload, keep_upload

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def keep(folder: Path, content: bytes = b"a,b\n1,2\n", name: str = "单位.csv", now: datetime = NOW) -> str:
    return keep_upload(folder, io.BytesIO(content), name, now=now).token


def test_a_file_is_found_by_its_token_and_keeps_its_name(tmp_path: Path) -> None:
    kept = get_upload(tmp_path, keep(tmp_path))
    assert (kept.name, kept.path.read_bytes()) == ("单位.csv", b"a,b\n1,2\n")
    discard_upload(tmp_path, kept.token)
    discard_upload(tmp_path, kept.token)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("token", ["", "..", "../secret", "x" * 22, "a" * 21 + "/"])
def test_no_other_file_is_reached(tmp_path: Path, token: str) -> None:
    (tmp_path.parent / "secret").write_text("x", encoding="ascii")
    with pytest.raises(UploadGone):
        get_upload(tmp_path, token)
    discard_upload(tmp_path, token)
    assert (tmp_path.parent / "secret").exists()


def test_files_nobody_came_back_for_are_forgotten(tmp_path: Path) -> None:
    old = keep(tmp_path)
    past = (NOW - KEPT_FOR - timedelta(minutes=1)).timestamp()
    for path in tmp_path.iterdir():
        os.utime(path, (past, past))
    new = keep(tmp_path)
    with pytest.raises(UploadGone):
        get_upload(tmp_path, old)
    assert get_upload(tmp_path, new)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\表格\\单位.xlsx", "单位.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb.csv", "ab.csv"),
        ('x"y|z?.csv', "xyz.csv"),
        ("", "file"),
    ],
)
def test_names_are_shown_without_paths_and_controls(given: str, shown: str) -> None:
    assert clean_name(given) == shown
