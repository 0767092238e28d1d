"""A rectification item may be withdrawn: the fact it rested on was not one."""

from collections.abc import Sequence

from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STAGES = ("open", "planned", "reported", "returned", "verified", "carried_over")
KINDS = ("progress", "completion", "verified", "returned", "carried_over")
CHECKED = (
    ("rectification_item", "stage", "is_itemstage", STAGES),
    ("progress", "kind", "is_progresskind", KINDS),
)


def upgrade() -> None:
    for table, column, name, values in CHECKED:
        _check(table, column, name, values, (*values, "withdrawn"))


def downgrade() -> None:
    op.execute("UPDATE rectification_item SET stage = 'verified' WHERE stage = 'withdrawn'")
    for table, column, name, values in CHECKED:
        _check(table, column, name, (*values, "withdrawn"), values)


def _check(table: str, column: str, name: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Let the column hold other values."""
    if op.get_bind().dialect.name == "sqlite":
        return _check_on_sqlite(table, _listed(before), _listed(after))
    full = f"ck_{table}_{name}"
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {full}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {full} CHECK ({column} IN ({_listed(after)}))")


def _check_on_sqlite(table: str, before: str, after: str) -> None:
    """Write the new CHECK into the schema, as SQLite advises where no stored row changes: a rebuilt table
    would lose its guards and break the keys that point to it.
    """
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?",
        (f"IN ({before})", f"IN ({after})", table),
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
