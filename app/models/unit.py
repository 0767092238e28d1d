"""The organisation tree: units with validity and history, their posts and members."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.unit import MemberCategory, PostKind, UnitEventKind, UnitKind

from .base import Base, Line, Prose, Short, one_of, parent


class Unit(Base):
    """A node of the tree. `path` holds the ids from the root, so that "below" is a prefix."""

    __tablename__ = "unit"
    __table_args__ = (
        Index("ix_unit_path", "path"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="validity"),
    )
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[Line] = mapped_column(unique=True)
    kind: Mapped[UnitKind] = mapped_column(one_of(UnitKind))
    code: Mapped[Short] = mapped_column(unique=True)  # what people and spreadsheets call it; never reused
    name: Mapped[Short]
    name_en: Mapped[Short] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    student_count: Mapped[int | None]
    phone: Mapped[Short] = mapped_column(default="")  # the office's, shown in the help line
    help_hours: Mapped[Short] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class UnitEvent(Base):
    """What happened to a unit: founded, renamed, merged, split; the old name stays on old papers."""

    __tablename__ = "unit_event"
    unit_id: Mapped[UUID] = parent("unit.id")
    kind: Mapped[UnitEventKind] = mapped_column(one_of(UnitEventKind))
    on: Mapped[date]
    old_name: Mapped[Short] = mapped_column(default="")
    new_name: Mapped[Short] = mapped_column(default="")
    other_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    remark: Mapped[Prose] = mapped_column(default="")


class Post(Base):
    """Who holds an office of a unit's committee, from when to when, by which document."""

    __tablename__ = "post"
    unit_id: Mapped[UUID] = parent("unit.id")
    kind: Mapped[PostKind] = mapped_column(one_of(PostKind))
    person: Mapped[Short]
    duty: Mapped[Short] = mapped_column(default="")  # what else the person is, e.g. 学院党委书记
    phone: Mapped[Short] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    appointment: Mapped[Line] = mapped_column(default="")  # the appointing document's title and number
    version: Mapped[int] = mapped_column(default=1)


class Member(Base):
    """A member of a unit's committee by category."""

    __tablename__ = "member"
    unit_id: Mapped[UUID] = parent("unit.id")
    category: Mapped[MemberCategory] = mapped_column(one_of(MemberCategory))
    person: Mapped[Short]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    appointment: Mapped[Line] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
