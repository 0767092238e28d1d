"""The unit's code beside its name on a submission: the order of every list of units, with its index."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INDEX = "ix_submission_campaign_code"


def upgrade() -> None:
    op.add_column(
        "submission", sa.Column("unit_code", sa.String(length=120), nullable=False, server_default="")
    )
    op.execute(
        "UPDATE submission SET unit_code = (SELECT unit.code FROM unit WHERE unit.id = submission.unit_id)"
    )
    op.create_index(INDEX, "submission", ["campaign_id", "unit_code", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, "submission")
    op.drop_column("submission", "unit_code")
