"""Training a candidate: the shipped corpus, files of labels, and what this city's people have said.

A room of its own because it takes minutes and writes a folder, not rows.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from feedback_app.channels.hotline.engines.comparing import LEAST, score
from feedback_app.channels.hotline.engines.folders import ModelFolder, keep
from feedback_app.channels.hotline.engines.labels import CityLabels
from nlp.corpus import Example, fingerprint, own_examples, own_files, read_examples
from nlp.linear import LinearModel
from nlp.pipeline import Pipeline
from nlp.training import train

CURVE = (0.25, 0.5, 0.75, 1.0)
"""Shares of the labels by which the learning curve is drawn."""


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """All that a candidate learns from, and the facts about it that its manifest keeps."""

    examples: list[Example]
    facts: dict[str, Any]


def gather_lessons(files: Sequence[Path], city: CityLabels, *, seed: int) -> Lessons:
    """Read everything that may be learnt from.

    Raises:
        CorpusFlawed: with every bad line of the files.
    """
    brought = [one for path in files for one in read_examples(path)]
    learnt, allowed = city.to_learn(), city.without_tests(brought)
    examples = [*own_examples(), *allowed, *learnt]
    facts = {
        "seed": seed,
        "examples": len(examples),
        "data": fingerprint(examples),
        "corpus": own_files(),
        "files": {path.name: sha256(path.read_bytes()).hexdigest() for path in files},
        "labels": {"files": len(allowed), "left_out": len(brought) - len(allowed), "city": len(learnt)},
    }
    return Lessons(examples=examples, facts=facts)


def train_candidate(lessons: Lessons, city: CityLabels, *, seed: int, actor: str, now: datetime) -> ModelFolder:
    """Train a model and keep it as a candidate; nothing reads with it until somebody promotes it."""
    model, curve = _with_curve(lessons.examples, city.held_out, seed=seed)
    facts = {**lessons.facts, "made_at": now.isoformat(), "made_by": actor, "report": {"curve": curve}}
    return keep(model, facts)


def _with_curve(
    examples: Sequence[Example], held_out: Sequence[Example], *, seed: int
) -> tuple[LinearModel, list[dict[str, Any]]]:
    """Train on growing shares of the examples and measure each on the held-out ones, where there are enough of them.

    A share is what falls below it by a hash of the text, so that every step contains the one before.
    """
    steps = CURVE if len(held_out) >= LEAST else CURVE[-1:]
    curve: list[dict[str, Any]] = []
    for share in steps:
        part = [one for one in examples if _place(one) <= share]
        model = train(part, seed=seed)
        if len(held_out) >= LEAST:
            found = score(model.version, held_out, Pipeline(model=model).extract_many([one.text for one in held_out]))
            curve.append({"examples": len(part), "right": asdict(found.right), "valid": asdict(found.valid)})
    return model, curve


def _place(example: Example) -> float:
    return int.from_bytes(sha256(example.text.encode()).digest()[:4]) / 2**32
