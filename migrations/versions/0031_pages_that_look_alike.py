"""Every page of a file is compared, not only its first: what was known of first pages is computed anew."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _forget()
    with op.batch_alter_table("fingerprint") as table:
        table.alter_column(
            "bits", existing_type=sa.String(length=120), type_=sa.Text(), existing_nullable=False
        )


def downgrade() -> None:
    _forget()
    with op.batch_alter_table("fingerprint") as table:
        table.alter_column(
            "bits", existing_type=sa.Text(), type_=sa.String(length=120), existing_nullable=False
        )


def _forget() -> None:
    """The worker looks at every file again."""
    op.execute("DELETE FROM likeness")
    op.execute("DELETE FROM fingerprint")
