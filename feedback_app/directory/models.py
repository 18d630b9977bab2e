"""Units in a tree, what they are called, what they answer for, and where citizens meet them."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_app.database import Base, coded, one_of


class UnitKind(StrEnum):
    """What a unit is in the city's organisation."""

    CITY_DEPARTMENT = "city_department"
    DISTRICT = "district"
    TOWNSHIP = "township"
    SUBDISTRICT = "subdistrict"
    BUREAU = "bureau"
    OTHER = "other"


class UnitCategory(StrEnum):
    """The class in which a unit is assessed: like is compared with like."""

    PUBLIC_SERVICE = "public_service"
    REGULATORY = "regulatory"
    PARTY_AFFAIRS = "party_affairs"
    URBAN_SERVICE = "urban_service"
    INDUSTRIAL = "industrial"
    AGRO_ECOLOGICAL = "agro_ecological"
    NONE = "none"


class ServicePointKind(StrEnum):
    """Where a service is met."""

    WINDOW = "window"
    COUNTER = "counter"
    ONLINE = "online"
    OTHER = "other"


class Unit(Base):
    """A public body or one of its parts; ``code`` is stable over years and files."""

    __tablename__ = "units"
    __table_args__ = (
        one_of("kind", UnitKind, "unit_kind_is_known"),
        one_of("category", UnitCategory, "unit_category_is_known"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="unit_is_not_its_own_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[UnitKind] = mapped_column(coded(UnitKind))
    category: Mapped[UnitCategory] = mapped_column(coded(UnitCategory), default=UnitCategory.NONE)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    division_code: Mapped[str] = mapped_column(String(12), default="")
    is_active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id", back_populates="children")
    children: Mapped[list["Unit"]] = relationship(back_populates="parent", order_by="Unit.code")
    aliases: Mapped[list["UnitAlias"]] = relationship(
        back_populates="unit", cascade="all, delete-orphan", order_by="UnitAlias.name"
    )
    duties: Mapped[list["UnitDuty"]] = relationship(
        back_populates="unit", cascade="all, delete-orphan", order_by="UnitDuty.word"
    )
    service_points: Mapped[list["ServicePoint"]] = relationship(back_populates="unit", order_by="ServicePoint.code")


class UnitAlias(Base):
    """Another name by which people speak of a unit."""

    __tablename__ = "unit_aliases"
    __table_args__ = (UniqueConstraint("unit_id", "name", name="one_alias_per_unit_and_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[Unit] = relationship(back_populates="aliases")


class UnitDuty(Base):
    """A word for something a unit answers for, such as 路灯 or 公交."""

    __tablename__ = "unit_duties"
    __table_args__ = (UniqueConstraint("unit_id", "word", name="one_duty_per_unit_and_word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"))
    word: Mapped[str] = mapped_column(String(60))
    unit: Mapped[Unit] = relationship(back_populates="duties")


class ServicePoint(Base):
    """A window, counter or online matter at which a citizen is served."""

    __tablename__ = "service_points"
    __table_args__ = (
        one_of("kind", ServicePointKind, "service_point_kind_is_known"),
        Index("ix_service_points_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ServicePointKind] = mapped_column(coded(ServicePointKind), default=ServicePointKind.WINDOW)
    address: Mapped[str] = mapped_column(String(200), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    unit: Mapped[Unit] = relationship(back_populates="service_points")
