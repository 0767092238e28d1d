"""Last year's submission of the same unit, and its evidence at a place: what need not be given again."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.domain.actors import Actor, Subject
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink, EvidenceOrigin, EvidenceRevision
from app.models.framework import FrameworkVersion
from app.models.submission import Submission

from . import evidence as readings
from . import subjects
from .evidence import EvidenceRow


class Known(NamedTuple):
    """A piece of last year; `is_here`: it stands at this place this year too, or its file does."""

    row: EvidenceRow
    is_here: bool


def submission(of: Submission, campaign: Campaign, framework_code: str) -> Select[UUID, UUID, str, str]:
    """The submission of the same unit in the campaign this one was copied from, or else in the newest earlier
    one on the same framework: its id, and id, title and period of its campaign.
    """
    copied = case((Campaign.id == campaign.copied_from_id, 0), else_=1)
    return (
        select(Submission.id, Campaign.id.label("campaign_id"), Campaign.title, Campaign.period_label)
        .join(Campaign, Campaign.id == Submission.campaign_id)
        .join(FrameworkVersion, FrameworkVersion.id == Campaign.framework_id)
        .where(
            Submission.unit_id == of.unit_id,
            Submission.id != of.id,
            Campaign.period_ends_on < campaign.period_ends_on,
            (FrameworkVersion.code == framework_code) | (Campaign.id == campaign.copied_from_id),
        )
        .order_by(copied, Campaign.period_ends_on.desc(), Campaign.created_at.desc())
        .limit(1)
    )


def pieces(
    session: Session, actor: Actor, of: Submission, campaign: Campaign, framework_code: str, place: str
) -> list[Known]:
    """Last year's evidence at a place that the actor may see, by number. At most six statements."""
    last = session.execute(submission(of, campaign, framework_code)).first()
    if last is None:
        return []
    subject = subjects.of_submission(session, *subjects.submission_and_campaign(session, last[0]))
    rows = readings.of_submission(session, actor, subject, last[0], place=place)
    here = set(
        session.scalars(select(Evidence.id).where(Evidence.id.in_([r.id for r in rows]), _stands(of, place)))
    )
    return [Known(row, row.id in here) for row in rows]


def left(
    actor: Actor, subject: Subject, of: Submission, place: str, earlier_id: ColumnElement[UUID]
) -> ScalarSelect[int]:
    """How many pieces an earlier submission has at a place that do not stand there this year yet, as a
    column of a larger statement; `subject` is this year's, whose people are the same.
    """
    return (
        select(func.count())
        .select_from(Evidence)
        .join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
        .where(
            Evidence.submission_id == earlier_id,
            Evidence.withdrawn_at.is_(None),
            EvidenceLink.criterion == place,
            readings.seen(actor, subject),
            ~_stands(of, place),
        )
        .scalar_subquery()
    )


def _stands(of: Submission, place: str) -> ColumnElement[bool]:
    """Whether an earlier piece stands at a place of a submission: taken over, or its file given anew."""
    now, origin, link = aliased(Evidence), aliased(EvidenceOrigin), aliased(EvidenceLink)
    then, file = aliased(EvidenceRevision), aliased(EvidenceRevision)
    digest = select(then.digest).where(
        then.evidence_id == Evidence.id, then.ordinal == Evidence.revision_count
    )
    return (
        select(now.id)
        .join(link, link.evidence_id == now.id)
        .outerjoin(origin, origin.evidence_id == now.id)
        .outerjoin(file, and_(file.evidence_id == now.id, file.ordinal == now.revision_count))
        .where(
            now.submission_id == of.id,
            now.withdrawn_at.is_(None),
            link.criterion == place,
            or_(
                origin.taken_from_id == Evidence.id,
                file.digest == digest.correlate(Evidence).scalar_subquery(),
            ),
        )
        .correlate(Evidence)
        .exists()
    )
