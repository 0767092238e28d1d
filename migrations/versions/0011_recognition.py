"""Awards and certificates, and the counters of numbers never given twice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "award",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("recipient", sa.String(length=120), nullable=False),
        sa.Column("recipient_en", sa.String(length=120), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_award_campaign_id_campaign"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_award_decision_id_decision"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_award_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint(
            "campaign_id",
            "code",
            "submission_id",
            "recipient",
            name=op.f("uq_award_campaign_id_code_submission_id_recipient"),
        ),
    )
    op.create_index(op.f("ix_award_campaign_id"), "award", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_award_decision_id"), "award", ["decision_id"], unique=False)
    op.create_index(op.f("ix_award_submission_id"), "award", ["submission_id"], unique=False)
    op.create_table(
        "serial_counter",
        sa.Column("series", sa.String(length=120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serial_counter")),
        sa.UniqueConstraint("series", "year", name=op.f("uq_serial_counter_series_year")),
    )
    op.create_table(
        "certificate",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "issued",
                "reissued",
                "revoked",
                name="is_certificatestage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=120), nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column(
            "ended_because",
            sa.Enum(
                "error",
                "finding",
                "decision",
                "request",
                name="is_revocation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("ended_decision", sa.String(length=400), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "stage = 'draft' OR issued_by_id IS NOT NULL", name=op.f("ck_certificate_issued_by_somebody")
        ),
        sa.CheckConstraint(
            "issued_by_id IS NULL OR issued_by_id <> drafted_by_id", name=op.f("ck_certificate_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_certificate_award_id_award"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_certificate_campaign_id_campaign"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"],
            ["user.id"],
            name=op.f("fk_certificate_drafted_by_id_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_certificate_ended_by_id_user")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["user.id"], name=op.f("fk_certificate_issued_by_id_user")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["certificate.id"], name=op.f("fk_certificate_replaces_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("serial", name=op.f("uq_certificate_serial")),
    )
    op.create_index(op.f("ix_certificate_award_id"), "certificate", ["award_id"], unique=False)
    op.create_index(
        "ix_certificate_campaign_id_number", "certificate", ["campaign_id", "number"], unique=False
    )
    op.create_index(op.f("ix_certificate_drafted_by_id"), "certificate", ["drafted_by_id"], unique=False)
    op.create_index(op.f("ix_certificate_replaces_id"), "certificate", ["replaces_id"], unique=False)
    op.create_index(
        "uq_certificate_award_id_living",
        "certificate",
        ["award_id", "stage"],
        unique=True,
        sqlite_where=sa.text("stage IN ('draft', 'issued')"),
        postgresql_where=sa.text("stage IN ('draft', 'issued')"),
    )


def downgrade() -> None:
    op.drop_table("certificate")
    op.drop_table("serial_counter")
    op.drop_table("award")
