"""Files that a command writes where its user says: refused at once, and in a sentence, where it cannot be done."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click


class WrittenFile(click.Path):
    """The type of an option or argument that names a file to write, if need be over an older one.

    Asked for a file that has none of the endings, in a folder that is not there, or where nobody may write, a command
    ends before it does any work.
    """

    def __init__(self, *, endings: Iterable[str]) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)
        self.endings = tuple(f".{ending}" for ending in endings)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path; BadParameter, which names the option, where it cannot be written."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        folder = path.absolute().parent
        if path.suffix.lower() not in self.endings:
            self.fail(f"the file must end in {' or '.join(self.endings)}", param, ctx)
        if not folder.is_dir():
            self.fail(f"there is no folder {str(path.parent)!r} to write {path.name} into", param, ctx)
        if not os.access(folder, os.W_OK | os.X_OK):
            self.fail(f"the folder {str(path.parent)!r} cannot be written into", param, ctx)
        return path
