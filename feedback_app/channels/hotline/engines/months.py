"""What the machine reads and how right it is, month by month of a period, with an alarm where a figure drifts away.

A room of its own because it reads a year of records in four statements.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, case, extract, func, select
from sqlalchemy.orm import joinedload, selectinload

from feedback_app.campaigns.models import Campaign
from feedback_app.channels.hotline.audits.models import AuditItem, ItemState
from feedback_app.channels.hotline.models import HotlineRecord
from feedback_app.database import session
from feedback_app.periods.models import Period
from nlp.linear import LinearModel
from nlp.novelty import unknown_shares
from surveys.estimation import MonthlyMean, MonthlyShare, Watched, watch_means, watch_shares

FIGURES = 4
SAMPLED = 200
"""Texts of a month whose words are looked at, chosen by what names the record, which is random."""


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Four figures month by month: what is read, how surely, how strange the words are, and how rightly."""

    valid: list[Watched]
    confidence: list[Watched]
    unknown: list[Watched]
    accuracy: list[Watched]

    @property
    def alarms(self) -> int:
        """How many months of any figure are alarming."""
        return sum(one.is_alarming for series in self.series for one in series)

    @property
    def series(self) -> tuple[list[Watched], ...]:
        """All four, in the order of the page."""
        return self.valid, self.confidence, self.unknown, self.accuracy


def watch_months(period: Period, model: LinearModel) -> Drift:
    """Return the figures of a period, month by month of when things happened; undated records are left out."""
    valid, sure = _read_input(period)
    return Drift(
        valid=watch_shares(valid, figures=FIGURES),
        confidence=watch_means(sure, figures=FIGURES),
        unknown=watch_means(
            [_strangeness(period, model, one.month) for one in valid],
            figures=FIGURES,
        ),
        accuracy=watch_shares(_read_accuracy(period), figures=FIGURES),
    )


def _of_period(period: Period) -> tuple[ColumnElement[bool], ...]:
    campaigns = select(Campaign.id).where(Campaign.period_id == period.id)
    return HotlineRecord.campaign_id.in_(campaigns), HotlineRecord.occurred_on.is_not(None)


_year, _month = extract("year", HotlineRecord.occurred_on), extract("month", HotlineRecord.occurred_on)
_sure = case((HotlineRecord.p_valid >= 0.5, HotlineRecord.p_valid), else_=1 - HotlineRecord.p_valid)


def _read_input(period: Period) -> tuple[list[MonthlyShare], list[MonthlyMean]]:
    hits = func.sum(case((HotlineRecord.is_valid, 1), else_=0))
    query = select(_year, _month, func.count(), hits, func.avg(_sure), func.avg(_sure * _sure))
    query = query.where(*_of_period(period)).group_by(_year, _month).order_by(_year, _month)
    shares: list[MonthlyShare] = []
    means: list[MonthlyMean] = []
    for year, month, n, valid, mean, square in session().execute(query):
        name = f"{int(year)}-{int(month):02}"
        shares.append(MonthlyShare(month=name, hits=int(valid), n=n))
        means.append(MonthlyMean(month=name, mean=float(mean), variance=max(float(square) - float(mean) ** 2, 0), n=n))
    return shares, means


def _strangeness(period: Period, model: LinearModel, month: str) -> MonthlyMean:
    year, _dash, number = month.partition("-")
    query = select(HotlineRecord.text).where(*_of_period(period), _year == int(year), _month == int(number))
    texts = session().scalars(query.order_by(HotlineRecord.order_key).limit(SAMPLED)).all()
    shares = unknown_shares(model, texts)
    return MonthlyMean(month=month, mean=float(np.mean(shares)), variance=float(np.var(shares)), n=len(texts))


def _read_accuracy(period: Period) -> list[MonthlyShare]:
    hits, n = defaultdict[str, int](int), defaultdict[str, int](int)
    for item in list_audited(period):
        if item.record.occurred_on is not None:
            month = f"{item.record.occurred_on:%Y-%m}"
            truth = item.truth
            hits[month] += truth is not None and truth.is_valid == item.said_valid
            n[month] += 1
    return [MonthlyShare(month=month, hits=hits[month], n=n[month]) for month in sorted(n)]


def list_audited(period: Period) -> Sequence[AuditItem]:
    """Return the settled items of a period's audit, with records and codings."""
    query = select(AuditItem).join(AuditItem.audit).where(AuditItem.state == ItemState.SETTLED)
    query = query.where(AuditItem.audit.has(period_id=period.id)).order_by(AuditItem.id)
    return session().scalars(query.options(selectinload(AuditItem.codings), joinedload(AuditItem.record))).all()
