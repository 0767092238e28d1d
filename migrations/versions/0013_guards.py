"""What the database itself refuses: readers of the own unit, changes of what is append-only."""

from collections.abc import Sequence

from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATEMENTS = {
    "sqlite": (
        """CREATE TRIGGER own_unit_insert BEFORE INSERT ON assignment FOR EACH ROW WHEN
    EXISTS (SELECT 1 FROM "user" WHERE "user".id = NEW.reviewer_id AND "user".home_unit_id = NEW.unit_id)
    OR EXISTS (
        SELECT 1 FROM role_grant
        WHERE role_grant.user_id = NEW.reviewer_id AND role_grant.unit_id = NEW.unit_id
        AND role_grant.role IN ('contributor', 'member', 'signatory')
        AND role_grant.ends_on IS NULL
    )
 BEGIN SELECT RAISE(ABORT, 'a reviewer never reads the own unit'); END""",
        """CREATE TRIGGER own_unit_update BEFORE UPDATE ON assignment FOR EACH ROW WHEN
    EXISTS (SELECT 1 FROM "user" WHERE "user".id = NEW.reviewer_id AND "user".home_unit_id = NEW.unit_id)
    OR EXISTS (
        SELECT 1 FROM role_grant
        WHERE role_grant.user_id = NEW.reviewer_id AND role_grant.unit_id = NEW.unit_id
        AND role_grant.role IN ('contributor', 'member', 'signatory')
        AND role_grant.ends_on IS NULL
    )
 BEGIN SELECT RAISE(ABORT, 'a reviewer never reads the own unit'); END""",
        """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
        """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END""",
        """CREATE TRIGGER result_line_no_update BEFORE UPDATE ON result_line FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'result_line is append-only'); END""",
        """CREATE TRIGGER result_line_no_delete BEFORE DELETE ON result_line FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'result_line is append-only'); END""",
        """CREATE TRIGGER panel_judgement_no_update BEFORE UPDATE ON panel_judgement FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'panel_judgement is append-only'); END""",
        """CREATE TRIGGER panel_judgement_no_delete BEFORE DELETE ON panel_judgement FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'panel_judgement is append-only'); END""",
        """CREATE TRIGGER sign_off_no_update BEFORE UPDATE ON sign_off FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'sign_off is append-only'); END""",
        """CREATE TRIGGER sign_off_no_delete BEFORE DELETE ON sign_off FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'sign_off is append-only'); END""",
        """CREATE TRIGGER rectification_plan_no_update BEFORE UPDATE ON rectification_plan FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'rectification_plan is append-only'); END""",
        """CREATE TRIGGER rectification_plan_no_delete BEFORE DELETE ON rectification_plan FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'rectification_plan is append-only'); END""",
        """CREATE TRIGGER progress_no_update BEFORE UPDATE ON progress FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'progress is append-only'); END""",
        """CREATE TRIGGER progress_no_delete BEFORE DELETE ON progress FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'progress is append-only'); END""",
        """CREATE TRIGGER evidence_revision_no_update BEFORE UPDATE ON evidence_revision FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence_revision is append-only'); END""",
        """CREATE TRIGGER evidence_revision_no_delete BEFORE DELETE ON evidence_revision FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'evidence_revision is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION own_unit_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF
    EXISTS (SELECT 1 FROM "user" WHERE "user".id = NEW.reviewer_id AND "user".home_unit_id = NEW.unit_id)
    OR EXISTS (
        SELECT 1 FROM role_grant
        WHERE role_grant.user_id = NEW.reviewer_id AND role_grant.unit_id = NEW.unit_id
        AND role_grant.role IN ('contributor', 'member', 'signatory')
        AND role_grant.ends_on IS NULL
    )
 THEN RAISE EXCEPTION 'a reviewer never reads the own unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER own_unit_insert BEFORE INSERT ON assignment FOR EACH ROW EXECUTE FUNCTION own_unit_insert()""",
        """CREATE FUNCTION own_unit_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF
    EXISTS (SELECT 1 FROM "user" WHERE "user".id = NEW.reviewer_id AND "user".home_unit_id = NEW.unit_id)
    OR EXISTS (
        SELECT 1 FROM role_grant
        WHERE role_grant.user_id = NEW.reviewer_id AND role_grant.unit_id = NEW.unit_id
        AND role_grant.role IN ('contributor', 'member', 'signatory')
        AND role_grant.ends_on IS NULL
    )
 THEN RAISE EXCEPTION 'a reviewer never reads the own unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER own_unit_update BEFORE UPDATE ON assignment FOR EACH ROW EXECUTE FUNCTION own_unit_update()""",
        """CREATE FUNCTION audit_entry_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_no_update()""",
        """CREATE FUNCTION audit_entry_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_no_delete()""",
        """CREATE FUNCTION result_line_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'result_line is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER result_line_no_update BEFORE UPDATE ON result_line FOR EACH ROW EXECUTE FUNCTION result_line_no_update()""",
        """CREATE FUNCTION result_line_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'result_line is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER result_line_no_delete BEFORE DELETE ON result_line FOR EACH ROW EXECUTE FUNCTION result_line_no_delete()""",
        """CREATE FUNCTION panel_judgement_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'panel_judgement is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER panel_judgement_no_update BEFORE UPDATE ON panel_judgement FOR EACH ROW EXECUTE FUNCTION panel_judgement_no_update()""",
        """CREATE FUNCTION panel_judgement_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'panel_judgement is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER panel_judgement_no_delete BEFORE DELETE ON panel_judgement FOR EACH ROW EXECUTE FUNCTION panel_judgement_no_delete()""",
        """CREATE FUNCTION sign_off_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'sign_off is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER sign_off_no_update BEFORE UPDATE ON sign_off FOR EACH ROW EXECUTE FUNCTION sign_off_no_update()""",
        """CREATE FUNCTION sign_off_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'sign_off is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER sign_off_no_delete BEFORE DELETE ON sign_off FOR EACH ROW EXECUTE FUNCTION sign_off_no_delete()""",
        """CREATE FUNCTION rectification_plan_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'rectification_plan is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER rectification_plan_no_update BEFORE UPDATE ON rectification_plan FOR EACH ROW EXECUTE FUNCTION rectification_plan_no_update()""",
        """CREATE FUNCTION rectification_plan_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'rectification_plan is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER rectification_plan_no_delete BEFORE DELETE ON rectification_plan FOR EACH ROW EXECUTE FUNCTION rectification_plan_no_delete()""",
        """CREATE FUNCTION progress_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'progress is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER progress_no_update BEFORE UPDATE ON progress FOR EACH ROW EXECUTE FUNCTION progress_no_update()""",
        """CREATE FUNCTION progress_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'progress is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER progress_no_delete BEFORE DELETE ON progress FOR EACH ROW EXECUTE FUNCTION progress_no_delete()""",
        """CREATE FUNCTION evidence_revision_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'evidence_revision is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER evidence_revision_no_update BEFORE UPDATE ON evidence_revision FOR EACH ROW EXECUTE FUNCTION evidence_revision_no_update()""",
        """CREATE FUNCTION evidence_revision_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'evidence_revision is append-only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER evidence_revision_no_delete BEFORE DELETE ON evidence_revision FOR EACH ROW EXECUTE FUNCTION evidence_revision_no_delete()""",
    ),
}
TRIGGERS = (
    ("own_unit_insert", "assignment"),
    ("own_unit_update", "assignment"),
    ("audit_entry_no_update", "audit_entry"),
    ("audit_entry_no_delete", "audit_entry"),
    ("result_line_no_update", "result_line"),
    ("result_line_no_delete", "result_line"),
    ("panel_judgement_no_update", "panel_judgement"),
    ("panel_judgement_no_delete", "panel_judgement"),
    ("sign_off_no_update", "sign_off"),
    ("sign_off_no_delete", "sign_off"),
    ("rectification_plan_no_update", "rectification_plan"),
    ("rectification_plan_no_delete", "rectification_plan"),
    ("progress_no_update", "progress"),
    ("progress_no_delete", "progress"),
    ("evidence_revision_no_update", "evidence_revision"),
    ("evidence_revision_no_delete", "evidence_revision"),
)


def upgrade() -> None:
    for statement in STATEMENTS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for name, table in TRIGGERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
