"""Campaigns: a frozen questionnaire version, put to the public by one channel in one period."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.database import Base, Json, UtcDateTime, coded, one_of
from feedback_app.directory.models import ServicePoint, Unit
from feedback_app.periods.models import Period, PeriodState


class Channel(StrEnum):
    """How the public is heard."""

    WEB = "web"
    SMS = "sms"
    VOICE = "voice"
    PHONE = "phone"
    HOTLINE = "hotline"
    REVERSE = "reverse"


class SurveyVersion(Base):
    """A questionnaire as it was put to people, kept for ever: a later wording is a new version."""

    __tablename__ = "survey_versions"
    __table_args__ = (UniqueConstraint("code", "checksum", name="one_row_per_survey_wording"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    checksum: Mapped[str] = mapped_column(String(64))
    definition: Mapped[str]
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Campaign(Base):
    """A survey version × channel × period × its opening time."""

    __tablename__ = "campaigns"
    __table_args__ = (
        one_of("channel", Channel, "campaign_channel_is_known"),
        CheckConstraint("closes_at IS NULL OR opens_at < closes_at", name="campaign_opens_before_it_closes"),
        Index("ix_campaigns_period_id", "period_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    channel: Mapped[Channel] = mapped_column(coded(Channel))
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"))
    survey_version_id: Mapped[int] = mapped_column(ForeignKey("survey_versions.id"))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    period: Mapped[Period] = relationship()
    survey_version: Mapped[SurveyVersion] = relationship()
    targets: Mapped[list["CampaignTarget"]] = relationship(back_populates="campaign", order_by="CampaignTarget.id")

    def is_open(self, now: datetime) -> bool:
        """Tell whether answers are taken at a moment, as far as the campaign itself says."""
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)

    def takes_answers(self, now: datetime) -> bool:
        """Tell whether answers are taken at a moment, as far as the campaign and its period say."""
        return self.is_open(now) and self.period.state is PeriodState.OPEN


class CampaignTarget(Base):
    """What a campaign asks about: a unit, or one of its service points, reached by a short public code."""

    __tablename__ = "campaign_targets"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "service_point_id", name="one_target_per_campaign_and_place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    service_point_id: Mapped[int | None] = mapped_column(ForeignKey("service_points.id"))
    code: Mapped[str] = mapped_column(String(16), unique=True)

    campaign: Mapped[Campaign] = relationship(back_populates="targets")
    unit: Mapped[Unit] = relationship()
    service_point: Mapped[ServicePoint | None] = relationship()
