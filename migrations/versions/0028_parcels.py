"""Parcels: a ZIP with the files of many criteria on its way to become evidence."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = ("offered", "left_out", "waiting", "given", "refused")


def upgrade() -> None:
    moment, short = sa.DateTime(timezone=True), sa.String(length=120)
    op.create_table(
        "parcel",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("digest", short, nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("began_at", moment, nullable=False),
        sa.Column("given_at", moment, nullable=True),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("parcel", "submission_id", "submission", ondelete="RESTRICT"),
        _key("parcel", "made_by_id", "user", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
    )
    for column in ("submission_id", "made_by_id", "expires_at"):
        op.create_index(op.f(f"ix_parcel_{column}"), "parcel", [column])
    op.create_table(
        "parcel_file",
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("place", short, nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, native_enum=False, create_constraint=True, name="is_parcelstate", length=40),
            nullable=False,
        ),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'given') = (evidence_id IS NOT NULL)", name=op.f("ck_parcel_file_given_is_evidence")
        ),
        _key("parcel_file", "parcel_id", "parcel", ondelete="CASCADE"),
        _key("parcel_file", "evidence_id", "evidence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_file")),
        sa.UniqueConstraint("parcel_id", "position", name=op.f("uq_parcel_file_parcel_id_position")),
    )
    op.create_index("ix_parcel_file_state", "parcel_file", ["state"])
    op.create_index(op.f("ix_parcel_file_evidence_id"), "parcel_file", ["evidence_id"])


def downgrade() -> None:
    op.drop_table("parcel_file")
    op.drop_table("parcel")


def _key(table: str, column: str, target: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)
