"""Uploads are kept whole, unreadable to others, and not for long."""

import io
import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from feedback_app.channels.hotline.uploads import KEPT_FOR, discard, discard_stale, keep


class BrokenStream(io.BytesIO):
    """A connection that ends in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionResetError


def test_a_file_is_kept_under_its_checksum_for_the_service_alone(tmp_path: Path) -> None:
    name = keep(io.BytesIO("工单".encode()), tmp_path / "kept")
    assert name == sha256("工单".encode()).hexdigest()
    assert (tmp_path / "kept" / name).read_text(encoding="utf-8") == "工单"
    assert (tmp_path / "kept" / name).stat().st_mode & 0o777 == 0o600


def test_a_broken_upload_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        keep(BrokenStream(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_can_be_thrown_away_twice(tmp_path: Path) -> None:
    name = keep(io.BytesIO(b"x"), tmp_path)
    discard(tmp_path, name)
    discard(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_what_nobody_came_back_for_is_thrown_away(tmp_path: Path) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    old, new = keep(io.BytesIO(b"old"), tmp_path), keep(io.BytesIO(b"new"), tmp_path)
    for name, age in ((old, KEPT_FOR + timedelta(minutes=1)), (new, KEPT_FOR - timedelta(minutes=1))):
        os.utime(tmp_path / name, ((now - age).timestamp(),) * 2)
    discard_stale(tmp_path, now)
    assert [path.name for path in tmp_path.iterdir()] == [new]
