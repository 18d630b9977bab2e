import json
from pathlib import Path

import numpy as np
import pytest

from nlp import model_store
from nlp.corpus import own_files
from nlp.model_store import ModelUnusable
from nlp.pipeline import Pipeline


@pytest.fixture
def folder(tmp_path: Path, pipeline: Pipeline) -> Path:
    model_store.save(pipeline.model, tmp_path, {})
    return tmp_path


def test_what_is_saved_is_loaded(folder: Path, pipeline: Pipeline) -> None:
    again = model_store.load(folder)
    assert again.version == pipeline.model.version
    assert again.heads == pipeline.model.heads
    np.testing.assert_allclose(again.gram_weights, pipeline.model.gram_weights, atol=0.02)


def test_the_shipped_model_was_made_of_the_shipped_corpus() -> None:
    """Sentences may be added before the model is trained again; those it was made of may not have changed."""
    manifest = model_store.read_manifest(Path(model_store.__file__).parent / model_store.SHIPPED)
    learnt = manifest["corpus"].items()
    assert learnt
    assert learnt <= own_files().items(), "run: python -m nlp train --out nlp/shipped"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"nowhere.*no such folder"):
        model_store.load(tmp_path / "nowhere")


def test_a_folder_without_a_model_is_told_from_one_with_half_of_it(folder: Path) -> None:
    (folder / "weights.npz").unlink()
    with pytest.raises(ModelUnusable, match=r"no weights\.npz"):
        model_store.load(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(ModelUnusable, match=r"no manifest\.json"):
        model_store.load(folder)


@pytest.mark.parametrize(("content", "told"), [("[]", "no manifest of a model"), ('{"format": 3}', "sha256 missing")])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(ModelUnusable, match=told):
        model_store.load(tmp_path)


def test_changed_weights_are_refused(folder: Path) -> None:
    weights = folder / "weights.npz"
    weights.write_bytes(weights.read_bytes() + b"x")
    with pytest.raises(ModelUnusable, match="checksum"):
        model_store.load(folder)


@pytest.mark.parametrize(("key", "value"), [("format", 99), ("features", "other"), ("heads", [{}])])
def test_a_foreign_manifest_is_refused(folder: Path, key: str, value: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(ModelUnusable):
        model_store.load(folder)


def test_a_broken_manifest_is_refused(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")
    with pytest.raises(ModelUnusable, match=r"manifest\.json"):
        model_store.load(folder)
