"""Campaigns with their windows and notices, and the units enrolled in them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("owner_path", sa.String(length=400), nullable=False),
        sa.Column("framework_id", sa.Uuid(), nullable=False),
        sa.Column("framework_digest", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("title_en", sa.String(length=400), nullable=False),
        sa.Column("period_label", sa.String(length=120), nullable=False),
        sa.Column("period_starts_on", sa.Date(), nullable=False),
        sa.Column("period_ends_on", sa.Date(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "preparing",
                "notice",
                "self_evaluation",
                "format_check",
                "peer_review",
                "feedback",
                "public_notice",
                "decision",
                "rectification",
                "archived",
                name="is_campaignstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("number_prefix", sa.String(length=120), nullable=False),
        sa.Column("copied_from_id", sa.Uuid(), nullable=True),
        sa.Column("delegated_from_id", sa.Uuid(), nullable=True),
        sa.Column("leading_group", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["campaign.id"], name=op.f("fk_campaign_copied_from_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["delegated_from_id"], ["campaign.id"], name=op.f("fk_campaign_delegated_from_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"],
            ["framework_version.id"],
            name=op.f("fk_campaign_framework_id_framework_version"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["unit.id"], name=op.f("fk_campaign_owner_id_unit"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["updated_by_id"], ["user.id"], name=op.f("fk_campaign_updated_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_framework_id"), "campaign", ["framework_id"], unique=False)
    op.create_index(op.f("ix_campaign_owner_id"), "campaign", ["owner_id"], unique=False)
    op.create_index("ix_campaign_owner_path", "campaign", ["owner_path"], unique=False)
    op.create_table(
        "stage_window",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "preparing",
                "notice",
                "self_evaluation",
                "format_check",
                "peer_review",
                "feedback",
                "public_notice",
                "decision",
                "rectification",
                "archived",
                name="is_campaignstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("soft_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_date", sa.Boolean(), nullable=False),
        sa.Column("blockers", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("ends_at > opens_at", name=op.f("ck_stage_window_order")),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_stage_window_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_window")),
        sa.UniqueConstraint("campaign_id", "stage", name=op.f("uq_stage_window_campaign_id_stage")),
    )
    op.create_index(op.f("ix_stage_window_campaign_id"), "stage_window", ["campaign_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_milestone_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_campaign_id"), "milestone", ["campaign_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("receipt_required", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_notice_campaign_id_campaign"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_notice_published_by_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_notice_campaign_id_number")),
    )
    op.create_index(op.f("ix_notice_campaign_id"), "notice", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_notice_published_by_id"), "notice", ["published_by_id"], unique=False)
    op.create_table(
        "submission",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("unit_name", sa.String(length=120), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "not_started",
                "drafting",
                "awaiting_sign_off",
                "returned_by_signatory",
                "submitted",
                "returned_for_correction",
                "accepted",
                "under_review",
                "reviewed",
                "feedback_sent",
                "feedback_signed",
                "rectifying",
                "rectification_submitted",
                "rectification_returned",
                "closed",
                "exempt",
                "withdrawn",
                "merged",
                name="is_submissionstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_reason", sa.Text(), nullable=False),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minimum_waived_reason", sa.Text(), nullable=False),
        sa.Column("answered_count", sa.Integer(), nullable=False),
        sa.Column("evidence_count", sa.Integer(), nullable=False),
        sa.Column("assigned_count", sa.Integer(), nullable=False),
        sa.Column("reviewed_count", sa.Integer(), nullable=False),
        sa.Column("self_total", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_submission_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["submission.id"], name=op.f("fk_submission_merged_into_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_submission_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("campaign_id", "unit_id", name=op.f("uq_submission_campaign_id_unit_id")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_submission_id_unit_id")),
    )
    op.create_index(op.f("ix_submission_campaign_id"), "submission", ["campaign_id"], unique=False)
    op.create_index(
        "ix_submission_campaign_stage", "submission", ["campaign_id", "stage", "id"], unique=False
    )
    op.create_index(op.f("ix_submission_unit_id"), "submission", ["unit_id"], unique=False)
    op.create_table(
        "notice_receipt",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_receipt_notice_id_notice"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_notice_receipt_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notice_receipt_user_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_receipt")),
        sa.UniqueConstraint("notice_id", "unit_id", name=op.f("uq_notice_receipt_notice_id_unit_id")),
    )
    op.create_index(op.f("ix_notice_receipt_notice_id"), "notice_receipt", ["notice_id"], unique=False)
    op.create_index(op.f("ix_notice_receipt_unit_id"), "notice_receipt", ["unit_id"], unique=False)
    op.create_index(op.f("ix_notice_receipt_user_id"), "notice_receipt", ["user_id"], unique=False)
    op.create_table(
        "extension",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "preparing",
                "notice",
                "self_evaluation",
                "format_check",
                "peer_review",
                "feedback",
                "public_notice",
                "decision",
                "rectification",
                "archived",
                name="is_campaignstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["user.id"], name=op.f("fk_extension_granted_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_extension_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_granted_by_id"), "extension", ["granted_by_id"], unique=False)
    op.create_index(op.f("ix_extension_submission_id"), "extension", ["submission_id"], unique=False)
    op.create_table(
        "urging",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("supervised", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_urging_by_id_user")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_urging_campaign_id_campaign"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_urging_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_urging_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urging")),
    )
    op.create_index(op.f("ix_urging_campaign_id"), "urging", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_urging_submission_id"), "urging", ["submission_id"], unique=False)


def downgrade() -> None:
    op.drop_table("urging")
    op.drop_table("extension")
    op.drop_table("notice_receipt")
    op.drop_table("submission")
    op.drop_table("notice")
    op.drop_table("milestone")
    op.drop_table("stage_window")
    op.drop_table("campaign")
