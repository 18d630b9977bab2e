"""A model as a folder: `manifest.json` (what, of which data, by which libraries, checksum) and `weights.npz`.

No pickle: loading a folder runs no code of it. Weights are kept as one byte each with a scale per column, and only for
the buckets that the training texts filled; the shipped model stays below 2 MB and loads in a fraction of a second.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version as version_of
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from nlp.candidates import sign_names
from nlp.lexicon import sections
from nlp.linear import Floats, Head, LinearModel
from nlp.structure import feature_names

_FORMAT = 3  # 3: grams are hashed with 32 bits
_MANIFEST, _WEIGHTS = "manifest.json", "weights.npz"
_CHECKED = ("version", "features", "sha256")
SHIPPED = "shipped"
SHIPPED_FOLDER = Path(str(files("nlp"))) / SHIPPED
"""The folder inside this package that holds the model trained from our own corpus by `python -m nlp train`."""


class ModelUnusable(ValueError):
    """The folder holds no model that this program may trust; the message says why and names the file."""


def save(model: LinearModel, folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the model; `facts` (data fingerprint, sizes, report) are added to the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    packed = _pack(model)
    (folder / _WEIGHTS).write_bytes(packed)
    manifest = {
        "format": _FORMAT,
        "version": model.version,
        "bits": model.bits,
        "heads": [asdict(head) for head in model.heads],
        "features": features_digest(),
        "sha256": hashlib.sha256(packed).hexdigest(),
        "libraries": {"python": platform.python_version(), **{name: version_of(name) for name in _LIBRARIES}},
        **facts,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")


def load(folder: Path | None = None) -> LinearModel:
    """Read a model back, the shipped one without a folder; ModelUnusable where anything does not agree."""
    place = folder or SHIPPED_FOLDER
    manifest, packed = read_manifest(place), _bytes_of(place, _WEIGHTS)
    if hashlib.sha256(packed).hexdigest() != manifest["sha256"]:
        raise ModelUnusable(f"{place / _WEIGHTS}: the checksum differs from the manifest's")
    if manifest["features"] != features_digest():
        raise ModelUnusable(f"{place}: trained with other word lists; train it again with `python -m nlp train`")
    try:
        return _unpack(manifest, packed)
    except KeyError as flaw:
        raise ModelUnusable(f"{place}: {flaw} is missing") from flaw
    except (TypeError, ValueError, BadZipFile) as flaw:
        raise ModelUnusable(f"{place}: {flaw}") from flaw


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest; ModelUnusable where it is absent, broken or of another format."""
    try:
        manifest: Any = json.loads(_bytes_of(folder, _MANIFEST))
    except ModelUnusable:
        raise
    except ValueError as flaw:
        raise ModelUnusable(f"{folder / _MANIFEST}: not valid JSON: {flaw}") from flaw
    if not isinstance(manifest, dict):
        raise ModelUnusable(f"{folder / _MANIFEST}: no manifest of a model")
    if manifest.get("format") != _FORMAT:
        raise ModelUnusable(
            f"{folder / _MANIFEST}: format {manifest.get('format')!r}, this program reads {_FORMAT}; "
            "train the model again with `python -m nlp train`"
        )
    if missing := [key for key in _CHECKED if key not in manifest]:
        raise ModelUnusable(f"{folder / _MANIFEST}: {', '.join(missing)} missing")
    return manifest


def features_digest() -> str:
    """Return a digest of everything that gives a dense column its meaning: a model fits only the lists it saw."""
    meaning = [feature_names(), sections("cues"), sections("themes"), sign_names()]
    return hashlib.sha256(json.dumps(meaning, ensure_ascii=False).encode()).hexdigest()[:16]


_LIBRARIES = ("numpy", "scikit-learn", "scipy")


def _bytes_of(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as flaw:
        lack = f"it has no {name}" if folder.is_dir() else f"there is no such folder, with {_MANIFEST} and {_WEIGHTS}"
        raise ModelUnusable(f"{folder}: no model folder: {lack}; `python -m nlp train --out` writes one") from flaw
    except OSError as flaw:
        raise ModelUnusable(f"{folder / name}: {flaw.strerror}") from flaw


def _pack(model: LinearModel) -> bytes:
    filled = np.flatnonzero(model.idf).astype(np.uint32)
    weights = model.gram_weights[filled]
    scale = np.maximum(np.abs(weights).max(axis=0, initial=0), 1e-9).astype(np.float32) / 127
    buffer = BytesIO()
    np.savez_compressed(
        buffer,
        filled=filled,
        idf=model.idf[filled].astype(np.float16),
        grams=np.round(weights / scale).astype(np.int8),
        scale=scale,
        dense=model.dense_weights.astype(np.float32),
        intercepts=model.intercepts,
        title_ratios=model.title_ratios,
        body_points=np.array(model.body_points, dtype=np.float32),
    )
    return buffer.getvalue()


def _unpack(manifest: dict[str, Any], packed: bytes) -> LinearModel:
    with np.load(BytesIO(packed), allow_pickle=False) as arrays:
        kept: dict[str, NDArray[Any]] = dict(arrays)
    buckets = 1 << int(manifest["bits"])
    idf: Floats = np.zeros(buckets, dtype=np.float32)
    idf[kept["filled"]] = kept["idf"]
    grams: Floats = np.zeros((buckets, len(kept["scale"])), dtype=np.float32)
    grams[kept["filled"]] = kept["grams"] * kept["scale"]
    return LinearModel(
        bits=manifest["bits"],
        idf=idf,
        gram_weights=grams,
        dense_weights=kept["dense"],
        intercepts=kept["intercepts"],
        title_ratios=kept["title_ratios"],
        heads=tuple(_head(entry) for entry in manifest["heads"]),
        version=manifest["version"],
        body_points=tuple(kept["body_points"].tolist()),
    )


def _head(entry: dict[str, Any]) -> Head:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Head(**values)
