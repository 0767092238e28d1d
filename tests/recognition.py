"""A campaign at its decision: three units with results in three bands, the final list approved."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.campaign import Campaign
from app.models.certificate import Award
from app.models.result import Decision, DecisionKind
from app.models.submission import Submission
from app.services import decisions, results
from tests import scene
from tests.scene import Scene

PUBLIC = "https://pingyi.example"
WORDS = decisions.DecisionWords(
    number="关工委〔2025〕12号",
    on=date(2025, 12, 12),
    meeting="领导小组第三次会议",
    legal_basis="《二级学院关工委评议办法》第八条",
    issuers="明德大学关心下一代工作委员会",
    issuers_en="Committee for the Care of the Next Generation, Mingde University",
    addressee="各学院关工委",
    name_ending="关心下一代工作委员会",
    name_ending_en="Committee for the Care of the Next Generation",
    text="希望受到表彰的单位珍惜荣誉，再接再厉。",
)


@dataclass
class Recognition:
    """The scene, its campaign and its people."""

    world: Scene
    campaign: Campaign
    submissions: list[Submission]
    office: User
    second: User
    board: User
    contributors: list[User] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return self.world.session

    def decide(self) -> Decision:
        """Record the decision, which proposes the awards."""
        return decisions.record(self.session, self.world.actor(self.office), self.campaign.id, WORDS)

    def awards(self) -> list[tuple[str, str, bool]]:
        """Code, unit and whether it is given, by unit."""
        rows = self.session.execute(
            select(Award.code, Submission.unit_name, Award.chosen)
            .join(Submission, Submission.id == Award.submission_id)
            .order_by(Submission.unit_name, Award.code)
        )
        return [tuple(row) for row in rows]


def at_the_decision(session: Session, *, ratios: tuple[str, ...] = ("1", "0.9", "0.7")) -> Recognition:
    """One unit for each ratio of the maximum that its readers gave; computed and approved."""
    world = scene.university(session, colleges=len(ratios))
    campaign = world.campaign(CampaignStage.PEER_REVIEW, minimum_reviews=1)
    rules, panel = world.rules(campaign), world.panel(campaign, "expert")
    reader = world.reviewer("专家甲")
    submissions = []
    for unit, ratio in zip(world.colleges, ratios, strict=True):
        found = world.submission(campaign, unit, SubmissionStage.REVIEWED)
        drawn = world.assignment(found, reader, panel, AssignmentStage.SUBMITTED)
        world.review(drawn, rules, ratio=ratio)
        submissions.append(found)
    made = Recognition(
        world, campaign, submissions, world.coordinator(), second_coordinator(world), world.board(),
        [world.contributor(unit) for unit in world.colleges],
    )  # fmt: skip
    results.compute(session, world.actor(made.office), campaign.id)
    move(session, campaign, CampaignStage.DECISION)
    results.approve(
        session,
        world.actor(made.board),
        campaign.id,
        kind=DecisionKind.FINAL_LIST,
        on=date(2025, 12, 10),
        meeting="领导小组会议",
    )
    for found in submissions:
        session.execute(
            Submission.__table__.update()
            .where(Submission.id == found.id)
            .values(stage=SubmissionStage.FEEDBACK_SIGNED)
        )
        session.refresh(found)
    return made


def second_coordinator(world: Scene) -> User:
    return world.person("秘书处副秘书长", (Role.COORDINATOR, world.university), home=world.university)


def move(session: Session, campaign: Campaign, stage: CampaignStage) -> None:
    """Put the campaign at a stage directly: how it gets there is not what these tests show."""
    session.execute(Campaign.__table__.update().where(Campaign.id == campaign.id).values(stage=stage))
    session.refresh(campaign)
