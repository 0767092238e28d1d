"""Links that let somebody in are taken out of the messages; one not yet mailed is to be asked for again."""

from collections.abc import Sequence

from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "UPDATE notification SET state = 'failed', attempts = attempts + 1,"
        " failure = 'The link is no longer kept: please invite again.'"
        " WHERE state = 'waiting' AND link LIKE '/invitations/%'"
    )
    op.execute("UPDATE notification SET link = '' WHERE link LIKE '/invitations/%'")


def downgrade() -> None:
    """What was taken out is not known any more."""
