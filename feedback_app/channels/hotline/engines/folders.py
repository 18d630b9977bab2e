"""Model folders: those below ``instance/models``, and the one that comes with the product."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from shutil import rmtree
from typing import Any

from flask_babel import lazy_gettext as _l

from feedback_app.config import settings
from feedback_app.errors import NotFound, Refusal
from nlp import model_store
from nlp.linear import LinearModel

SHIPPED = model_store.SHIPPED
_NAME = re.compile(r"[0-9a-f]{12}")


class ModelDamaged(Refusal):
    """A folder holds no model that may be trusted; ``why`` is for the operator."""

    status = 409
    sentence = _l("模型“%(model)s”不能使用：%(why)s")


@dataclass(frozen=True, kw_only=True)
class ModelFolder:
    """A model on disk: its name, where it is, and what its manifest says."""

    name: str
    path: Path
    manifest: Mapping[str, Any]

    @property
    def sha256(self) -> str:
        """The checksum of its weights, as the manifest has it; loading compares."""
        return str(self.manifest["sha256"])

    @property
    def version(self) -> str:
        """What the records that it reads are marked with."""
        return str(self.manifest["version"])

    @property
    def made_at(self) -> datetime | None:
        """When it was trained; None for the shipped one, whose manifest does not say."""
        written = self.manifest.get("made_at")
        return datetime.fromisoformat(written) if written else None

    def load(self) -> LinearModel:
        """Read the weights.

        Raises:
            ModelDamaged
        """
        try:
            return model_store.load(self.path)
        except model_store.ModelUnusable as flaw:
            raise ModelDamaged(model=self.name, why=str(flaw)) from flaw


def models_folder() -> Path:
    """Return where this installation keeps the models that it trained."""
    return settings().instance / "models"


def get_folder(name: str) -> ModelFolder:
    """Return a model by its name.

    Raises:
        NotFound, ModelDamaged
    """
    path = Path(str(files("nlp"))) / SHIPPED if name == SHIPPED else models_folder() / name
    if name != SHIPPED and (_NAME.fullmatch(name) is None or not path.is_dir()):
        raise NotFound(kind="model", key=name)
    try:
        return ModelFolder(name=name, path=path, manifest=model_store.read_manifest(path))
    except model_store.ModelUnusable as flaw:
        raise ModelDamaged(model=name, why=str(flaw)) from flaw


def find_folder(name: str) -> ModelFolder | None:
    """Return a model, or None where its folder is damaged."""
    try:
        return get_folder(name)
    except ModelDamaged:
        return None


def find_usable(data: str) -> ModelFolder | None:
    """Return the newest model that was trained on exactly these data, by their fingerprint, and can read."""
    own = [folder for folder in map(find_folder, list_names()) if folder and folder.name != SHIPPED]
    alike = (folder for folder in reversed(own) if folder.manifest.get("data") == data)
    return next((folder for folder in alike if is_usable(folder.name)), None)


def is_usable(name: str) -> bool:
    """Tell whether this version of the program can read with a model."""
    try:
        get_folder(name).load()
    except (NotFound, ModelDamaged):
        return False
    return True


def list_names() -> list[str]:
    """Return the shipped model, and the trained ones in the order of their making."""
    home = models_folder()
    own = [path for path in home.iterdir() if _NAME.fullmatch(path.name)] if home.is_dir() else []
    return [SHIPPED, *(path.name for path in sorted(own, key=lambda path: path.stat().st_mtime))]


def keep(model: LinearModel, facts: Mapping[str, Any]) -> ModelFolder:
    """Write a model into a folder of its own, whole or not at all; the same weights give the same name and folder.

    A folder that cannot be read any more, because it was damaged or word lists have changed, gives way.
    """
    home, name = models_folder(), model.version
    if not is_usable(name):
        draft = home / f".{name}"
        rmtree(draft, ignore_errors=True)
        model_store.save(model, draft, facts)
        rmtree(home / name, ignore_errors=True)
        draft.rename(home / name)
    return get_folder(name)
