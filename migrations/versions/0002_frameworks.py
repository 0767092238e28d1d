"""Criteria frameworks, each version one frozen row."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "framework_version",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("version", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=120), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("imported_by_id", sa.Uuid(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["user.id"], name=op.f("fk_framework_version_imported_by_id_user")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["unit.id"], name=op.f("fk_framework_version_owner_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_version")),
        sa.UniqueConstraint(
            "owner_id", "code", "version", name=op.f("uq_framework_version_owner_id_code_version")
        ),
        sa.UniqueConstraint("owner_id", "digest", name=op.f("uq_framework_version_owner_id_digest")),
    )
    op.create_index(op.f("ix_framework_version_digest"), "framework_version", ["digest"], unique=False)
    op.create_index(op.f("ix_framework_version_owner_id"), "framework_version", ["owner_id"], unique=False)


def downgrade() -> None:
    op.drop_table("framework_version")
