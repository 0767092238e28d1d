"""异议 while the notice is shown: by anybody online, or taken by phone, visit or letter and entered here."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role, Subject
from app.domain.calendar import beijing_date
from app.domain.due_process import ObjectionChannel
from app.domain.errors import Conflict, Invalid, NotFound, TooManyAttempts
from app.domain.numbering import document_number, kind_prefix
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.models.campaign import Campaign
from app.models.feedback import Objection, PublicNotice
from app.queries import clock, subjects

from . import audit, gate, notifications
from .serials import take_numbers

MOST_AN_HOUR: Final = 30  # over the internet, for one notice: more is mischief, and the telephone is there
SAY_WHAT = N_("Please write what you object to, with facts that can be checked.")
SAY_WHO = N_("Please leave your name and how to reach you. Only the two who handle it will see them.")


def lodge(
    session: Session, actor: Actor, notice_id: UUID, *, name: str, contact: str, about: str, text: str
) -> Objection:
    """Object online while the notice is shown; no sign-in is asked for.

    Raises NotFound once the page is down, Invalid, TooManyAttempts.
    """
    notice, campaign, subject = _shown(session, notice_id)
    policy.require(actor, Action.OBJECT, subject, seen_by=Action.OBJECT)
    moment = clock.now(session)
    if notice.replaced_at is not None or moment >= notice.ends_at:
        raise NotFound
    _require_words(name=(name, SAY_WHO), contact=(contact, SAY_WHO), text=(text, SAY_WHAT))
    recent = (
        select(func.count())
        .select_from(Objection)
        .where(
            Objection.public_notice_id == notice_id,
            Objection.channel == ObjectionChannel.ONLINE,
            Objection.received_at > moment - timedelta(hours=1),
        )
    )
    if (session.scalar(recent) or 0) >= MOST_AN_HOUR:
        raise TooManyAttempts(
            N_("Very many objections are arriving just now. Please call the office instead.")
        )
    made = _keep(session, notice, campaign, ObjectionChannel.ONLINE, name, contact, about, text, None)
    audit.record(session, actor, Action.OBJECT, made.id, campaign_id=campaign.id, number=made.number)
    return made


def enter(
    session: Session,
    actor: Actor,
    notice_id: UUID,
    *,
    channel: ObjectionChannel,
    name: str,
    contact: str,
    about: str,
    text: str,
) -> Objection:
    """Enter an objection that came by phone, visit or letter; an anonymous one is taken too.

    Raises NotFound, NotPermitted, Invalid.
    """
    notice, campaign, subject = _shown(session, notice_id)
    policy.require(actor, Action.ANSWER_OBJECTION, subject, seen_by=Action.VIEW_CAMPAIGN)
    _require_words(text=(text, SAY_WHAT))
    made = _keep(session, notice, campaign, channel, name, contact, about, text, actor.user_id)
    audit.record(
        session, actor, Action.OBJECT, made.id, campaign_id=campaign.id, number=made.number, channel=channel
    )
    return made


def answer(
    session: Session, actor: Actor, objection_id: UUID, *, text: str, changes_result: bool
) -> Objection:
    """Answer an objection with reasons; a second answer is told that there is one.

    Raises NotFound, NotPermitted, Invalid, Conflict.
    """
    found = session.get(Objection, objection_id, with_for_update=True)
    if found is None:
        raise NotFound
    _, campaign, subject = _shown(session, found.public_notice_id)
    policy.require(actor, Action.ANSWER_OBJECTION, subject, seen_by=Action.VIEW_CAMPAIGN)
    if found.answered_at is not None:
        raise Conflict(N_("This objection has been answered already."))
    _require_words(answer=(text, N_("Please write the answer with its reasons.")))
    found.answer, found.changes_result = text.strip(), changes_result
    found.answered_by_id, found.answered_at = actor.user_id, clock.now(session)
    audit.record(
        session,
        actor,
        Action.ANSWER_OBJECTION,
        found.id,
        campaign_id=campaign.id,
        changes={"answer": ("", text.strip()), "changes_result": (None, changes_result)},
    )
    return found


def _shown(session: Session, notice_id: UUID) -> tuple[PublicNotice, Campaign, Subject]:
    notice = session.get(PublicNotice, notice_id)
    if notice is None:
        raise NotFound
    campaign = gate.enter_campaign(session, notice.campaign_id)
    return notice, campaign, subjects.of_campaign(campaign)


def _require_words(**fields: tuple[str, str]) -> None:
    if missing := {name: reason for name, (text, reason) in fields.items() if not text.strip()}:
        raise Invalid(**missing)


def _keep(
    session: Session,
    notice: PublicNotice,
    campaign: Campaign,
    channel: ObjectionChannel,
    name: str,
    contact: str,
    about: str,
    text: str,
    entered_by_id: UUID | None,
) -> Objection:
    year = beijing_date(clock.now(session)).year
    language = CampaignSettings.of(campaign.settings).language
    prefix = kind_prefix(campaign.number_prefix, "objection", language)
    (number,) = take_numbers(session, prefix, year)
    made = Objection(
        public_notice_id=notice.id,
        number=document_number(prefix, year, number, language=language),
        channel=channel,
        name=name.strip(),
        contact=contact.strip(),
        about=about.strip(),
        text=text.strip(),
        entered_by_id=entered_by_id,
    )
    session.add(made)
    session.flush()
    notifications.tell(
        session,
        notifications.office(session, campaign.owner_path, Role.COORDINATOR),
        N_("An objection has come in: %(number)s."),
        campaign_id=campaign.id,
        link=f"/campaigns/{campaign.id}/public-notice",
        number=made.number,
    )
    return made
