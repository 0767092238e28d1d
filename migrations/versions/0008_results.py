"""Results with every figure kept, vetoes, decisions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "computation",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("standing", sa.JSON(), nullable=False),
        sa.Column("computed_by_id", sa.Uuid(), nullable=True),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_computation_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["computed_by_id"], ["user.id"], name=op.f("fk_computation_computed_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_computation")),
        sa.UniqueConstraint("campaign_id", "ordinal", name=op.f("uq_computation_campaign_id_ordinal")),
    )
    op.create_index(op.f("ix_computation_campaign_id"), "computation", ["campaign_id"], unique=False)
    op.create_table(
        "result",
        sa.Column("computation_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("base", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bonus", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("total", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("band", sa.String(length=120), nullable=False),
        sa.Column("candidate_band", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["computation_id"],
            ["computation.id"],
            name=op.f("fk_result_computation_id_computation"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_result_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint(
            "computation_id", "submission_id", name=op.f("uq_result_computation_id_submission_id")
        ),
    )
    op.create_index(op.f("ix_result_computation_id"), "result", ["computation_id"], unique=False)
    op.create_index("ix_result_computation_id_rank", "result", ["computation_id", "rank"], unique=False)
    op.create_index(op.f("ix_result_submission_id"), "result", ["submission_id"], unique=False)
    op.create_table(
        "result_line",
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("label", sa.String(length=400), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["result_id"], ["result.id"], name=op.f("fk_result_line_result_id_result"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_line")),
        sa.UniqueConstraint("result_id", "ordinal", name=op.f("uq_result_line_result_id_ordinal")),
    )
    op.create_index(op.f("ix_result_line_result_id"), "result_line", ["result_id"], unique=False)
    op.create_table(
        "veto",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("unit_statement", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "confirmed",
                "rejected",
                name="is_vetostage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name=op.f("fk_veto_confirmed_by_id_user")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_veto_proposed_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_veto_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_veto")),
    )
    op.create_index(op.f("ix_veto_proposed_by_id"), "veto", ["proposed_by_id"], unique=False)
    op.create_index(op.f("ix_veto_submission_id"), "veto", ["submission_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "draft_result",
                "final_list",
                "tie",
                "commendation",
                name="is_decisionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("meeting", sa.String(length=400), nullable=False),
        sa.Column("attendees", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.String(length=400), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("votes", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("computation_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_decision_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["computation_id"], ["computation.id"], name=op.f("fk_decision_computation_id_computation")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_decision_recorded_by_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_campaign_id"), "decision", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_decision_recorded_by_id"), "decision", ["recorded_by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("decision")
    op.drop_table("veto")
    op.drop_table("result_line")
    op.drop_table("result")
    op.drop_table("computation")
