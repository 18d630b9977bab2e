"""Text in, `Extraction` out: normalise, mask, read once with all heads, then decide."""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp import model_store
from nlp.answers import Answer, Choice, answers_of
from nlp.bodies import Body, BodyCandidate, Gazetteer, resolved
from nlp.candidates import Signs, find_candidates
from nlp.extraction import Confidence, Extraction, Span
from nlp.features import CHUNK, Chunk, lay_out
from nlp.judged import Judged, find_judged, likely_themes
from nlp.level_names import settled
from nlp.linear import LinearModel, Reading
from nlp.mentions import find_mentions
from nlp.privacy import safe_texts
from nlp.spans import clauses_of, evidence
from nlp.structure import judging_places
from nlp.urgency import Urgency, may_be_urgent, urgency_of
from nlp.validity import VALID, Reason, is_monotone
from nlp.voices import Aside, after_frame, asides_in, citizens_words

READ_AT_MOST = 4000
"""Characters of a message that are read; the rest is masked and kept, but no label rests on it."""


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """A model and the city's bodies. Build it once per process; it is immutable and can be pickled."""

    model: LinearModel
    gazetteer: Gazetteer = field(default_factory=lambda: Gazetteer(()))
    looped: bool | None = None
    """Whether grams are weighed in the compiled loop (`nlp.fused`); None where it is worth its time."""

    @classmethod
    def load(cls, path: Path | None = None, *, bodies: Sequence[Body] = ()) -> "Pipeline":
        """Load the model folder, the shipped one without a path; ModelUnusable where it cannot be trusted."""
        return cls(model=model_store.load(path), gazetteer=Gazetteer(tuple(bodies)))

    def extract(self, text: str) -> Extraction:
        """Read one message."""
        return self.extract_many([text])[0]

    def extract_many(self, texts: Sequence[str]) -> list[Extraction]:
        """Read messages, many at once being much faster; the answers stand in the same order.

        A text that comes again is read once.
        """
        distinct = dict.fromkeys(texts)
        found: list[Extraction] = []
        for chunk in _chunks(list(distinct)):
            with _no_collecting():
                found += self._extract_chunk(chunk)
        answers = dict(zip(distinct, found, strict=True))
        return [answers[text] for text in texts]

    def _extract_chunk(self, texts: Sequence[str]) -> list[Extraction]:
        safe = safe_texts(texts)
        whole = [text[:READ_AT_MOST] for text in safe]
        chunk = lay_out(whole)
        asides = asides_in(chunk, whole)
        seen = list(map(citizens_words, whole, asides))
        if any(asides):
            chunk = lay_out(seen)
        reading = self.model.read(chunk, looped=self.looped)
        answers = list(answers_of(self.model, reading))
        proofs = self._proofs(reading, answers, seen)
        alarms = _by_record(reading.chunk, reading.hits.alarms)
        return [self._extraction(*known) for known in zip(safe, seen, asides, answers, proofs, alarms, strict=True)]

    def _extraction(
        self,
        text: str,
        seen: str,
        asides: Sequence[Aside],
        answer: Answer,
        proof: "_Proof",
        alarms: Sequence[int],
    ) -> Extraction:
        if not _HAS_LETTER.search(seen):
            answer = answer._replace(kind=_EMPTY._replace(unsure=bool(asides)), p_valid=0.0)
        kind = answer.kind
        valid = None if kind is None else kind.label == VALID
        level = None if valid is False else answer.level
        if valid and level is not None:
            level = settled(level, seen)
        if not valid:
            proof = _NO_PROOF
        return Extraction(
            text=text,
            valid=valid,
            p_valid=answer.p_valid,
            reason=None if kind is None or valid else Reason(kind.label),
            level=None if level is None else int(level.label),
            aspects=() if valid is False else answer.aspects,
            theme=answer.themes[0][0] if answer.themes else None,
            theme_top=answer.themes,
            body=None if proof.body_span is None else seen[slice(*proof.body_span)],
            body_span=proof.body_span,
            body_code=proof.body_code,
            body_candidates=proof.candidates,
            span=after_frame(proof.evidence, asides) if proof.evidence and asides else proof.evidence,
            asides=tuple(asides),
            urgency=_urgency(text, seen, asides, alarms),
            confidence=Confidence(
                kind=None if kind is None else kind.confidence,
                level=None if level is None else level.confidence,
                theme=answer.themes[0][1] if answer.themes else None,
                body=proof.candidates[0].confidence if proof.candidates else None,
            ),
            abstained=_is_unsure(answer, level) or is_monotone(seen),
            model_version=self.model.version,
        )

    def _proofs(self, reading: Reading, answers: Sequence[Answer], seen: Sequence[str]) -> "list[_Proof]":
        """Find in the records that are judged to be valid the words that judge, and the bodies they judge."""
        head, chunk, hits = self.model.find_head("kind"), reading.chunk, reading.hits
        if head is None:
            return [_NO_PROOF] * len(chunk)
        is_valid = np.array([answer.kind is not None and answer.kind.label == VALID for answer in answers], dtype=bool)
        rows = np.flatnonzero(is_valid)
        clauses = clauses_of(self.model, reading, head.first + head.labels.index(VALID), rows)
        signs = Signs(
            judging=judging_places(hits),
            clauses=clauses,
            themes=[likely_themes(answer.themes) for answer in answers],
        )
        endings = hits.name_endings[is_valid[chunk.rows[hits.name_endings]]]
        mentions = find_mentions(chunk.joined, self._known(chunk, seen, rows), endings.tolist())
        judged = find_judged(find_candidates(chunk, mentions, signs), self.model.body_points)
        spans = evidence(chunk, clauses)
        return [
            self._proof(text, spans.get(row), judged.get(row)) if valid else _NO_PROOF
            for row, (text, valid) in enumerate(zip(seen, is_valid.tolist(), strict=True))
        ]

    def _known(self, chunk: Chunk, seen: Sequence[str], rows: NDArray[np.int64]) -> list[Span]:
        """Return the places in the chunk where records name a body of the city's own list."""
        offsets = zip(rows.tolist(), chunk.starts[rows].tolist(), strict=True)
        return [
            (begin + offset, end + offset)
            for row, offset in offsets
            for begin, end in self.gazetteer.named_in(seen[row])
        ]

    def _proof(self, text: str, span: Span | None, judged: Judged | None) -> "_Proof":
        """Tell the body's code only where the text names it beyond doubt."""
        if judged is None:
            return _Proof(evidence=span, candidates=self.gazetteer.candidates(None, text))
        place = judged.mention.start, judged.mention.end
        candidates = self.gazetteer.candidates(text[slice(*place)], text)
        code = None if judged.is_merely_asked else resolved(candidates)
        return _Proof(evidence=span, body_span=place, body_code=code, candidates=candidates)


def _urgency(text: str, seen: str, asides: Sequence[Aside], alarms: Sequence[int]) -> Urgency | None:
    """Look for a cry for help in all that is written: an operator's note may hold it, too."""
    if asides:
        return urgency_of(text[:READ_AT_MOST])
    return urgency_of(seen) if alarms and may_be_urgent(seen, alarms) else None


def _is_unsure(answer: Answer, level: Choice | None) -> bool:
    if answer.kind is None:
        return answer.theme_unsure
    return answer.kind.unsure or (level is not None and level.unsure)


_HAS_LETTER = re.compile(r"[^\W\d_]")
_EMPTY = Choice(label=Reason.OTHER, confidence=1.0, unsure=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Proof:
    """The words that prove a judgement, and whom it judges."""

    evidence: Span | None = None
    body_span: Span | None = None
    body_code: str | None = None
    candidates: tuple[BodyCandidate, ...] = ()


_NO_PROOF = _Proof()


def _by_record(chunk: Chunk, places: NDArray[np.int64]) -> list[list[int]]:
    """Split ascending places of a chunk into those of each record, as offsets into its text."""
    bounds = np.searchsorted(places, chunk.starts).tolist()
    offsets: list[int] = (places - chunk.starts[chunk.rows[places]]).tolist()
    return [offsets[first:last] for first, last in pairwise(bounds)]


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let Python not look for cycles meanwhile: a chunk makes a hundred thousand small objects, and none."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
