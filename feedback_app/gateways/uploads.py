"""Files that people hand in, kept under names of our own between a preview and its confirmation."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from flask_babel import lazy_gettext as _l

from feedback_app.errors import Refusal

KEPT_FOR = timedelta(hours=12)
CHUNK = 1024 * 1024
LONGEST_NAME = 100

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_UNSAFE = re.compile(r'[\\/\x00-\x1f\x7f<>:"|?*]')


class UploadGone(Refusal):
    """The file was confirmed, withdrawn or kept too long already."""

    status = 410
    sentence = _l("上传的文件已经处理过或已过期，请重新上传。")


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A kept file. The token is the only way back to it; the name is what the person called it."""

    token: str
    name: str
    path: Path


def keep_upload(folder: Path, stream: BinaryIO, name: str, *, now: datetime) -> Upload:
    """Keep a file in a folder of the instance, and forget those that nobody came back for."""
    folder.mkdir(parents=True, exist_ok=True)
    _forget_old(folder, now)
    token = secrets.token_urlsafe(16)
    path = folder / token
    with path.open("wb") as file:
        while chunk := stream.read(CHUNK):
            file.write(chunk)
    shown = clean_name(name)
    (folder / f"{token}.name").write_text(shown, encoding="utf-8")
    return Upload(token=token, name=shown, path=path)


def get_upload(folder: Path, token: str) -> Upload:
    """Return a kept file.

    Raises:
        UploadGone: there is none of that token.
    """
    path, label = folder / token, folder / f"{token}.name"
    if not _TOKEN.fullmatch(token) or not path.is_file() or not label.is_file():
        raise UploadGone
    return Upload(token=token, name=label.read_text(encoding="utf-8"), path=path)


def discard_upload(folder: Path, token: str) -> None:
    """Forget a file; one that is gone already is no fault."""
    if _TOKEN.fullmatch(token):
        (folder / token).unlink(missing_ok=True)
        (folder / f"{token}.name").unlink(missing_ok=True)


def clean_name(name: str) -> str:
    """Return a file's name as it may be shown and logged: no path, no control characters, not too long.

    >>> clean_name("C:\\\\表格\\\\单位.xlsx")
    '单位.xlsx'
    """
    last = re.split(r"[\\/]", name)[-1]
    return _UNSAFE.sub("", last)[-LONGEST_NAME:] or "file"


def _forget_old(folder: Path, now: datetime) -> None:
    oldest = (now - KEPT_FOR).timestamp()
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
