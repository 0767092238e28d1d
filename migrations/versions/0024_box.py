"""The box of a unit, and where evidence was taken from."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    short, moment = sa.String(length=120), sa.DateTime(timezone=True)
    medium = sa.Enum(
        "file", "link", "on_site", name="is_medium", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "boxed_piece",
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("medium", medium, nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("event_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("outlet", short, nullable=False),
        sa.Column("outlet_level", short, nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("keeper", short, nullable=False),
        sa.Column("digest", short, nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("media_type", short, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("personal", sa.Text(), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("withdrawn_at", moment, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "medium <> 'file' OR (digest <> '' AND size >= 0)", name=op.f("ck_boxed_piece_file_has_content")
        ),
        sa.CheckConstraint("medium <> 'link' OR url <> ''", name=op.f("ck_boxed_piece_link_has_url")),
        _key("boxed_piece", "unit_id", "unit", ondelete="RESTRICT"),
        _key("boxed_piece", "created_by_id", "user", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boxed_piece")),
    )
    op.create_index("ix_boxed_piece_unit_id_created_at", "boxed_piece", ["unit_id", "created_at"])
    op.create_index(op.f("ix_boxed_piece_digest"), "boxed_piece", ["digest"])
    op.create_index(op.f("ix_boxed_piece_created_by_id"), "boxed_piece", ["created_by_id"])
    op.create_table(
        "box_tag",
        sa.Column("piece_id", sa.Uuid(), nullable=False),
        sa.Column("word", short, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _key("box_tag", "piece_id", "boxed_piece", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_tag")),
        sa.UniqueConstraint("piece_id", "word", name=op.f("uq_box_tag_piece_id_word")),
    )
    op.create_index(op.f("ix_box_tag_word"), "box_tag", ["word"])
    op.create_table(
        "evidence_origin",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("boxed_id", sa.Uuid(), nullable=True),
        sa.Column("taken_from_id", sa.Uuid(), nullable=True),
        sa.Column("to_be_confirmed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(boxed_id IS NULL) <> (taken_from_id IS NULL)", name=op.f("ck_evidence_origin_one_origin")
        ),
        _key("evidence_origin", "evidence_id", "evidence", ondelete="RESTRICT"),
        _key("evidence_origin", "boxed_id", "boxed_piece"),
        _key("evidence_origin", "taken_from_id", "evidence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_origin")),
        sa.UniqueConstraint("evidence_id", name=op.f("uq_evidence_origin_evidence_id")),
    )
    for column in ("boxed_id", "taken_from_id"):
        op.create_index(op.f(f"ix_evidence_origin_{column}"), "evidence_origin", [column])


def downgrade() -> None:
    for table in ("evidence_origin", "box_tag", "boxed_piece"):
        op.drop_table(table)


def _key(table: str, column: str, target: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=ondelete)
