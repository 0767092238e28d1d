"""Passes for a telephone may be printed: criterion sheets, their end, and how often a code let in.

A pass lives for minutes, so the table is made anew and nothing is carried over.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_table("phone_pass")
    op.create_table(
        "phone_sheets",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seed", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_parents("phone_sheets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_sheets")),
    )
    _index("phone_sheets", "submission_id", "made_by_id")
    _passes(
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sheets_id", sa.Uuid(), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheets_id"],
            ["phone_sheets.id"],
            name=op.f("fk_phone_pass_sheets_id_phone_sheets"),
            ondelete="RESTRICT",
        ),
    )
    _index("phone_pass", "sheets_id")


def downgrade() -> None:
    op.drop_table("phone_pass")
    op.drop_table("phone_sheets")
    _passes(sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False))


def _passes(*more: sa.schema.SchemaItem) -> None:
    op.create_table(
        "phone_pass",
        sa.Column("token_digest", sa.String(length=120), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *more,
        *_parents("phone_pass"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_pass")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_phone_pass_token_digest")),
    )
    _index("phone_pass", "submission_id", "made_by_id")


def _parents(table: str) -> Sequence[sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f(f"fk_{table}_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f(f"fk_{table}_made_by_id_user"), ondelete="RESTRICT"
        ),
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
