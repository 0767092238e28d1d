"""Letters, fact checks, appeals with agreed scores, public notices, objections."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "feedback_letter",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=True),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("fact_check_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("accepts", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("edited_by_id", sa.Uuid(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by_id"], ["user.id"], name=op.f("fk_feedback_letter_edited_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["user.id"], name=op.f("fk_feedback_letter_issued_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"],
            ["result.id"],
            name=op.f("fk_feedback_letter_result_id_result"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["user.id"], name=op.f("fk_feedback_letter_signed_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_feedback_letter_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_feedback_letter_number")),
        sa.UniqueConstraint(
            "submission_id", "ordinal", name=op.f("uq_feedback_letter_submission_id_ordinal")
        ),
    )
    op.create_index(op.f("ix_feedback_letter_result_id"), "feedback_letter", ["result_id"], unique=False)
    op.create_index(
        op.f("ix_feedback_letter_submission_id"), "feedback_letter", ["submission_id"], unique=False
    )
    op.create_table(
        "appeal",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "lodged",
                "admitted",
                "refused",
                "kept",
                "corrected",
                name="is_appealstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lodged_by_id", sa.Uuid(), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_handler_id", sa.Uuid(), nullable=True),
        sa.Column("second_handler_id", sa.Uuid(), nullable=True),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "first_handler_id IS NULL OR second_handler_id IS NULL OR first_handler_id <> second_handler_id",
            name=op.f("ck_appeal_two_handlers"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_appeal_decided_by_id_user")),
        sa.ForeignKeyConstraint(
            ["first_handler_id"], ["user.id"], name=op.f("fk_appeal_first_handler_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["lodged_by_id"], ["user.id"], name=op.f("fk_appeal_lodged_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["second_handler_id"], ["user.id"], name=op.f("fk_appeal_second_handler_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_appeal_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("number", name=op.f("uq_appeal_number")),
        sa.UniqueConstraint("submission_id", "criterion", name=op.f("uq_appeal_submission_id_criterion")),
    )
    op.create_index(op.f("ix_appeal_first_handler_id"), "appeal", ["first_handler_id"], unique=False)
    op.create_index(op.f("ix_appeal_lodged_by_id"), "appeal", ["lodged_by_id"], unique=False)
    op.create_index(op.f("ix_appeal_second_handler_id"), "appeal", ["second_handler_id"], unique=False)
    op.create_index(op.f("ix_appeal_submission_id"), "appeal", ["submission_id"], unique=False)
    op.create_table(
        "appeal_opinion",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("handler_id", sa.Uuid(), nullable=False),
        sa.Column("keep", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=120), nullable=False),
        sa.Column("score", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_opinion_appeal_id_appeal"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["user.id"], name=op.f("fk_appeal_opinion_handler_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_opinion")),
        sa.UniqueConstraint("appeal_id", "handler_id", name=op.f("uq_appeal_opinion_appeal_id_handler_id")),
    )
    op.create_index(op.f("ix_appeal_opinion_appeal_id"), "appeal_opinion", ["appeal_id"], unique=False)
    op.create_index(op.f("ix_appeal_opinion_handler_id"), "appeal_opinion", ["handler_id"], unique=False)
    op.create_table(
        "panel_judgement",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=120), nullable=False),
        sa.Column("score", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_panel_judgement_appeal_id_appeal")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["user.id"],
            name=op.f("fk_panel_judgement_decided_by_id_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_panel_judgement_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_judgement")),
        sa.UniqueConstraint(
            "submission_id",
            "criterion",
            "ordinal",
            name=op.f("uq_panel_judgement_submission_id_criterion_ordinal"),
        ),
    )
    op.create_index(
        op.f("ix_panel_judgement_decided_by_id"), "panel_judgement", ["decided_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_panel_judgement_submission_id"), "panel_judgement", ["submission_id"], unique=False
    )
    op.create_table(
        "fact_check",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.Column(
            "stance",
            sa.Enum(
                "right",
                "wrong",
                "add",
                name="is_stance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stated_by_id", sa.Uuid(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_fact_check_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_fact_check_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["stated_by_id"], ["user.id"], name=op.f("fk_fact_check_stated_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_fact_check_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_check")),
    )
    op.create_index(op.f("ix_fact_check_stated_by_id"), "fact_check", ["stated_by_id"], unique=False)
    op.create_index(op.f("ix_fact_check_submission_id"), "fact_check", ["submission_id"], unique=False)
    op.create_table(
        "public_notice",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("computation_id", sa.Uuid(), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_public_notice_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["computation_id"],
            ["computation.id"],
            name=op.f("fk_public_notice_computation_id_computation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["user.id"],
            name=op.f("fk_public_notice_published_by_id_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notice")),
        sa.UniqueConstraint("campaign_id", "ordinal", name=op.f("uq_public_notice_campaign_id_ordinal")),
    )
    op.create_index(op.f("ix_public_notice_campaign_id"), "public_notice", ["campaign_id"], unique=False)
    op.create_index(
        op.f("ix_public_notice_computation_id"), "public_notice", ["computation_id"], unique=False
    )
    op.create_index(
        op.f("ix_public_notice_published_by_id"), "public_notice", ["published_by_id"], unique=False
    )
    op.create_table(
        "objection",
        sa.Column("public_notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "online",
                "phone",
                "visit",
                "letter",
                name="is_objectionchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("changes_result", sa.Boolean(), nullable=True),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_objection_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_objection_entered_by_id_user")),
        sa.ForeignKeyConstraint(
            ["public_notice_id"],
            ["public_notice.id"],
            name=op.f("fk_objection_public_notice_id_public_notice"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("number", name=op.f("uq_objection_number")),
    )
    op.create_index(op.f("ix_objection_public_notice_id"), "objection", ["public_notice_id"], unique=False)


def downgrade() -> None:
    op.drop_table("objection")
    op.drop_table("public_notice")
    op.drop_table("fact_check")
    op.drop_table("panel_judgement")
    op.drop_table("appeal_opinion")
    op.drop_table("appeal")
    op.drop_table("feedback_letter")
