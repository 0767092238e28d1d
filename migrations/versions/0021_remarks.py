"""What reviewers pin to a place in the evidence."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    figure = sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "remark",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column(
            "pinned",
            sa.Enum(
                "region",
                "moment",
                "not_found",
                name="is_pinned",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        *(sa.Column(name, figure, nullable=True) for name in ("x", "y", "width", "height", "second")),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("deduction", figure, nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("deduction IS NULL OR deduction > 0", name=op.f("ck_remark_deduction")),
        sa.CheckConstraint(
            "(pinned = 'not_found') = (evidence_id IS NULL)", name=op.f("ck_remark_pinned_to_evidence")
        ),
        sa.CheckConstraint(
            "pinned <> 'region' OR (page IS NOT NULL AND x IS NOT NULL AND y IS NOT NULL"
            " AND width IS NOT NULL AND height IS NOT NULL)",
            name=op.f("ck_remark_region"),
        ),
        sa.CheckConstraint("pinned <> 'moment' OR second IS NOT NULL", name=op.f("ck_remark_moment")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_remark_review_id_review"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_remark_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_remark_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index("ix_remark_submission_id_evidence_id", "remark", ["submission_id", "evidence_id"])
    op.create_index("ix_remark_review_id_criterion", "remark", ["review_id", "criterion"])


def downgrade() -> None:
    op.drop_table("remark")
