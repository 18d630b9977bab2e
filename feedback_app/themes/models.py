"""Boards of hot issues: every finding and every change by a person is a version of its own, and none is overwritten."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.database import Base, Json, UtcDateTime, coded, one_of


class Scale(StrEnum):
    """How long the span is that a board looks at."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Change(StrEnum):
    """What made a version."""

    FOUND = "found"
    NAMED = "named"
    MERGED = "merged"
    SPLIT = "split"
    UNDONE = "undone"


class IssueBoard(Base):
    """One version of the hot issues of a span that ends on a day; the latest version of a span is shown.

    ``issues`` are all issues with their records, ``lines`` the hottest of them as they were ranked. ``before_id`` is
    the version that an undo leads back to; None after a finding.
    """

    __tablename__ = "issue_boards"
    __table_args__ = (
        one_of("scale", Scale, "board_scale_is_known"),
        one_of("change", Change, "board_change_is_known"),
        CheckConstraint("records >= 0", name="board_records_not_negative"),
        Index("ix_issue_boards_span", "scale", "last_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scale: Mapped[Scale] = mapped_column(coded(Scale))
    last_on: Mapped[date]
    records: Mapped[int]
    issues: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    repeats: Mapped[dict[str, Any]] = mapped_column(Json)
    change: Mapped[Change] = mapped_column(coded(Change))
    before_id: Mapped[int | None] = mapped_column(ForeignKey("issue_boards.id"))
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
