"""What a unit says of itself: answers, declarations, bonus claims, sign-offs, corrections."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=120), nullable=False),
        sa.Column("self_score", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("not_applicable_reason", sa.Text(), nullable=False),
        sa.Column("to_be_confirmed", sa.Boolean(), nullable=False),
        sa.Column("updated_by_id", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("self_score IS NULL OR self_score >= 0", name=op.f("ck_answer_score_range")),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_answer_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["user.id"], name=op.f("fk_answer_updated_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("submission_id", "criterion", name=op.f("uq_answer_submission_id_criterion")),
    )
    op.create_index(op.f("ix_answer_submission_id"), "answer", ["submission_id"], unique=False)
    op.create_table(
        "precondition_statement",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("updated_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_precondition_statement_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["user.id"], name=op.f("fk_precondition_statement_updated_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precondition_statement")),
        sa.UniqueConstraint(
            "submission_id", "code", name=op.f("uq_precondition_statement_submission_id_code")
        ),
    )
    op.create_index(
        op.f("ix_precondition_statement_submission_id"),
        "precondition_statement",
        ["submission_id"],
        unique=False,
    )
    op.create_table(
        "bonus_claim",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(length=120), nullable=False),
        sa.Column("tier", sa.String(length=120), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "claimed",
                "accepted",
                "lowered",
                "rejected",
                "withdrawn",
                name="is_bonusstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("granted_tier", sa.String(length=120), nullable=False),
        sa.Column("granted_score", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_bonus_claim_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_bonus_claim_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bonus_claim")),
    )
    op.create_index(op.f("ix_bonus_claim_submission_id"), "bonus_claim", ["submission_id"], unique=False)
    op.create_table(
        "sign_off",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("signatory_id", sa.Uuid(), nullable=False),
        sa.Column("signatory_name", sa.String(length=120), nullable=False),
        sa.Column("signatory_duty", sa.String(length=120), nullable=False),
        sa.Column("deputy_for_id", sa.Uuid(), nullable=True),
        sa.Column("meeting", sa.String(length=400), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["deputy_for_id"], ["user.id"], name=op.f("fk_sign_off_deputy_for_id_user")),
        sa.ForeignKeyConstraint(
            ["signatory_id"], ["user.id"], name=op.f("fk_sign_off_signatory_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_sign_off_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    op.create_index(op.f("ix_sign_off_signatory_id"), "sign_off", ["signatory_id"], unique=False)
    op.create_index(op.f("ix_sign_off_submission_id"), "sign_off", ["submission_id"], unique=False)
    op.create_table(
        "correction",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requested_by_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["requested_by_id"],
            ["user.id"],
            name=op.f("fk_correction_requested_by_id_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_correction_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_requested_by_id"), "correction", ["requested_by_id"], unique=False)
    op.create_index(op.f("ix_correction_submission_id"), "correction", ["submission_id"], unique=False)


def downgrade() -> None:
    op.drop_table("correction")
    op.drop_table("sign_off")
    op.drop_table("bonus_claim")
    op.drop_table("precondition_statement")
    op.drop_table("answer")
