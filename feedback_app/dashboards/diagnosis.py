"""What a statistician would ask about a unit's figures, kept apart from the official score and never part of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback_app.scoring.models import UnitScore
from feedback_app.scoring.tables import label_of, walk
from surveys.assessment import ChannelNode, CitizenChannel, LineKind, LineReason, Scheme
from surveys.estimation.combine import BlendedEstimate, Drift, blend, measure_drift
from surveys.estimation.intervals import Estimate


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """How a convenience channel stands to the probability sample, and what the best mixture of both would be."""

    reference: str
    channel: str
    drift: Drift
    blended: BlendedEstimate


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """Contrasts of channels, and the total with everything set aside put back; None where that changes nothing."""

    contrasts: tuple[Contrast, ...]
    with_quarantined: str | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.contrasts and self.with_quarantined is None


def diagnose(score: UnitScore, scheme: Scheme) -> Diagnosis:
    """Compare a unit's channels; only those that count, so that nothing hidden shows through."""
    kept = score.assessment
    diagnostic = kept["with_quarantined"]
    return Diagnosis(
        contrasts=tuple(_contrasts(kept["root"], scheme)),
        with_quarantined=diagnostic if diagnostic != kept["published"] else None,
    )


def _contrasts(root: Mapping[str, Any], scheme: Scheme) -> list[Contrast]:
    channels = {node.code: node.channel for node in scheme.nodes() if isinstance(node, ChannelNode)}
    lines = [line for _depth, line in walk(root) if line["kind"] == LineKind.CHANNEL]
    counted = [line for line in lines if line["reason"] == LineReason.COUNTED and line["cautious_se"]]
    sample = next((line for line in counted if channels[line["code"]] is CitizenChannel.PHONE), None)
    if sample is None:
        return []
    others = [line for line in counted if channels[line["code"]] is not CitizenChannel.PHONE]
    return [
        Contrast(
            reference=label_of(sample),
            channel=label_of(line),
            drift=measure_drift(_estimate(sample), _estimate(line)),
            blended=blend(_estimate(sample), _estimate(line)),
        )
        for line in others
    ]


def _estimate(line: Mapping[str, Any]) -> Estimate:
    return Estimate(
        mean=line["score"],
        se=line["cautious_se"],
        n=line["n"],
        n_eff=line["n_eff"],
        low=line["low"],
        high=line["high"],
        cautious_se=line["cautious_se"],
    )
