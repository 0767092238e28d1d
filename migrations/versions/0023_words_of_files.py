"""The words of files, page by page, and the index that finds them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "file_reading",
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_reading")),
        sa.UniqueConstraint("digest", name=op.f("uq_file_reading_digest")),
    )
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"],
            ["file_reading.digest"],
            name=op.f("fk_passage_digest_file_reading"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("digest", "ordinal", name=op.f("uq_passage_digest_ordinal")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("passage_index", "passage", ["words"], postgresql_using="gin")
        return
    op.execute(
        "CREATE VIRTUAL TABLE passage_index USING fts5 "
        "(words, content = 'passage', content_rowid = 'id', columnsize = 0, tokenize = 'ascii')"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE passage_index")
    op.drop_table("passage")
    op.drop_table("file_reading")
