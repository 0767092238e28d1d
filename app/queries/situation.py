"""What the next step may know of one desk: counted from the rows, in a constant number of statements."""

from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from app.domain.actors import UNIT_ROLES, Actor, Role
from app.domain.framework import Framework
from app.domain.next_step import Situation
from app.domain.procedure import AssignmentStage, CampaignStage, ItemStage, SubmissionStage
from app.domain.settings import CampaignSettings
from app.models.assignment import Assignment, Declaration, Panel
from app.models.campaign import Campaign
from app.models.feedback import FeedbackLetter, PublicNotice
from app.models.rectification import RectificationItem
from app.models.result import Computation, Veto, VetoStage
from app.models.submission import Submission

from . import (
    appeals,
    campaigns,
    clock,
    completeness,
    facts,
    frameworks,
    notices,
    panel_letters,
    subjects,
    supplements,
    windows,
)
from .completeness import Completeness
from .home import Desk

READING = (AssignmentStage.ACCEPTED, AssignmentStage.IN_PROGRESS, AssignmentStage.REOPENED)


def before_any_campaign(session: Session, actor: Actor, desk: Desk) -> Situation:
    """A desk without a campaign: whether there are units to evaluate, and criteria to do it by."""
    if desk.role is not Role.COORDINATOR:
        return Situation(desk.role)
    return Situation(
        desk.role,
        units=len(campaigns.owners(session, actor)),
        criteria_ready=bool(frameworks.versions(session, actor, published_only=True)),
    )


def of_unit(
    session: Session, actor: Actor, desk: Desk, framework: Framework
) -> tuple[Situation, Completeness, dict[str, UUID]]:
    """A unit's desk, with its completeness and the ids that pages need."""
    assert desk.submission_id is not None  # noqa: S101 -- a unit's desk has one
    lacks = completeness.of(session, desk.submission_id, framework)
    first = next((state.criterion for state in lacks.criteria if not state.complete), framework.criteria[0])
    waiting = [row for row in notices.unsigned(session, actor) if row[2] == desk.unit_id]
    items = dict(
        session.execute(
            select(RectificationItem.stage, func.count())
            .where(RectificationItem.submission_id == desk.submission_id)
            .group_by(RectificationItem.stage)
        ).all()
    )
    letters = select(func.max(FeedbackLetter.appeal_ends_at)).where(
        FeedbackLetter.submission_id == desk.submission_id
    )
    hearing = facts.told(
        session, ends_at=letters.scalar_subquery(), supplement=supplements.open_codes(desk.submission_id)
    )
    found = Situation(
        role=desk.role,
        campaign=desk.campaign_stage,
        submission=desk.stage,
        unsigned_notice=waiting[0][1] if waiting else "",
        criterion=first.code,
        criterion_title=first.title.texts,
        criteria=len(lacks.criteria),
        complete=sum(state.complete for state in lacks.criteria),
        corrections=len(lacks.open_corrections),
        correction=lacks.open_corrections[0] if lacks.open_corrections else "",
        supplement=hearing["supplement"] if desk.stage is SubmissionStage.UNDER_REVIEW else "",
        hearing_runs=hearing["ends_at"] is not None and clock.read(hearing["moment"]) < hearing["ends_at"],
        window_closed=_closed(session, desk),
        items_without_plan=items.get(ItemStage.OPEN, 0),
        items_to_report=items.get(ItemStage.PLANNED, 0) + items.get(ItemStage.RETURNED, 0),
    )
    return found, lacks, {"notice_id": waiting[0][0]} if waiting else {}


def _closed(session: Session, desk: Desk) -> bool:
    """Whether the self-evaluation is over for this unit, its extension and the grace counted."""
    submission, campaign = subjects.submission_and_campaign(session, desk.submission_id or UUID(int=0))
    settings = CampaignSettings.of(campaign.settings)
    return windows.of_submission(session, submission, CampaignStage.SELF_EVALUATION, settings).closed()


def of_reader(session: Session, actor: Actor, desk: Desk) -> tuple[Situation, dict[str, Any]]:
    """A reviewer's desk, who may also chair a panel. Nothing here tells of other reviewers' work."""
    mine = and_(Assignment.campaign_id == desk.campaign_id, Assignment.reviewer_id == actor.user_id)
    stages = select(Assignment.stage, func.count()).where(mine).group_by(Assignment.stage)
    at: dict[AssignmentStage, int] = dict(session.execute(stages).all())
    invited = at.get(AssignmentStage.INVITED, 0)
    unfinished = sum(at.get(stage, 0) for stage in READING)
    following = session.execute(
        select(Assignment.id, Submission.unit_name)
        .join(Submission, Submission.id == Assignment.submission_id)
        .where(mine, Assignment.stage.in_(READING))
        .order_by(Assignment.stage != AssignmentStage.IN_PROGRESS, Submission.unit_code, Assignment.id)
        .limit(1)
    ).one_or_none()
    again = supplements.next_to_confirm(session, mine)
    declared = select(Declaration.id).where(
        Declaration.campaign_id == desk.campaign_id, Declaration.user_id == actor.user_id
    )
    chaired = exists().where(
        Assignment.submission_id == Submission.id,
        Assignment.panel_id == Panel.id,
        Panel.chair_id == actor.user_id,
    )
    moderate = session.execute(
        select(Submission.id, func.count().over().label("units"))
        .where(
            Submission.campaign_id == desk.campaign_id,
            Submission.stage == SubmissionStage.REVIEWED,
            Submission.unit_id.not_in(actor.units(*UNIT_ROLES)),
            chaired,
        )
        .order_by(Submission.id)
        .limit(1)
    ).one_or_none()
    verify = select(func.count()).where(
        RectificationItem.raised_by_id == actor.user_id,
        RectificationItem.stage == ItemStage.REPORTED,
        RectificationItem.submission_id.in_(select(Assignment.submission_id).where(mine)),
    )
    examine = appeals.to_examine(session, actor.user_id, desk.campaign_id)
    writes = desk.campaign_id if desk.campaign_stage is CampaignStage.FEEDBACK else None
    found = Situation(
        role=Role.REVIEWER,
        campaign=desk.campaign_stage,
        is_chair=moderate is not None,
        assigned=invited + unfinished + at.get(AssignmentStage.SUBMITTED, 0),
        invited=invited,
        to_confirm=again.criteria if again else 0,
        declared=session.scalar(declared) is not None,
        unfinished=unfinished,
        next_unit=following.unit_name if following else "",
        to_verify=session.scalar(verify) or 0,
        to_moderate=moderate.units if moderate else 0,
        letters_to_write=panel_letters.to_write(session, actor, writes) if writes else 0,
        to_examine=len(examine),
    )
    ids: dict[str, Any] = {"appeal_id": examine[0]} if examine else {}
    if again:
        ids |= {"again_id": again.assignment_id, "again_at": again.criterion}
    if following:
        return found, ids | {"assignment_id": following.id}
    return found, ids | ({"submission_id": moderate.id} if moderate else {})


def of_office(
    session: Session, actor: Actor, desk: Desk, campaign: Campaign, framework: Framework, *, late: int
) -> tuple[Situation, dict[str, UUID]]:
    """The desk of the coordinator, the board or an observer; `late` units are behind. Three statements."""
    known = facts.of_campaign(session, campaign, framework)
    waiting = _of_desk(session, campaign, framework)
    examine = appeals.to_examine(session, actor.user_id, campaign.id)
    to_check = waiting.pop("to_check")
    found = Situation(
        role=desk.role,
        campaign=campaign.stage,
        has_windows=known.has_windows,
        units=known.units,
        notice_out=known.notice_published,
        late=late,
        to_check=known.awaiting_acceptance,
        reviews_short=known.units_below_minimum_reviews,
        results_missing=known.results_missing,
        draft_approved=known.draft_approved,
        fact_checks=known.unanswered_fact_checks,
        appeals=known.open_appeals,
        objections=known.open_objections,
        list_approved=known.list_approved,
        open_items=known.open_items,
        to_examine=len(examine),
        **waiting,
    )
    ids = {"appeal_id": examine[0]} if examine else {}
    return found, ids | ({"submission_id": to_check} if to_check else {})


def _of_desk(session: Session, campaign: Campaign, framework: Framework) -> dict[str, Any]:
    """What waits for the office and no guard asks for. One statement."""
    mine = Submission.campaign_id == campaign.id
    first = select(Submission.id).where(mine, Submission.stage == SubmissionStage.SUBMITTED)
    proposed = Veto.submission_id.in_(select(Submission.id).where(mine))
    waiting = facts.told(
        session,
        to_check=first.order_by(Submission.submitted_at, Submission.id).limit(1).scalar_subquery(),
        unassigned=facts.count(
            Submission,
            mine,
            Submission.stage.in_((SubmissionStage.ACCEPTED, SubmissionStage.UNDER_REVIEW)),
            Submission.assigned_count
            < facts.minimum_reviews(framework, CampaignSettings.of(campaign.settings)),
            Submission.minimum_waived_reason == "",
        ),
        has_results=facts.has(Computation, Computation.campaign_id == campaign.id),
        letters_unsent=facts.count(Submission, mine, Submission.stage == SubmissionStage.REVIEWED),
        public_notice_up=facts.has(
            PublicNotice, PublicNotice.campaign_id == campaign.id, PublicNotice.replaced_at.is_(None)
        ),
        vetoes=facts.count(Veto, proposed, Veto.state == VetoStage.PROPOSED),
    )
    del waiting["moment"]
    return waiting
