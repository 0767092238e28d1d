"""Notices and who has signed for them."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.domain.actors import UNIT_ROLES, Actor
from app.domain.errors import NotFound
from app.domain.procedure import RUNNING
from app.models.account import User
from app.models.campaign import Campaign, Notice, NoticeReceipt
from app.models.submission import Submission

from . import campaigns

PAGE = 50


class NoticeRow(NamedTuple):
    """A notice in a list, with how many units have signed for it."""

    id: UUID
    number: str
    title: str
    published_at: datetime
    receipt_required: bool
    signed: int


class ReceiptRow(NamedTuple):
    """A unit and its signature, if there is one."""

    unit_id: UUID
    unit_name: str
    signed_by: str | None
    signed_at: datetime | None


class Place(NamedTuple):
    """Where a page of the signatures begins: after this line."""

    signed: int
    unit_code: str
    id: UUID


class Receipts(NamedTuple):
    """A page of the signatures, how many units are asked and have signed, and where the next page begins."""

    rows: list[ReceiptRow]
    units: int
    signed: int
    following: Place | None


def of_campaign(session: Session, campaign_id: UUID) -> list[NoticeRow]:
    """The notices of a campaign, newest first."""
    signed = (
        select(func.count()).where(NoticeReceipt.notice_id == Notice.id).correlate(Notice).scalar_subquery()
    )
    statement = (
        select(Notice.id, Notice.number, Notice.title, Notice.published_at, Notice.receipt_required, signed)
        .where(Notice.campaign_id == campaign_id)
        .order_by(Notice.published_at.desc(), Notice.id)
        .limit(PAGE)
    )
    return [NoticeRow(*row) for row in session.execute(statement)]


def find(session: Session, actor: Actor, notice_id: UUID) -> tuple[Notice, Campaign]:
    """A notice of a campaign the actor has to do with. Raises NotFound."""
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise NotFound
    return notice, campaigns.find(session, actor, notice.campaign_id)


def receipts(
    session: Session,
    notice: Notice,
    *,
    unit_ids: tuple[UUID, ...] | None = None,
    after: Place | None = None,
    rows: int = PAGE,
) -> Receipts:
    """A page of the units asked to sign, those who have not first; `unit_ids` narrows to these.

    Two statements, at most `rows` + 1 units.
    """
    joined = and_(NoticeReceipt.notice_id == notice.id, NoticeReceipt.unit_id == Submission.unit_id)
    asked = [
        Submission.campaign_id == notice.campaign_id,
        or_(Submission.stage.in_(RUNNING), NoticeReceipt.id.is_not(None)),
    ]
    if unit_ids is not None:
        asked.append(Submission.unit_id.in_(unit_ids))
    signed = case((NoticeReceipt.id.is_not(None), 1), else_=0)
    statement = (
        select(
            Submission.unit_id,
            Submission.unit_name,
            User.name,
            NoticeReceipt.read_at,
            signed.label("signed"),
            Submission.id,
            Submission.unit_code,
        )
        .outerjoin(NoticeReceipt, joined)
        .outerjoin(User, User.id == NoticeReceipt.user_id)
        .where(*asked)
        .order_by(signed, Submission.unit_code, Submission.id)
        .limit(rows + 1)
    )
    if after is not None:
        statement = statement.where(tuple_(signed, Submission.unit_code, Submission.id) > tuple_(*after))
    found = session.execute(statement).all()
    units, have = session.execute(
        select(func.count(), func.count(NoticeReceipt.id))
        .select_from(Submission)
        .outerjoin(NoticeReceipt, joined)
        .where(*asked)
    ).one()
    last = found[rows - 1] if len(found) > rows else None
    return Receipts(
        [ReceiptRow(*row[:4]) for row in found[:rows]],
        units,
        have,
        Place(last.signed, last.unit_code, last.id) if last else None,
    )


def unsigned(session: Session, actor: Actor) -> list[tuple[UUID, str, UUID]]:
    """Notices the actor's units have not signed for, as (notice, title, unit); newest first."""
    signed = and_(NoticeReceipt.notice_id == Notice.id, NoticeReceipt.unit_id == Submission.unit_id)
    statement = (
        select(Notice.id, Notice.title, Submission.unit_id)
        .join(Submission, Submission.campaign_id == Notice.campaign_id)
        .outerjoin(NoticeReceipt, signed)
        .where(
            Submission.unit_id.in_(actor.units(*UNIT_ROLES)),
            Submission.stage.in_(RUNNING),
            Notice.receipt_required.is_(True),
            NoticeReceipt.id.is_(None),
        )
        .order_by(Notice.published_at.desc(), Notice.id)
        .limit(20)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]
