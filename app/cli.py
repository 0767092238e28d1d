"""The commands of the operator: `flask --app wsgi …`, thin wrappers around readings and deeds."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.database import open_engine, reading
from app.models.submission import Submission
from app.queries import seals
from app.queries.invariants import INVARIANTS, Records

EXAMPLES = 5


def init_app(app: Flask) -> None:
    app.cli.add_command(fsck)
    app.cli.add_command(verify_seal)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with everything that was found.")
@with_appcontext
def fsck(as_json: bool) -> None:
    """Check that the records agree with one another and with the evidence store. Changes nothing.

    Runs beside the working system, on the records as they stand when it begins. Ends with status 1 when
    something does not hold.
    """
    found: dict[str, list[str]] = {}
    with _snapshot() as session:
        records = Records(session, current_app.extensions["evidence_store"])
        for invariant in INVARIANTS:
            found[invariant.name] = list(invariant.breaches(records))
            if not as_json:
                _tell(invariant.name, invariant.says, found[invariant.name])
    broken = [name for name, breaches in found.items() if breaches]
    if as_json:
        click.echo(json.dumps({"sound": not broken, "invariants": found}, ensure_ascii=False, indent=2))
    else:
        rows = sum(len(breaches) for breaches in found.values())
        click.echo(
            f"fsck: {len(found) - len(broken)} invariants hold, {len(broken)} are broken ({rows} findings)"
        )
    raise SystemExit(1 if broken else 0)


@click.command("verify-seal")
@click.argument("submission_id", metavar="SUBMISSION", type=click.UUID)
@with_appcontext
def verify_seal(submission_id: UUID) -> None:
    """Prove that what is kept of a submission is what was handed in. Changes nothing.

    Reads every sealed file again. What changed in the records since is told, but is no fault: after the
    review a unit may add evidence. Ends with status 1 when a seal does not hold, 2 when there is none.
    """
    with _snapshot() as session:
        submission = session.get(Submission, submission_id)
        if submission is None:
            raise click.UsageError(f"no submission {submission_id}")
        proofs = seals.prove(session, current_app.extensions["evidence_store"], submission)
    if not proofs:
        raise click.UsageError(f"{submission.unit_name} has no seal: it was never handed in, or before seals")
    for proof in proofs:
        click.echo(
            f"{'holds' if proof.holds else 'BROKEN'}   seal {proof.seal.ordinal} of {proof.seal.sealed_at}"
        )
        click.echo(f"          {proof.seal.root}, {proof.files} files read again")
        for fault in proof.faults:
            click.echo(f"          fault: {fault}")
        for change in proof.changes:
            click.echo(f"          since: {change}")
    raise SystemExit(0 if all(proof.holds for proof in proofs) else 1)


def _tell(name: str, says: str, breaches: list[str]) -> None:
    if not breaches:
        click.echo(f"ok      {name}")
        return
    click.echo(f"BROKEN  {name}: {len(breaches)} × {says}")
    for breach in islice(breaches, EXAMPLES):
        click.echo(f"          {breach}")
    if len(breaches) > EXAMPLES:
        click.echo(f"          … and {len(breaches) - EXAMPLES} more")


@contextmanager
def _snapshot() -> Iterator[Session]:
    """One view of the records for the whole check, which cannot write, however long it lasts."""
    engine = open_engine(current_app.config["DATABASE_URL"])
    try:
        with reading(engine) as session:
            if engine.dialect.name == "postgresql":
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
                session.execute(text("SET LOCAL statement_timeout = 0"))
            else:
                session.execute(text("PRAGMA query_only = ON"))
            yield session
    finally:
        engine.dispose()
