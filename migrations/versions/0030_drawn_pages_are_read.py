"""Of an Office file the pages that were drawn are read, so that what is found has a page number."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "file_reading", sa.Column("read_from", sa.String(length=120), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("file_reading", "read_from")
