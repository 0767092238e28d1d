"""What the database itself refuses, whatever the program does: triggers on both databases.

A reviewer is never of the unit read; an audit entry is never changed; a computed figure is never changed.
"""

from sqlalchemy import DDL, event

from .base import Base

OWN_UNIT = """
    EXISTS (SELECT 1 FROM "user" WHERE "user".id = NEW.reviewer_id AND "user".home_unit_id = NEW.unit_id)
    OR EXISTS (
        SELECT 1 FROM role_grant
        WHERE role_grant.user_id = NEW.reviewer_id AND role_grant.unit_id = NEW.unit_id
        AND role_grant.role IN ('contributor', 'member', 'signatory')
        AND role_grant.ends_on IS NULL
    )
"""
APPEND_ONLY = (
    "audit_entry",
    "result_line",
    "panel_judgement",
    "sign_off",
    "rectification_plan",
    "progress",
    "evidence_revision",
    "seal",
)


def _sqlite(name: str, table: str, when: str, condition: str, said: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
    )


def _postgresql(name: str, table: str, when: str, condition: str, said: str) -> tuple[str, str]:
    body = (
        f"BEGIN IF {condition} THEN RAISE EXCEPTION '{said}' USING ERRCODE = '23514'; END IF; RETURN NEW; END"
    )
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def triggers(dialect: str) -> list[str]:
    """The statements that make every guard on `dialect` ("sqlite" or "postgresql"), in order."""
    wanted = [
        (f"own_unit_{when.lower()}", "assignment", when, OWN_UNIT, "a reviewer never reads the own unit")
        for when in ("INSERT", "UPDATE")
    ]
    for table in APPEND_ONLY:
        for when in ("UPDATE", "DELETE"):
            wanted.append((f"{table}_no_{when.lower()}", table, when, "1 = 1", f"{table} is append-only"))
    if dialect == "sqlite":
        return [_sqlite(*guard) for guard in wanted]
    return [statement for guard in wanted for statement in _postgresql(*guard)]


def _make(dialect: str) -> None:
    for statement in triggers(dialect):
        event.listen(
            Base.metadata,
            "after_create",
            DDL(statement).execute_if(dialect=dialect),  # type: ignore[no-untyped-call]  # has no types
        )


_make("sqlite")
_make("postgresql")
