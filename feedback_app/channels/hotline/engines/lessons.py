"""What a candidate learns from, how it is measured on the way, and how it is kept; the learning itself is elsewhere.

A room of its own because both the command and the job of the page need it, and neither page nor worker should load
what learning needs.
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
from feedback_app.ledger.service import record as note
from nlp.corpus import Example, fingerprint, own_examples, own_files, read_examples
from nlp.linear import LinearModel
from nlp.pipeline import Pipeline

CURVE = (0.25, 0.5, 0.75, 1.0)
"""Shares of the labels by which the learning curve is drawn."""
Point = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """All that a candidate learns from, what it is tested by, and the facts about it that its manifest keeps."""

    examples: list[Example]
    held_out: Sequence[Example]
    facts: dict[str, Any]

    def parts(self) -> list[list[Example]]:
        """Return growing shares of the examples, the whole last; only that where too few records are held out.

        A share is what falls below it by a hash of the text, so that every part contains the one before.
        """
        steps = CURVE if len(self.held_out) >= LEAST else CURVE[-1:]
        return [[one for one in self.examples if _place(one) <= share] for share in steps]

    def measure(self, model: LinearModel, examples: int) -> list[Point]:
        """Return the point of the learning curve for a model of so many examples; none where too few are held out."""
        if len(self.held_out) < LEAST:
            return []
        answers = Pipeline(model=model).extract_many([one.text for one in self.held_out])
        found = score(model.version, self.held_out, answers)
        return [{"examples": examples, "right": asdict(found.right), "valid": asdict(found.valid)}]

    def keep(self, model: LinearModel, curve: Sequence[Point], *, actor: str, now: datetime) -> ModelFolder:
        """Keep a model of all examples as a candidate; nothing reads with it until somebody promotes it."""
        facts = {**self.facts, "made_at": now.isoformat(), "made_by": actor, "report": {"curve": list(curve)}}
        return keep(model, facts)

    def note(self, folder: ModelFolder, *, actor: str, now: datetime) -> None:
        """Put on record who trained what from what; inside a unit of work."""
        detail = {"data": self.facts["data"], "labels": self.facts["labels"], "sha256": folder.sha256}
        note("model.train", subject=("model", folder.name), actor=actor, at=now, detail=detail)


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
    return Lessons(examples=examples, held_out=city.held_out, facts=facts)


def _place(example: Example) -> float:
    return int.from_bytes(sha256(example.text.encode()).digest()[:4]) / 2**32
