"""Windows for supplements during the review, and which version of a file somebody opened."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STILL_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    _windows()
    op.create_table(
        "supplement_place",
        sa.Column("supplement_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("answers", sa.Boolean(), nullable=False),
        sa.Column("answer_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _foreign("supplement_place", "supplement_id", "supplement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement_place")),
        sa.UniqueConstraint(
            "supplement_id", "criterion", name=op.f("uq_supplement_place_supplement_id_criterion")
        ),
    )
    op.create_table(
        "reconsideration",
        sa.Column("supplement_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("criterion", sa.String(length=120), nullable=False),
        sa.Column("first_level", sa.String(length=120), nullable=False),
        sa.Column("first_score", sa.Numeric(12, 4).with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("first_not_applicable", sa.Boolean(), nullable=False),
        sa.Column("first_comment", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _foreign("reconsideration", "supplement_id", "supplement"),
        _foreign("reconsideration", "review_id", "review"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconsideration")),
        sa.UniqueConstraint(
            "supplement_id",
            "review_id",
            "criterion",
            name=op.f("uq_reconsideration_supplement_id_review_id_criterion"),
        ),
    )
    op.create_index("ix_reconsideration_review_id_decided_at", "reconsideration", ["review_id", "decided_at"])
    _openings()


def _windows() -> None:
    op.create_table(
        "supplement",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_before", sa.Integer(), nullable=False),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_after", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _foreign("supplement", "submission_id", "submission"),
        _foreign("supplement", "opened_by_id", "user"),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user.id"], name=op.f("fk_supplement_closed_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement")),
    )
    for column in ("submission_id", "opened_by_id"):
        op.create_index(op.f(f"ix_supplement_{column}"), "supplement", [column], unique=False)
    op.create_index(
        "uq_supplement_open_submission_id",
        "supplement",
        ["submission_id"],
        unique=True,
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )


def _openings() -> None:
    """Until now only the first opening was noted: what was opened counts as seen as it stands today."""
    op.add_column("evidence_opening", sa.Column("revision", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE evidence_opening SET revision = "
        "(SELECT revision_count FROM evidence WHERE evidence.id = evidence_opening.evidence_id)"
    )
    with op.batch_alter_table("evidence_opening") as table:
        table.alter_column("revision", existing_type=sa.Integer(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("evidence_opening") as table:
        table.drop_column("revision")
    for table_name in ("reconsideration", "supplement_place", "supplement"):
        op.drop_table(table_name)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")
