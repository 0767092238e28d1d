"""Notices: numbered, published to the enrolled units, signed for by each."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role
from app.domain.errors import Invalid, NotFound
from app.domain.text import N_
from app.models.campaign import Notice, NoticeReceipt
from app.models.submission import Submission
from app.queries import subjects

from . import audit, gate, notifications


def publish(
    session: Session,
    actor: Actor,
    campaign_id: UUID,
    *,
    number: str,
    title: str,
    body: str,
    receipt_required: bool = True,
) -> Notice:
    """Publish a notice to the units of a campaign; their contributors and signatories are told.

    Raises NotFound, NotPermitted, Invalid (`number` when it was used already).
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(actor, Action.PUBLISH_NOTICE, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN)
    used = select(Notice.id).where(Notice.campaign_id == campaign.id, Notice.number == number)
    if session.scalar(used) is not None:
        raise Invalid(number=N_("A notice with this number has been published. Please take the next number."))
    assert actor.user_id is not None  # noqa: S101 -- the policy lets only coordinators here
    notice = Notice(
        campaign_id=campaign.id,
        number=number,
        title=title,
        body=body,
        receipt_required=receipt_required,
        published_by_id=actor.user_id,
    )
    session.add(notice)
    session.flush()
    audit.record(
        session,
        actor,
        Action.PUBLISH_NOTICE,
        notice.id,
        campaign_id=campaign.id,
        number=number,
        title=title,
        receipt_required=receipt_required,
    )
    notifications.tell(
        session,
        notifications.concerned(session, campaign.id, Role.CONTRIBUTOR, Role.SIGNATORY),
        N_("A notice has come: %(title)s. Please sign for it.")
        if receipt_required
        else N_("A notice has come: %(title)s."),
        campaign_id=campaign.id,
        link=f"/notices/{notice.id}",
        title=title,
    )
    return notice


def acknowledge(session: Session, actor: Actor, notice_id: UUID, unit_id: UUID) -> NoticeReceipt:
    """Sign for a notice on behalf of a unit. Signing twice has one effect: the first signature stands.

    Raises NotFound, NotPermitted.
    """
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise NotFound
    mine = select(Submission.id).where(
        Submission.campaign_id == notice.campaign_id, Submission.unit_id == unit_id
    )
    submission_id = session.scalar(mine)
    if submission_id is None:
        raise NotFound
    entered = gate.enter(session, submission_id, exclusive=True)
    policy.require(actor, Action.ACKNOWLEDGE_NOTICE, entered.subject, seen_by=Action.VIEW_SUBMISSION)
    known = session.scalar(
        select(NoticeReceipt).where(NoticeReceipt.notice_id == notice.id, NoticeReceipt.unit_id == unit_id)
    )
    if known is not None:
        return known
    assert actor.user_id is not None  # noqa: S101 -- the policy lets only people of the unit here
    receipt = NoticeReceipt(notice_id=notice.id, unit_id=unit_id, user_id=actor.user_id)
    session.add(receipt)
    audit.record(
        session,
        actor,
        Action.ACKNOWLEDGE_NOTICE,
        notice.id,
        campaign_id=notice.campaign_id,
        unit_id=unit_id,
        number=notice.number,
    )
    return receipt
