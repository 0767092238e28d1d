"""What a reader says: reviews, judgements, marks on evidence, findings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "report_heard",
            sa.Enum(
                "open",
                "done",
                "not_arranged",
                name="is_arrangement",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("report_form", sa.String(length=120), nullable=False),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column(
            "site_check",
            sa.Enum(
                "open",
                "done",
                "not_arranged",
                name="is_site_check",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("site_check_on", sa.Date(), nullable=True),
        sa.Column("arrangement_reason", sa.Text(), nullable=False),
        sa.Column("site_reason", sa.Text(), nullable=False),
        sa.Column("achievements", sa.Text(), nullable=False),
        sa.Column("suggested_band", sa.String(length=120), nullable=False),
        sa.Column("site_check_suggested", sa.Boolean(), nullable=False),
        sa.Column("total", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(length=120), nullable=False),
        sa.Column("lapsed_complete", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_review_assignment_id_assignment"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_review_reviewer_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_review_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_review_assignment_id")),
    )
    op.create_index(op.f("ix_review_assignment_id"), "review", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_review_reviewer_id"), "review", ["reviewer_id"], unique=False)
    op.create_index(op.f("ix_review_submission_id"), "review", ["submission_id"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=120), nullable=False),
        sa.Column("score", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column(
            "triage",
            sa.Enum(
                "",
                "settled",
                "more_wanted",
                "doubtful",
                name="is_triage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "NOT not_applicable OR score IS NULL", name=op.f("ck_judgement_no_score_when_not_applicable")
        ),
        sa.CheckConstraint("score IS NULL OR score >= 0", name=op.f("ck_judgement_score_range")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_judgement_review_id_review"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
        sa.UniqueConstraint("review_id", "criterion", name=op.f("uq_judgement_review_id_criterion")),
    )
    op.create_index(op.f("ix_judgement_review_id"), "judgement", ["review_id"], unique=False)
    op.create_table(
        "evidence_mark",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "accepted",
                "doubtful",
                "not_accepted",
                name="is_mark",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_evidence_mark_evidence_id_evidence"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_evidence_mark_review_id_review"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_mark")),
        sa.UniqueConstraint("review_id", "evidence_id", name=op.f("uq_evidence_mark_review_id_evidence_id")),
    )
    op.create_index(op.f("ix_evidence_mark_evidence_id"), "evidence_mark", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_evidence_mark_review_id"), "evidence_mark", ["review_id"], unique=False)
    op.create_table(
        "precondition_confirmation",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"],
            ["review.id"],
            name=op.f("fk_precondition_confirmation_review_id_review"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precondition_confirmation")),
        sa.UniqueConstraint("review_id", "code", name=op.f("uq_precondition_confirmation_review_id_code")),
    )
    op.create_index(
        op.f("ix_precondition_confirmation_review_id"),
        "precondition_confirmation",
        ["review_id"],
        unique=False,
    )
    op.create_table(
        "finding",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("raised_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "highlight",
                "shortcoming",
                "recommendation",
                name="is_findingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
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
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answers_id", sa.Uuid(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["answers_id"], ["finding.id"], name=op.f("fk_finding_answers_id_finding")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_finding_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["raised_by_id"], ["user.id"], name=op.f("fk_finding_raised_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_finding_review_id_review")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_finding_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_raised_by_id"), "finding", ["raised_by_id"], unique=False)
    op.create_index(op.f("ix_finding_review_id"), "finding", ["review_id"], unique=False)
    op.create_index(op.f("ix_finding_submission_id"), "finding", ["submission_id"], unique=False)
    op.create_index("ix_finding_submission_id_kind", "finding", ["submission_id", "kind"], unique=False)


def downgrade() -> None:
    op.drop_table("finding")
    op.drop_table("precondition_confirmation")
    op.drop_table("evidence_mark")
    op.drop_table("judgement")
    op.drop_table("review")
