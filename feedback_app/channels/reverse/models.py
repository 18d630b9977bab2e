"""Who may rate, by group, and the codes that let each of them do it once.

A ballot itself is a response like any other. Nothing here points at one, nor one at a code: the only thing that both
know is the group. Of the use of a code only the day is kept.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.campaigns.models import Campaign
from feedback_app.database import Base


class RaterGroup(Base):
    """A class of raters such as 区县 or 街镇: known by how many it has, never by their names."""

    __tablename__ = "rater_groups"
    __table_args__ = (
        UniqueConstraint("campaign_id", "code", name="one_rater_group_per_campaign_and_code"),
        CheckConstraint("roster > 0", name="a_rater_group_has_raters"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    roster: Mapped[int]

    campaign: Mapped[Campaign] = relationship()


class BallotCode(Base):
    """The keyed hash of a code that was printed once; kept in the order of the hashes, which says nothing."""

    __tablename__ = "ballot_codes"
    __table_args__ = (
        CheckConstraint("used_on IS NULL OR voided_on IS NULL", name="a_void_ballot_code_was_not_used"),
        {"sqlite_with_rowid": False},
    )

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("rater_groups.id"), index=True)
    used_on: Mapped[date | None]
    voided_on: Mapped[date | None]

    group: Mapped[RaterGroup] = relationship()
