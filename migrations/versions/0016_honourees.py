"""Whom an award names when it is not given to a unit: a person, or a reviewer who is thanked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "honouree",
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column(
            "honoured",
            sa.Enum(
                "person",
                "reviewer",
                name="is_honoured",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("address_as", sa.String(length=120), nullable=False),
        sa.Column("field_of_work", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "honoured <> 'reviewer' OR unit_id IS NULL", name=op.f("ck_honouree_no_unit_of_a_reviewer")
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_honouree_award_id_award"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_honouree_unit_id_unit")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_honouree_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honouree")),
        sa.UniqueConstraint("award_id", name=op.f("uq_honouree_award_id")),
    )
    op.create_index(op.f("ix_honouree_unit_id"), "honouree", ["unit_id"], unique=False)
    op.create_index(op.f("ix_honouree_user_id"), "honouree", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("honouree")
