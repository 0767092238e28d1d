"""Certificates: drafted by one person, issued by another, reissued or revoked; no number is used twice."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role, Subject
from app.domain.certificate import Revocation
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.papers import PAPERS, kind_of_certificate
from app.domain.procedure import CERTIFICATE, CertificateFacts, CertificateStage, SubmissionStage
from app.domain.settings import CampaignSettings
from app.domain.text import N_
from app.domain.workflow import target_of
from app.models.campaign import Campaign
from app.models.certificate import Award, Certificate
from app.models.document import Document
from app.models.result import Decision
from app.models.submission import Submission
from app.queries import clock, facts, subjects

from . import audit, drafting, gate, notifications, transitions

UNIT = (Role.CONTRIBUTOR, Role.SIGNATORY)
GIVEN = (CertificateStage.DRAFT, CertificateStage.ISSUED, CertificateStage.REVOKED)


def draft(
    session: Session, actor: Actor, campaign_id: UUID, *, series: str, public_url: str
) -> list[Certificate]:
    """Draft a certificate for every chosen award that has none; a second person issues them.

    `series` stands in the number (优字); `public_url` is where the QR leads.
    Raises NotFound, NotPermitted, Conflict when there is nothing to draft, Invalid.
    """
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(
        actor, Action.DRAFT_CERTIFICATE, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    if not series.strip() or len(series.strip()) > 10:
        raise Invalid(series=N_("Please write one to ten characters, such as 优字."))
    waiting = _awards_without(session, campaign.id)
    if not waiting:
        raise Conflict(N_("There is no award without a certificate."))
    made = drafting.drafts(session, actor, campaign, waiting, series=series.strip(), public_url=public_url)
    session.add_all(made)
    session.flush()
    audit.record(
        session,
        actor,
        Action.DRAFT_CERTIFICATE,
        campaign.id,
        campaign_id=campaign.id,
        serials=[each.serial for each in made],
    )
    return made


def issue(session: Session, actor: Actor, certificate_id: UUID) -> Certificate:
    """Issue a draft as the second person; what it replaces becomes “reissued” in the same moment.

    Raises NotFound, NotPermitted, TransitionRefused with every blocker.
    """
    certificate, award, campaign, submission = _enter(session, certificate_id)
    subject = subjects.of_award(session, campaign, award.id)
    policy.require(actor, Action.ISSUE_CERTIFICATE, subject, seen_by=_seen(certificate))
    known = facts.of_certificate(
        second_person=certificate.drafted_by_id != actor.user_id,
        rectified=_rectified(campaign, submission),
    )
    target_of(CERTIFICATE, "issue", certificate.stage, known)  # every refusal before the first change
    if certificate.replaces_id is not None:
        _end_replaced(session, actor, certificate, campaign, subject)
    certificate.issued_on, certificate.issued_at = clock.today(session), clock.now(session)
    certificate.issued_by_id = actor.user_id
    certificate.snapshot = {**certificate.snapshot, "issued_on": certificate.issued_on.isoformat()}
    _move_and_trace(session, actor, certificate, campaign, subject, "issue", known)
    _ask_for_paper(session, actor, certificate)
    _tell(session, award, certificate, N_("Your certificate %(number)s is ready."))
    return certificate


def issue_all(session: Session, actor: Actor, campaign_id: UUID) -> list[Certificate]:
    """Issue every draft of a campaign that may be issued now. Raises NotFound, NotPermitted, Conflict."""
    campaign = gate.enter_campaign(session, campaign_id, closing=True)
    policy.require(
        actor, Action.ISSUE_CERTIFICATE, subjects.of_campaign(campaign), seen_by=Action.VIEW_CAMPAIGN
    )
    replaced = aliased(Certificate)
    drafts = (
        select(Certificate.id, Submission)
        .join(Award, Award.id == Certificate.award_id)
        .outerjoin(Submission, Submission.id == Award.submission_id)
        .outerjoin(replaced, replaced.id == Certificate.replaces_id)
        .where(
            Certificate.campaign_id == campaign.id,
            Certificate.stage == CertificateStage.DRAFT,
            or_(replaced.id.is_(None), replaced.stage == CertificateStage.ISSUED),  # not revoked meanwhile
        )
        .order_by(Certificate.number)
    )
    rows = session.execute(drafts).all()
    ready = [row[0] for row in rows if _rectified(campaign, row[1])]
    if not ready:
        raise Conflict(
            N_("In this campaign a certificate is issued after the unit's rectification is closed.")
            if rows
            else N_("No draft waits to be issued.")
        )
    issued = [issue(session, actor, certificate_id) for certificate_id in ready]
    audit.record(
        session, actor, Action.ISSUE_CERTIFICATE, campaign.id, campaign_id=campaign.id, issued=len(issued)
    )
    return issued


def reissue(
    session: Session,
    actor: Actor,
    certificate_id: UUID,
    *,
    recipient: str,
    recipient_en: str = "",
    reason: str,
    public_url: str,
) -> Certificate:
    """Draft a corrected certificate with -R1 after its number; it replaces the old one when issued.

    Raises NotFound, NotPermitted, Conflict, Invalid by field.
    """
    old, award, campaign, _ = _enter(session, certificate_id)
    subject = subjects.of_award(session, campaign, award.id)
    policy.require(actor, Action.REISSUE_CERTIFICATE, subject, seen_by=_seen(old))
    if old.stage is not CertificateStage.ISSUED:
        raise Conflict(N_("Only a valid certificate can be reissued."))
    if _replacement(session, old.id) is not None:
        raise Conflict(N_("A corrected certificate has been drafted already."))
    missing = {"recipient": recipient, "reason": reason}
    if wrong := [name for name, text in missing.items() if not text.strip()]:
        raise Invalid(**dict.fromkeys(wrong, N_("Please fill this in.")))
    changes = audit.difference(award, recipient=recipient.strip(), recipient_en=recipient_en.strip())
    award.recipient, award.recipient_en = recipient.strip(), recipient_en.strip()
    award.version += 1
    made = drafting.replacement(session, actor, campaign, award, old, public_url)
    made.reason = reason.strip()
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        Action.DRAFT_CERTIFICATE,
        made.id,
        campaign_id=campaign.id,
        reason=reason.strip(),
        changes={} if _seen(old) is Action.VIEW_THANKS else changes,  # the log names no reviewer
        number=made.number,
        replaces=old.number,
    )
    return made


def revoke(
    session: Session,
    actor: Actor,
    certificate_id: UUID,
    *,
    because: Revocation,
    reason: str,
    decision: str,
) -> Certificate:
    """Revoke a valid certificate by a decision; its public page says so from now on, its holder is told.

    Raises NotFound, NotPermitted, TransitionRefused, Invalid by field.
    """
    certificate, award, campaign, _ = _enter(session, certificate_id)
    subject = subjects.of_award(session, campaign, award.id)
    policy.require(actor, Action.REVOKE_CERTIFICATE, subject, seen_by=_seen(certificate))
    missing = {"reason": reason, "decision": decision}
    if wrong := [name for name, text in missing.items() if not text.strip()]:
        raise Invalid(**dict.fromkeys(wrong, N_("Please fill this in.")))
    known = facts.of_certificate(reason=reason)
    _move_and_trace(session, actor, certificate, campaign, subject, "revoke", known, reason.strip())
    certificate.ended_at, certificate.ended_by_id = clock.now(session), actor.user_id
    certificate.ended_because, certificate.ended_reason = because, reason.strip()
    certificate.ended_decision = decision.strip()
    _tell(session, award, certificate, N_("Certificate %(number)s was revoked."))
    return certificate


def _enter(session: Session, certificate_id: UUID) -> tuple[Certificate, Award, Campaign, Submission | None]:
    """The certificate and all above it; the campaign's row is held alone, for numbers are given on it."""
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound
    campaign = gate.enter_campaign(session, found.campaign_id, closing=True)
    session.refresh(found)
    award = session.get_one(Award, found.award_id)
    submission = session.get(Submission, award.submission_id) if award.submission_id else None
    return found, award, campaign, submission


def _seen(certificate: Certificate) -> Action:
    """What a person must be allowed to be told that it exists."""
    return PAPERS[kind_of_certificate(certificate.snapshot)].action


def _awards_without(session: Session, campaign_id: UUID) -> list[tuple[Award, Decision]]:
    """The chosen awards no certificate was ever given for, by title and unit."""
    has = select(Certificate.id).where(Certificate.award_id == Award.id, Certificate.stage.in_(GIVEN))
    rows = session.execute(
        select(Award, Decision)
        .join(Decision, Decision.id == Award.decision_id)
        .where(Award.campaign_id == campaign_id, Award.chosen.is_(True), ~has.exists())
        .order_by(Decision.recorded_at, Award.code, Award.recipient, Award.id)
    )
    return [(row[0], row[1]) for row in rows]


def _rectified(campaign: Campaign, submission: Submission | None) -> bool:
    """Whether the campaign asks for nothing more before the certificate of this unit."""
    asked = CampaignSettings.of(campaign.settings).certificates_after_rectification
    return not asked or submission is None or submission.stage is SubmissionStage.CLOSED


def _replacement(session: Session, certificate_id: UUID) -> UUID | None:
    return session.scalar(select(Certificate.id).where(Certificate.replaces_id == certificate_id).limit(1))


def _end_replaced(
    session: Session, actor: Actor, certificate: Certificate, campaign: Campaign, subject: Subject
) -> None:
    """What a certificate replaces becomes “reissued” before the new one is valid: never two, never none."""
    old = session.get_one(Certificate, certificate.replaces_id)
    known = facts.of_certificate(reason=certificate.reason)
    _move_and_trace(session, actor, old, campaign, subject, "reissue", known, certificate.reason)
    old.ended_at, old.ended_by_id = clock.now(session), actor.user_id
    old.ended_reason = certificate.reason
    session.flush()


def _move_and_trace(
    session: Session,
    actor: Actor,
    certificate: Certificate,
    campaign: Campaign,
    subject: Subject,
    name: str,
    known: CertificateFacts,
    reason: str = "",
) -> None:
    transitions.move_certificate(
        session,
        actor,
        certificate,
        name,
        known,
        action=Action.REVOKE_CERTIFICATE if name == "revoke" else Action.ISSUE_CERTIFICATE,
        subject=subject,
        campaign_id=campaign.id,
        reason=reason,
    )


def _ask_for_paper(session: Session, actor: Actor, certificate: Certificate) -> None:
    """The worker makes the PDF at once; a lost copy is that same file again."""
    language = str(certificate.snapshot["language"])
    recipient = certificate.snapshot["recipient"]
    session.add(
        Document(
            kind=kind_of_certificate(certificate.snapshot),
            subject_id=certificate.id,
            campaign_id=certificate.campaign_id,
            locale=language,
            filename=f"{recipient.get(language) or recipient['zh']} {certificate.number}.pdf",
            asked_by_id=actor.user_id,
        )
    )


def _tell(session: Session, award: Award, certificate: Certificate, text: str) -> None:
    """Tell the people of the unit, or the reviewer who is thanked."""
    subject = subjects.of_award(session, session.get_one(Campaign, award.campaign_id), award.id)
    people = [subject.author_id] if subject.author_id else []
    if subject.unit_id is not None:
        people = list(notifications.holders(session, subject.unit_id, *UNIT))
    notifications.tell(
        session,
        people,
        text,
        campaign_id=certificate.campaign_id,
        link=f"/certificates/{certificate.id}",
        number=certificate.number,
    )
