"""What the audit of the hotline's records says about each unit, as evidence for its score.

A room of its own because verifying a published table must read an audit exactly as computing it did.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from feedback_app.channels.hotline.audits import frames
from feedback_app.channels.hotline.audits import queries as audits
from feedback_app.channels.hotline.audits.models import Audit, AuditItem
from feedback_app.channels.hotline.engines.labels import is_held_out
from feedback_app.channels.hotline.judging import ITEM, Span
from feedback_app.channels.hotline.review import REPLACED
from feedback_app.periods.models import Period
from feedback_app.responses.models import Standing
from feedback_app.scoring import queries
from nlp.level import verdict_of
from surveys.assessment import AuditedShare, AuditState
from surveys.assessment.audited import NOBODY

Label = tuple[int, str] | None
"""The unit and verdict that a record counts as, or is; None for no evaluation that counts."""
Pairs = Counter[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class AuditOutlook:
    """Whether the audit of a period can correct the hotline's scores, and how far it is; numbers of records.

    late  records that came in after the draw
    """

    state: AuditState
    records: int
    late: int = 0
    progress: audits.Progress = field(default_factory=audits.Progress)

    @property
    def unsettled(self) -> int:
        """Drawn records that readers have not settled."""
        return self.progress.drawn - self.progress.settled


def audit_outlook(period: Period) -> AuditOutlook | None:
    """Return how the audit of a period stands; None where the period has no record of the hotline."""
    records = frames.count_records(period)
    if not records:
        return None
    audit = audits.find_audit(period)
    state = _state(audit, records)
    if audit is None:
        return AuditOutlook(state=state, records=records)
    late = max(0, records - audit.frame)
    return AuditOutlook(state=state, records=records, late=late, progress=audits.measure_progress(audit))


def audited_shares(period: Period, standings: Sequence[Standing]) -> "defaultdict[int, AuditedShare] | None":
    """Return what the audit found about each unit, by number; None where the period has no record of the hotline."""
    records = frames.count_records(period)
    if not records:
        return None
    audit = audits.find_audit(period)
    state = _state(audit, records)
    if audit is None or state is not AuditState.DONE:
        return defaultdict(lambda: AuditedShare(item=ITEM, state=state, records=records))
    labels = list(_labels(audit, period, standings))
    found: defaultdict[int, AuditedShare] = defaultdict(lambda: _share(records, len(labels), Counter()))
    for unit_id, pairs in _pairs_by_unit(labels).items():
        found[unit_id] = _share(records, len(labels), pairs)
    return found


def _share(records: int, audited: int, pairs: Pairs) -> AuditedShare:
    return AuditedShare(item=ITEM, state=AuditState.DONE, records=records, audited=audited, pairs=pairs)


def _state(audit: Audit | None, records: int) -> AuditState:
    if audit is None:
        return AuditState.NONE
    if audit.frame != records:
        return AuditState.OUTDATED
    progress = audits.measure_progress(audit)
    return AuditState.DONE if progress.settled == progress.drawn else AuditState.OPEN


def _labels(audit: Audit, period: Period, standings: Sequence[Standing]) -> Iterator[tuple[Label, Label]]:
    """Yield for each audited record what it counts as, and what it should count as."""
    span = Span(starts_on=period.starts_on, ends_on=period.ends_on)
    evaluations = queries.list_audited_evaluations(audit.id)
    for item in _unlearnt(audits.list_settled(audit)):
        own = evaluations.get(item.record.response_id, [])
        counted = next(((one.unit_id, one.verdict) for one in own if one.standing in standings), None)
        yield counted, _true_label(item, own, span, standings)


def _unlearnt(items: Sequence[AuditItem]) -> Sequence[AuditItem]:
    """Leave out what a model may have learnt by heart.

    Once records have been read again, the model in force may have been trained on the audit: of the records that it
    learnt from, its answers are better than of all others, and comparing those with people would flatter it. The half
    that no model learns from is a simple random sample as well.
    """
    was_reread = any(item.record.model_version != item.said_by for item in items)
    return [item for item in items if is_held_out(item.record)] if was_reread else items


def _true_label(
    item: AuditItem, own: Sequence[queries.AuditedEvaluation], span: Span, standings: Sequence[Standing]
) -> Label:
    """Return what a record should count as: what the audit says, unless the office lets it count for nobody."""
    truth = item.truth
    if truth is None or truth.level is None or truth.unit_id is None:
        return None
    is_outside = not span.holds(item.record.occurred_on) and Standing.QUARANTINED not in standings
    if is_outside or any(_is_set_aside_by_office(one, standings) for one in own):
        return None
    return truth.unit_id, verdict_of(truth.level)


def _is_set_aside_by_office(one: queries.AuditedEvaluation, standings: Sequence[Standing]) -> bool:
    """Tell a decision of the office from a reading that gave way to another."""
    return one.standing not in standings and one.reason not in REPLACED


def _pairs_by_unit(labels: Sequence[tuple[Label, Label]]) -> dict[int, Pairs]:
    found: defaultdict[int, Pairs] = defaultdict(Counter)
    for counted, true in labels:
        for unit_id in {label[0] for label in (counted, true) if label is not None}:
            found[unit_id][_verdict(counted, unit_id), _verdict(true, unit_id)] += 1
    return found


def _verdict(label: Label, unit_id: int) -> str:
    return label[1] if label is not None and label[0] == unit_id else NOBODY
