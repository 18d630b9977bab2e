"""Text in, `Extraction` out: normalise, mask, read once with all heads, then decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp import model_store
from nlp.aspects import Aspect
from nlp.bodies import Body, BodyCandidate, Gazetteer, resolved
from nlp.extraction import Confidence, Extraction, Span
from nlp.features import CHUNK, lay_out
from nlp.judged import Signs, find_judged
from nlp.linear import Floats, Head, LinearModel, Reading
from nlp.mentions import find_mentions
from nlp.normalize import normalise
from nlp.privacy import mask
from nlp.spans import character_weights, evidence, weigh_clauses
from nlp.structure import judging_places
from nlp.urgency import urgency_of
from nlp.validity import VALID, Reason, decide

READ_AT_MOST = 4000
"""Characters of a message that are read; the rest is masked and kept, but no label rests on it."""
_TOP_THEMES = 3


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """A model and the city's bodies. Build it once per process; it is immutable and can be pickled."""

    model: LinearModel
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer(()))

    @classmethod
    def load(cls, path: Path | None = None, *, bodies: Sequence[Body] = ()) -> "Pipeline":
        """Load the model folder, the shipped one without a path; ModelUnusable where it cannot be trusted."""
        return cls(model=model_store.load(path), gazetteer=Gazetteer(tuple(bodies)))

    def extract(self, text: str) -> Extraction:
        """Read one message."""
        return self.extract_many([text])[0]

    def extract_many(self, texts: Sequence[str]) -> list[Extraction]:
        """Read messages, many at once being much faster; the answers stand in the same order."""
        return [extraction for chunk in _chunks(texts) for extraction in self._extract_chunk(chunk)]

    def _extract_chunk(self, texts: Sequence[str]) -> list[Extraction]:
        safe = [mask(normalise(text)).text for text in texts]
        reading = self.model.read(lay_out([text[:READ_AT_MOST] for text in safe]))
        answers = _Answers.of(self.model, reading)
        return [self._extraction(text, answers.row(index)) for index, text in enumerate(safe)]

    def _extraction(self, text: str, answer: "_Answer") -> Extraction:
        seen = text[:READ_AT_MOST]
        empty = not any(character.isalpha() for character in seen)
        kind = Reason.OTHER.value if empty else answer.kind
        is_valid = kind == VALID
        proof = self._proof(seen, answer) if is_valid else _Proof()
        return Extraction(
            text=text,
            valid=is_valid,
            p_valid=0.0 if empty else answer.p_valid,
            reason=None if is_valid else Reason(kind),
            level=answer.level if is_valid else None,
            aspects=answer.aspects if is_valid else (),
            theme=answer.themes[0][0],
            theme_top=answer.themes,
            body=None if proof.body_span is None else seen[slice(*proof.body_span)],
            body_span=proof.body_span,
            body_code=proof.body_code,
            body_candidates=proof.candidates,
            span=proof.evidence,
            urgency=urgency_of(seen),
            confidence=Confidence(
                kind=1.0 if empty else answer.p_kind,
                level=answer.p_level if is_valid else None,
                theme=answer.themes[0][1],
                body=proof.candidates[0].confidence if proof.candidates else None,
            ),
            abstained=not empty and (answer.kind_unsure or (is_valid and answer.level_unsure)),
            model_version=self.model.version,
        )

    def _proof(self, text: str, answer: "_Answer") -> "_Proof":
        """Find the words that judge and the body they judge; its code only where the text names it beyond doubt."""
        clauses = weigh_clauses(text, answer.weights)
        span = evidence(text, clauses)
        mentions = find_mentions(text, self.gazetteer.named_in(text))
        judged = find_judged(text, mentions, Signs(clauses=clauses, judging=answer.judging, evidence=span))
        if judged is None:
            return _Proof(evidence=span, candidates=self.gazetteer.candidates(None, text))
        place = judged.mention.start, judged.mention.end
        candidates = self.gazetteer.candidates(text[slice(*place)], text)
        code = None if judged.is_merely_asked else resolved(candidates)
        return _Proof(evidence=span, body_span=place, body_code=code, candidates=candidates)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Proof:
    """The words that prove a judgement, and whom it judges."""

    evidence: Span | None = None
    body_span: Span | None = None
    body_code: str | None = None
    candidates: tuple[BodyCandidate, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    """What the heads say about one record."""

    kind: str
    p_kind: float
    p_valid: float
    kind_unsure: bool
    level: int
    p_level: float
    level_unsure: bool
    aspects: tuple[Aspect, ...]
    themes: tuple[tuple[str, float], ...]
    weights: NDArray[np.float64]
    judging: list[int]


@dataclass(frozen=True, kw_only=True)
class _Answers:
    """What the heads say about a chunk."""

    kind: Head
    level: Head
    theme: Head
    p_kind: Floats
    p_level: Floats
    p_aspects: Floats
    p_theme: Floats
    weights: NDArray[np.float64]
    judging: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, model: LinearModel, reading: Reading) -> "_Answers":
        kind, level, theme = model.head("kind"), model.head("level"), model.head("theme")
        return cls(
            kind=kind,
            level=level,
            theme=theme,
            p_kind=kind.probabilities(reading.margins),
            p_level=level.probabilities(reading.margins),
            p_aspects=model.head("aspects").probabilities(reading.margins),
            p_theme=theme.probabilities(reading.margins),
            weights=character_weights(model, reading, kind.first + kind.labels.index(VALID)),
            judging=judging_places(reading.hits),
            starts=reading.chunk.starts,
        )

    def row(self, index: int) -> _Answer:
        kind, level = decide(self.p_kind[index]), int(self.p_level[index].argmax())
        p_kind, p_level = float(self.p_kind[index, kind]), float(self.p_level[index, level])
        first, last = self.starts[index], self.starts[index + 1] - 1
        near = self.judging[slice(*np.searchsorted(self.judging, (first, last)))]
        best = np.argsort(-self.p_theme[index], kind="stable")[:_TOP_THEMES]
        return _Answer(
            kind=self.kind.labels[kind],
            p_kind=round(p_kind, 4),
            p_valid=round(float(self.p_kind[index, self.kind.labels.index(VALID)]), 4),
            kind_unsure=p_kind < self.kind.accept_at[kind],
            level=int(self.level.labels[level]),
            p_level=round(p_level, 4),
            level_unsure=self.level.sureness(self.p_level[index], level) < self.level.accept_at[level],
            aspects=_chosen_aspects(self.p_aspects[index]),
            themes=tuple((self.theme.labels[i], round(float(self.p_theme[index, i]), 4)) for i in best),
            weights=self.weights[first:last],
            judging=(near - first).tolist(),
        )


def _chosen_aspects(probabilities: Floats) -> tuple[Aspect, ...]:
    """Return the aspects more likely than not, or at least the likeliest: a valid evaluation judges something."""
    likely = [aspect for aspect, p in zip(Aspect, probabilities, strict=True) if p >= 0.5]
    return tuple(likely) or (tuple(Aspect)[int(probabilities.argmax())],)


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
