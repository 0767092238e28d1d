"""Where one unit's submission stands, for whoever may see it: what every page about it begins with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import SYSTEM, Actor, Subject
from app.domain.framework import Framework
from app.domain.procedure import CampaignStage, SubmissionStage
from app.domain.settings import CampaignSettings
from app.models.campaign import Campaign
from app.models.submission import Correction, Submission

from . import frameworks, subjects, supplements, windows
from .windows import Window


class OpenCorrection(NamedTuple):
    """A place the office named for correction, not yet handed in."""

    id: UUID
    place: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A submission with its campaign and criteria, as one actor may see it now."""

    actor: Actor
    submission: Submission
    campaign: Campaign
    framework: Framework
    settings: CampaignSettings
    subject: Subject
    window: Window
    corrections: tuple[OpenCorrection, ...] = ()
    supplement: supplements.Window | None = None  # open now, during the review

    def may(self, action: Action) -> bool:
        """Whether the policy permits it now; deadlines aside."""
        return policy.permits(self.actor, action, self.subject)

    def require(self, action: Action) -> None:
        """Raises NotPermitted when the policy does not permit it now."""
        policy.require(self.actor, action, self.subject)

    def writable(self, place: str | None, action: Action = Action.ANSWER) -> bool:
        """Whether the actor may write now at a place: a criterion, "preconditions" or "bonus:<item>"."""
        if not self.may(action):
            return False
        if self.supplement is not None:
            named = (each for each in self.supplement.places if each.answers or action is not Action.ANSWER)
            return any(each.criterion == place for each in named)
        if self.is_returned:
            return any(correction.place == place for correction in self.corrections)
        return self.window.is_open

    def may_change(self, places: Iterable[str | None], given_at: datetime, *, fresh: bool = False) -> bool:
        """Whether a piece that serves `places` may be changed; `fresh`: in a window for supplements only what
        was given since it was opened.
        """
        if self.supplement is None:
            return self.writable(next(iter(places), None), Action.ATTACH_EVIDENCE)
        if fresh and given_at < self.supplement.opened_at:
            return False
        return all(self.writable(place, Action.ATTACH_EVIDENCE) for place in places)

    @property
    def is_returned(self) -> bool:
        """Back from the office: only the named places can be changed."""
        return self.submission.stage is SubmissionStage.RETURNED_FOR_CORRECTION


def find(session: Session, actor: Actor, submission_id: UUID, action: Action) -> tuple[Submission, Campaign]:
    """A submission and its campaign, when the actor may do `action` with it. Two statements.

    Raises NotFound to whom it is hidden, NotPermitted to others.
    """
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    policy.require(actor, action, subject, seen_by=Action.VIEW_SUBMISSION)
    return submission, campaign


def standing(session: Session, actor: Actor, submission_id: UUID) -> Standing:
    """The standing of a submission. Three statements, one more when it was returned
    or may be supplemented. Raises NotFound."""
    found = unasked(session, submission_id, actor)
    policy.require(actor, Action.VIEW_SUBMISSION, found.subject, seen_by=Action.VIEW_SUBMISSION)
    return found


def unasked(session: Session, submission_id: UUID, actor: Actor = SYSTEM) -> Standing:
    """The same without asking the policy: for papers, whose asking was asked already. Raises NotFound."""
    submission, campaign = subjects.submission_and_campaign(session, submission_id)
    subject = subjects.of_submission(session, submission, campaign)
    settings = CampaignSettings.of(campaign.settings)
    corrections: tuple[OpenCorrection, ...] = ()
    if submission.stage is SubmissionStage.RETURNED_FOR_CORRECTION:
        corrections = open_corrections(session, submission.id)
    window = supplements.open_window(session, submission.id) if subject.supplementing else None
    return Standing(
        actor,
        submission,
        campaign,
        frameworks.pinned(session, campaign),
        settings,
        subject,
        windows.of_submission(session, submission, CampaignStage.SELF_EVALUATION, settings),
        corrections,
        window,
    )


def open_corrections(session: Session, submission_id: UUID) -> tuple[OpenCorrection, ...]:
    """The places named for correction and not yet done. One statement."""
    rows = session.execute(
        select(Correction.id, Correction.criterion)
        .where(Correction.submission_id == submission_id, Correction.done_at.is_(None))
        .order_by(Correction.requested_at, Correction.criterion)
    )
    return tuple(OpenCorrection(*row) for row in rows)
