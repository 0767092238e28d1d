"""Printed criterion sheets, each with a code for a telephone: made in one person's name, ended by a click.

Such a code lies about on desks, so it can do little: add files at one criterion, in the name of who printed
it, while that may still be done there. The paper is for who printed it only, every use is counted and traced,
and printing anew ends what was printed before.
"""

from datetime import timedelta
from secrets import token_hex
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.domain import phone_code, policy
from app.domain.actions import Action
from app.domain.actors import Actor
from app.domain.errors import Conflict, NotFound, TooManyAttempts
from app.domain.text import N_
from app.models.phone import PhonePass, PhoneSheets
from app.queries import clock, submissions
from app.queries.accounts import digest

from . import audit, gate

MOST_IN_AN_HOUR = 5


def print_sheets(session: Session, actor: Actor, submission_id: UUID, *, address: str) -> UUID:
    """Prepare a sheet for every criterion that can be written now; the worker makes the paper of this id.

    `address` is where the codes lead. Raises NotFound, NotPermitted, Conflict, TooManyAttempts.
    """
    entered = gate.enter(session, submission_id)
    policy.require(actor, Action.ADD_BY_PHONE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    standing = submissions.standing(session, actor, submission_id)
    places = [
        each.code for each in standing.framework.criteria if standing.writable(each.code, Action.ADD_BY_PHONE)
    ]
    if not places:
        raise Conflict(N_("No criterion can be filled in now, so there is no sheet to print."))
    moment = clock.now(session)
    _require_seldom(session, actor, moment - timedelta(hours=1))
    _end_all(session, actor, submission_id)
    sheets = PhoneSheets(
        submission_id=submission_id,
        made_by_id=actor.user_id,
        made_at=moment,
        seed=token_hex(32),
        address=address,
    )
    session.add(sheets)
    session.flush()
    session.add_all(
        PhonePass(
            token_digest=digest(phone_code.code_of(sheets.seed, place)),
            submission_id=submission_id,
            place=place,
            made_by_id=actor.user_id,
            made_at=moment,
            sheets_id=sheets.id,
        )
        for place in places
    )
    audit.record(
        session,
        actor,
        Action.KEEP_PRINTED_CODES,
        sheets.id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        used_for=", ".join(places),
    )
    return sheets.id


def end(session: Session, actor: Actor, sheets_id: UUID) -> UUID:
    """End the codes of printed sheets at once; returns the submission. Raises NotFound."""
    sheets = session.get(PhoneSheets, sheets_id)
    if sheets is None:
        raise NotFound
    entered = gate.enter(session, sheets.submission_id, author_id=sheets.made_by_id)
    policy.require(actor, Action.KEEP_PRINTED_CODES, entered.subject, seen_by=Action.KEEP_PRINTED_CODES)
    _end_all(session, actor, sheets.submission_id)
    audit.record(
        session,
        actor,
        Action.KEEP_PRINTED_CODES,
        sheets_id,
        campaign_id=entered.campaign.id,
        unit_id=entered.submission.unit_id,
        ended=True,
    )
    return sheets.submission_id


def _end_all(session: Session, actor: Actor, submission_id: UUID) -> None:
    session.execute(
        update(PhoneSheets)
        .where(
            PhoneSheets.submission_id == submission_id,
            PhoneSheets.made_by_id == actor.user_id,
            PhoneSheets.ended_at.is_(None),
        )
        .values(ended_at=clock.now(session), seed="")
    )


def _require_seldom(session: Session, actor: Actor, since: object) -> None:
    lately = select(func.count()).where(PhoneSheets.made_by_id == actor.user_id, PhoneSheets.made_at > since)
    if (session.scalar(lately) or 0) >= MOST_IN_AN_HOUR:
        raise TooManyAttempts(N_("Sheets were printed several times in the last hour. Please wait a little."))
