"""Rectification items with their plans, progress and summary."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "rectification_item",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "",
                "minor",
                "major",
                "serious",
                name="is_severity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "open",
                "planned",
                "reported",
                "returned",
                "verified",
                "carried_over",
                name="is_itemstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("carried_from_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carried_from_id"],
            ["rectification_item.id"],
            name=op.f("fk_rectification_item_carried_from_id_rectification_item"),
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["finding.id"],
            name=op.f("fk_rectification_item_finding_id_finding"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"],
            ["user.id"],
            name=op.f("fk_rectification_item_raised_by_id_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_rectification_item_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_item")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_rectification_item_finding_id")),
        sa.UniqueConstraint(
            "submission_id", "number", name=op.f("uq_rectification_item_submission_id_number")
        ),
    )
    op.create_index(
        op.f("ix_rectification_item_finding_id"), "rectification_item", ["finding_id"], unique=False
    )
    op.create_index(
        "ix_rectification_item_raised_by_id_stage",
        "rectification_item",
        ["raised_by_id", "stage"],
        unique=False,
    )
    op.create_index(
        op.f("ix_rectification_item_submission_id"), "rectification_item", ["submission_id"], unique=False
    )
    op.create_table(
        "rectification_plan",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("leader", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column(
            "term",
            sa.Enum(
                "immediate",
                "dated",
                "lasting",
                name="is_term",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_rectification_plan_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["rectification_item.id"],
            name=op.f("fk_rectification_plan_item_id_rectification_item"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_plan")),
        sa.UniqueConstraint("item_id", "ordinal", name=op.f("uq_rectification_plan_item_id_ordinal")),
    )
    op.create_index(op.f("ix_rectification_plan_by_id"), "rectification_plan", ["by_id"], unique=False)
    op.create_index(op.f("ix_rectification_plan_item_id"), "rectification_plan", ["item_id"], unique=False)
    op.create_table(
        "progress",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "progress",
                "completion",
                "verified",
                "returned",
                "carried_over",
                name="is_progresskind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_progress_by_id_user")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_progress_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["rectification_item.id"],
            name=op.f("fk_progress_item_id_rectification_item"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress")),
    )
    op.create_index(op.f("ix_progress_item_id"), "progress", ["item_id"], unique=False)
    op.create_table(
        "rectification_summary",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("overview", sa.Text(), nullable=False),
        sa.Column("lasting", sa.Text(), nullable=False),
        sa.Column("remaining", sa.Text(), nullable=False),
        sa.Column("signatory_name", sa.String(length=120), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by_id", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_rectification_summary_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["user.id"], name=op.f("fk_rectification_summary_updated_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_summary")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_rectification_summary_submission_id")),
    )


def downgrade() -> None:
    op.drop_table("rectification_summary")
    op.drop_table("progress")
    op.drop_table("rectification_plan")
    op.drop_table("rectification_item")
