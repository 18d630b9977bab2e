"""Uploaded files while their import needs them: named by checksum, readable by the service alone, gone after it."""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal

KEPT_FOR = timedelta(days=7)
"""An upload that nobody imports, or whose import nobody resumes, is thrown away after this time."""

_CHUNK = 1 << 20


class UploadExpired(Refusal):
    """The file was thrown away, because its import stood still for too long."""

    status = 410
    sentence = _l("文件“%(name)s”已过保存期，为保护个人信息已被删除。请重新上传同一个文件，导入会从中断处继续。")


def keep(stream: BinaryIO, folder: Path) -> str:
    """Copy a file into the folder in constant memory and return its SHA-256, which is its name there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    summed = hashlib.sha256()
    with NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as file:  # made with mode 0600
        try:
            for chunk in _chunks(stream):
                summed.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(folder / summed.hexdigest())
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return summed.hexdigest()


def discard(folder: Path, sha256: str) -> None:
    """Throw an upload away; one that is gone already is no matter."""
    (folder / sha256).unlink(missing_ok=True)


def discard_stale(folder: Path, now: datetime) -> None:
    """Throw away what has been kept for longer than ``KEPT_FOR``."""
    oldest = (now - KEPT_FOR).timestamp()
    for path in folder.glob("*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
