"""The seals of a submission, what its pictures look like, and passes for a telephone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

GUARDS = {f"seal_no_{when.lower()}": when for when in ("UPDATE", "DELETE")}


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("root", sa.String(length=120), nullable=False),
        sa.Column("sealed_by_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_seal_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["sealed_by_id"], ["user.id"], name=op.f("fk_seal_sealed_by_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
        sa.UniqueConstraint("submission_id", "ordinal", name=op.f("uq_seal_submission_id_ordinal")),
    )
    op.create_index(op.f("ix_seal_sealed_by_id"), "seal", ["sealed_by_id"], unique=False)
    op.create_table(
        "fingerprint",
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("bits", sa.String(length=120), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fingerprint")),
        sa.UniqueConstraint("digest", name=op.f("uq_fingerprint_digest")),
    )
    op.create_table(
        "likeness",
        sa.Column("first", sa.String(length=120), nullable=False),
        sa.Column("second", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likeness")),
        sa.UniqueConstraint("first", "second", name=op.f("uq_likeness_first_second")),
    )
    op.create_table(
        "phone_pass",
        sa.Column("token_digest", sa.String(length=120), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_phone_pass_submission_id_submission"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_phone_pass_made_by_id_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_pass")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_phone_pass_token_digest")),
    )
    for column in ("submission_id", "made_by_id"):
        op.create_index(op.f(f"ix_phone_pass_{column}"), "phone_pass", [column], unique=False)
    for name, when in GUARDS.items():
        for statement in _guard(op.get_bind().dialect.name, name, when):
            op.execute(statement)


def downgrade() -> None:
    for table in ("phone_pass", "likeness", "fingerprint", "seal"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in GUARDS:
            op.execute(f"DROP FUNCTION {name}()")


def _guard(dialect: str, name: str, when: str) -> Sequence[str]:
    if dialect == "sqlite":
        return (
            f"CREATE TRIGGER {name} BEFORE {when} ON seal FOR EACH ROW WHEN 1 = 1 "
            "BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END",
        )
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN "
        "RAISE EXCEPTION 'seal is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {when} ON seal FOR EACH ROW EXECUTE FUNCTION {name}()",
    )
