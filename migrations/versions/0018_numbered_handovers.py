"""A hand-over form has a number, says what was done, and when the office confirmed it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("handover", sa.Column("number", sa.String(length=120), nullable=False, server_default=""))
    op.add_column("handover", sa.Column("done_tasks", sa.Text(), nullable=False, server_default=""))
    op.add_column("handover", sa.Column("office_confirmed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("office_confirmed_at", "done_tasks", "number"):
        op.drop_column("handover", name)
