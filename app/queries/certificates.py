"""Certificates: the office's list, a unit's own, one with its state, and the face the public may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES, Actor
from app.domain.awards import Honoured
from app.domain.certificate import Revocation, code_begins, plain_number, read_public_code
from app.domain.errors import NotFound
from app.domain.locale_text import LocaleText
from app.domain.papers import PAPERS, kind_of_certificate
from app.domain.procedure import CertificateStage
from app.models.campaign import Campaign
from app.models.certificate import Award, Certificate, Honouree
from app.models.submission import Submission

from . import documents, subjects

PAGE = 30


@dataclass(frozen=True, slots=True)
class Face:
    """What is printed on a certificate, as it was."""

    number: str
    serial: str
    recipient: LocaleText
    title: LocaleText
    campaign: LocaleText
    issuers: tuple[LocaleText, ...]
    issued_on: date | None
    citation: str

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Face":
        """The face from a snapshot."""
        return cls(
            number=kept["number"],
            serial=kept["serial"],
            recipient=LocaleText(kept["recipient"]),
            title=LocaleText(kept["award"]),
            campaign=LocaleText(kept["campaign"]),
            issuers=tuple(LocaleText(each) for each in kept["issuers"]),
            issued_on=date.fromisoformat(kept["issued_on"]) if kept["issued_on"] else None,
            citation=kept["citation"],
        )


class CertificateRow(NamedTuple):
    """A certificate in a list."""

    id: UUID
    face: Face
    stage: CertificateStage
    drafted_by_id: UUID
    hidden: bool  # whom a letter of thanks names is not for this reader


@dataclass(frozen=True, slots=True)
class CertificateList:
    """A page of certificates with the counts over all; `after` is the key of the next page."""

    campaign_id: UUID
    campaign_title: str
    settings: Mapping[str, Any]
    counts: Mapping[CertificateStage, int]
    rows: Sequence[CertificateRow]
    after: UUID | None
    drafted_by_me: bool
    undrafted: int  # awards without a certificate
    may_draft: bool
    may_issue: bool


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """One certificate, how it ended if it did, its paper, and what this reader may do."""

    id: UUID
    campaign_id: UUID
    code: str
    face: Face
    stage: CertificateStage
    reason: str
    replaces: tuple[UUID, str] | None
    replaced_by: tuple[UUID, str, CertificateStage] | None
    ended_at: datetime | None
    ended_because: Revocation | None
    ended_reason: str
    ended_decision: str
    language: str
    paper: str  # its kind among the papers
    document_id: UUID | None
    document_state: str
    drafted_by_me: bool
    oversees: bool  # one of those who see all certificates of the campaign
    may_issue: bool
    may_reissue: bool
    may_revoke: bool


@dataclass(frozen=True, slots=True)
class PublicCertificate:
    """What anybody may see: the face, the state, and where a replaced one leads."""

    face: Face
    stage: CertificateStage
    ended_at: datetime | None
    ended_because: Revocation | None
    replaced_by: tuple[str, str] | None


def of_campaign(
    session: Session, actor: Actor, campaign_id: UUID, *, only: str = "", after: UUID | None = None
) -> CertificateList:
    """The certificates of a campaign by number, for those who issue them. Raises NotFound."""
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NotFound
    subject = subjects.of_campaign(campaign)
    policy.require(actor, Action.ISSUE_CERTIFICATE, subject, seen_by=Action.ISSUE_CERTIFICATE)
    here = Certificate.campaign_id == campaign_id
    wanted = (
        and_(here, Certificate.stage == CertificateStage(only)) if only in set(CertificateStage) else here
    )
    if after is not None:
        last = select(Certificate.number).where(Certificate.id == after).scalar_subquery()
        wanted = and_(wanted, Certificate.number > last)
    rows = session.execute(_columns().where(wanted).order_by(Certificate.number).limit(PAGE + 1)).all()
    counted = session.execute(
        select(Certificate.stage, func.count()).where(here).group_by(Certificate.stage)
    ).all()
    mine = select(Certificate.id).where(
        here, Certificate.stage == CertificateStage.DRAFT, Certificate.drafted_by_id == actor.user_id
    )
    counts = {row[0]: row[1] for row in counted}
    return CertificateList(
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        settings=campaign.settings,
        counts={stage: counts.get(stage, 0) for stage in CertificateStage},
        rows=[_row(row, named=policy.permits(actor, Action.VIEW_THANKS, subject)) for row in rows[:PAGE]],
        after=rows[PAGE - 1].id if len(rows) > PAGE else None,
        drafted_by_me=session.scalar(mine.limit(1)) is not None,
        undrafted=session.scalar(_undrafted(campaign_id)) or 0,
        may_draft=policy.permits(actor, Action.DRAFT_CERTIFICATE, subject),
        may_issue=policy.permits(actor, Action.ISSUE_CERTIFICATE, subject),
    )


def own(session: Session, actor: Actor) -> list[CertificateRow]:
    """The certificates of the actor's units and the actor's own, newest first; drafts are not told. One
    statement.
    """
    units = actor.units(*UNIT_ROLES)
    mine = or_(Submission.unit_id.in_(units), Honouree.unit_id.in_(units), Honouree.user_id == actor.user_id)
    rows = session.execute(
        _columns()
        .where(mine, Certificate.stage != CertificateStage.DRAFT)
        .order_by(Certificate.issued_at.desc(), Certificate.id)
        .limit(PAGE)
    )
    return [_row(row) for row in rows]


def certificate(session: Session, actor: Actor, certificate_id: UUID) -> CertificatePage:
    """One certificate; a draft is for those who issue. Raises NotFound. A constant number of statements."""
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound
    subject = subjects.of_award(session, session.get_one(Campaign, found.campaign_id), found.award_id)
    kind = kind_of_certificate(found.snapshot)
    draft = found.stage is CertificateStage.DRAFT
    for seen in (PAPERS[kind].action, Action.ISSUE_CERTIFICATE) if draft else (PAPERS[kind].action,):
        policy.require(actor, seen, subject, seen_by=seen)
    paper = documents.newest(session, kind, found.id, str(found.snapshot["language"]))
    following = session.execute(
        select(Certificate.id, Certificate.number, Certificate.stage).where(
            Certificate.replaces_id == found.id
        )
    ).first()
    may_issue = policy.permits(actor, Action.ISSUE_CERTIFICATE, subject)
    if following is not None and following.stage is CertificateStage.DRAFT and not may_issue:
        following = None
    before = session.get(Certificate, found.replaces_id) if found.replaces_id else None
    valid = found.stage is CertificateStage.ISSUED
    return CertificatePage(
        id=found.id,
        campaign_id=found.campaign_id,
        code=found.code,
        face=Face.of(found.snapshot),
        stage=found.stage,
        reason=found.reason,
        replaces=(before.id, before.number) if before else None,
        replaced_by=(following.id, following.number, following.stage) if following else None,
        ended_at=found.ended_at,
        ended_because=found.ended_because,
        ended_reason=found.ended_reason,
        ended_decision=found.ended_decision,
        language=str(found.snapshot["language"]),
        paper=kind,
        document_id=paper.id if paper else None,
        document_state=paper.state if paper else "",
        drafted_by_me=found.drafted_by_id == actor.user_id,
        oversees=may_issue,
        may_issue=draft and may_issue,
        may_reissue=valid and not following and policy.permits(actor, Action.REISSUE_CERTIFICATE, subject),
        may_revoke=valid and policy.permits(actor, Action.REVOKE_CERTIFICATE, subject),
    )


def public(session: Session, code: str) -> PublicCertificate | None:
    """What stands behind a public code, however it was typed; None when there is nothing. One statement."""
    plain = read_public_code(code)
    if plain is None:
        return None
    following = aliased(Certificate)
    row = session.execute(
        select(
            Certificate.snapshot,
            Certificate.stage,
            Certificate.ended_at,
            Certificate.ended_because,
            following.number,
            following.code,
        )
        .outerjoin(
            following,
            and_(following.replaces_id == Certificate.id, following.stage != CertificateStage.DRAFT),
        )
        .where(Certificate.code == plain, Certificate.stage != CertificateStage.DRAFT)
    ).one_or_none()
    if row is None:
        return None
    replaced_by = (row[4], row[5]) if row[4] else None
    return PublicCertificate(Face.of(row[0]), row[1], row[2], row[3], replaced_by)


def typed(session: Session, number: str, code: str) -> str | None:
    """The public code of the certificate of this number, when what was typed is how its code begins."""
    begins = code_begins(code)
    plain = plain_number(number)
    if begins is None or not plain:
        return None
    return session.scalar(
        select(Certificate.code).where(
            _called(plain),
            Certificate.code.startswith(begins, autoescape=True),
            Certificate.stage != CertificateStage.DRAFT,
        )
    )


def _undrafted(campaign_id: UUID) -> Select[int]:
    has = select(Certificate.id).where(
        Certificate.award_id == Award.id, Certificate.stage != CertificateStage.REISSUED
    )
    return select(func.count(Award.id)).where(
        Award.campaign_id == campaign_id, Award.chosen.is_(True), ~has.exists()
    )


def _called(number: str) -> ColumnElement[bool]:
    return (Certificate.number == number) | (Certificate.serial == number)


def _columns() -> Select[Any]:
    wanted: tuple[Any, ...] = (
        Certificate.id,
        Certificate.snapshot,
        Certificate.stage,
        Certificate.drafted_by_id,
        Honouree.honoured,
    )
    return (
        select(*wanted)
        .join(Award, Award.id == Certificate.award_id)
        .outerjoin(Submission, Submission.id == Award.submission_id)
        .outerjoin(Honouree, Honouree.award_id == Award.id)
    )


def _row(row: Any, *, named: bool = True) -> CertificateRow:
    hidden = row.honoured is Honoured.REVIEWER and not named
    return CertificateRow(row.id, Face.of(row.snapshot), row.stage, row.drafted_by_id, hidden)
