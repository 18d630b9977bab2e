"""People's labels: those that a model may learn from, and those that only ever test it.

Half of the audited records, chosen by a hash and for ever, are held out. Nothing that is one of them, or a near copy of
one, is learnt from: a model tested on what it has seen is praised for its memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from feedback_app.channels.hotline.audits.models import AuditItem, ItemState
from feedback_app.channels.hotline.models import HotlineRecord, ReviewState
from feedback_app.database import session
from nlp.corpus import Example
from nlp.duplicates import find_copies
from nlp.validity import VALID


@dataclass(frozen=True, kw_only=True)
class CityLabels:
    """What this city's people have said of its records.

    review, audit   examples to learn from
    held_out        examples to test by, never learnt from
    """

    review: tuple[Example, ...]
    audit: tuple[Example, ...]
    held_out: tuple[Example, ...]

    def without_tests(self, examples: Sequence[Example]) -> list[Example]:
        """Return those of some examples that are no near copy of a held-out text."""
        texts = [*(one.text for one in self.held_out), *(one.text for one in examples)]
        groups = find_copies(texts).near
        tested = set(groups[: len(self.held_out)].tolist())
        fresh = groups[len(self.held_out) :].tolist()
        return [one for one, group in zip(examples, fresh, strict=True) if group not in tested]

    def to_learn(self) -> list[Example]:
        """Return all labels that may be learnt from."""
        return self.without_tests([*self.review, *self.audit])


@dataclass(frozen=True, kw_only=True)
class LabelCounts:
    """How many labels people have given: of review and audit to learn from, and those that only test."""

    review: int
    audit: int
    held_out: int

    @property
    def to_learn(self) -> int:
        """Labels to learn from, near copies of those held out among them."""
        return self.review + self.audit


def is_held_out(record: HotlineRecord) -> bool:
    """Tell whether an audited record only tests; it follows from what names the record, so it never changes."""
    return _only_tests(record.order_key)


def _only_tests(order_key: str) -> bool:
    return sha256(order_key.encode()).digest()[0] % 2 == 0


def count_labels() -> LabelCounts:
    """Count the labels without reading a text; `collect_labels` reads just these."""
    settled = select(AuditItem.record_id).where(AuditItem.state == ItemState.SETTLED)
    keys = session().scalars(select(HotlineRecord.order_key).where(HotlineRecord.id.in_(settled))).all()
    reviewed = (
        select(func.count())
        .select_from(HotlineRecord)
        .where(HotlineRecord.review_state == ReviewState.DECIDED, HotlineRecord.id.not_in(settled))
    )
    held_out = sum(_only_tests(key) for key in keys)
    return LabelCounts(review=session().scalar(reviewed) or 0, audit=len(keys) - held_out, held_out=held_out)


def collect_labels() -> CityLabels:
    """Read all labels that people gave."""
    query = select(AuditItem).where(AuditItem.state == ItemState.SETTLED).order_by(AuditItem.id)
    query = query.options(selectinload(AuditItem.codings), joinedload(AuditItem.record))
    items = session().scalars(query).all()
    audited = [(item.record, _of_audit(item)) for item in items]
    names = {record.id for record, _example in audited}
    return CityLabels(
        review=tuple(_of_review(record) for record in _reviewed() if record.id not in names),
        audit=tuple(example for record, example in audited if not is_held_out(record)),
        held_out=tuple(example for record, example in audited if is_held_out(record)),
    )


def _reviewed() -> Sequence[HotlineRecord]:
    query = select(HotlineRecord).where(HotlineRecord.review_state == ReviewState.DECIDED)
    return session().scalars(query.order_by(HotlineRecord.id)).all()


def _of_review(record: HotlineRecord) -> Example:
    kind = VALID if record.decided_valid else record.decided_reason
    return Example(text=record.text, kind=kind, level=record.decided_level)


def _of_audit(item: AuditItem) -> Example:
    truth = item.truth
    assert truth is not None, "only settled items are read"
    kind = VALID if truth.is_valid else truth.reason
    return Example(text=item.record.text, kind=kind, level=truth.level, theme=truth.theme)
