"""Accounts: who may sign in, with which roles at which units, and what a sign-in leaves behind."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.actors import Role

from .base import Base, Line, Prose, Short, one_of, parent, utc_now


class User(Base):
    """An account. `home_unit_id` is where the person belongs: a reviewer never reads that unit."""

    __tablename__ = "user"
    sign_in_name: Mapped[Short] = mapped_column(unique=True)
    name: Mapped[Short]
    email: Mapped[Short] = mapped_column(default="")
    phone: Mapped[Short] = mapped_column(default="")
    home_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    duty: Mapped[Short] = mapped_column(default="")
    password: Mapped[Line] = mapped_column(default="")  # an argon2id hash; empty until first set
    disabled_at: Mapped[datetime | None]
    locale: Mapped[Short] = mapped_column(default="")
    print_size: Mapped[Short] = mapped_column(
        default=""
    )  # "", "20", "22", "24", "30": root size of large print
    contrast: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    version: Mapped[int] = mapped_column(default=1)


class RoleGrant(Base):
    """A role at a unit, with start and end; `deputy_for_id` is set when it stands in for somebody."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "unit_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="dates"),
    )
    user_id: Mapped[UUID] = parent("user.id")
    role: Mapped[Role] = mapped_column(one_of(Role))
    unit_id: Mapped[UUID] = parent("unit.id")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    deputy_for_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    granted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))


class SignInSlip(Base):
    """A printed one-time code or a mailed invitation; only the code's hash is kept."""

    __tablename__ = "sign_in_slip"
    user_id: Mapped[UUID] = parent("user.id")
    code_digest: Mapped[Short] = mapped_column(unique=True)
    channel: Mapped[Short]  # "printed" (72 h), "invitation" (7 days) or "reset" (30 min)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class SignInSession(Base):
    """A session kept on the server, so that it can be ended here; the cookie holds the token itself."""

    __tablename__ = "sign_in_session"
    user_id: Mapped[UUID] = parent("user.id")
    token_digest: Mapped[Short] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    remembered: Mapped[bool] = mapped_column(default=False)  # this device, 30 days
    ended_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """A failed sign-in, counted per name and per address to slow guessing down."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_bucket_at", "bucket", "at"),)
    bucket: Mapped[Short]  # "name:…" or "address:…", hashed
    at: Mapped[datetime] = mapped_column(default=utc_now)


class PeopleDraft(Base):
    """A spreadsheet as read and checked, kept for an hour until the person who sent it says yes."""

    __tablename__ = "people_draft"
    user_id: Mapped[UUID] = parent("user.id")
    unit_id: Mapped[UUID] = parent("unit.id")
    kind: Mapped[Short]  # "units", "people" or "committees"
    rows: Mapped[list[Any]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Handover(Base):
    """交接单: when a contributor or reviewer changes; drafts belong to the unit, progress is handed over."""

    __tablename__ = "handover"
    unit_id: Mapped[UUID] = parent("unit.id")
    role: Mapped[Role] = mapped_column(one_of(Role))
    from_user_id: Mapped[UUID] = parent("user.id")
    to_user_id: Mapped[UUID] = parent("user.id")
    on: Mapped[date]
    number: Mapped[Short] = mapped_column(default="")  # 交接〔2025〕03号
    open_tasks: Mapped[Prose] = mapped_column(default="")
    done_tasks: Mapped[Prose] = mapped_column(default="")
    made_by_id: Mapped[UUID] = parent("user.id")
    from_confirmed_at: Mapped[datetime | None]
    to_confirmed_at: Mapped[datetime | None]
    office_confirmed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    office_confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
