"""What the virus scanner said of a file, by its digest."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATES = ("unscanned", "pending", "clean", "infected")
FAILURES = ("no_answer", "broken_off", "garbled", "too_large")


def upgrade() -> None:
    op.create_table(
        "scan",
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="is_scanstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("found", sa.String(length=400), nullable=False),
        sa.Column(
            "failure",
            sa.Enum(*FAILURES, name="is_scanfailure", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state <> 'unscanned'", name=op.f("ck_scan_tried")),
        sa.CheckConstraint("(state = 'infected') = (found <> '')", name=op.f("ck_scan_found")),
        sa.CheckConstraint("(state = 'pending') = (failing_since IS NOT NULL)", name=op.f("ck_scan_failing")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
        sa.UniqueConstraint("digest", name=op.f("uq_scan_digest")),
    )
    op.create_index(op.f("ix_scan_state"), "scan", ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("scan")
