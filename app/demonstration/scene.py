"""One campaign of the play: what is to be played, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import beijing_date
from app.domain.framework import Framework
from app.domain.procedure import CampaignStage
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.submission import Submission
from app.services import stages

from .bulk import Papers, Writer
from .cast import Cast
from .timing import STAGES


@dataclass(frozen=True, slots=True)
class Scene:
    """One campaign of the demonstration: the stage it is caught at, its criteria and its title."""

    stage: CampaignStage
    framework: str
    title: str
    years_back: int = 0


@dataclass
class Run:
    """One campaign on its way."""

    session: Session
    cast: Cast
    scene: Scene
    papers: Papers
    campaign: Campaign
    framework: Framework
    writer: Writer
    done: dict[CampaignStage, datetime] = field(default_factory=dict)  # when each stage was really left
    on: date = field(default_factory=lambda: beijing_date(utc_now()))  # the day on which it is played

    def reached(self, stage: CampaignStage) -> bool:
        """Whether the campaign goes beyond `stage`."""
        return STAGES.index(self.scene.stage) > STAGES.index(stage)

    def move(self, name: str) -> None:
        stages.move(self.session, self.cast.actor("秘书处"), self.campaign.id, name)

    def submissions(self) -> Sequence[Submission]:
        """In the order of the colleges."""
        found = select(Submission).where(Submission.campaign_id == self.campaign.id)
        of = {submission.unit_id: submission for submission in self.session.scalars(found)}
        return [of[college.id] for college in self.cast.colleges]
