"""Who reads what: panels, declarations, conflicts of interest, draws, assignments."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "panel",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("chair_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_panel_campaign_id_campaign"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["chair_id"], ["user.id"], name=op.f("fk_panel_chair_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_panel_campaign_id_name")),
    )
    op.create_index(op.f("ix_panel_campaign_id"), "panel", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_panel_chair_id"), "panel", ["chair_id"], unique=False)
    op.create_table(
        "panel_member",
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("load_limit", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["panel.id"], name=op.f("fk_panel_member_panel_id_panel"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_panel_member_user_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_member")),
        sa.UniqueConstraint("panel_id", "user_id", name=op.f("uq_panel_member_panel_id_user_id")),
    )
    op.create_index(op.f("ix_panel_member_panel_id"), "panel_member", ["panel_id"], unique=False)
    op.create_index(op.f("ix_panel_member_user_id"), "panel_member", ["user_id"], unique=False)
    op.create_table(
        "declaration",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signed_name", sa.String(length=120), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_declaration_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_declaration_user_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("campaign_id", "user_id", name=op.f("uq_declaration_campaign_id_user_id")),
    )
    op.create_index(op.f("ix_declaration_campaign_id"), "declaration", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_declaration_user_id"), "declaration", ["user_id"], unique=False)
    op.create_table(
        "conflict_of_interest",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "own_unit",
                "former_unit",
                "kin",
                "supervision",
                "pair_partner",
                "swap",
                "other",
                name="is_conflictkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("declared_by_id", sa.Uuid(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_conflict_of_interest_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["declared_by_id"], ["user.id"], name=op.f("fk_conflict_of_interest_declared_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_conflict_of_interest_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_conflict_of_interest_user_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_of_interest")),
        sa.UniqueConstraint(
            "campaign_id",
            "user_id",
            "unit_id",
            name=op.f("uq_conflict_of_interest_campaign_id_user_id_unit_id"),
        ),
    )
    op.create_index(
        op.f("ix_conflict_of_interest_campaign_id"), "conflict_of_interest", ["campaign_id"], unique=False
    )
    op.create_index(
        op.f("ix_conflict_of_interest_unit_id"), "conflict_of_interest", ["unit_id"], unique=False
    )
    op.create_index(
        op.f("ix_conflict_of_interest_user_id"), "conflict_of_interest", ["user_id"], unique=False
    )
    op.create_table(
        "draw",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(length=120), nullable=False),
        sa.Column("inputs_digest", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_draw_campaign_id_campaign"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_draw_made_by_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
    )
    op.create_index(op.f("ix_draw_campaign_id"), "draw", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_draw_made_by_id"), "draw", ["made_by_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("panel_id", sa.Uuid(), nullable=False),
        sa.Column("draw_id", sa.Uuid(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "invited",
                "accepted",
                "declined",
                "recused",
                "in_progress",
                "submitted",
                "reopened",
                "replaced",
                "lapsed",
                name="is_assignmentstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("stage_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_reason", sa.Text(), nullable=False),
        sa.Column("pseudonym", sa.Integer(), nullable=False),
        sa.Column("judged_count", sa.Integer(), nullable=False),
        sa.Column("criterion_now", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_assignment_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_assignment_draw_id_draw")),
        sa.ForeignKeyConstraint(
            ["panel_id"], ["panel.id"], name=op.f("fk_assignment_panel_id_panel"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_assignment_reviewer_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "unit_id"],
            ["submission.id", "submission.unit_id"],
            name=op.f("fk_assignment_submission_id_unit_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_assignment_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "submission_id", "reviewer_id", name=op.f("uq_assignment_submission_id_reviewer_id")
        ),
    )
    op.create_index(op.f("ix_assignment_campaign_id"), "assignment", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_assignment_draw_id"), "assignment", ["draw_id"], unique=False)
    op.create_index(op.f("ix_assignment_panel_id"), "assignment", ["panel_id"], unique=False)
    op.create_index(op.f("ix_assignment_reviewer_id"), "assignment", ["reviewer_id"], unique=False)
    op.create_index(
        "ix_assignment_reviewer_id_campaign_id", "assignment", ["reviewer_id", "campaign_id"], unique=False
    )
    op.create_index(op.f("ix_assignment_submission_id"), "assignment", ["submission_id"], unique=False)


def downgrade() -> None:
    op.drop_table("assignment")
    op.drop_table("draw")
    op.drop_table("conflict_of_interest")
    op.drop_table("declaration")
    op.drop_table("panel_member")
    op.drop_table("panel")
