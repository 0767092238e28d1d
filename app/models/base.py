"""The base of all models: plain SQLAlchemy, usable without Flask; types alike on both databases."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Text,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[datetime]):
    """A point in time, aware and in UTC. SQLite keeps no zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Figure(TypeDecorator[Decimal]):
    """A score of up to four places, kept exactly: ten-thousandths on SQLite, NUMERIC on PostgreSQL."""

    impl = Numeric(12, 4)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = Integer() if dialect.name == "sqlite" else Numeric(12, 4)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return int(value.scaleb(4).to_integral_exact())

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        exact = Decimal(value).scaleb(-4) if dialect.name == "sqlite" else Decimal(value)
        return (
            exact.quantize(Decimal("0.01")) if exact == exact.quantize(Decimal("0.01")) else exact.normalize()
        )


class Base(DeclarativeBase):
    """Every record has a random 128-bit id, so that no id tells an order or a number."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy's own protocol
        datetime: Moment(),
        Decimal: Figure(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        UUID: Uuid(),
    }
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


def one_of(kind: type[StrEnum], called: str = "") -> Enum:
    """A column that holds one value of `kind`, as text with a CHECK, the same on both databases.

    `called` names the CHECK where a table has two columns of one kind.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=f"is_{called or kind.__name__.lower()}",
        length=40,
        values_callable=lambda found: [member.value for member in found],
    )


def parent(target: str, *, index: bool = True) -> Any:
    """A required foreign key to `target` that goes with nothing: deleting a parent is refused."""
    return mapped_column(ForeignKey(target, ondelete="RESTRICT"), index=index)


Short = Annotated[str, mapped_column(String(120))]
Line = Annotated[str, mapped_column(String(400))]
Prose = Annotated[str, mapped_column(Text)]


def utc_now() -> datetime:
    """The moment a row is made in this process. Deadlines are compared with the database's clock instead."""
    return datetime.now(UTC)
