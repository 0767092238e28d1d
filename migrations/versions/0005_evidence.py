"""Evidence, its revisions by digest, the criteria it serves, who opened it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column(
            "medium",
            sa.Enum(
                "file",
                "link",
                "on_site",
                name="is_medium",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "public",
                "reviewers",
                "office",
                name="is_visibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outlet", sa.String(length=120), nullable=False),
        sa.Column("outlet_level", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("keeper", sa.String(length=120), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("revision_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("medium <> 'link' OR url <> ''", name=op.f("ck_evidence_link_has_url")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_evidence_created_by_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_evidence_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_evidence_unit_id_unit"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user.id"], name=op.f("fk_evidence_withdrawn_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_evidence_submission_id_number")),
    )
    op.create_index(op.f("ix_evidence_created_by_id"), "evidence", ["created_by_id"], unique=False)
    op.create_index(op.f("ix_evidence_submission_id"), "evidence", ["submission_id"], unique=False)
    op.create_index(op.f("ix_evidence_unit_id"), "evidence", ["unit_id"], unique=False)
    op.create_index("ix_evidence_unit_id_created_at", "evidence", ["unit_id", "created_at"], unique=False)
    op.create_table(
        "evidence_revision",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_evidence_revision_size")),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_evidence_revision_evidence_id_evidence"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"],
            ["user.id"],
            name=op.f("fk_evidence_revision_uploaded_by_id_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_revision")),
        sa.UniqueConstraint("evidence_id", "ordinal", name=op.f("uq_evidence_revision_evidence_id_ordinal")),
    )
    op.create_index(op.f("ix_evidence_revision_digest"), "evidence_revision", ["digest"], unique=False)
    op.create_index(
        op.f("ix_evidence_revision_evidence_id"), "evidence_revision", ["evidence_id"], unique=False
    )
    op.create_index(
        op.f("ix_evidence_revision_uploaded_by_id"), "evidence_revision", ["uploaded_by_id"], unique=False
    )
    op.create_table(
        "evidence_link",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("requirement", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_evidence_link_evidence_id_evidence"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_evidence_link_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_link")),
        sa.UniqueConstraint("evidence_id", "criterion", name=op.f("uq_evidence_link_evidence_id_criterion")),
    )
    op.create_index(op.f("ix_evidence_link_evidence_id"), "evidence_link", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_evidence_link_submission_id"), "evidence_link", ["submission_id"], unique=False)
    op.create_table(
        "evidence_opening",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_evidence_opening_evidence_id_evidence"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_evidence_opening_user_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_opening")),
        sa.UniqueConstraint("evidence_id", "user_id", name=op.f("uq_evidence_opening_evidence_id_user_id")),
    )
    op.create_index(
        op.f("ix_evidence_opening_evidence_id"), "evidence_opening", ["evidence_id"], unique=False
    )
    op.create_index(op.f("ix_evidence_opening_user_id"), "evidence_opening", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("evidence_opening")
    op.drop_table("evidence_link")
    op.drop_table("evidence_revision")
    op.drop_table("evidence")
