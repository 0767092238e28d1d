"""PDFs made of Office files, by the digest of the file."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "rendition",
        sa.Column("source_digest", sa.String(length=120), nullable=False),
        sa.Column("rendition_digest", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "ready",
                "failed",
                name="is_renditionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("fault", sa.String(length=120), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state <> 'ready' OR (pages >= 1 AND rendition_digest <> '')",
            name=op.f("ck_rendition_ready_has_pages"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendition")),
        sa.UniqueConstraint("source_digest", name=op.f("uq_rendition_source_digest")),
    )


def downgrade() -> None:
    op.drop_table("rendition")
